"""The fakes behave as the real ones do, judged by the real client libraries."""
