"""The tests mirror the code: db/inbox.py is tested in tests/db/test_inbox.py."""
