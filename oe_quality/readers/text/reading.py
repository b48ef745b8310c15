"""Any file of rows as a sheet: delimited text, JSON in its shapes, Parquet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.progress import Progress, silent
from oe_quality.readers.text.bounds import check_columns
from oe_quality.readers.text.csv import BadRow, common_width, find_layout, lines_of, read_rows
from oe_quality.readers.text.json import is_json, records_of
from oe_quality.readers.text.parquet import parquet_columns, parquet_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, unique_names
from oe_quality.readers.text.source import InputFile

BATCH = 25_000
"""Rows that are turned into columns at a time, so that a large file is never held as Python objects."""

_LOOKED_AT = 200

_MOST_NOTES = 12
"""Rows above a header that may be titles and remarks."""
_LEAST_WIDTH = 3
"""Columns from which rows with one filled cell are notes."""
_NUMBER = re.compile(r"[-+]?[\d.,]+%?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a delimited file's names stand.

    Attributes:
        names: of the columns, unique.
        delimiter: between cells.
        line: of the header, or the last one before the rows where there is none.
        notes: rows above it that hold a title or a remark.
    """

    names: tuple[str, ...]
    delimiter: str
    line: int
    notes: int = 0


def column_names(file: InputFile) -> tuple[str, ...]:
    """The names of a file's columns, for telling formats apart: those of its header, or of most of its first records;
    () if it has none."""
    if file.is_parquet:
        return unique_names(parquet_columns(file))
    if is_json(file.head):
        counts = Counter(name for record in file.first_records for name in record)
        return tuple(name for name, n in counts.items() if 2 * n > len(file.first_records))
    header = find_header(file)
    return header.names if header else ()


def head_sheet(file: InputFile) -> Sheet:
    """The first rows of a file as a sheet, for telling formats apart; without rows where it has no columns."""
    if file.is_parquet:
        return parquet_sheet(file).head(_LOOKED_AT)
    if is_json(file.head):
        records = [(number, {**record}) for number, record in enumerate(file.first_records, 1)]
        return Sheet.of_records(records)
    header = find_header(file)
    if header is None:
        return Sheet.of_records([])
    frame, _ = _parsed("".join(file.first_lines), header, tuple(range(len(header.names))), silent)
    return Sheet(header.names, frame)


def first_cells(file: InputFile, rows: int) -> list[list[str]]:
    """The first rows of delimited text as cells, the header among them."""
    header = find_layout(file.first_lines)
    found = read_rows(file.first_lines[header.skipped :], header.delimiter)
    return [row[1] for row in islice(found, rows) if not isinstance(row, BadRow)]


def find_header(file: InputFile) -> Header | None:
    """The first row of delimited text that is no note, taken as its header; its last names are left away if no row has
    such cells."""
    layout = find_layout(file.first_lines)
    rows = read_rows(file.first_lines[layout.skipped :], layout.delimiter)
    found = [row for row in islice(rows, _LOOKED_AT) if not isinstance(row, BadRow)]
    if not found:
        return None
    notes = _notes([row[1] for row in found])
    line, cells = found[notes]
    check_columns(len(cells), file.place(line + layout.skipped))
    width = common_width([len(row[1]) for row in found[notes + 1 :]], len(cells))
    return Header(unique_names(cells[:width]), layout.delimiter, line + layout.skipped, notes)


def _notes(rows: Sequence[Sequence[str]]) -> int:
    """How many first rows are titles and remarks: one cell is filled, or none, and below stands a row of different
    names, each over filled cells."""
    filled = [[cell.strip() for cell in row if cell.strip()] for row in rows]
    notes = next((place for place, cells in enumerate(filled) if len(cells) > 1), 0)
    below = filled[notes + 1 :]
    width = len(filled[notes]) if filled else 0
    if not 0 < notes <= _MOST_NOTES or width < _LEAST_WIDTH or len(below) < 2 or width < len(rows[notes]):
        return 0
    names = [cell.strip() for cell in rows[notes]]
    below_names = (pair for row in rows[notes + 1 :] for pair in zip(names, row, strict=False))
    stands_apart = not any(name == cell.strip() for name, cell in below_names)
    named = len(set(names)) == width and not any(map(_NUMBER.fullmatch, names)) and stands_apart
    return notes if named and 2 * sum(len(cells) >= width - 1 for cells in below) > len(below) else 0


def read_sheet(
    file: InputFile,
    columns: Collection[str] | None = None,
    *,
    header: Header | None = None,
    progress: Progress = silent,
) -> Sheet:
    """All rows of a file.

    Args:
        file: the file.
        columns: the names that are wanted, all by default.
        header: of delimited text, by default its first row.
        progress: called after every batch.

    Raises:
        InputError: it holds no rows, has too many columns, or is damaged as a whole.
    """
    if file.is_parquet:
        return parquet_sheet(file, columns)
    if is_json(file.head):
        return _of_json(file, columns)
    header = header or find_header(file)
    if header is None:
        raise InputError("the file holds no rows of text", place=file.place(), remedy="Export it again.")
    places = tuple(place for place, name in enumerate(header.names) if columns is None or name in columns)
    return _of_text(file, header, places, progress)


