"""Rows below a table that sum its columns up, as a spreadsheet has them: `Mean, 2, 2.33`, `Total joy, 2, 1`.

A row whose name says so and whose numbers are right is no item; one whose name alone says so is told.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import polars as pl

from oe_quality.plaintext import visible
from oe_quality.readers.text.sheet import Sheet

_MOST = 8
"""Rows at the end that are looked at."""
_WORDS = (
    "total totals sum sums mean means average averages avg median std std. sd stdev count n min max minimum maximum "
    "variance summe gesamt insgesamt mittelwert durchschnitt anzahl moyenne somme média media promedio suma totale "
    "somma soma gemiddelde totaal"
)
_NAMED = re.compile(rf"(grand |sub)?({'|'.join(map(re.escape, _WORDS.split()))})([\W_].*)?", re.IGNORECASE | re.DOTALL)
_MADE: tuple[Callable[[Sequence[float]], float], ...] = (
    *(sum, statistics.fmean, statistics.median, len, min, max),
    *(lambda held: statistics.stdev(held), statistics.pstdev, lambda held: statistics.variance(held)),
)


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows that may sum up.

    Attributes:
        column: that names rows.
        names: of those whose numbers are what they say; doubtful: of those that are called so only.
    """

    column: str
    names: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    def said(self) -> tuple[str, ...]:
        """What to say of them."""
        left = ", ".join(repr(visible(name, 40)) for name in self.names)
        kept = ", ".join(repr(visible(name, 40)) for name in self.doubtful)
        told = (f"Left out as they sum up the rows above: {left}.",) if left else ()
        return (*told, f"Read as items, and called like sums of the others: {kept}.") if kept else told


def totals_in(sheet: Sheet, columns: Sequence[str]) -> Totals | None:
    """The rows at a table's end that sum up those above; None where nothing names rows.

    Args:
        sheet: the table, a row per item; columns: those of answers.
    """
    key = next((name for name in sheet.names if name not in columns), None)
    if key is None or sheet.height < 3:
        return None
    names = sheet.cells(key).str.strip_chars()
    filled = [row for row in range(sheet.height) if any(sheet.cells(name)[row].strip() for name in (key, *columns))]
    # They stand together at the end; a word among others is an item.
    last = list(takewhile(lambda row: _NAMED.fullmatch(names[row]), reversed(filled[-_MOST:])))[::-1]
    above = [row for row in filled if row not in last]
    if not last or len(above) < 2:
        return Totals(key)
    cells = [sheet.cells(name).str.strip_chars() for name in columns]
    sure = [row for row in last if _sums_up([one[row] for one in cells], [one.gather(above) for one in cells])]
    return Totals(key, tuple(names[row] for row in sure), tuple(names[row] for row in last if row not in sure))


def _sums_up(row: Sequence[str], above: Sequence[pl.Series]) -> bool:
    """Whether each cell is the same sum of what stands above it: a sum, a mean ..., or how often a label does."""
    told = [(text, held) for text, held in zip(row, above, strict=True) if text]
    numbers = [_number(text) for text, _ in told]
    if len(told) < 2 or any(number is None for number in numbers):
        return False
    held = [[n for cell in column if (n := _number(cell)) is not None] for _, column in told]
    for make in _MADE if all(len(one) > 1 for one in held) else ():
        if all(_is(make(one), text) for one, (text, _) in zip(held, told, strict=True)):
            return True
    labels = {cell for _, column in told for cell in column.unique() if cell}
    counted = [(column, number) for (_, column), number in zip(told, numbers, strict=True)]
    return any(all((column == label).sum() == number for column, number in counted) for label in labels)


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").rstrip("% ")) if text[:1] in "-+.0123456789" and text else None
    except ValueError:
        return None


def _is(value: float, text: str) -> bool:
    """Whether a number, rounded as the text is, is the text's."""
    digits = len(re.split(r"[.,]", text.rstrip("% "))[1]) if re.search(r"[.,]", text) else 0
    number = _number(text)
    return number is not None and abs(value - number) <= 0.5 * 10.0**-digits + 1e-9
