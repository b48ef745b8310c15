"""How a task that we wrote for a tool is known again when its answers come home: by two fields of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ITEM, QUESTION = "oeq_item", "oeq_question"
"""Fields of a task that name the store's item and question."""
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
