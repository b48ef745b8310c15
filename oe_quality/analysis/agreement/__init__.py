"""How far people agree: every coefficient with its interval, by label, pair and slice."""
