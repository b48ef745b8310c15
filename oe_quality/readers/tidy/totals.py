"""Rows below a table that sum its columns up, as a spreadsheet has them: `Mean, 2, 2.33`, `Total joy, 2, 1`.

A row whose numbers are what its name says is no item; one whose name alone says so is told.
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
_WORDS = {
    "sum": "total totals sum sums summe gesamt insgesamt somme suma totale somma soma totaal",
    "mean": "mean means average averages avg mittelwert durchschnitt moyenne média media promedio gemiddelde",
    "median": "median",
    "spread": "std sd stdev",
    "variance": "variance",
    "count": "count n anzahl",
    "min": "min minimum",
    "max": "max maximum",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_NAMED = re.compile(rf"(?:grand |sub)?({'|'.join(_KINDS)})([\W_].*|)", re.IGNORECASE | re.DOTALL)
_MADE: dict[str, tuple[Callable[[Sequence[float]], float], ...]] = {
    "sum": (sum, len),
    "mean": (statistics.fmean,),
    "median": (statistics.median,),
    "spread": (lambda held: statistics.stdev(held), statistics.pstdev),
    "variance": (lambda held: statistics.variance(held), statistics.pvariance),
    "count": (len,),
    "min": (min,),
    "max": (max,),
}
"""What a row of a name may hold: `Mean Girls` is a film unless its numbers are means."""
_COUNTING = ("sum", "count")
"""Kinds of rows that may say how often a label stands above."""


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
    held = [one.gather(above) for one in cells]
    # Rows are left out by their name: one that an item has, too, is left to stand.
    items = {names[row] for row in above}
    sure = [row for row in last if names[row] not in items and _sums_up(names[row], [one[row] for one in cells], held)]
    doubtful = tuple(dict.fromkeys(names[row] for row in last if row not in sure))
    return Totals(key, tuple(names[row] for row in sure if names[row] not in doubtful), doubtful)


def _sums_up(name: str, row: Sequence[str], above: Sequence[pl.Series]) -> bool:
    """Whether each cell is what the row's name says of what stands above it: a sum, a mean ..., or how often a label
    does."""
    told = [(text, held) for text, held in zip(row, above, strict=True) if text]
    numbers = [_number(text) for text, _ in told]
    found = _NAMED.fullmatch(name)
    if found is None or len(told) < 2 or any(number is None for number in numbers):
        return False
    kind = _KINDS[found[1].casefold()]
    held = [[n for cell in column if (n := _number(cell)) is not None] for _, column in told]
    for make in _MADE[kind] if all(len(one) > 1 for one in held) else ():
        if all(_is(make(one), text) for one, (text, _) in zip(held, told, strict=True)):
            return True
    labels = {cell for _, column in told for cell in column.unique() if cell} if kind in _COUNTING else set()
    counted = [(column, number) for (_, column), number in zip(told, numbers, strict=True)]
    return any(
        all((column == label).sum() == number for column, number in counted)
        for label in labels
        if _is_meant(label, found[2])
    )


def _is_meant(label: str, words: str) -> bool:
    """Whether the words behind `Total` or `Count` name a label; where there are none, any that is no number."""
    words = words.replace("_", " ")
    if re.search(r"\w", words) is None:
        return _number(label) is None
    return re.search(rf"(?<!\w){re.escape(label)}(?!\w)", words, re.IGNORECASE) is not None


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