def _of_json(file: InputFile, columns: Collection[str] | None) -> Sheet:
    """JSON's records, read twice: for the names of the columns, and for their cells."""
    seen: dict[str, None] = {}
    for record in records_of(file.text):
        if not isinstance(record, BadRow):
            seen.update(dict.fromkeys(record[1]))
    names = unique_names(tuple(seen))
    check_columns(len(names), file.place())
    wanted = [(place, key) for place, key in enumerate(seen) if columns is None or names[place] in columns]
    bad: list[BadRow] = []
    frames = [
        pl.DataFrame([pl.Series(LINE, lines, pl.Int64), *_series(cells, [place for place, _ in wanted])])
        for lines, cells in _batches(records_of(file.text), [key for _, key in wanted], bad)
    ]
    return Sheet(names, pl.concat(frames), tuple(bad))


def _batches(
    records: Iterator[Any], keys: Sequence[str], bad: list[BadRow]
) -> Iterator[tuple[list[int], list[list[str]]]]:
    """Lines and columns of cells, batch by batch; at least one batch. Records that cannot be read go to `bad`."""
    more = True
    while more:
        lines: list[int] = []
        cells: list[list[str]] = [[] for _ in keys]
        more = False
        for record in islice(records, BATCH):
            more = True
            if isinstance(record, BadRow):
                bad.append(record)
                continue
            try:
                row = [cell_of(record[1].get(key)) for key in keys]
            except (ValueError, RecursionError):
                bad.append(BadRow(record[0], "a value in it cannot be read"))
                continue
            lines.append(record[0])
            for column, cell in zip(cells, row, strict=True):
                column.append(cell)
        yield lines, cells


def _series(cells: Sequence[Sequence[str]], places: Sequence[int]) -> list[pl.Series]:
    return [pl.Series(str(place), column, pl.String) for place, column in zip(places, cells, strict=True)]


def _of_text(file: InputFile, header: Header, places: tuple[int, ...], progress: Progress) -> Sheet:
    text = file.text[: file.text.rfind("\n") + 1] if file.cut else file.text
    frame, bad = rows_of(text, header, places, progress)
    if file.cut:
        bad.append(BadRow(text.count("\n") + 1, "the file breaks off here"))
    return Sheet(header.names, frame, tuple(bad))


def rows_of(
    text: str, header: Header, places: tuple[int, ...], progress: Progress = silent
) -> tuple[pl.DataFrame, list[BadRow]]:
    """Delimited text as the columns at some places, by their places, and the rows that are none."""
    unquoted = '"' not in text and "\r" not in text.replace("\r\n", "\n")
    return (_split if unquoted else _parsed)(text, header, places, progress)


def _split(
    text: str, header: Header, places: tuple[int, ...], _progress: Progress
) -> tuple[pl.DataFrame, list[BadRow]]:
    """Text without quotation marks, where every delimiter divides: split by polars, without a loop."""
    width = len(header.names)
    lines = pl.DataFrame({"text": [text]}).select(pl.col("text").str.split("\n").explode().str.strip_suffix("\r"))
    lines = lines.with_row_index(LINE, offset=1).cast({LINE: pl.Int64})
    lines = lines.filter((pl.col("text").str.strip_chars() != "") & (pl.col(LINE) > header.line))
    lines = lines.with_columns(width=pl.col("text").str.count_matches(header.delimiter, literal=True) + 1)
    even = lines.filter(pl.col("width") == width)
    parts = even.select(LINE, pl.col("text").str.split_exact(header.delimiter, width - 1))
    cells = (pl.col("text").struct.field(f"field_{place}").fill_null("").alias(str(place)) for place in places)
    frame = parts.select(LINE, *cells)
    odd = lines.filter(pl.col("width") != width).select(LINE, "width")
    return frame, [_wrong_width(line, found, width) for line, found in odd.iter_rows()]


def _wrong_width(line: int, width: int, expected: int) -> BadRow:
    return BadRow(line, f"it has {width} cells where {expected} are expected")


def _parsed(
    text: str, header: Header, places: tuple[int, ...], progress: Progress
) -> tuple[pl.DataFrame, list[BadRow]]:
    """Text with quotation marks: parsed row by row, gathered as columns batch by batch."""
    bad: list[BadRow] = []
    frames: list[pl.DataFrame] = []
    lines: list[int] = []
    # Columns of text rather than rows of cells: millions of small lists would keep the collector busy.
    cells: list[list[str]] = [[] for _ in places]

    def gather() -> None:
        frames.append(pl.DataFrame([pl.Series(LINE, lines, pl.Int64), *_series(cells, places)]))
        lines.clear()
        for column in cells:
            column.clear()

    for row in read_rows(lines_of(text), header.delimiter, len(header.names)):
        if isinstance(row, BadRow):
            if row.line > header.line:
                bad.append(row)
        elif row[0] <= header.line:
            continue
        elif len(row[1]) != len(header.names):
            bad.append(_wrong_width(row[0], len(row[1]), len(header.names)))
        else:
            lines.append(row[0])
            for column, place in zip(cells, places, strict=True):
                column.append(row[1][place])
        if len(lines) == BATCH:
            gather()
            progress("Reading", len(frames) * BATCH, 0)
    gather()
    return pl.concat(frames), bad
