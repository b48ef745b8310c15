"""What each mark of a chart is about, so that the page can say it and find a person's marks.

A chart is drawn once, when the page is made. Each of its marks gets a number; what stands under that number is what
is shown where the mark is pointed at, and the person whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from oe_quality.plaintext import visible

PERSON: Final = "annotator"
"""The column that says whom a mark is about."""
SIGN: Final = "@mark"
"""What a mark's number begins with in the drawing, so that no word from data looks like one."""
_POINT, _LINE = "mark number", "line number"
"""Columns of the drawn data that hold them: of single rows, and of whole people."""
LONGEST = 60
"""Characters of a text that is said."""
_LONG_MARKS = frozenset({"line", "area", "trail"})
"""Marks of many rows."""
Spec = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """A chart whose marks have numbers.

    Attributes:
        spec: of the chart; data: its frames by name, with the numbers.
        about: (M, ...) texts: what is said of mark m, a column per thing said, and `PERSON` where marks have one.
    """

    spec: Spec
    data: dict[str, pl.DataFrame]
    about: pl.DataFrame


def numbered(spec: Spec, data: Mapping[str, pl.DataFrame]) -> Numbered:
    """The chart with a number on each mark about which there is something to say.

    Args:
        spec: as `Chart.to_dict` gives it; it is changed.
        data: frames by the names under which the chart reads them.
    """
    units = list(_units(spec, ""))
    frames, parts, start = dict(data), [], 0
    for name, frame in data.items():
        tips = next((_tips(unit) for read, unit in units if read == name and _tips(unit)), [])
        if not tips and PERSON not in frame.columns:
            continue
        rows = _said(frame, tips)
        people = rows.select(PERSON).unique(maintain_order=True) if PERSON in rows.columns else pl.DataFrame()
        frames[name] = _with_numbers(frame, start, people)
        parts += [rows, people]
        start += frame.height + people.height
        for unit in (unit for read, unit in units if read == name):
            _number(unit, by_person=not people.is_empty())
    return Numbered(spec, frames, pl.concat(parts, how="diagonal") if parts else pl.DataFrame())


def _units(spec: Spec, name: str) -> Iterator[tuple[str, Spec]]:
    """Every single view with the name of the data that it reads."""
    name = spec.get("data", {}).get("name", name)
    for kind in ("layer", "hconcat", "vconcat", "concat"):
        for part in spec.get(kind, ()):
            yield from _units(part, name)
    if "spec" in spec:
        yield from _units(spec["spec"], name)
    if "mark" in spec:
        yield name, spec


def _tips(unit: Spec) -> list[Spec]:
    """What is said of a mark: fields with their titles and formats."""
    found = unit.get("encoding", {}).get("tooltip", [])
    return [found] if isinstance(found, dict) else list(found)


def _said(frame: pl.DataFrame, tips: list[Spec]) -> pl.DataFrame:
    """(N, ...) texts: what is said of each row, and whom it is about."""
    columns = [_texts(frame[tip["field"]], tip.get("format", "")).alias(_title(tip)) for tip in tips]
    if PERSON in frame.columns and not any(column.name == PERSON for column in columns):
        columns.append(frame[PERSON].cast(pl.String))
    return pl.DataFrame(columns)


def _title(tip: Spec) -> str:
    return str(tip.get("title") or tip["field"].replace("_", " "))


def _texts(column: pl.Series, shape: str) -> pl.Series:
    """Values as they are said; `shape` is a format such as `.2f`."""
    if column.dtype == pl.String:
        texts = [None if value is None else visible(value, LONGEST) for value in column]
    else:
        shape = shape or (",.4g" if column.dtype.is_float() else "" if column.dtype == pl.Boolean else ",")
        texts = [None if value is None else format(value, shape).replace("%", " %") for value in column]
    return pl.Series(column.name, texts, dtype=pl.String)


def _with_numbers(frame: pl.DataFrame, start: int, people: pl.DataFrame) -> pl.DataFrame:
    found = frame.with_columns(pl.Series(_POINT, [f"{SIGN}{start + row}" for row in range(frame.height)]))
    if people.is_empty():
        return found
    first = start + frame.height
    number = {alias: f"{SIGN}{first + place}" for place, alias in enumerate(people[PERSON])}
    return found.with_columns(pl.Series(_LINE, [number[alias] for alias in frame[PERSON]]))


def _number(unit: Spec, *, by_person: bool) -> None:
    """Write the numbers into a view's descriptions; a line has a person's number or none."""
    mark = unit["mark"] if isinstance(unit["mark"], str) else unit["mark"]["type"]
    encoding = unit.get("encoding", {})
    if mark in _LONG_MARKS and not by_person:
        return
    if any(isinstance(channel, dict) and "field" in channel for channel in encoding.values()):
        encoding["description"] = {"field": _LINE if mark in _LONG_MARKS else _POINT, "type": "nominal"}
