"""Delimited text as rows that know their line, where one broken row costs no other.

Python's csv module does the parsing. What is added: an unclosed quote, which would swallow the
rows after it, is noticed and given up at the end of its own line.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that could not be cut into cells.

    Attributes:
        line: its line in the file, from 1.
        reason: why, without its content.
    """

    line: int
    reason: str


Row = tuple[int, list[str]]
"""The line on which a row begins, from 1, and its cells."""


def lines_of(text: str) -> list[str]:
    """The lines with their ends; a line ends at LF, CR LF or CR, as csv has it."""
    return io.StringIO(text, newline="").readlines()


def read_rows(
    lines: list[str],
    delimiter: str,
    width: int | None = None,
    is_whole: Callable[[str], bool] = lambda _line: False,
) -> Iterator[Row | BadRow]:
    """Cut lines into rows. Blank lines are passed over; the width of one-line rows is the caller's to judge.

    Args:
        lines: as `lines_of` gives them.
        delimiter: between cells.
        width: how many cells a row has, where that is known; with it a quote that swallowed rows is found.
        is_whole: says of a line that it is a row by itself, and so cannot continue the one before.
    """
    position = 0
    while position < len(lines):
        rows = csv.reader(map(lines.__getitem__, range(position, len(lines))), delimiter=delimiter, strict=True)
        taken = 0
        try:
            for cells in rows:
                first, taken = taken, rows.line_num
                if taken - first > 1:
                    inner = lines[position + first + 1 : position + taken]
                    if (width is not None and len(cells) != width) or any(map(is_whole, inner)):
                        taken = first
                        break
                if len(cells) > 1 or any(map(str.strip, cells)):
                    yield position + first + 1, cells
            else:
                return
        except csv.Error:
            pass
        position += taken
        yield _single_line(lines[position], position + 1, delimiter, width)
        position += 1


def _single_line(line: str, number: int, delimiter: str, width: int | None) -> Row | BadRow:
    """Read one line whose quotes do not follow the rules, if it can be read without guessing."""
    bare = line.rstrip("\r\n")
    if delimiter == "\t" and width is not None and bare.count("\t") == width - 1:
        # Many tools write tab-separated text without any quoting.
        return number, bare.split("\t")
    if len(line) > csv.field_size_limit():
        return BadRow(number, f"a cell is longer than {csv.field_size_limit():,} characters")
    if line.count('"') % 2 == 0:
        try:
            cells = next(csv.reader([bare], delimiter=delimiter))
        except csv.Error:
            cells = []
        if width is not None and len(cells) == width:
            return number, cells
    return BadRow(number, "its quotation marks do not match")


def find_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the first lines into the most cells while cutting them all alike."""
    sample = [line for line in lines[:_LOOKED_AT] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row[1]) for row in read_rows(sample, delimiter) if not isinstance(row, BadRow)]
        common = max(set(widths), key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0, common)

    return max(DELIMITERS, key=evenness)
