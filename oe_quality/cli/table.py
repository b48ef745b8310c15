"""Tables for a terminal: as wide as it is, numbers never broken, words broken where they may end.

Where not even the narrowest columns fit side by side, each row is written as lines of "name  value".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
from wcwidth import iter_graphemes, wcswidth

from oe_quality.plaintext import visible

LONGEST = 200
"""Characters of one text that a table shows."""
GAP = 2
"""Blanks between columns."""
NARROWEST = 10
"""Columns of the terminal that a text keeps, if it has as many."""
BOLD, PLAIN = "\x1b[1m", "\x1b[0m"

_AFTER = re.compile(r"(?<=[_/,;|:.-])(?=[^\s_/,;|:.-])")
"""Where a word that is wider than its column may be broken."""
_FIGURES = re.compile(r"[-+.,0-9–]*( ?%)?( [\[(][-+.,0-9 –]+[\])])?")


@dataclass(frozen=True, slots=True)
class Column:
    """One column as text.

    Attributes:
        name: its header; cells: its values.
        is_number: numbers stand at the right and are never broken.
    """

    name: str
    cells: tuple[str, ...]
    is_number: bool

    @property
    def natural(self) -> int:
        """The width that breaks nothing."""
        return max(map(_cells, (self.name, *self.cells)))

    @property
    def least(self) -> int:
        """The width below which it cannot be read."""
        if self.is_number:
            words = (part for word in self.name.split() for part in _AFTER.split(word))
            return max(map(_cells, (*words, *self.cells)), default=0)
        return min(self.natural, NARROWEST)


def cell(value: object) -> str:
    """One value as a person wants to read it; "–" where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return visible(", ".join(map(str, value)), LONGEST)
    return visible(str(value), LONGEST)


def terminal_table(frame: pl.DataFrame, title: str = "", *, width: int = 160, styled: bool = False) -> str:
    """The frame as a table of at most `width` columns of the terminal; `styled` makes its headers bold."""
    head = f"\n{visible(title)}\n\n" if title else "\n"
    if not frame.height:
        named = f": {', '.join(map(visible, frame.columns))}" if frame.columns else ""
        return f"{head}(no rows{named})\n"
    room = width - GAP * (len(frame.columns) - 1)
    for unbroken in (True, False):
        columns = _columns(frame, unbroken=unbroken)
        if sum(column.least for column in columns) <= room:
            return head + _side_by_side(columns, _widths(columns, room), styled)
    return head + _records(columns, width)


def _columns(frame: pl.DataFrame, *, unbroken: bool) -> list[Column]:
    """The columns as text; `unbroken` keeps numbers and their intervals on one line."""
    columns = []
    for name, dtype in frame.schema.items():
        cells = tuple(map(cell, frame[name].to_list()))
        figures = unbroken and any(map(str.strip, cells)) and all(map(_FIGURES.fullmatch, cells))
        columns.append(Column(visible(name, LONGEST), cells, dtype.is_numeric() or figures))
    return columns


def _widths(columns: Sequence[Column], room: int) -> list[int]:
    """Natural widths where there is room; else the headers of numbers give way, and then the widest text."""
    widths, least = [column.natural for column in columns], [column.least for column in columns]
    for yielding in (True, False):
        while sum(widths) > room:
            able = [k for k, column in enumerate(columns) if column.is_number == yielding and widths[k] > least[k]]
            if not able:
                break
            widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def _side_by_side(columns: Sequence[Column], widths: Sequence[int], styled: bool) -> str:
    def row(texts: Sequence[str]) -> list[str]:
        broken = [wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
        deep = max(map(len, broken))
        padded = [lines + [""] * (deep - len(lines)) for lines in broken]
        return [
            (" " * GAP).join(map(_placed, line, widths, [column.is_number for column in columns])).rstrip()
            for line in zip(*padded, strict=True)
        ]

    header = row([column.name for column in columns])
    lines = [f"{BOLD}{line}{PLAIN}" if styled else line for line in header]
    lines.append("─" * (sum(widths) + GAP * (len(widths) - 1)))
    for texts in zip(*(column.cells for column in columns), strict=True):
        lines += row(texts)
    return "\n".join(lines) + "\n"


def _records(columns: Sequence[Column], width: int) -> str:
    names = max(_cells(column.name) for column in columns)
    records = []
    for texts in zip(*(column.cells for column in columns), strict=True):
        lines = []
        for column, text in zip(columns, texts, strict=True):
            first, *rest = wrapped(text, max(width - names - GAP, NARROWEST))
            lines.append(f"{_placed(column.name, names, False)}{' ' * GAP}{first}".rstrip())
            lines += [" " * (names + GAP) + line for line in rest]
        records.append("\n".join(lines) + "\n")
    return ("─" * min(width, names + GAP) + "\n").join(records)


def _placed(text: str, width: int, right: bool) -> str:
    blanks = " " * (width - _cells(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines of at most `width`: broken between words, else after `_ / , ; | : . -`, else anywhere.

    >>> wrapped("calm_and_composed, sarcasm", 12)
    ['calm_and_', 'composed,', 'sarcasm']
    """
    lines = [""]
    for word in text.split():
        parts = [word] if _cells(word) <= width else _pieces(word, width)
        for number, part in enumerate(parts):
            joined = lines[-1] + (" " if number == 0 and lines[-1] else "") + part
            if _cells(joined) <= width:
                lines[-1] = joined
            elif lines[-1]:
                lines.append(part)
            else:
                lines[-1] = part
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """A word in parts none of which is wider than `width`."""
    return [piece for part in _AFTER.split(word) for piece in (_chopped(part, width) if part else [])]


def _chopped(word: str, width: int) -> list[str]:
    """A word in parts as wide as `width` allows; what is seen as one character stays whole."""
    parts = [""]
    for grapheme in iter_graphemes(word):
        if parts[-1] and _cells(parts[-1] + grapheme) > width:
            parts.append("")
        parts[-1] += grapheme
    return parts


def _cells(text: str) -> int:
    """Columns of the terminal that a text takes; what cannot be shown takes none."""
    return max(0, wcswidth(text))
