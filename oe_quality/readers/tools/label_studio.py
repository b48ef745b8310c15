"""Label Studio's JSON: tasks with annotations, drafts and predictions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from oe_quality.home import FIELDS, ITEM
from oe_quality.readers.mapping import LONG
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.sheet import Sheet
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
    any_record,
    bad_record,
    long_mapping,
    long_sheet,
    rating,
    refused,
    unlisted_by_question,
)
from oe_quality.scales import Question, Scale

FORMAT = "Label Studio JSON"
UNNAMED = "unnamed"
"""Who annotated in versions before 1.0, which knew one person only and wrote no name."""

_ANNOTATIONS = ("annotations", "completions")
"""The second name is that of versions before 1.0."""

_NAMES = frozenset(LONG.columns) | FIELDS
_FEW = 20
"""Different texts at most of a field that describes items."""

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
    tally, scales, fields = Tally(), dict[str, str](), set[str]()
    sheet = long_sheet(_rows(file, tally, scales, fields))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        _refuse(file, tally)
    sheet = unlisted_by_question(sheet, [name for name, kind in scales.items() if kind == "taxonomy"])
    questions = tuple(_question(name, kind, sheet) for name, kind in scales.items() if kind in TYPES)
    about = _described(sheet, sorted(fields))
    remarks = tally.remarks(_SENTENCES)
    return sheet, long_mapping(sheet, FORMAT, questions=questions, item_attributes=about, remarks=remarks)


def _refuse(file: InputFile, tally: Tally) -> None:
    """Refuse a project whose results are no answers about items."""
    if tally["pair"]:
        raise refused(file, "a project of comparisons of two things", PAIRS)
    if tally["ranking"]:
        raise refused(file, "a project of rankings", RANKINGS)
    if tally["region"]:
        raise refused(file, "a project of spans or regions", SPANS)
    raise refused(file, "a project without any answer", "Export it again with its annotations (JSON).")


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
        task = record[1]
        try:
            data = _scalars(task.get("data"))
            item = _item(task, data, record[0])
        except ValueError as error:
            yield bad_record(record[0], error)
            continue
        shown = {name: text for name, text in data.items() if name not in _NAMES and len(text) <= MAX_NAME}
        fields.update(shown)
        for status, source, annotation in _annotations(task, tally):
            number += 1
            try:
                rows = list(_answers(annotation, tally, scales))
                about = _about(annotation, item, status, source)
            except UNREADABLE as error:
                yield bad_record(number, error)
                continue
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


def _item(task: Mapping[str, Any], data: Mapping[str, str], number: int) -> str:
    """An item's name: its own where a queue wrote the task, the data's id as in the CSV export, the task's number."""
    return data.get(ITEM) or data.get("id") or text_of(task.get("id")) or text_of(number)


def _described(sheet: Sheet, fields: Collection[str]) -> tuple[str, ...]:
    """The fields of the data that describe items: those with few different texts."""
    few = min(_FEW, sheet.cells("item").n_unique() // 2)
    return tuple(name for name in fields if sheet.has(name) and 1 < sheet.cells(name).n_unique() <= few)


TOOL = Tool(FORMAT, sniff, table)
