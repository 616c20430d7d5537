"""Tests of the journeys, each handler for itself."""
