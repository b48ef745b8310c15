"""Toloka: assignments as TSV, one row per task of a suite."""

from __future__ import annotations

from collections import Counter

import polars as pl

from oe_quality.readers.text.cells import text_of, time_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    Asked,
    Read,
    Tool,
    boxes_read,
    long_mapping,
    refused,
    stacked,
    unlisted_by_question,
    with_cells,
    with_known,
    without_empty_rows,
)

FORMAT = "Toloka assignments"
_IN, _OUT, _GOLD, _OWN = "INPUT:", "OUTPUT:", "GOLDEN:", "ASSIGNMENT:"
_SURE = "CONFIDENCE:"
_STATUSES = ("approved", "submitted", "accepted", "rejected", "skipped", "expired", "active")
_ROLES = {
    "annotator": f"{_OWN}worker_id",
    "status": f"{_OWN}status",
    "created_at": f"{_OWN}submitted",
    "item": "item",
    "duration": "duration",
}


def sniff(file: InputFile) -> bool:
    """Whether there are outputs, of workers or aggregated."""
    names = column_names(file)
    given = any(name.startswith(_OUT) for name in names)
    return given and (f"{_OWN}worker_id" in names or any(name.startswith((_IN, _SURE)) for name in names))


def table(file: InputFile) -> Read:
    """One row per output; the time of a suite is divided by its tasks."""
    if f"{_OWN}worker_id" not in column_names(file):
        remedy = "Download the assignments of the pool, which have a row per answer with its ASSIGNMENT:worker_id."
        raise refused(file, "a table of aggregated answers, which names no worker", remedy)
    sheet = with_known(without_empty_rows(read_sheet(file)), f"{_OWN}status", _STATUSES)
    sheet, boxes = boxes_read(sheet, [name for name in sheet.names if name.startswith(_OUT)], ("true",))
    asked = [Asked(name.removeprefix(_OUT), name, _gold(sheet, name)) for name in sheet.names if name.startswith(_OUT)]
    inputs = [name for name in sheet.names if name.startswith(_IN)]
    if not inputs and not sheet.has(f"{_OWN}task_id"):
        raise refused(file, "a table of assignments without inputs or tasks", "Download it with the INPUT fields.")
    item = inputs[0] if len(inputs) == 1 else f"{_OWN}task_id"
    item = item if sheet.has(item) else inputs[0]
    made = {"item": sheet.cells(item), "duration": _durations(sheet)}
    long = stacked(with_cells(sheet, made), _ROLES, asked)
    remarks = (f"Items are named by {item!r}; the time of a page of tasks is divided by their number.", *boxes)
    return unlisted_by_question(long), long_mapping(long, FORMAT, remarks=remarks)


def _gold(sheet: Sheet, output: str) -> str:
    golden = _GOLD + output.removeprefix(_OUT)
    return golden if sheet.has(golden) else ""


def _durations(sheet: Sheet) -> pl.Series:
    """Seconds per task: those of the suite by the number of its tasks; "" where they are not known."""
    needed = [f"{_OWN}{name}" for name in ("assignment_id", "started", "submitted")]
    if not all(map(sheet.has, needed)):
        return pl.Series([""] * sheet.height, dtype=pl.String)
    suites, starts, ends = (sheet.cells(name).to_list() for name in needed)
    tasks = Counter(suites)
    return pl.Series([_seconds(*one, tasks) for one in zip(suites, starts, ends, strict=True)], dtype=pl.String)


def _seconds(suite: str, start: str, end: str, tasks: Counter[str]) -> str:
    try:
        seconds = (time_of(end) - time_of(start)).total_seconds() / tasks[suite]
    except ValueError:
        return ""
    return text_of(seconds) if seconds >= 0 else ""


TOOL = Tool(FORMAT, sniff, table)
