"""Mechanical Turk: results of a batch, one row per assignment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import polars as pl

from oe_quality.readers.mapping import Answers, Mapping, OneHot, Step
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet, cell_of
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    MAX_NAME,
    Read,
    Tool,
    boxes_read,
    refused,
    unlisted,
    with_cells,
    with_known,
)

FORMAT = "Mechanical Turk batch"
_ANSWER, _INPUT = "Answer.", "Input."
_JSON = "Answer.taskAnswers"
_CROWD = (".label", ".labels")
"""What the ready-made forms (crowd-classifier) add to a question's name."""

_STATUSES = ("approved", "submitted", "rejected")
_BOTH = frozenset({"true", "false", ""})
_SEPARATOR = "|"
"""Between the boxes ticked of one name, in HTML forms."""


def sniff(file: InputFile) -> bool:
    """Whether there are HITs, workers and answers."""
    names = column_names(file)
    return {"HITId", "WorkerId"} <= set(names) and any(name.startswith(_ANSWER) for name in names)


def table(file: InputFile) -> Read:
    """Answers by question; radio buttons and boxes with a column each are put together."""
    sheet = with_known(_unpacked(read_sheet(file)), "AssignmentStatus", _STATUSES)
    columns = [name for name in sheet.names if name.startswith(_ANSWER)]
    if not columns:
        raise refused(file, "a batch without answers", "Download the results again once workers have submitted some.")
    steps, answers = _grouped(sheet, columns)
    sheet, boxes = boxes_read(sheet, columns, ("on",))
    plain = [name for name in columns if not any(name in step.columns for step in steps if isinstance(step, OneHot))]
    sheet = with_cells(sheet, {name: unlisted(sheet.cells(name)) for name in plain})
    answers += [Answers(name, question=_question(name, plain), separator=_separator(sheet, name)) for name in plain]
    item, remark = _item(sheet)
    return sheet, Mapping(
        format=FORMAT,
        steps=tuple(steps),
        item=(item,),
        annotator=("WorkerId",),
        answers=tuple(answers),
        status=_there(sheet, "AssignmentStatus"),
        time=_there(sheet, "SubmitTime"),
        started=None if sheet.has("WorkTimeInSeconds") else _there(sheet, "AcceptTime"),
        finished=None if sheet.has("WorkTimeInSeconds") else _there(sheet, "SubmitTime"),
        duration=_there(sheet, "WorkTimeInSeconds"),
        remarks=(remark, *boxes),
    )


def _there(sheet: Sheet, name: str) -> str | None:
    return name if sheet.has(name) else None


def _question(name: str, columns: Sequence[str]) -> str:
    """A column's question: its name without `Answer.` and what ready-made forms add."""
    plain = name.removeprefix(_ANSWER)
    for ending in _CROWD:
        shorter = plain.removesuffix(ending)
        if shorter != plain and shorter and _ANSWER + shorter not in columns:
            return shorter
    return plain


def _separator(sheet: Sheet, name: str) -> str:
    """The mark between several ticked boxes: `joy|fear`, where both also stand alone or in other sets."""
    cells = [cell for cell in sheet.cells(name).unique().to_list() if cell]
    joined = [cell for cell in cells if _SEPARATOR in cell]
    short = all(len(part) <= 100 for cell in joined for part in cell.split(_SEPARATOR))
    return _SEPARATOR if joined and short else ""


def _grouped(sheet: Sheet, columns: Sequence[str]) -> tuple[list[Step], list[Answers]]:
    """Columns `Answer.mood.joy`, `Answer.mood.fear` of true and false as one question `mood` each."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in columns:
        stem, dot, _ = name.removeprefix(_ANSWER).rpartition(".")
        if dot and {cell.strip().lower() for cell in sheet.cells(name).unique()} <= _BOTH:
            groups[stem].append(name)
    steps: list[Step] = []
    answers = []
    for stem, names in groups.items():
        # The tool writes `on` as the only name of a single box.
        if len(names) > 1:
            steps.append(OneHot(tuple(names), stem, f"{_ANSWER}{stem}."))
            answers.append(Answers(stem))
    return steps, answers


def _unpacked(sheet: Sheet) -> Sheet:
    """The sheet with `Answer.taskAnswers`, JSON of the whole form, as a column per question."""
    if not sheet.has(_JSON):
        return sheet
    rows = [_form(cell) for cell in sheet.cells(_JSON).to_list()]
    names = list(dict.fromkeys(name for row in rows for name in row))
    made = {_ANSWER + name: pl.Series([row.get(name, "") for row in rows], dtype=pl.String) for name in names}
    kept = [name for name in sheet.names if name != _JSON and sheet.has(name)]
    columns = {name: sheet.cells(name) for name in kept} | made
    return Sheet.of(columns, sheet.frame["line"], sheet.rejects, sheet.orders)


def _form(cell: str) -> dict[str, str]:
    """A form's questions and answers: text, a number, or `{"joy": true, "fear": false}`."""
    try:
        found = parse_json(cell)
    except ValueError:
        return {}
    first: Any = found[0] if isinstance(found, list) and found else found
    return {text_of(name): _said(value) for name, value in first.items()} if isinstance(first, dict) else {}


def _said(value: Any) -> str:
    if isinstance(value, dict):
        if value and all(isinstance(flag, bool) for flag in value.values()):
            return cell_of([name for name, flag in value.items() if flag])
        if set(value) <= {"label", "labels"}:
            return cell_of(next(iter(value.values()), ""))
    return cell_of(value)


def _item(sheet: Sheet) -> tuple[str, str]:
    """What names items: the one input that stands for one HIT each, else the HIT."""
    hits = sheet.cells("HITId")
    n_hits = hits.n_unique()
    for name in sheet.names:
        if name.startswith(_INPUT) and sheet.has(name):
            cells = sheet.cells(name)
            pairs = pl.DataFrame({"hit": hits, "input": cells}).unique().height
            short = (cells.str.len_chars() <= MAX_NAME).all() and (cells.str.len_chars() > 1).all()
            if short and cells.n_unique() == n_hits == pairs:
                return name, f"Items are named by {name!r}, which differs from HIT to HIT."
    return "HITId", "Items are HITs (HITId)."


TOOL = Tool(FORMAT, sniff, table)
