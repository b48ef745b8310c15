"""Label Studio's JSON: tasks with annotations, drafts and predictions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from oe_quality.home import FIELDS, ITEM
from oe_quality.readers.mapping import LONG
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.label_studio_values import TYPES, answer_of, is_about_a_region, kind_of
from oe_quality.readers.tools.tool import (
    MAX_NAME,
    PAIRS,
    RANKINGS,
    SPANS,
    UNREADABLE,
    Read,
    Row,
    Tally,
    Tool,
    bad_record,
    long_mapping,
    long_sheet,
    most_records,
    rating,
    refused,
    unlisted_by_question,
    with_cells,
)
from oe_quality.scales import Question, Scale

FORMAT = "Label Studio JSON"
UNNAMED = "unnamed"
"""Who annotated in versions before 1.0, which knew one person only and wrote no name."""

_ANNOTATIONS = ("annotations", "completions")
"""The second name is that of versions before 1.0."""

_NAMES = frozenset(LONG.columns) | FIELDS | {"task number"}
_FEW = 20
"""Different texts at most of a field that describes items."""

_TASK = "task number"
_UNREAD = ("region", "pair", "ranking", "other")
"""Kinds of results that are no answers about items, or none that is read."""

_SENTENCES = {
    "region": "answer{s} about a part of an item (a region) passed over.",
    "pair": "comparison{s} of two things passed over.",
    "ranking": "ranking{s} passed over.",
    "gold": "annotation{s} marked as ground truth: gold, and still the answer{s} of who gave them.",
    "other": "answer{s} of a kind that is not read passed over.",
    "review": "annotation{s} that a reviewer rejected: still the answer{s} of who gave them.",
    "ids": "prediction{s} or draft{s} without content, as a number only; export them with it to have them.",
}


def sniff(file: InputFile) -> bool:
    """Whether the first records are tasks: `data`, and annotations that hold results."""
    return most_records(file, _is_task, lambda record: isinstance(record.get("data"), dict))


def _is_task(record: Mapping[str, Any]) -> bool:
    record = _as_task(record)
    if not isinstance(record.get("data"), dict):
        return False
    for name in (*_ANNOTATIONS, "predictions"):
        parts = record.get(name)
        if isinstance(parts, list) and any(isinstance(part, dict) and "result" in part for part in parts):
            return True
    return any(record.get(name) == [] for name in _ANNOTATIONS)


def _as_task(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A task with its annotations; a target storage holds an annotation with its task each."""
    task = record.get("task")
    if isinstance(task, dict) and "result" in record and "data" not in record:
        return {**task, "annotations": [record]}
    return record


def table(file: InputFile) -> Read:
    """One row per answer: annotations, drafts (no answers), skipped ones (no answers) and predictions (of models)."""
    tally, scales, fields = Tally(), dict[str, str](), set[str]()
    sheet = long_sheet(_rows(file, tally, scales, fields))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        _refuse(file, tally, sheet)
    sheet, shared = _items_apart(sheet)
    sheet = unlisted_by_question(sheet, [name for name, kind in scales.items() if kind == "taxonomy"])
    questions = tuple(_question(name, kind, sheet) for name, kind in scales.items() if kind in TYPES)
    about = _described(sheet, sorted(fields))
    remarks = (*tally.remarks(_SENTENCES), *shared)
    return sheet, long_mapping(sheet, FORMAT, questions=questions, item_attributes=about, remarks=remarks)


def _items_apart(sheet: Sheet) -> tuple[Sheet, tuple[str, ...]]:
    """The sheet with items named by their tasks where several tasks have one `id` in their data, and what to say."""
    items, tasks = sheet.cells("item"), sheet.cells(_TASK)
    by_item = pl.DataFrame({"item": items, "task": tasks}).group_by("item").agg(pl.col("task").n_unique())
    kept = Sheet.of(
        {name: sheet.cells(name) for name in sheet.names if name != _TASK}, sheet.frame[LINE], sheet.rejects
    )
    if by_item["task"].max() == 1:
        return kept, ()
    example = by_item.filter(pl.col("task") > 1).sort("item")["item"][0]
    said = f"Items are named by the task's number: the data's own id does not tell tasks apart (such as {example!r})."
    return with_cells(kept, {"item": tasks}), (said,)


