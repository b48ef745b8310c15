"""Labelbox: a line per data row, with the labels that people gave in each project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.reading import column_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    RecordError,
    Row,
    Tally,
    Tool,
    long_mapping,
    long_sheet,
    most_records,
    read_each,
    refused,
    unlisted_by_question,
)

FORMAT = "Labelbox"
_OLD = frozenset({"DataRow ID", "Labeled Data", "Label"})
_REMEDY = 'Export with label_details: project.export(params={"label_details": True, "performance_details": True})'
_NAMES = ("global_key", "external_id", "id")
_SENTENCES = {"part": "mark{s} within items (boxes, masks, entities) passed over."}


def sniff(file: InputFile) -> bool:
    """Whether records hold a data row and projects, or columns are those of the exports before."""
    if set(column_names(file)) >= _OLD:
        return True
    return most_records(
        file, lambda record: isinstance(record.get("data_row"), dict) and isinstance(record.get("projects"), dict)
    )


def table(file: InputFile) -> Read:
    """One row per label and question; of a nested question the answer stands under its own name."""
    if set(column_names(file)) >= _OLD:
        raise refused(file, "a Labelbox export of a form that is given up", _REMEDY)
    tally = Tally()
    sheet = long_sheet(read_each(records_of(file.text), lambda number, record: _rows(number, record, tally)))
    if not sheet.height and tally["part"]:
        raise refused(file, "an export of boxes, masks or entities", SPANS)
    if not sheet.height and any("who labelled" in row.reason for row in sheet.rejects):
        raise refused(file, "a Labelbox export that does not say who labelled", _REMEDY)
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=tally.remarks(_SENTENCES))


def _rows(number: int, record: Mapping[str, Any], tally: Tally) -> Iterator[Row]:
    item = next((text_of(record["data_row"][name]) for name in _NAMES if record["data_row"].get(name)), "")
    several = len(record["projects"]) > 1
    for key, project in record["projects"].items():
        asked_in = f"{text_of(project.get('name') or key)} " if several else ""
        for label in project.get("labels") or ():
            details, pace = label.get("label_details") or {}, label.get("performance_details") or {}
            if not details.get("created_by"):
                raise RecordError("it does not say who labelled")
            content = label.get("annotations") or {}
            for _ in content.get("objects") or ():
                tally.add("part")
            skipped = pace.get("skipped") is True
            for question, answer in _answers(content.get("classifications") or ()) if not skipped else [("", "")]:
                yield (
                    number,
                    {
                        "item": item,
                        "annotator": text_of(details["created_by"]),
                        "question": asked_in + question if question else "",
                        "answer": answer,
                        "created_at": text_of(details.get("created_at")),
                        "duration": text_of(pace.get("seconds_to_create")),
                        "status": "skipped" if skipped else "submitted",
                    },
                )


def _answers(classifications: Any) -> Iterator[tuple[str, Any]]:
    """Each question with its answer: one choice, several, or a text."""
    for one in classifications:
        question = text_of(one["name"])
        if "radio_answer" in one:
            chosen = [one["radio_answer"]]
            yield question, text_of(chosen[0]["name"])
        elif "checklist_answers" in one:
            chosen = one["checklist_answers"]
            yield question, [text_of(part["name"]) for part in chosen]
        else:
            yield question, text_of(one["text_answer"]["content"])
            continue
        for part in chosen:
            yield from _answers(part.get("classifications") or ())


TOOL = Tool(FORMAT, sniff, table)
