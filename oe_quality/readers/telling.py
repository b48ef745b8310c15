"""How a file's columns were understood, in sentences."""

from __future__ import annotations

from oe_quality.readers.mapping import Mapping, names_read
from oe_quality.readers.text.sheet import Sheet, listed

NOT_READ = "Not read:"

UNREAD_SHOWN = 8
"""Columns without a role that are named."""


def understood_as(mapping: Mapping) -> str:
    """Which columns were taken for what, as a sentence."""
    answers = tuple(answer.column for answer in mapping.answers)
    parts = [("item", mapping.item), ("annotator", mapping.annotator), ("answers", answers)]
    single = ("question", "weight", "time", "started", "finished", "duration", "gold", "occasion", "status")
    parts += [
        (role, (column,))
        for role in (*single, "source", "confidence")
        if (column := getattr(mapping, role)) is not None
    ]
    told = (f"{what} from {' + '.join(map(repr, columns))}" for what, columns in parts if columns)
    return f"Read {', '.join(told)}."


def not_read(sheet: Sheet, mapping: Mapping) -> list[str]:
    """Which columns of a file have no role, as a sentence; of a tool's file its reader knows what they are."""
    read = set(names_read(mapping, sheet.names))
    names = [name for name in sheet.names if name not in read] if mapping.format == "tidy" else []
    if not names:
        return []
    return [f"{NOT_READ} {listed(names, UNREAD_SHOWN)}."]
