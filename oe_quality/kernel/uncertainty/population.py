"""For whom an interval speaks: the one set of words, and what it takes to speak of new annotators."""

from __future__ import annotations

NEW_BOTH = "new items, new annotators of this kind"
NEW_ITEMS = "new items, these annotators"
NEW_ANNOTATORS = "these items, new annotators of this kind"
FEWEST_ANNOTATORS = 5
"""Fewer cannot tell how annotators vary: with three of unequal skill, an interval that holds is as wide as four fifths
of all that is possible (`benchmarks/coverage_agreement.py`)."""


def cannot_be_told(n_annotators: int) -> str:
    """Why an interval speaks of these annotators only.

    >>> cannot_be_told(3)
    'of these annotators; how new ones would do cannot be told from 3 people'
    """
    who = "1 person" if n_annotators == 1 else f"{n_annotators} people"
    return f"of these annotators; how new ones would do cannot be told from {who}"
