"""What a column looks like by its values: said where a role is asked about, never taken for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from oe_quality.plaintext import visible
from oe_quality.readers.text.sheet import Sheet

_FEW = 12
"""Different values at most that a column of answers holds, and fewer than columns of items do."""
_NAMED = 3
"""Columns that are named at most."""


def like_items(sheet: Sheet, free: Sequence[str], annotator: str | None) -> str:
    """The free columns whose values come again, in rows by different people if there is a column of people."""
    found = [(name, n) for name, n in _different(sheet, free) if n > _FEW and 2 * n <= sheet.height]
    if annotator is not None:
        found = [(name, n) for name, n in found if _once_each(sheet, name, annotator)]
    return _told(found, sheet.height)


def like_answers(sheet: Sheet, free: Sequence[str]) -> str:
    """The free columns with a few different values."""
    return _told([(name, n) for name, n in _different(sheet, free) if 1 < n <= _FEW < sheet.height], sheet.height)


def _different(sheet: Sheet, free: Sequence[str]) -> list[tuple[str, int]]:
    """The columns with how many different values each has, empty cells apart."""
    return [
        (name, cells.filter(cells != "").n_unique())
        for name in free
        if sheet.has(name)
        for cells in (sheet.cells(name),)
    ]


def _once_each(sheet: Sheet, item: str, annotator: str) -> bool:
    """Whether nearly nobody comes twice beside the same value."""
    pairs = sheet.cells(item) + "\x1f" + sheet.cells(annotator)
    return 10 * pairs.n_unique() >= 9 * sheet.height


def _told(found: list[tuple[str, int]], height: int) -> str:
    shown = [
        f"{visible(name, 40)!r} ({n:,} different in {height:,} rows)" for name, n in found[:_NAMED] if "@" not in name
    ]
    return f"By its values it may be {' or '.join(shown)}. " if shown else ""
