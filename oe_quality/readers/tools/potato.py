"""Potato: a person's state, the exporter's table and lines, and the older annotated instances.

Pages of a survey before or after the task are no answers about items.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from oe_quality.plaintext import count
from oe_quality.readers.text.cells import number_of, text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.potato_values import SPAN, Given, answers_of, cleaned, last_chosen, schemas_of
from oe_quality.readers.tools.tool import (
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
    refused,
    unlisted_by_question,
)
from oe_quality.scales import Question, Scale

FORMAT = "Potato"
_STATE = "instance_id_to_label_to_value"
_SEPARATORS = (":::", ".")
_PAGE = ".html"
"""How version 1 calls the pages of a survey before and after the task, which stand among the items."""

_TIME = re.compile(r"(\d{1,4})d (\d{1,4})h (\d{1,4})m (\d{1,4})s")
_RARE = 0.1
"""Share of the answers to a schema that may hold several names while it allows only one: a slip of old versions."""

_SENTENCES = {
    "page": "page{s} of the survey around the task passed over.",
    "span": "answer{s} about spans passed over.",
}


def sniff(file: InputFile) -> bool:
    """Whether it is a state, the exporter's lines or table, or older annotated instances."""
    if most_records(file, _is_known):
        return True
    return _is_table(column_names(file)) if not file.first_records else False


def _is_known(record: Mapping[str, Any]) -> bool:
    if _STATE in record and "user_id" in record:
        return True
    if {"instance_id", "user_id", "labels"} <= set(record):
        return isinstance(record["labels"], dict)
    return "label_annotations" in record and bool({"id", "instance_id"} & set(record))


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
    tally = Tally()
    given = list(_given(file, tally))
    schemas = schemas_of(one for one in given if isinstance(one, Given))
    answers = {place: answers_of(one, schemas) for place, one in enumerate(given) if isinstance(one, Given)}
    slips = _without_slips(given, answers)
    sheet = long_sheet(_rows(given, answers))
    if not sheet.has("answer") or not (sheet.cells("answer") != "").any():
        raise refused(file, "a state without answers about whole items", f"Were only spans annotated? {SPANS}")
    questions = tuple(Question(name, Scale.TEXT, open_vocabulary=True) for name in _texts(answers.values()))
    said = f"{count(slips, 'answer')} with two choices left standing by an old version: the last one chosen counts."
    remarks = (*tally.remarks(_SENTENCES), *((said,) if slips else ()))
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, questions=questions, remarks=remarks)


_Answers = dict[str, list[str] | str]


def _rows(given: Sequence[Given | BadRow], answers: Mapping[int, _Answers]) -> Iterator[Row | BadRow]:
    first = next((question for one in answers.values() for question in one), "")
    for place, one in enumerate(given):
        if isinstance(one, BadRow):
            yield one
            continue
        about = {
            "item": one.item,
            "annotator": one.annotator,
            "created_at": one.created_at,
            "duration": one.duration,
        }
        for question, answer in (answers[place] or {first: ""}).items():
            yield one.line, {**about, "question": question, "answer": answer}


def _without_slips(given: Sequence[Given | BadRow], answers: Mapping[int, _Answers]) -> int:
    """Leave only the last of two choices where a schema allows one, and two stand by a slip; gives how many."""
    chosen: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for place, told in answers.items():
        for question, answer in told.items():
            if isinstance(answer, list):
                chosen[question][place] = answer
    slips = 0
    for question, lists in chosen.items():
        last = {
            place: last_chosen(question, names, one.changes)
            for place, names in lists.items()
            if len(names) > 1 and isinstance(one := given[place], Given)
        }
        if last and len(last) <= _RARE * len(lists) and all(last.values()):
            slips += len(last)
            for place, name in last.items():
                answers[place][question] = [name]
    return slips


def _texts(answers: Collection[_Answers]) -> list[str]:
    """The questions that were answered in words of one's own."""
    names = dict.fromkeys(question for one in answers for question in one)
    told = {name: [one[name] for one in answers if name in one] for name in names}
    return [name for name, said in told.items() if not any(isinstance(one, list) for one in said) and _is_text(said)]


