"""Argilla: flat and nested records of 2.x, feedback records and text classification of 1.x."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.home import home_of
from oe_quality.readers.answers.printed import labels_in
from oe_quality.readers.text.cells import parse_printed, text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.parquet import read_parquet
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    RANKINGS,
    SPANS,
    UNREADABLE,
    Read,
    RecordError,
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
)

FORMAT = "Argilla records"
_RESPONSES = ".responses"
_RUBRIX = frozenset({"annotation", "annotation_agent", "prediction_agent", "status"})
"""Columns of a table that Rubrix (Argilla before 1.0) makes of its records."""
_STATUSES = ("submitted", "discarded", "draft", "pending")
_SENTENCES = {
    "nested": "response{s} without status (the nested form has none): drafts and discarded ones are among the answers. "
    "Export with flatten=True to have it.",
    "span": "span{s} passed over.",
    "prediction": "prediction{s} that cannot be read passed over.",
    "ranking": "ranking{s} passed over.",
}


def sniff(file: InputFile) -> bool:
    """Whether there are responses as one of the versions writes them."""
    if file.is_parquet or not file.first_records:
        names = column_names(file)
        return _is_flat(names) if file.is_parquet else set(names) >= _RUBRIX
    return most_records(file, lambda record: _is_flat(record) or _form(record) is not None, _is_unanswered)


def _is_flat(names: Any) -> bool:
    return any(name.endswith(".responses.users") for name in names)


def _form(record: Mapping[str, Any]) -> str | None:
    """The version's form of a record that is not flat, or None."""
    responses = record.get("responses")
    if isinstance(responses, dict) and "fields" in record and ("suggestions" in record or "_server_id" in record):
        return "nested"
    if isinstance(responses, list) and "fields" in record:
        return "feedback"
    if {"annotation", "annotation_agent", "status"} <= set(record):
        return "classification"
    if any(_is_feedback(value) for value in record.values()):
        return "columns"
    return None


def _is_unanswered(record: Mapping[str, Any]) -> bool:
    """Whether a record of version 1 may be one that nobody has answered: each question is an empty list or null."""
    return "fields" in record or any(value == [] for value in record.values())


def _is_feedback(value: Any) -> bool:
    """Whether a value is the list of responses to a question in a data set of version 1: value, user, status."""
    parts = _responses(value)
    return bool(parts) and all(isinstance(part, dict) and {"user_id", "value", "status"} <= set(part) for part in parts)


def _responses(value: Any) -> list[Any]:
    """Responses to a question as objects; `datasets` turns a list of objects into lists beside each other."""
    if isinstance(value, dict) and {"user_id", "value", "status"} <= set(value):
        lists = [value[name] for name in ("user_id", "value", "status")]
        if all(isinstance(one, list) and len(one) == len(lists[0]) for one in lists):
            parts = zip(*lists, strict=True)
            return [{"user_id": who, "value": said, "status": status} for who, said, status in parts]
    return value if isinstance(value, list) else []


def table(file: InputFile) -> Read:
    """One row per response and per suggestion; suggestions are answers of models."""
    tally, stars = Tally(), dict[str, set[str]]()
    sheet = long_sheet(_rows(file, tally, stars))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        if tally["ranking"]:
            raise refused(file, "a data set of rankings", RANKINGS)
        if tally["span"]:
            raise refused(file, "a data set of spans", SPANS)
        raise refused(file, "a data set without responses", "Export its records with their responses.")
    questions = tuple(rating(name, numbers) for name, numbers in stars.items() if numbers)
    remarks = tally.remarks(_SENTENCES)
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, questions=questions, remarks=remarks)


def _records(file: InputFile, tally: Tally) -> Iterator[Row | BadRow]:
    if file.is_parquet:
        yield from enumerate(read_parquet(file).iter_rows(named=True), 1)
    elif not file.first_records:
        yield from _of_table(file, tally)
    else:
        yield from records_of(file.text)


def _of_table(file: InputFile, tally: Tally) -> Iterator[Row | BadRow]:
    """The records of a table; the labels of a set, and predictions, are printed lists."""
    sheet = read_sheet(file)
    yield from sheet.rejects
    columns = [sheet.cells(name).to_list() for name in sheet.names]
    for line, *cells in zip(sheet.frame[LINE].to_list(), *columns, strict=True):
        record: dict[str, Any] = dict(zip(sheet.names, cells, strict=True))
        if record["annotation"].startswith("["):
            try:
                record["annotation"] = labels_in(record["annotation"])
            except ValueError as error:
                yield bad_record(line, error)
                continue
        record["prediction"] = _printed(record.get("prediction", ""), tally)
        yield line, record


def _printed(cell: str, tally: Tally) -> list[tuple[str, float]]:
    """The labels and scores of a printed list, `[('POSITIVE', 0.99)]`; what is none costs nobody's answer."""
    try:
        return [_predicted(one) for one in parse_printed(cell.strip() or "null") or ()]
    except UNREADABLE:
        tally.add("prediction")
        return []


def _rows(file: InputFile, tally: Tally, stars: dict[str, set[str]]) -> Iterator[Row | BadRow]:
    number = 0
    for record in _records(file, tally):
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            answers = list(_answers(record[1], tally))
            home, asked = home_of(record[1])
            item = home or text_of(record[1].get("id", record[1].get("external_id"))) or text_of(record[0])
        except UNREADABLE as error:
            yield bad_record(record[0], error)
            continue
        for answer in answers:
            number += 1
            if asked:
                answer["question"] = asked
            _note(answer["question"], answer["answer"], stars)
            yield number, {"item": item, **answer}


