"""The outside world in miniature: a Bot API, a Twilio and a clock, moved by tests."""
