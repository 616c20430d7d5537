"""Whole journeys: from a person's phone through intake, handlers and outbox, and back."""
