"""Label Studio's JSON: tasks with annotations, drafts and predictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from oe_quality.home import ITEM
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.label_studio_values import TYPES, answer_of, is_about_a_region, kind_of
from oe_quality.readers.tools.tool import (
    PAIRS,
    RANKINGS,
    SPANS,
    Read,
    Row,
    Tally,
    Tool,
    any_record,
    long_mapping,
    long_sheet,
    naming_field,
    refused,
    unlisted_by_question,
    with_cells,
)
from oe_quality.scales import Question, Scale

FORMAT = "Label Studio JSON"
_ANNOTATIONS = ("annotations", "completions")
"""The second name is that of versions before 1.0."""

_SENTENCES = {
    "region": "answer{s} about a part of an item (a region) passed over.",
    "pair": "comparison{s} of two things passed over.",
    "ranking": "ranking{s} passed over.",
    "gold": "annotation{s} marked as ground truth: gold, and still the answer{s} of who gave them.",
    "ids": "prediction{s} or draft{s} without content, as a number only; export them with it to have them.",
}


def sniff(file: InputFile) -> bool:
    """Whether the first records are tasks: `data`, and annotations that hold results."""
    return any_record(file, _is_task)


def _is_task(record: Mapping[str, Any]) -> bool:
    if not isinstance(record.get("data"), dict):
        return False
    for name in (*_ANNOTATIONS, "predictions"):
        parts = record.get(name)
        if isinstance(parts, list) and any(isinstance(part, dict) and "result" in part for part in parts):
            return True
    return any(record.get(name) == [] for name in _ANNOTATIONS)


def table(file: InputFile) -> Read:
    """One row per answer: annotations, drafts (no answers), skipped ones (no answers) and predictions (of models)."""
    tally, scales, tasks = Tally(), dict[str, str](), dict[str, dict[str, str]]()
    sheet = long_sheet(_rows(file, tally, scales, tasks))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        _refuse(file, tally)
    sheet = unlisted_by_question(sheet, [name for name, kind in scales.items() if kind == "taxonomy"])
    sheet, named = _named(sheet, tasks)
    questions = tuple(_question(name, kind) for name, kind in scales.items() if kind in TYPES)
    remarks = (named, *tally.remarks(_SENTENCES))
    return sheet, long_mapping(sheet, FORMAT, questions=questions, remarks=remarks)


def _refuse(file: InputFile, tally: Tally) -> None:
    """Refuse a project whose results are no answers about items."""
    if tally["pair"]:
        raise refused(file, "a project of comparisons of two things", PAIRS)
    if tally["ranking"]:
        raise refused(file, "a project of rankings", RANKINGS)
    if tally["region"]:
        raise refused(file, "a project of spans or regions", SPANS)
    raise refused(file, "a project without any answer", "Export it again with its annotations (JSON).")


def _question(name: str, kind: str) -> Question:
    """A question's scale, where its kind says it."""
    if kind == "number":
        return Question(name, Scale.INTERVAL)
    if kind == "textarea":
        return Question(name, Scale.TEXT, open_vocabulary=True)
    return Question(name, Scale.MULTILABEL, open_vocabulary=True, hierarchical=True)


def _rows(
    file: InputFile, tally: Tally, scales: dict[str, str], tasks: dict[str, dict[str, str]]
) -> Iterator[Row | BadRow]:
    number = 0
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        task = record[1]
        item = text_of(task.get("id", record[0])) if not isinstance(task.get("id"), (list, dict)) else str(record[0])
        data = task.get("data")
        tasks[item] = _scalars(data) if isinstance(data, dict) else {}
        for status, source, annotation in _annotations(task, tally):
            number += 1
            try:
                rows = list(_answers(annotation, tally, scales))
                about = _about(annotation, item, status, source)
            except (ValueError, TypeError, AttributeError) as error:
                yield BadRow(number, f"an annotation of record {record[0]:,} cannot be read: {error}"[:140])
                continue
            golden = annotation.get("ground_truth") is True and about["status"] == "submitted"
            if golden:
                tally.add("gold")
            for question, answer in rows or [("", "")]:
                yield number, {**about, "question": question, "answer": answer, **({"gold": answer} if golden else {})}


def _scalars(data: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): text_of(value) for name, value in data.items() if isinstance(value, (str, int, float))}


def _annotations(task: Mapping[str, Any], tally: Tally) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """A task's annotations, drafts and predictions with their status and source."""
    kinds = (*((name, "submitted", "human") for name in _ANNOTATIONS), ("drafts", "draft", "human"))
    for name, status, source in (*kinds, ("predictions", "submitted", "model")):
        parts = task.get(name)
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, dict):
                skipped = part.get("was_cancelled") is True or part.get("skipped") is True
                yield "skipped" if skipped else status, source, part
            else:
                tally.add("ids")


def _about(annotation: Mapping[str, Any], item: str, status: str, source: str) -> dict[str, Any]:
    """What an annotation says beside its answers."""
    empty = status == "submitted" and not annotation.get("result")
    return {
        "item": item,
        "annotator": _who(annotation, source),
        "status": "empty" if empty else status,
        "source": source,
        "created_at": _time(annotation),
        "duration": annotation.get("lead_time"),
    }


def _time(annotation: Mapping[str, Any]) -> Any:
    """When an annotation was made; before 1.0 in Unix seconds. Predictions only say how long ago."""
    made = annotation.get("created_at")
    return made if isinstance(made, (int, float)) or (isinstance(made, str) and made[:2].isdigit()) else ""


def _who(annotation: Mapping[str, Any], source: str) -> str:
    """Who annotated: a number, or an object with an e-mail address; of a prediction the model."""
    if source == "model":
        return text_of(annotation.get("model_version")) or "predictions"
    who = annotation.get("completed_by", annotation.get("user"))
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    return text_of(who) or text_of(annotation.get("created_username")).split(",")[0]


def _answers(annotation: Mapping[str, Any], tally: Tally, scales: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Question and answer of each result; results of one question that are lists are put together."""
    found: dict[str, Any] = {}
    results = annotation.get("result") or ()
    for result in results:
        kind = kind_of(result)
        if kind in ("region", "pair", "ranking") or is_about_a_region(result):
            tally.add(kind if kind in ("pair", "ranking") else "region")
            continue
        if kind is None:
            continue
        question = text_of(result.get("from_name"))
        answer = answer_of(result["value"], kind)
        scales.setdefault(question, kind)
        earlier = found.get(question)
        found[question] = [*earlier, *answer] if isinstance(earlier, list) and isinstance(answer, list) else answer
    yield from found.items()


def _named(sheet: Sheet, tasks: Mapping[str, Mapping[str, str]]) -> tuple[Sheet, str]:
    """The sheet with items named by what they are where the data say it, and a remark on what names them."""
    names = set.intersection(*(set(data) for data in tasks.values())) if tasks else set()
    field = ITEM if ITEM in names else naming_field({name: [data[name] for data in tasks.values()] for name in names})
    if field is None:
        return sheet, "Items are named by the task's number."
    called = {item: data[field] for item, data in tasks.items()}
    items = sheet.cells("item").replace_strict(list(called), list(called.values()), return_dtype=pl.String)
    return with_cells(sheet, {"item": items}), f"Items are named by {field!r} of the task's data."


TOOL = Tool(FORMAT, sniff, table)
