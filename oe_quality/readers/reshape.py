"""The steps of a mapping: cells in, cells of one answer a row out. No row is lost: what a step leaves out is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import Any

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.readers import mapping as m
from oe_quality.readers.answers.printed import is_printed, labels_in
from oe_quality.readers.text.cells import number_of, parse_printed, text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, of_one_text

MAX_VOTES = 10_000
"""Answers that one cell of a table of counts may stand for; more is a total, a percentage or a mistake."""

_YES = frozenset({"1", "1.0", "true", "yes", "x", "y", "t", "on", "checked", "✓", "✔"})
_NO = frozenset({"0", "0.0", "false", "no", "", "n", "f", "off", "unchecked", "nan"})


@dataclass(frozen=True, slots=True)
class Shaped:
    """Cells after some steps.

    Attributes:
        sheet: the cells; its rejects hold the rows that a step could not read.
        left_out: what is no answer: what it is called -> its lines.
        remarks: what a person should know, in sentences.
    """

    sheet: Sheet
    left_out: tuple[tuple[str, tuple[int, ...]], ...] = ()
    remarks: tuple[str, ...] = ()


def reshape(sheet: Sheet, steps: Iterable[m.Step]) -> Shaped:
    """Take all steps in order.

    Raises:
        UsageError: a step names a column that the file lacks.
    """
    shaped = Shaped(sheet)
    for step in steps:
        shaped = take(step, shaped)
    return shaped


@singledispatch
def take(step: m.Step, shaped: Shaped) -> Shaped:  # noqa: ARG001 (what every step gets)
    """Take one step."""
    raise TypeError(f"no step of a mapping: {step!r}")


@take.register
def _wide(step: m.Wide, shaped: Shaped) -> Shaped:
    whole = shaped.sheet
    _needed(whole, step.columns)
    sheet = replace(whole, frame=whole.frame.slice(step.header_rows))
    numbered = {step.rows: pl.Series([f"row {n}" for n in range(1, sheet.height + 1)], dtype=pl.String)}
    called = step.called or step.columns
    asked = step.questions or ("",) * len(step.columns)
    parts = []
    for column, name, question in zip(step.columns, called, asked, strict=True):
        made = {step.names: of_one_text(name, sheet.height), step.cells: sheet.cells(column)}
        made |= {"question": of_one_text(question, sheet.height)} if question else {}
        parts.append(_with(sheet, made | (numbered if step.rows else {}), drop=step.columns))
    long = _stack(parts)
    # Nobody is asked everything: an empty cell is no row, but each line of the file keeps at least one.
    cells, lines = long.cells(step.cells).str.strip_chars(), long.frame[LINE]
    told = cells != ""
    first = ~lines.is_in(lines.filter(told).unique().to_list()) & lines.is_first_distinct()
    kept = long.frame.filter(told | first).sort(LINE, maintain_order=True)
    return replace(shaped, sheet=replace(long, frame=kept))


@take.register
def _one_hot(step: m.OneHot, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, step.columns)
    flags = {column: sheet.cells(column).str.strip_chars().str.to_lowercase() for column in step.columns}
    odd = pl.Series([False] * sheet.height, dtype=pl.Boolean)
    empty = pl.Series([True] * sheet.height, dtype=pl.Boolean)
    chosen = []
    for column, flag in flags.items():
        own = _label(column, step.prefix)
        yes = flag.is_in(list(_YES)) | (flag == own.lower())
        odd = odd | ~(yes | flag.is_in(list(_NO)))
        empty = empty & (flag == "")
        chosen.append(yes.to_list())
    labels = [_label(column, step.prefix) for column in step.columns]
    cells = [
        ""
        if nothing
        else json.dumps([label for label, yes in zip(labels, row, strict=True) if yes], ensure_ascii=False)
        for nothing, row in zip(empty, zip(*chosen, strict=True), strict=True)
    ]
    bad = [BadRow(line, "a cell of the 0/1 columns is neither 0 nor 1") for line in sheet.frame[LINE].filter(odd)]
    made = _with(sheet, {step.into: pl.Series(cells, dtype=pl.String)}, drop=step.columns)
    return replace(shaped, sheet=_without_rows(made, odd, bad))


def _label(column: str, prefix: str) -> str:
    return column.removeprefix(prefix) if prefix else column


@take.register
def _zip(step: m.Zip, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, step.columns)

    def split(cells: Sequence[str]) -> list[dict[str, Any]]:
        lists = [_parts(cell, step.separator) for cell in cells]
        longest = max(map(len, lists))
        if any(len(parts) != longest for parts in lists if parts or longest):
            lengths = " and ".join(str(len(parts)) for parts in lists)
            raise ValueError(f"the lists beside each other are of different lengths ({lengths})")
        return [dict(zip(step.columns, place, strict=True)) for place in zip(*lists, strict=True)]

    return replace(shaped, sheet=_exploded(sheet, step.columns, split, step.columns))


def _parts(cell: str, separator: str) -> list[Any]:
    """The parts of a list, whatever prints it."""
    text = cell.strip()
    if not text:
        return []
    if is_printed(text):
        try:
            found = parse_printed(text)
        except ValueError:
            found = labels_in(text)
        return found if isinstance(found, list) else [found]
    return [part.strip() for part in text.split(separator)] if separator else [text]


@take.register
def _objects(step: m.Objects, shaped: Shaped) -> Shaped:
    _needed(shaped.sheet, (step.column,))

    def split(cells: Sequence[str]) -> list[dict[str, Any]]:
        return [_fields(step.column, part) for part in _parts(cells[0], "")]

    return replace(shaped, sheet=_exploded(shaped.sheet, (step.column,), split))


@take.register
def _keyed(step: m.Keyed, shaped: Shaped) -> Shaped:
    _needed(shaped.sheet, (step.column,))

    def split(cells: Sequence[str]) -> list[dict[str, Any]]:
        found = parse_printed(cells[0].strip()) if cells[0].strip() else {}
        if not isinstance(found, dict):
            raise ValueError(f"{step.column!r} holds no object")
        return [{step.names: name, step.cells: value} for name, value in found.items()]

    return replace(shaped, sheet=_exploded(shaped.sheet, (step.column,), split, (step.names, step.cells)))


@take.register
def _of_fields(step: m.Fields, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, (step.column,))
    rows: list[tuple[int, dict[str, Any]]] = []
    for number, cell in enumerate(sheet.cells(step.column)):
        try:
            found = parse_printed(cell.strip()) if cell.lstrip().startswith("{") else None
        except ValueError:
            found = None
        rows.append((number, _fields(step.column, found) if isinstance(found, dict) else {step.column: cell}))
    made = Sheet.of_records(rows)
    return replace(shaped, sheet=_with(sheet, {name: made.cells(name) for name in made.names}, drop=(step.column,)))


def _fields(column: str, value: Any) -> dict[str, Any]:
    return {f"{column}.{name}": part for name, part in value.items()} if isinstance(value, dict) else {column: value}


@take.register
def _counts(step: m.Counts, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, (*step.columns, *((step.label,) if step.label else ())))
    own = sheet.cells(step.label).to_list() if step.label else None
    labels = [_label(column, step.prefix) for column in step.columns]
    index: list[int] = []
    cells: list[str] = []
    bad: list[BadRow] = []
    lines = sheet.frame[LINE].to_list()
    for number, row in enumerate(zip(*(sheet.cells(column) for column in step.columns), strict=True)):
        try:
            votes = [_votes(cell) for cell in row]
        except ValueError as error:
            bad.append(BadRow(lines[number], str(error)))
            continue
        named = zip([own[number]] if own else labels, votes, strict=True)
        given = [label for label, count in named for _ in range(count)]
        index += [number] * max(1, len(given))
        cells += given or [""]
    counted = _with(_take(sheet, index), {step.cells: pl.Series(cells, dtype=pl.String)}, drop=step.columns)
    made = replace(counted, rejects=(*counted.rejects, *bad))
    return replace(shaped, sheet=made)


def _votes(cell: str) -> int:
    """How many answers a cell counts."""
    text = cell.strip()
    count = number_of(text) if text else 0.0
    if count < 0 or not count.is_integer() or count > MAX_VOTES:
        raise ValueError("a count of answers is no whole number from 0 up")
    return int(count)


@take.register
def _crosstab(step: m.Crosstab, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, (step.rows, *step.columns))
    rows: list[tuple[int, dict[str, Any]]] = []
    for line, first, votes in zip(
        sheet.frame[LINE],
        sheet.cells(step.rows),
        zip(*(sheet.cells(c) for c in step.columns), strict=True),
        strict=True,
    ):
        for second, cell in zip(step.columns, votes, strict=True):
            for number in range(1, _votes(cell) + 1):
                item = f"{first} / {second} {number}"
                rows.append((line, {"item": item, "annotator": step.raters[0], "answer": first}))
                rows.append((line, {"item": item, "annotator": step.raters[1], "answer": second}))
    made = Sheet.of_records(rows, sheet.rejects)
    remark = "A table of two raters is taken as the items that it counts; which item is which it does not say."
    return replace(shaped, sheet=made, remarks=(*shaped.remarks, remark))


@take.register
def _rename(step: m.Rename, shaped: Shaped) -> Shaped:
    _needed(shaped.sheet, (step.column,))
    before, after = [old for old, _ in step.words], [new for _, new in step.words]
    cells = shaped.sheet.cells(step.column)
    renamed = cells.str.strip_chars().replace_strict(before, after, default=cells, return_dtype=pl.String)
    return replace(shaped, sheet=_with(shaped.sheet, {step.column: renamed}))


@take.register
def _keep(step: m.Keep, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, (step.column,))
    wanted = sheet.cells(step.column).str.strip_chars().is_in(list(step.texts))
    wanted = ~wanted if step.but else wanted
    lines = tuple(sheet.frame[LINE].filter(~wanted))
    left = (*shaped.left_out, (step.called, lines)) if lines else shaped.left_out
    return replace(shaped, sheet=replace(sheet, frame=sheet.frame.filter(wanted)), left_out=left)


@take.register
def _beside(step: m.Beside, shaped: Shaped) -> Shaped:
    sheet = shaped.sheet
    _needed(sheet, (step.column, step.annotator, step.answer, *step.kept))
    said = sheet.cells(step.column).str.strip_chars()
    same = pl.DataFrame([said.alias("said"), *(sheet.cells(name).alias(str(n)) for n, name in enumerate(step.kept))])
    # Each row of an item repeats it; a row that names no person is there for the model alone.
    gives = (said != "") & same.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    nobody = [sheet.cells(name).str.strip_chars() == "" for name in (step.annotator, step.answer)]
    people = _with(sheet, {}, drop=(step.column,))
    blank = {name: of_one_text("", sheet.height) for name in people.names if name not in step.kept}
    own = {step.annotator: of_one_text(step.column, sheet.height), step.answer: said}
    model = _with(people, blank | own)
    kept = people.frame.filter(~((said != "") & nobody[0] & nobody[1]))
    both = pl.concat([kept, model.frame.filter(gives).select(kept.columns)]).sort(LINE, maintain_order=True)
    remark = f"{step.column!r} is read as a model's answer to each item, and is what the model is called."
    return replace(shaped, sheet=replace(people, frame=both), remarks=(*shaped.remarks, remark))


def _needed(sheet: Sheet, columns: Sequence[str]) -> None:
    """Raise where a column is not there."""
    for column in columns:
        if not sheet.has(column):
            there = ", ".join(map(repr, sheet.names[:30]))
            raise UsageError(f"there is no column {column!r} to reshape", remedy=f"The columns are {there}.")


def _with(sheet: Sheet, columns: Mapping[str, pl.Series], drop: Sequence[str] = ()) -> Sheet:
    """The sheet with columns added or replaced, and without others."""
    gone = set(drop) - set(columns)
    kept = {name: sheet.cells(name) for name in sheet.names if name not in gone and sheet.has(name)}
    orders = {name: order for name, order in sheet.orders.items() if name in kept and name not in columns}
    return Sheet.of({**kept, **columns}, sheet.frame[LINE], sheet.rejects, orders)


def _take(sheet: Sheet, rows: Sequence[int]) -> Sheet:
    return replace(sheet, frame=sheet.frame[pl.Series(rows, dtype=pl.UInt32)])


def _stack(parts: Sequence[Sheet]) -> Sheet:
    """Sheets with the same columns, one under the other."""
    return replace(parts[0], frame=pl.concat([part.frame for part in parts]))


def _without_rows(sheet: Sheet, gone: pl.Series, bad: Sequence[BadRow]) -> Sheet:
    return replace(sheet, frame=sheet.frame.filter(~gone), rejects=(*sheet.rejects, *bad))


def _exploded(
    sheet: Sheet,
    columns: Sequence[str],
    split: Callable[[Sequence[str]], list[dict[str, Any]]],
    made: Sequence[str] = (),
) -> Sheet:
    """Each row as many times as `split` makes parts of its cells; a row without parts stays, its cells empty."""
    rows: list[int] = []
    records: list[tuple[int, dict[str, Any]]] = []
    bad: list[BadRow] = []
    lines = sheet.frame[LINE]
    for number, cells in enumerate(zip(*(sheet.cells(column) for column in columns), strict=True)):
        try:
            parts = split(cells) or [dict.fromkeys(made, "")]
            records += [(number, {name: _plain(value) for name, value in part.items()}) for part in parts]
            rows += [number] * len(parts)
        except ValueError as error:
            bad.append(BadRow(lines[number], str(error)))
    fresh = Sheet.of_records(records)
    taken = _take(sheet, rows)
    # A list of nothing but empty objects makes no column; those that were asked for are there all the same.
    series = {
        name: fresh.cells(name) if fresh.has(name) else of_one_text("", len(rows)) for name in (*made, *fresh.names)
    }
    return replace(_with(taken, series, drop=columns), rejects=(*sheet.rejects, *bad))


def _plain(value: Any) -> str:
    return cell_of(value) if isinstance(value, (list, dict)) else text_of(value)
