"""The channels: each adapter is the only file that knows its provider."""
