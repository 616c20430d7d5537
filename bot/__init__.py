"""The running program: edges and wiring."""
