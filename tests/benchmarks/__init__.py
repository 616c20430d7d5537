"""Measurements: printed by make, never a test."""
