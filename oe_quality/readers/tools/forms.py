"""Google Forms and Microsoft Forms: a person per row, an item (or a question of a grid, `Mood [clip 1]`) per column."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    Asked,
    Read,
    Tool,
    long_mapping,
    mapped,
    refused,
    same,
    stack,
    unlisted_by_question,
    with_cells,
    without_empty_rows,
)

FORMAT = "form"
_GOOGLE = (
    "timestamp",
    "zeitstempel",
    "horodateur",
    "marca temporal",
    "informazioni cronologiche",
    "carimbo de data/hora",
)
_MICROSOFT = ("start time", "completion time")
_MICROSOFT_OWN = frozenset({"id", "start time", "completion time", "email", "name", "last modified time", "language"})
_MAIL = ("email address", "email", "e-mail-adresse", "username", "nutzername", "adresse e-mail")
_SCORE = re.compile(r"(score|total score|feedback)( - .*|$)", re.IGNORECASE)
_GRID = re.compile(r"(?s)(.*?)\s*\[(.+)\]\s*")
_OWN_SCORES = ("points - ", "feedback - ")
_THINGS = "item clip task sample file filename audio video utterance sentence id ids name names nr number key url path"
_PEOPLE = "worker annotator rater user username participant coder judge"
_ANSWERS = (
    "label labels rating score answer response emotion category value choice duration time seconds gold comment notes"
)
_ROLES = frozenset(f"{_THINGS} {_PEOPLE} {_ANSWERS}".split())
"""Words that name the columns of a table with one answer a row."""

_NAMES = ("name", "your name", "annotator", "participant", "participant id", "your id")


def sniff(file: InputFile) -> bool:
    """Whether the columns begin as one of the two writes them, and no column names an item."""
    names = [name.strip().lower() for name in column_names(file)]
    if len(names) < 3:
        return False
    if set(_MICROSOFT) <= set(names):
        return names[0] == "id"
    if names[0] not in _GOOGLE:
        return False
    asked = [name for name in names[1:] if name not in _MAIL and name not in _NAMES]
    return any(map(_GRID.fullmatch, asked)) or (
        bool(asked) and not any(map(_is_role, asked)) and any(map(_asks, asked))
    )


def _is_role(name: str) -> bool:
    """Whether a column's name is what a table of one answer a row calls its columns: `Worker ID`, `clip_name`."""
    words = [word for word in re.split(r"[\W_]+", name) if word]
    return bool(words) and set(words) <= _ROLES


def _asks(name: str) -> bool:
    """Whether a column's name is a question or numbered, as items of a form are."""
    return "?" in name or " " in name.strip() or name[-1:].isdigit()


def table(file: InputFile) -> Read:
    """One row per person and column."""
    sheet = without_empty_rows(read_sheet(file))
    plain = {name: name.strip().lower() for name in sheet.names}
    microsoft = set(_MICROSOFT) <= set(plain.values())
    own = _MICROSOFT_OWN if microsoft else {*_GOOGLE, *_MAIL}
    person = _person(sheet, plain)
    columns = [
        name
        for name in sheet.names
        if plain[name] not in own and name != person and not _SCORE.fullmatch(name) and not _is_score(plain[name])
    ]
    if not columns:
        raise refused(file, "a form without questions", "Download all responses as CSV or a spreadsheet.")
    moment = next(name for name in sheet.names if plain[name] in (*_GOOGLE, "completion time"))
    separator = ";" if microsoft else ", "
    sheet = with_cells(sheet, {name: _sets(sheet.cells(name), separator) for name in columns})
    long = _long(sheet, columns, person, moment)
    who = f"named by {person!r}" if person else "named by the number of their row: the form asked for no name"
    remarks = (f"Each of {len(columns):,} columns is an item (or, in a grid, its row); people are {who}.",)
    return unlisted_by_question(long), long_mapping(long, FORMAT, called=(("created_at", moment),), remarks=remarks)


def _is_score(name: str) -> bool:
    return name.startswith(_OWN_SCORES) or name in ("total points", "quiz feedback")


def _person(sheet: Sheet, plain: dict[str, str]) -> str | None:
    """The column that names people: all filled and different."""
    for wanted in (*_MAIL, *_NAMES):
        for name in sheet.names:
            cells = sheet.cells(name)
            if plain[name] == wanted and not (cells == "").any() and cells.n_unique() == sheet.height:
                return name
    return None


def _sets(cells: pl.Series, separator: str) -> pl.Series:
    """Boxes ticked, put together with a separator, as lists; where every part also stands in other cells."""
    distinct = [cell for cell in cells.unique().to_list() if cell]
    mark = separator.strip()
    if mark == ";" and any(cell.endswith(";") or ";" in cell for cell in distinct):
        return mapped(cells, lambda cell: [part.strip() for part in cell.split(";") if part.strip()] if cell else "")
    parts: dict[str, int] = {}
    for cell in distinct:
        for part in cell.split(separator):
            parts[part] = parts.get(part, 0) + 1
    joined = [cell for cell in distinct if separator in cell]
    if joined and all(parts[part] > 1 for cell in joined for part in cell.split(separator)):
        return mapped(cells, lambda cell: cell.split(separator) if cell else "")
    return cells


def _long(sheet: Sheet, columns: Sequence[str], person: str | None, moment: str) -> Sheet:
    numbers = pl.Series([f"response {number}" for number in range(1, sheet.height + 1)], dtype=pl.String)
    frames = []
    for name in columns:
        asked = _asked(name)
        cells = {
            "item": same(asked.answer, sheet.height),
            "annotator": sheet.cells(person) if person else numbers,
            "question": same(asked.question, sheet.height),
            "answer": sheet.cells(name),
            "created_at": sheet.cells(moment),
        }
        frames.append(Sheet.of(cells, sheet.frame[LINE]))
    return stack(frames, sheet)


def _asked(name: str) -> Asked:
    """Question and item of a column: `Mood [clip 1]` asks for the mood of clip 1; else the column is the item."""
    grid = _GRID.fullmatch(name)
    return (
        Asked(grid.group(1).strip() or "answer", grid.group(2).strip()) if grid else Asked("answer", name.strip()[:500])
    )


TOOL = Tool(FORMAT, sniff, table)
