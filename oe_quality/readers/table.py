"""A tidy file's columns as text, whatever file holds them: CSV, TSV, JSON Lines, a JSON array, Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any

import polars as pl

from oe_quality.errors import InputError
from oe_quality.progress import Progress
from oe_quality.readers.cells import text_of
from oe_quality.readers.columns import Roles, looks_like_header, names_by_position
from oe_quality.readers.csv_text import BadRow, Row, find_delimiter, lines_of, read_rows
from oe_quality.readers.json_text import is_json, records_of
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.parquet import parquet_columns, read_parquet
from oe_quality.readers.source import InputFile

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
    lines = lines_of(file.text)
    rejects = [BadRow(len(lines), "the file breaks off here")] if file.cut else []
    if file.cut:
        lines.pop()
    delimiter = find_delimiter(lines)
    first = next((row for row in read_rows(lines, delimiter) if not isinstance(row, BadRow)), None)
    if first is None:
        raise InputError("the file holds no rows of text", place=file.place(), remedy="Export it again.")
    line, cells = first
    with_header = looks_like_header(cells, options)
    if with_header:
        names = [cell.strip() for cell in cells]
    else:
        names = names_by_position(len(cells), options, positional, file.place(line))
    roles = find_roles(names)
    body = _body(read_rows(lines, delimiter, len(names)), line if with_header else 0)
    frame, bad = _columns(body, len(names), roles.used, file.name, progress)
    return Table(tuple(names), roles, frame, (*bad, *rejects))


def _body(rows: Iterator[Row | BadRow], header: int) -> Iterator[Row | BadRow]:
    """The rows without the header, which stands on line `header` (0: there is none)."""
    return (row for row in rows if (row.line if isinstance(row, BadRow) else row[0]) != header)


def _columns(
    rows: Iterator[Row | BadRow], width: int, used: tuple[int, ...], name: str, progress: Progress
) -> tuple[pl.DataFrame, list[BadRow]]:
    """Gather rows of cells as columns of text, batch by batch."""
    bad: list[BadRow] = []
    frames = [_frame([], [], used)]
    pick = itemgetter(*used) if len(used) > 1 else lambda cells: (cells[used[0]],)
    while batch := list(islice(rows, BATCH)):
        numbers, kept = [], []
        for row in batch:
            if isinstance(row, BadRow):
                bad.append(row)
            elif len(row[1]) == width or (len(row[1]) > width and not any(row[1][width:])):
                numbers.append(row[0])
                kept.append(pick(row[1]))
            else:
                bad.append(BadRow(row[0], f"it has {len(row[1])} cells where {width} are expected"))
        frames.append(_frame(numbers, kept, used))
        progress(f"Reading {name}", sum(part.height for part in frames), 0)
    return pl.concat(frames), bad


def _frame(numbers: list[int], rows: Sequence[Sequence[str]], used: tuple[int, ...]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(used)
    series = [pl.Series(str(position), cells, pl.String) for position, cells in zip(used, columns, strict=True)]
    return pl.DataFrame([pl.Series(LINE, numbers, pl.Int64), *series])


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
    numbers, rows = [], []
    for number, record in records:
        try:
            rows.append([_cell(record.get(names[position])) for position in roles.used])
            numbers.append(number)
        except ValueError as error:
            bad.append(BadRow(number, str(error)))
    return Table(tuple(names), roles, _frame(numbers, rows, roles.used), tuple(bad))


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
    if values.dtype == pl.String or isinstance(values.dtype, (pl.Categorical, pl.Enum)):
        texts = values.cast(pl.String)
    elif values.dtype.is_integer() or values.dtype == pl.Boolean:
        texts = values.cast(pl.String)
    else:
        texts = pl.Series(values.name, [_cell(value) for value in values.to_list()], pl.String)
    return texts.fill_null("")
