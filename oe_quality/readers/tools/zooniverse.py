"""Zooniverse (Panoptes): classification exports, several tasks in one row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from oe_quality.readers.text.cells import text_of, time_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    Row,
    Tally,
    Tool,
    long_mapping,
    long_sheet,
    refused,
    unlisted_by_question,
)

FORMAT = "Zooniverse classifications"
_COLUMNS = {"classification_id", "annotations", "subject_ids"}
_YES = ("true", "1", "t")
_SENTENCES = {
    "mark": "drawing{s} or other mark{s} on a subject passed over.",
    "survey": "survey answer{s} with several choices in one row: what was said of each choice is passed over.",
}


def sniff(file: InputFile) -> bool:
    """Whether there are the columns of a classification export."""
    return set(column_names(file)) >= _COLUMNS


def table(file: InputFile) -> Read:
    """One row per task that was answered; tasks left empty are no answers."""
    tally = Tally()
    sheet = long_sheet(_rows(read_sheet(file), tally))
    if not sheet.has("answer") or (tally["mark"] and not (sheet.cells("answer") != "").any()):
        raise refused(file, "a classification export of drawings only", f"Export the answers of questions. {SPANS}")
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=tally.remarks(_SENTENCES))


def _rows(sheet: Sheet, tally: Tally) -> Iterator[Row | BadRow]:
    yield from sheet.rejects
    wanted = ("classification_id", "user_name", "user_ip", "workflow_id", "created_at", "gold_standard", "metadata")
    columns = [sheet.cells(name).to_list() if sheet.has(name) else [""] * sheet.height for name in wanted]
    several = sheet.has("workflow_id") and sheet.cells("workflow_id").n_unique() > 1
    rows = zip(sheet.frame["line"], sheet.cells("subject_ids"), sheet.cells("annotations"), *columns, strict=True)
    for line, subject, tasks, number, user, address, workflow, created, golden, metadata in rows:
        try:
            answers = list(_answers(_surveys_joined(parse_json(tasks)), tally))
        except (ValueError, TypeError, AttributeError, KeyError):
            yield BadRow(line, "its annotations are no JSON of tasks and values")
            continue
        about = {
            "item": subject,
            "annotator": user or (f"not-logged-in-{address}" if address else f"classification {number}"),
            "created_at": created.removesuffix(" UTC"),
            "duration": _duration(metadata),
        }
        for task, value in answers or [("", "")]:
            question = f"{workflow} {task}" if several and task else task
            row = {
                **about,
                "question": question,
                "answer": value,
                "status": "empty" if value in ("", []) else "submitted",
            }
            yield line, row | ({"gold": value} if golden.lower() in _YES else {})


def _duration(metadata: str) -> str:
    """Seconds from start to finish, breaks included, or ""."""
    try:
        found = parse_json(metadata)
        moments: list[datetime] = [time_of(found[name]) for name in ("started_at", "finished_at")]
    except (ValueError, TypeError, KeyError, AttributeError):
        return ""
    seconds = (moments[1] - moments[0]).total_seconds()
    return text_of(seconds) if seconds >= 0 else ""


def _surveys_joined(tasks: Sequence[Any]) -> list[Any]:
    """The tasks with each survey once: one that was given several times in a classification is one of all its choices.

    A volunteer adds the animals of a picture one by one, and some exports hold an entry for each.
    """
    first: dict[str, dict[str, Any]] = {}
    joined: list[Any] = []
    for task in tasks:
        parts = task.get("value")
        surveyed = isinstance(parts, list) and parts and all(isinstance(p, dict) and "choice" in p for p in parts)
        if not surveyed:
            joined.append(task)
        elif text_of(task["task"]) in first:
            first[text_of(task["task"])]["value"].extend(parts)
        else:
            joined.append(first.setdefault(text_of(task["task"]), task | {"value": [*parts]}))
    return joined


def _answers(tasks: Sequence[Any], tally: Tally) -> Iterator[tuple[str, Any]]:
    for task in tasks:
        name, value = text_of(task["task"]), task.get("value")
        if isinstance(value, list) and any(isinstance(part, dict) for part in value):
            yield from _of_objects(name, value, tally)
        elif isinstance(value, dict) and "selection" in value:
            yield name, _selected(value)
        elif isinstance(value, dict):
            tally.add("mark")
        elif isinstance(value, list):
            yield name, [text_of(part) for part in value if part is not None]
        else:
            yield name, text_of(value)


def _selected(part: Mapping[str, Any]) -> str:
    """What was selected of a drop-down list: its label, where that is written beside its code."""
    return text_of(part.get("label") or part.get("value", part.get("selection")))


def _of_objects(name: str, parts: list[Any], tally: Tally) -> Iterator[tuple[str, Any]]:
    """Values that are objects: the tasks of a combination, choices of a survey, drop-down lists, or marks."""
    objects = [part for part in parts if isinstance(part, dict)]
    if all("task" in part for part in objects):
        yield from _answers(objects, tally)
    elif all("choice" in part for part in objects):
        yield name, [text_of(part["choice"]) for part in objects]
        if len(objects) > 1:
            tally.add("survey")
            return
        for question, said in (objects[0].get("answers") or {}).items():
            yield f"{name}.{question}", [text_of(one) for one in said] if isinstance(said, list) else text_of(said)
    elif all("value" in part and "x" not in part for part in objects):
        for place, part in enumerate(objects, 1):
            asked = text_of(part.get("select_label")) or text_of(place)
            yield (name if len(objects) == 1 else f"{name}.{asked}"), _selected(part)
    else:
        for _ in objects:
            tally.add("mark")


TOOL = Tool(FORMAT, sniff, table)
