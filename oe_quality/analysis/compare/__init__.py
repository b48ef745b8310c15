"""What changed since last time, and whether it holds what was promised."""
