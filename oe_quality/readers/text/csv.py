"""Delimited text as rows that know their line, where one broken row costs no other.

Python's csv module does the parsing. What is added: an unclosed quote, which would swallow the
rows after it, is noticed and given up at the end of its own line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "|")
MOST_ABSENT = 4
"""Names at a header's end that may lack cells in all rows."""

_LOOKED_AT = 20
_SEPARATOR = re.compile(r"\ufeff?\"?sep=(\\t|[,;|\t])\"?\s*", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Layout:
    """How delimited text begins.

    Attributes:
        delimiter: between cells.
        skipped: how many first lines are no rows: a comment (`# exported ...`), or Excel's `sep=;`.
    """

    delimiter: str
    skipped: int = 0


def find_layout(lines: list[str]) -> Layout:
    """The delimiter and the lines before the header.

    A first line that begins with "#" is a comment unless it has as many cells as the lines after it, as a
    header has.
    """
    skipped = 0
    while skipped < len(lines):
        declared = _SEPARATOR.fullmatch(lines[skipped])
        if declared:
            return Layout(declared.group(1).replace("\\t", "\t"), skipped + 1)
        comment = lines[skipped].startswith("#") and not _is_header(lines[skipped], lines[skipped + 1 :])
        if not comment and not (skipped and not lines[skipped].strip()):
            break
        skipped += 1
    return Layout(find_delimiter(lines[skipped:]), skipped)


def _is_header(line: str, following: list[str]) -> bool:
    """Whether a line that begins with "#" has as many cells as the first line after it that does not."""
    row = next((other for other in following if other.strip() and not other.startswith("#")), "")
    delimiter = find_delimiter([other for other in following if not other.startswith("#")])
    found = line.count(delimiter)
    # A sentence has a comma too; names of columns begin at once, or are several.
    return found == row.count(delimiter) and found > (1 if line.startswith("# ") else 0)


def common_width(widths: Sequence[int], header: int) -> int:
    """How many of the header's columns a file's rows have.

    Some platforms write names for columns that they leave away in every row. Where most rows are a few cells
    shorter than the header, all alike, the header's last names have no cells; else its width is the rows'.

    >>> common_width([29, 29, 31, 29], 31), common_width([31, 31, 30], 31)
    (29, 31)

    Args:
        widths: of the first rows; header: of the header.
    """
    if not widths:
        return header
    common = max(set(widths), key=widths.count)
    alike = 2 * widths.count(common) > len(widths)
    return common if alike and header - MOST_ABSENT <= common < header else header


def find_delimiter(lines: list[str]) -> str:
    """The delimiter that cuts the first lines into the most cells while cutting them all alike."""
    sample = [line for line in lines[:_LOOKED_AT] if line.strip()]

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row[1]) for row in read_rows(sample, delimiter) if not isinstance(row, BadRow)]
        common = max(set(widths), key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0, common)

    return max(DELIMITERS, key=evenness)
