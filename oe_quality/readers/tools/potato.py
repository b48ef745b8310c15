"""Potato: a person's state, the exporter's table and lines, and the older annotated instances.

The state keeps pairs of (schema, name) and a value. The value is "true" or the name where a name was chosen; else it
is the answer itself (a slider's number, a text). Pages of a survey before or after the task are no answers about items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import number_of, text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    UNREADABLE,
    Read,
    Row,
    Tool,
    any_record,
    bad_record,
    long_mapping,
    long_sheet,
    plural,
    refused,
    unlisted_by_question,
)
from oe_quality.scales import Question, Scale

FORMAT = "Potato"
_STATE = "instance_id_to_label_to_value"
_SEPARATORS = (":::", ".")
_CHOSEN = ("true", "1", "on", "checked")
_TEXT = ("text_box", "textbox", "text")
_TIME = re.compile(r"(\d{1,4})d (\d{1,4})h (\d{1,4})m (\d{1,4})s")
_RARE = 0.1
"""Share of the answers to a schema that may hold several names while it allows only one: a slip of old versions."""

Pair = tuple[str, str, Any]
"""Schema, name and value."""


def sniff(file: InputFile) -> bool:
    """Whether it is a state, the exporter's lines or table, or older annotated instances."""
    if any_record(file, _is_known):
        return True
    return _is_table(column_names(file)) if not file.first_records else False


def _is_known(record: Mapping[str, Any]) -> bool:
    if _STATE in record and "user_id" in record:
        return True
    if {"instance_id", "user_id", "labels"} <= set(record):
        return isinstance(record["labels"], dict)
    return {"id", "label_annotations"} <= set(record)


def _is_table(names: tuple[str, ...]) -> bool:
    person = "user_id" if "user_id" in names else "user"
    return {"instance_id", person} <= set(names) and any(_schema_of(name) for name in names)


def _schema_of(column: str) -> tuple[str, str] | None:
    """Schema and name of the exporter's column `emotion.joy`, or of the older `emotion:::joy`."""
    for separator in _SEPARATORS:
        schema, found, name = column.partition(separator)
        if found and schema and name:
            return schema, name
    return None


def table(file: InputFile) -> Read:
    """One row per answer; the names chosen of one schema are one answer."""
    kinds: dict[str, str] = {}
    rows = list(_rows(file))
    _settle(rows, kinds)
    sheet = long_sheet(_numbered(rows))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        raise refused(file, "a state without answers about whole items", f"Were only spans annotated? {SPANS}")
    questions = tuple(
        Question(name, Scale.TEXT, open_vocabulary=True) for name, kind in kinds.items() if kind == "text"
    )
    slips = sum("slip" in row[1] for row in rows if not isinstance(row, BadRow))
    said = f"{plural(slips, 'answer')} with two choices left standing by an old version: the last one chosen counts."
    mapping = long_mapping(sheet, FORMAT, questions=questions, remarks=(said,) if slips else ())
    return unlisted_by_question(sheet), mapping


def _numbered(rows: list[Row | BadRow]) -> Iterator[Row | BadRow]:
    for row in rows:
        yield (
            row if isinstance(row, BadRow) else (row[0], {k: v for k, v in row[1].items() if k not in ("slip", "last")})
        )


def _settle(rows: list[Row | BadRow], kinds: dict[str, str]) -> None:
    """Find which schemas allow one choice, and leave only the last one where two stand by a slip."""
    answers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if not isinstance(row, BadRow):
            answers[row[1]["question"]].append(row[1])
    for schema, given in answers.items():
        lists = [one for one in given if isinstance(one["answer"], list)]
        several = [one for one in lists if len(one["answer"]) > 1]
        if lists and several and len(several) <= _RARE * len(lists) and all(one["last"] for one in several):
            for one in several:
                one["answer"], one["slip"] = [one["last"]], True
        if not lists and not all(map(_is_number, given)):
            kinds[schema] = "text"


def _is_number(answer: Mapping[str, Any]) -> bool:
    try:
        number_of(text_of(answer["answer"]))
    except ValueError:
        return False
    return True


def _rows(file: InputFile) -> Iterator[Row | BadRow]:
    if not file.first_records:
        yield from _of_table(file)
        return
    number = 0
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            rows = list(_of_record(record[1], file))
        except UNREADABLE as error:
            yield bad_record(record[0], error)
            continue
        for row in rows:
            number += 1
            yield number, row