def _refuse(file: InputFile, tally: Tally, sheet: Sheet) -> None:
    """Refuse a project whose results are no answers about items."""
    if tally["pair"]:
        raise refused(file, "a project of comparisons of two things", PAIRS)
    if tally["ranking"]:
        raise refused(file, "a project of rankings", RANKINGS)
    if tally["region"]:
        raise refused(file, "a project of spans or regions", SPANS)
    if tally["other"]:
        remedy = "Export the answers that are choices, ratings, numbers, taxonomies or texts."
        raise refused(file, "a project whose answers are of a kind that is not read", remedy)
    states = sheet.cells("status").to_list() if sheet.has("status") else []
    left = ", ".join(f"{states.count(word):,} {word}" for word in ("skipped", "draft", "empty") if word in states)
    what = "a project without any answer" + (f" ({left})" if left else "")
    raise refused(file, what, "Export it again with its annotations (JSON).")


def _question(name: str, kind: str, sheet: Sheet) -> Question:
    """A question's scale, where its kind says it."""
    if kind == "rating":
        return rating(name, sheet.cells("answer").filter(sheet.cells("question") == name).unique().to_list())
    if kind == "number":
        return Question(name, Scale.INTERVAL)
    if kind == "textarea":
        return Question(name, Scale.TEXT, open_vocabulary=True)
    return Question(name, Scale.MULTILABEL, open_vocabulary=True, hierarchical=True)


def _rows(file: InputFile, tally: Tally, scales: dict[str, str], fields: set[str]) -> Iterator[Row | BadRow]:
    number = 0
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        task = _as_task(record[1])
        try:
            data = _scalars(task.get("data"))
            own = text_of(task.get("id")) or text_of(record[0])
            item = data.get(ITEM) or data.get("id") or own
        except ValueError as error:
            yield bad_record(record[0], error)
            continue
        shown = {name: text for name, text in data.items() if name not in _NAMES and len(text) <= MAX_NAME}
        fields.update(shown)
        for status, source, annotation in _annotations(task, tally):
            number += 1
            try:
                rows = list(_answers(annotation, tally, scales))
                about = {**_about(annotation, item, status, source), _TASK: data.get(ITEM) or own}
            except UNREADABLE as error:
                yield bad_record(number, error)
                continue
            if any(isinstance(one, dict) and one.get("accepted") is False for one in annotation.get("reviews") or ()):
                tally.add("review")
            golden = annotation.get("ground_truth") is True and about["status"] == "submitted"
            if golden:
                tally.add("gold")
            for question, answer in rows or [("", "")]:
                gold = {"gold": answer} if golden else {}
                yield number, {**about, "question": question, "answer": answer, **gold, **shown}


def _scalars(data: Any) -> dict[str, str]:
    """The fields of a task's data that are plain texts or numbers."""
    fields = data if isinstance(data, dict) else {}
    return {name: text_of(value) for name, value in fields.items() if isinstance(value, (str, int, float))}


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
        "confidence": text_of(annotation.get("score")) if source == "model" else "",
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
    return text_of(who) or text_of(annotation.get("created_username")).split(",")[0] or UNNAMED


def _answers(annotation: Mapping[str, Any], tally: Tally, scales: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Question and answer of each result; results of one question that are lists are put together."""
    found: dict[str, Any] = {}
    results = annotation.get("result") or ()
    for result in results:
        kind = kind_of(result)
        if kind in _UNREAD or is_about_a_region(result):
            tally.add(kind if kind in _UNREAD else "region")
            continue
        if kind is None:
            continue
        question = text_of(result.get("from_name"))
        answer = answer_of(result["value"], kind)
        scales.setdefault(question, kind)
        earlier = found.get(question)
        found[question] = [*earlier, *answer] if isinstance(earlier, list) and isinstance(answer, list) else answer
    yield from found.items()


def _described(sheet: Sheet, fields: Collection[str]) -> tuple[str, ...]:
    """The fields of the data that describe items: those with few different texts."""
    few = min(_FEW, sheet.cells("item").n_unique() // 2)
    return tuple(name for name in fields if sheet.has(name) and 1 < sheet.cells(name).n_unique() <= few)


TOOL = Tool(FORMAT, sniff, table)
