"""A tidy file's columns as text, whatever file holds them: CSV, TSV, JSON Lines, a JSON array, Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.progress import Progress
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.bounds import check_columns
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow, find_layout, lines_of, read_rows
from oe_quality.readers.text.json import is_json, records_of
from oe_quality.readers.text.parquet import parquet_columns, read_parquet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.columns import Roles, looks_like_header, names_by_position

BATCH = 100_000
"""Rows that are turned into columns at a time, so that a large file is never held as Python objects."""

LINE = "line"

FindRoles = Callable[[Sequence[str]], Roles]


@dataclass(frozen=True, slots=True)
class Table:
    """The columns that matter.

    Attributes:
        names: of all columns of the file, in its order.
        roles: what the columns are, by their position in `names`.
        frame: `line` (Int64) and one String column per used position, named by it ("0", "1", ...);
            an empty cell is "". A list is the text of its JSON form.
        rejects: rows that could not be cut into cells.
    """

    names: tuple[str, ...]
    roles: Roles
    frame: pl.DataFrame
    rejects: tuple[BadRow, ...]

    def column(self, position: int | None) -> pl.Expr:
        """A used column by its position; nulls for None."""
        return pl.lit(None, pl.String) if position is None else pl.col(str(position))


def read_table(
    file: InputFile,
    options: ReadOptions,
    find_roles: FindRoles,
    progress: Progress,
    *,
    positional: tuple[str, ...] = (),
) -> Table:
    """Read a file's columns.

    Args:
        file: the file.
        options: for headerless files.
        find_roles: says what the columns are, given their names.
        progress: called after every batch.
        positional: what the columns of a headerless file are if `options` does not say and their number fits.

    Raises:
        InputError: it holds no rows, or `find_roles` finds a needed column absent.
    """
    if file.is_parquet:
        return _from_parquet(file, find_roles)
    if is_json(file.head):
        return _from_json(file, find_roles)
    return _from_csv(file, options, find_roles, progress, positional)


def _from_csv(
    file: InputFile,
    options: ReadOptions,
    find_roles: FindRoles,
    progress: Progress,
    positional: tuple[str, ...],
) -> Table:
    found = find_layout(file.first_lines)
    delimiter, begin = found.delimiter, found.skipped
    rows = (row for row in read_rows(file.first_lines[begin:], delimiter) if not isinstance(row, BadRow))
    first = next(rows, None)
    if first is None:
        raise InputError("the file holds no rows of text", place=file.place(), remedy="Export it again.")
    line, cells = first[0] + begin, first[1]
    check_columns(len(cells), file.place(line))
    with_header = looks_like_header(cells, options)
    if with_header:
        names = [cell.strip() for cell in cells]
    else:
        names = names_by_position(len(cells), options, positional, file.place(line))
    roles = find_roles(names)
    layout = _Layout(delimiter, len(names), roles.used, line if with_header else begin)
    text = file.text[: file.text.rfind("\n") + 1] if file.cut else file.text
    unquoted = '"' not in text and "\r" not in text.replace("\r\n", "\n")
    frame, bad = _split_columns(text, layout) if unquoted else _parsed_columns(text, layout, file.name, progress)
    if file.cut:
        bad.append(BadRow(text.count("\n") + 1, "the file breaks off here"))
    return Table(tuple(names), roles, frame, tuple(bad))


@dataclass(frozen=True, slots=True)
class _Layout:
    """How delimited text lies: `header` is the line of the header, or the last one before the rows."""

    delimiter: str
    width: int
    used: tuple[int, ...]
    header: int


def _split_columns(text: str, layout: _Layout) -> tuple[pl.DataFrame, list[BadRow]]:
    """Text without quotation marks, where every delimiter divides: split by polars, without a loop."""
    lines = pl.DataFrame({"text": [text]}).select(pl.col("text").str.split("\n").explode().str.strip_suffix("\r"))
    lines = lines.with_row_index(LINE, offset=1).cast({LINE: pl.Int64})
    lines = lines.filter((pl.col("text").str.strip_chars() != "") & (pl.col(LINE) > layout.header))
    found = pl.col("text").str.count_matches(layout.delimiter, literal=True) + 1
    lines = lines.with_columns(width=found)
    even = lines.filter(pl.col("width") == layout.width)
    parts = even.select(LINE, pl.col("text").str.split_exact(layout.delimiter, layout.width - 1))
    frame = parts.select(
        LINE, *(pl.col("text").struct.field(f"field_{position}").alias(str(position)) for position in layout.used)
    )
    odd = lines.filter(pl.col("width") != layout.width)
    return frame, [_wrong_width(line, width, layout.width) for line, width in odd.select(LINE, "width").iter_rows()]


def _wrong_width(line: int, width: int, expected: int) -> BadRow:
    return BadRow(line, f"it has {width} cells where {expected} are expected")


def _parsed_columns(text: str, layout: _Layout, name: str, progress: Progress) -> tuple[pl.DataFrame, list[BadRow]]:
    """Text with quotation marks: parsed row by row, gathered as columns batch by batch."""
    bad: list[BadRow] = []
    frames: list[pl.DataFrame] = []
    numbers: list[int] = []
    # Columns of text rather than rows of cells: millions of small lists would keep the collector busy.
    columns: list[list[str]] = [[] for _ in layout.used]
    places = list(zip(columns, layout.used, strict=True))
    for row in read_rows(lines_of(text), layout.delimiter, layout.width):
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        line, cells = row
        if line <= layout.header:
            continue
        if len(cells) != layout.width:
            bad.append(_wrong_width(line, len(cells), layout.width))
        else:
            numbers.append(line)
            for column, position in places:
                column.append(cells[position])
        if len(numbers) == BATCH:
            frames.append(_frame(numbers, columns, layout.used))
            progress(f"Reading {name}", len(frames) * BATCH, 0)
            numbers.clear()
            for column in columns:
                column.clear()
    frames.append(_frame(numbers, columns, layout.used))
    return pl.concat(frames), bad


def _frame(numbers: Sequence[int], columns: Sequence[Sequence[str]], used: tuple[int, ...]) -> pl.DataFrame:
    texts = [pl.Series(str(position), cells, pl.String) for position, cells in zip(used, columns, strict=True)]
    return pl.DataFrame([pl.Series(LINE, numbers, pl.Int64), *texts])


def _from_json(file: InputFile, find_roles: FindRoles) -> Table:
    bad: list[BadRow] = []
    records: list[tuple[int, dict[str, Any]]] = []
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            bad.append(record)
        else:
            records.append(record)
    names = list(dict.fromkeys(name for _, record in records for name in record))
    roles = find_roles(names)
    numbers: list[int] = []
    columns: list[list[str]] = [[] for _ in roles.used]
    for number, content in records:
        try:
            cells = [_cell(content.get(names[position])) for position in roles.used]
        except ValueError as error:
            bad.append(BadRow(number, str(error)))
            continue
        numbers.append(number)
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    return Table(tuple(names), roles, _frame(numbers, columns, roles.used), tuple(bad))


def _cell(value: Any) -> str:
    """A JSON value as the text of a cell."""
    if isinstance(value, list):
        return json.dumps([text_of(part) for part in value], ensure_ascii=False)
    return text_of(value)


def _from_parquet(file: InputFile, find_roles: FindRoles) -> Table:
    names = parquet_columns(file)
    roles = find_roles(names)
    frame = read_parquet(file, [names[position] for position in roles.used])
    numbers = pl.Series(LINE, range(1, frame.height + 1), pl.Int64)
    texts = [_texts(frame[names[position]]).alias(str(position)) for position in roles.used]
    return Table(names, roles, pl.DataFrame([numbers, *texts]), ())


def _texts(values: pl.Series) -> pl.Series:
    """A column of any type as text, in the spelling of `text_of`."""
    if values.dtype.is_integer() or isinstance(values.dtype, (pl.String, pl.Categorical, pl.Enum, pl.Boolean)):
        texts = values.cast(pl.String)
    else:
        texts = pl.Series(values.name, [_cell(value) for value in values.to_list()], pl.String)
    return texts.fill_null("")
