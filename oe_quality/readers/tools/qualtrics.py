"""Qualtrics: three header rows (names, texts, ImportId), then a person per row and a question per column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.readers.text.csv import BadRow, read_rows
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import Header, find_header, first_cells, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, unique_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, long_mapping, refused, same, stack

FORMAT = "Qualtrics survey"
_RECORD, _STATUS, _FINISHED, _TIME = "_recordId", "status", "finished", "recordedDate"
_LEGACY = {"responseid": _RECORD, "status": _STATUS, "finished": _FINISHED, "enddate": _TIME}
_V = re.compile(r"V\d+")
_LOOP = re.compile(r"(\d+)_(Q.+)")
_PART = re.compile(r"(.+)_(\d+)")
_TEXT_ENTRY = "_TEXT"
_TESTS = {"1": "preview", "survey preview": "preview", "2": "test", "survey test": "test", "8": "spam", "spam": "spam"}
_TESTS |= {"9": "preview", "12": "preview", "17": "preview"}


def sniff(file: InputFile) -> bool:
    """Whether the third row holds ImportIds."""
    if file.is_parquet:
        return False
    rows = first_cells(file, 3)
    if _is_legacy(rows):
        return True
    return len(rows) == 3 and all('"ImportId"' in cell for cell in rows[2] if cell) and bool(rows[2][0])


def _is_legacy(rows: Sequence[Sequence[str]]) -> bool:
    """Whether two header rows begin as those of the form before 2017: V1, V2 ... over ResponseID, ResponseSet ..."""
    return len(rows) > 1 and rows[0][:1] == ["V1"] and rows[1][0].lower() == "responseid"


def _headers(file: InputFile) -> tuple[list[str], list[str], list[str]]:
    """Names, texts and ImportIds; the form before 2017 has no third row, and its texts say what its V columns are."""
    rows = first_cells(file, 3)
    if not _is_legacy(rows):
        return rows[0], rows[1], [_import_id(cell) for cell in rows[2]]
    names, texts = rows[0], rows[1]
    own = [_LEGACY.get(text.lower(), "") for text in texts]
    asked = [not _V.fullmatch(name) and bool(name) and not name.startswith("Location") for name in names]
    ids = [f"QID_{name}" if answer else known for name, answer, known in zip(names, asked, own, strict=False)]
    return names, texts, ids


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of answers: its name, which item it is about, and which question it answers."""

    name: str
    item: str
    question: str


def table(file: InputFile) -> Read:
    """One row per person and column; columns that the survey adds by itself are no answers."""
    names, texts, imported = _headers(file)
    unique = unique_names(names)
    columns = _columns(unique, texts, imported)
    if not columns or _RECORD not in imported:
        raise refused(file, "a survey without answers or without ResponseId", "Export it with all fields.")
    above = 2 if _is_legacy(first_cells(file, 2)) else 3
    header = Header(unique, _delimiter(file), _last_line(file, above))
    sheet = read_sheet(file, header=header)
    long = _long(sheet, columns, dict(zip(imported, unique, strict=False)))
    unfinished = (
        (sheet.cells(unique[imported.index(_FINISHED)]).str.to_lowercase().is_in(["0", "false"])).sum()
        if (_FINISHED in imported)
        else 0
    )
    remarks = [f"Each of {len(columns):,} columns is an item; a person is a ResponseId."]
    if unfinished:
        remarks.append(f"{unfinished:,} people did not finish; what they answered counts.")
    return long, long_mapping(long, FORMAT, remarks=tuple(remarks))


def _import_id(cell: str) -> str:
    try:
        found = parse_json(cell)
    except ValueError:
        return ""
    return str(found.get("ImportId", "")) if isinstance(found, dict) else ""


def _last_line(file: InputFile, rows: int) -> int:
    """The line on which the header's rows end; texts of questions may run over several lines."""
    lines = [row[0] for row in read_rows(file.first_lines, _delimiter(file)) if not isinstance(row, BadRow)]
    return lines[rows] - 1 if len(lines) > rows else len(file.first_lines)


def _delimiter(file: InputFile) -> str:
    header = find_header(file)
    return header.delimiter if header else ","


def _columns(names: Sequence[str], texts: Sequence[str], imported: Sequence[str]) -> list[_Column]:
    """The columns of answers: those of questions (QID), without free texts and what Qualtrics derives from them."""
    found = []
    for name, text, origin in zip(names, texts, imported, strict=False):
        derived = origin.startswith("QID") and _TEXT_ENTRY in origin and not origin.endswith(_TEXT_ENTRY)
        if not origin.startswith(("QID", *"123456789")) or "QID" not in origin or derived or "DO" in origin.split("_"):
            continue
        loop, part = _LOOP.fullmatch(name), _PART.fullmatch(name)
        if loop:
            found.append(_Column(name, loop.group(1), loop.group(2)))
        elif part and not origin.endswith(_TEXT_ENTRY):
            _, _, row = text.rpartition(" - ")
            found.append(_Column(name, row.strip()[:200] or part.group(2), part.group(1)))
        else:
            found.append(_Column(name, name, name))
    return found


def _long(sheet: Sheet, columns: Sequence[_Column], by_id: dict[str, str]) -> Sheet:
    height = sheet.height
    status = sheet.cells(by_id[_STATUS]) if _STATUS in by_id else same("", height)
    said = [_TESTS.get(cell.strip().lower(), "submitted") for cell in status]
    moments = sheet.cells(by_id[_TIME]) if _TIME in by_id else same("", height)
    frames = []
    for column in columns:
        cells = {
            "item": same(column.item, height),
            "annotator": sheet.cells(by_id[_RECORD]),
            "question": same(column.question, height),
            "answer": sheet.cells(column.name),
            "created_at": moments,
            "status": pl.Series(said, dtype=pl.String),
        }
        frames.append(Sheet.of(cells, sheet.frame[LINE]))
    return stack(frames, sheet)


TOOL = Tool(FORMAT, sniff, table)
