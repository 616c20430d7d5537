"""Tests of what the house remembers, on SQLite and on PostgreSQL."""