def _is_text(answers: Sequence[list[str] | str]) -> bool:
    return not all(map(_is_number, answers))


def _is_number(answer: object) -> bool:
    try:
        number_of(text_of(answer))
    except ValueError:
        return False
    return True


def _given(file: InputFile, tally: Tally) -> Iterator[Given | BadRow]:
    if not file.first_records:
        yield from _of_table(file, tally)
        return
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            yield from list(_of_record(*record, file, tally))
        except UNREADABLE as error:
            yield bad_record(record[0], error)


def _of_record(line: int, record: Mapping[str, Any], file: InputFile, tally: Tally) -> Iterator[Given]:
    if _STATE in record:
        behaviour = record.get("instance_id_to_behavioral_data") or {}
        for item, labels in record[_STATE].items():
            yield _one(line, item, record["user_id"], _pairs(labels), behaviour.get(item) or {})
    elif "label_annotations" in record:
        who = record.get("user") or record.get("user_id") or file.folder
        item = record.get("id", record.get("instance_id"))
        if record.get("span_annotations"):
            tally.add("span")
        if text_of(item).endswith(_PAGE):
            tally.add("page")
        else:
            behaviour = _spent(record.get("behavioral_data"))
            yield _one(line, item, who, _pairs(record["label_annotations"]), behaviour)
    else:
        yield _one(line, record["instance_id"], record["user_id"], _pairs(record["labels"]), {})


def _one(line: int, item: Any, who: Any, pairs: Iterator[tuple[str, str, Any]], behaviour: Mapping[str, Any]) -> Given:
    changes = [change for change in behaviour.get("annotation_changes") or () if isinstance(change, dict)]
    spent = behaviour.get("total_time_ms")
    return Given(
        item=text_of(item),
        annotator=text_of(who),
        pairs=cleaned(pairs),
        created_at=text_of(max((change.get("timestamp") or 0 for change in changes), default="")),
        duration=text_of(spent / 1000) if isinstance(spent, (int, float)) else "",
        changes=tuple(changes),
        line=line,
    )


def _spent(behaviour: Any) -> dict[str, Any]:
    """The time that version 1 writes as `Time spent: 0d 0h 0m 5s`, as later versions write it."""
    found = _TIME.search(text_of(behaviour.get("time_string"))) if isinstance(behaviour, dict) else None
    if not found:
        return {}
    days, hours, minutes, seconds = map(int, found.groups())
    return {"total_time_ms": 1000 * (((days * 24 + hours) * 60 + minutes) * 60 + seconds)}


def _pairs(labels: Any) -> Iterator[tuple[str, str, Any]]:
    """The pairs as the tool writes them, or as its documentation shows them (an object of objects)."""
    if isinstance(labels, dict):
        for schema, chosen in labels.items():
            for name, value in (chosen if isinstance(chosen, dict) else {schema: chosen}).items():
                yield text_of(schema), text_of(name), value
        return
    for label, value in labels:
        yield text_of(label["schema"]), text_of(label["name"]), value


def _of_table(file: InputFile, tally: Tally) -> Iterator[Given | BadRow]:
    """The exporter's table: a column per schema and name. Its rows come in no order; they are told by their ids."""
    sheet = read_sheet(file)
    yield from sheet.rejects
    person = "user_id" if sheet.has("user_id") else "user"
    columns = [(sheet.cells(name).to_list(), found) for name in sheet.names if (found := _schema_of(name))]
    rows = zip(sheet.frame["line"], sheet.cells("instance_id"), sheet.cells(person), strict=True)
    for place, (line, item, who) in enumerate(rows):
        if item.endswith(_PAGE):
            tally.add("page")
            continue
        pairs = [(schema, name, cells[place]) for cells, (schema, name) in columns]
        spans = [cell for schema, _, cell in pairs if schema == SPAN]
        if any(cell not in ("", "[]") for cell in spans):
            tally.add("span")
        yield _one(line, item, who, (pair for pair in pairs if pair[0] != SPAN), {})


TOOL = Tool(FORMAT, sniff, table)
