"""For whom an interval speaks: the one set of words, and what it takes to speak of new annotators."""

NEW_BOTH = "new items, new annotators of this kind"
NEW_ITEMS = "new items, these annotators"
NEW_ANNOTATORS = "these items, new annotators of this kind"
FEWEST_ANNOTATORS = 3
"""Fewer cannot tell how annotators vary: with two, leaving one out leaves no pair."""