def _note(question: str, answer: Any, stars: dict[str, set[str]]) -> None:
    """Note a whole number: only questions of ratings are answered so; one other answer, and it is none."""
    if question not in stars or stars[question]:
        whole = isinstance(answer, int) and not isinstance(answer, bool)
        stars[question] = stars.get(question, set()) | {str(answer)} if whole else set()


def _answers(record: Mapping[str, Any], tally: Tally) -> Iterator[dict[str, Any]]:
    form = "flat" if _is_flat(record) else _form(record)
    reader = {
        "flat": _flat,
        "nested": _nested,
        "feedback": _feedback,
        "classification": _classification,
        "columns": _columns,
    }.get(form or "")
    for answer in reader(record, tally) if reader else ():
        kind = _odd(answer["answer"])
        if kind:
            tally.add(kind)
        else:
            yield answer


def _odd(value: Any) -> str:
    """What an answer is if it is none about the item as a whole."""
    first = value[0] if isinstance(value, (list, tuple)) and value else value
    if isinstance(first, dict):
        return "ranking" if "rank" in first else "span"
    return ""


def _suggested(question: str, value: Any, who: Any, score: Any = None) -> dict[str, Any]:
    """An answer of a model, with how sure it says it is; a score of its own for every label is not of the answer."""
    alone = score[0] if isinstance(score, list) and len(score) == 1 else score
    sure = text_of(alone) if isinstance(alone, (int, float)) else ""
    return {**_answer(question, value, who, source="model"), "confidence": sure}


def _answer(question: str, value: Any, who: Any, status: Any = "", source: str = "human") -> dict[str, Any]:
    said = text_of(status) or "submitted"
    if said not in _STATUSES:
        raise RecordError("a status is none that is known")
    return {
        "annotator": text_of(who),
        "question": question,
        "answer": list(value) if isinstance(value, (list, tuple)) else value,
        "status": said,
        "source": source,
    }


def _flat(record: Mapping[str, Any], _tally: Tally) -> Iterator[dict[str, Any]]:
    for name in record:
        question = name.removesuffix(_RESPONSES)
        if question != name:
            values = list(record[name] or ())
            users = list(record.get(f"{name}.users") or ())
            statuses = list(record.get(f"{name}.status") or ["submitted"] * len(values))
            if not len(values) == len(users) == len(statuses):
                raise RecordError("responses, users and status are of different lengths")
            for value, user, status in zip(values, users, statuses, strict=True):
                yield _answer(question, value, user, status)
        elif name.endswith(".suggestion") and record[name] is not None:
            agent = record.get(f"{name}.agent") or "suggestions"
            yield _suggested(name.removesuffix(".suggestion"), record[name], agent, record.get(f"{name}.score"))


def _nested(record: Mapping[str, Any], tally: Tally) -> Iterator[dict[str, Any]]:
    for question, responses in (record.get("responses") or {}).items():
        for response in responses:
            status = response.get("status")
            if not status:
                tally.add("nested")
            yield _answer(question, response.get("value"), response.get("user_id"), status)
    suggestions = record.get("suggestions")
    for question, suggestion in (suggestions if isinstance(suggestions, dict) else {}).items():
        who = suggestion.get("agent") or "suggestions"
        yield _suggested(question, suggestion.get("value"), who, suggestion.get("score"))


def _feedback(record: Mapping[str, Any], _tally: Tally) -> Iterator[dict[str, Any]]:
    for response in record["responses"]:
        for question, value in (response.get("values") or {}).items():
            plain = value.get("value") if isinstance(value, dict) else value
            yield _answer(question, plain, response.get("user_id"), response.get("status"))
    for suggestion in record.get("suggestions") or ():
        question = text_of(suggestion.get("question_name") or suggestion.get("question_id"))
        who = suggestion.get("agent") or "suggestions"
        yield _suggested(question, suggestion.get("value"), who, suggestion.get("score"))


def _columns(record: Mapping[str, Any], _tally: Tally) -> Iterator[dict[str, Any]]:
    for name, value in record.items():
        if _is_feedback(value):
            for response in _responses(value):
                yield _answer(name, response["value"], response["user_id"], response["status"])
        elif name.endswith("-suggestion") and value not in (None, "", []):
            about = record.get(f"{name}-metadata")
            known = about if isinstance(about, dict) else {}
            agent = known.get("agent") or "suggestions"
            yield _suggested(name.removesuffix("-suggestion"), value, agent, known.get("score"))


def _classification(record: Mapping[str, Any], _tally: Tally) -> Iterator[dict[str, Any]]:
    status = {"Validated": "submitted", "Discarded": "discarded"}.get(text_of(record.get("status")), "pending")
    annotation = record.get("annotation")
    yield _answer("label", annotation, record.get("annotation_agent") or "unnamed", status if annotation else "pending")
    predictions = record.get("prediction")
    if isinstance(predictions, list) and predictions:
        labels = [_predicted(one) for one in predictions]
        best, score = max(labels, key=lambda one: one[1])
        yield _suggested("label", best, record.get("prediction_agent") or "predictions", score or None)


def _predicted(one: Any) -> tuple[str, float]:
    if isinstance(one, dict):
        return text_of(one.get("label")), float(one.get("score") or 0)
    return text_of(one[0]), float(one[1])


TOOL = Tool(FORMAT, sniff, table)
