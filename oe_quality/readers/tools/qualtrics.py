"""Qualtrics: three header rows (names, texts, ImportId), then a person per row and a question per column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from oe_quality.plaintext import count
from oe_quality.readers.text.csv import BadRow, read_rows
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import Header, find_header, first_cells, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, of_one_text, unique_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.person_rows import Asked, are_boxes, questions_of, said_of, ticked, ticked_boxes
from oe_quality.readers.tools.tool import Read, Tool, long_mapping, refused, stack, unlisted_by_question, with_cells

FORMAT = "Qualtrics survey"
_RECORD, _STATUS, _FINISHED, _TIME = "_recordId", "status", "finished", "recordedDate"
_LEGACY = {"responseid": _RECORD, "status": _STATUS, "finished": _FINISHED, "enddate": _TIME}
_V = re.compile(r"V\d+")
_LOOP = re.compile(r"(\d+)_(.+)")
_PART = re.compile(r"(.+)_(\d+)")
_TEXT_ENTRY = "_TEXT"
_SELECTED = "- Selected Choice"
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
    """A column of answers, or boxes of one question put together.

    Attributes:
        name: of the column, or the first of them.
        item, question: what it is about; "" where the answers of all columns say which question it asks.
        wording: what was asked.
        label: of its row, or of its box; boxes: what it would be one of, were it a box.
    """

    name: str
    item: str
    question: str
    wording: str
    label: str = ""
    boxes: tuple[str, str] = ("", "")


def table(file: InputFile) -> Read:
    """One row per person and column; columns that the survey adds by itself are no answers."""
    names, texts, imported = _headers(file)
    unique = unique_names(names)
    columns = _columns(unique, texts, imported)
    if not columns or _RECORD not in imported:
        raise refused(file, "a survey without answers or without ResponseId", "Export it with all fields.")
    above = 2 if _is_legacy(first_cells(file, 2)) else 3
    header = Header(unique, _delimiter(file), _last_line(file, above))
    sheet, columns = _boxes_joined(read_sheet(file, header=header), columns)
    named, said = _with_questions(sheet, columns)
    long = _long(sheet, named, dict(zip(imported, unique, strict=False)))
    ends = sheet.cells(unique[imported.index(_FINISHED)]).to_list() if _FINISHED in imported else []
    unfinished = sum(cell.lower() in ("0", "false") for cell in ends)
    remarks = [f"Each of {len(columns):,} columns is an item; a person is a ResponseId.", *said]
    if unfinished:
        remarks.append(f"{count(unfinished, 'person', 'people')} did not finish; what they answered counts.")
    return unlisted_by_question(long), long_mapping(long, FORMAT, remarks=tuple(remarks))


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
        loop = _LOOP.fullmatch(name) if origin[0].isdigit() else None
        part = None if origin.endswith(_TEXT_ENTRY) else _PART.fullmatch(loop.group(2) if loop else name)
        wording, _, row = text.rpartition(" - ")
        label = (row.strip()[:200] or part.group(2)) if part else ""
        if loop:
            stem = (loop.group(1), part.group(1)) if part else ("", "")
            found.append(_Column(name, loop.group(1), loop.group(2), wording if part else text, label, stem))
        elif part:
            found.append(_Column(name, label, part.group(1), wording, label, (part.group(1), part.group(1))))
        else:
            found.append(_Column(name, name, "", text))
    return found


def _boxes_joined(sheet: Sheet, columns: Sequence[_Column]) -> tuple[Sheet, list[_Column]]:
    """The boxes of a question with a column each as one set; those that stand in one cell, as a list."""
    groups: dict[tuple[str, str], list[_Column]] = {}
    for column in columns:
        groups.setdefault(column.boxes if column.label else (column.name, ""), []).append(column)
    made: dict[str, pl.Series] = {}
    found: list[_Column] = []
    for (item, question), group in groups.items():
        cells, labels = [sheet.cells(column.name) for column in group], [column.label for column in group]
        if all(labels) and (are_boxes(cells, labels) or all(map(_selects, group))):
            made[group[0].name] = pl.Series(map(cell_of, ticked_boxes(cells, labels)), dtype=pl.String)
            found.append(_Column(group[0].name, item, question, group[0].wording))
        else:
            made |= {column.name: ticked(own, ",") for column, own in zip(group, cells, strict=True)}
            found += group
    return with_cells(sheet, made), found


def _selects(column: _Column) -> bool:
    """Whether a column is a choice of several, as its text says."""
    return column.wording.endswith(_SELECTED)


def _with_questions(sheet: Sheet, columns: Sequence[_Column]) -> tuple[list[_Column], tuple[str, ...]]:
    """The columns with the questions that they ask, and what to say of those that ask one of their own."""
    alone = [Asked(column.name, column.wording, sheet.cells(column.name)) for column in columns if not column.question]
    questions = questions_of(alone)
    said = said_of(questions)
    named = [replace(column, question=column.question or questions[column.name]) for column in columns]
    return named, (said,) if said else ()


def _long(sheet: Sheet, columns: Sequence[_Column], by_id: dict[str, str]) -> Sheet:
    height = sheet.height
    status = sheet.cells(by_id[_STATUS]) if _STATUS in by_id else of_one_text("", height)
    said = [_TESTS.get(cell.strip().lower(), "submitted") for cell in status]
    moments = sheet.cells(by_id[_TIME]) if _TIME in by_id else of_one_text("", height)
    frames = []
    for column in columns:
        cells = {
            "item": of_one_text(column.item, height),
            "annotator": sheet.cells(by_id[_RECORD]),
            "question": of_one_text(column.question, height),
            "answer": sheet.cells(column.name),
            "created_at": moments,
            "status": pl.Series(said, dtype=pl.String),
        }
        frames.append(Sheet.of(cells, sheet.frame[LINE]))
    return stack(frames, sheet)


TOOL = Tool(FORMAT, sniff, table)
