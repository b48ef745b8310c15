"""What to ask next, and how many answers are enough."""
