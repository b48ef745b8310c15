"""How a task that we wrote for a tool is known again when its answers come home: by fields of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ITEM, QUESTION = "oeq_item", "oeq_question"
"""Fields of a task that name the store's item and question."""
ROWS = "oeq_rows"
"""Field of a task, or column, that names the rows of its own tool in which the item stands."""
FIELDS = frozenset({ITEM, QUESTION, ROWS})
"""None of them is an answer, or says anything about an item."""
_PLACES = ("data", "meta", "metadata")


def home_of(record: Mapping[str, Any]) -> tuple[str, str]:
    """The item and the question that a tool's record names, each empty where it names none.

    >>> home_of({"id": 7, "meta": {"oeq_item": "clip 3", "oeq_question": "mood"}})
    ('clip 3', 'mood')
    >>> home_of({"id": 7, "text": "Well, well."})
    ('', '')
    """
    for place in (record, *(record.get(name) for name in _PLACES)):
        if isinstance(place, Mapping) and isinstance(place.get(ITEM), str):
            question = place.get(QUESTION)
            return place[ITEM], question if isinstance(question, str) else ""
    return "", ""