def _of_record(record: Mapping[str, Any], file: InputFile) -> Iterator[dict[str, Any]]:
    if _STATE in record:
        behaviour = record.get("instance_id_to_behavioral_data") or {}
        for item, labels in record[_STATE].items():
            yield from _answers(text_of(item), record["user_id"], _pairs(labels), behaviour.get(item) or {})
    elif "label_annotations" in record:
        who = record.get("user") or record.get("user_id") or file.folder
        behaviour = record.get("behavioral_data")
        yield from _answers(text_of(record["id"]), who, _pairs(record["label_annotations"]), _spent(behaviour))
    else:
        yield from _answers(text_of(record["instance_id"]), record["user_id"], _pairs(record["labels"]), {})


def _spent(behaviour: Any) -> dict[str, Any]:
    """The time that version 1 writes as `Time spent: 0d 0h 0m 5s`, as later versions write it."""
    found = _TIME.search(text_of(behaviour.get("time_string"))) if isinstance(behaviour, dict) else None
    if not found:
        return {}
    days, hours, minutes, seconds = map(int, found.groups())
    return {"total_time_ms": 1000 * (((days * 24 + hours) * 60 + minutes) * 60 + seconds)}


def _pairs(labels: Any) -> Iterator[Pair]:
    """The pairs as the tool writes them, or as its documentation shows them (an object of objects)."""
    if isinstance(labels, dict):
        for schema, chosen in labels.items():
            for name, value in (chosen if isinstance(chosen, dict) else {schema: chosen}).items():
                yield text_of(schema), text_of(name), value
        return
    for label, value in labels:
        yield text_of(label["schema"]), text_of(label["name"]), value


def _of_table(file: InputFile) -> Iterator[Row | BadRow]:
    """The exporter's table: a column per schema and name. Its rows come in no order; they are told by their ids."""
    sheet = read_sheet(file)
    yield from sheet.rejects
    person = "user_id" if sheet.has("user_id") else "user"
    columns = [(name, found) for name in sheet.names if (found := _schema_of(name))]
    cells = [sheet.cells(name).to_list() for name, _ in columns]
    for place, (line, item, who) in enumerate(
        zip(sheet.frame["line"], sheet.cells("instance_id"), sheet.cells(person), strict=True)
    ):
        pairs = [(schema, name, column[place]) for column, (_, (schema, name)) in zip(cells, columns, strict=True)]
        rows = list(_answers(item, who, iter(pairs), {}))
        for row in rows or [{"item": item, "annotator": who, "question": columns[0][1][0], "answer": "", "last": ""}]:
            yield line, row


def _answers(item: str, who: Any, pairs: Iterator[Pair], behaviour: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """One row per schema that was answered."""
    chosen: defaultdict[str, list[str]] = defaultdict(list)
    written: dict[str, str] = {}
    for schema, name, value in pairs:
        text = text_of(value).strip()
        if text == "" or text.lower() == "false":
            continue
        if name != schema and (text.lower() in _CHOSEN or text == name) and name not in _TEXT:
            chosen[schema].append(name)
        else:
            written[schema] = text
    changes = [change for change in behaviour.get("annotation_changes") or () if isinstance(change, dict)]
    spent = behaviour.get("total_time_ms")
    about = {
        "item": item,
        "annotator": text_of(who),
        "created_at": text_of(max((change.get("timestamp") or 0 for change in changes), default="")),
        "duration": text_of(spent / 1000) if isinstance(spent, (int, float)) else "",
    }
    for schema, names in chosen.items():
        yield {**about, "question": schema, "answer": names, "last": _last(schema, names, changes)}
    for schema, text in written.items():
        if schema not in chosen:
            yield {**about, "question": schema, "answer": text, "last": ""}


def _last(schema: str, names: list[str], changes: list[dict[str, Any]]) -> str:
    """The name of a schema that was chosen last, of those that stand."""
    own = [change for change in changes if change.get("schema_name") == schema and change.get("action") == "select"]
    own = [change for change in own if change.get("label_name") in names]
    return text_of(max(own, key=lambda change: change.get("timestamp") or 0)["label_name"]) if own else ""


TOOL = Tool(FORMAT, sniff, table)
