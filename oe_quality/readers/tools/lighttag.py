"""LightTag: examples with the classes that people gave each; tags within a text are spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    Row,
    Tool,
    long_mapping,
    long_sheet,
    most_records,
    read_each,
    refused,
    unlisted_by_question,
)

FORMAT = "LightTag"
QUESTION = "class"


def sniff(file: InputFile) -> bool:
    """Whether records are examples with classifications or tags, or hold such examples."""
    return most_records(file, lambda record: any(map(_is_example, _examples(record))), _holds_examples)


def _holds_examples(record: Mapping[str, Any]) -> bool:
    return any("example_id" in example for example in _examples(record))


def _examples(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = record.get("examples")
    return [one for one in inner if isinstance(one, dict)] if isinstance(inner, list) else [dict(record)]


def _is_example(example: Mapping[str, Any]) -> bool:
    return "example_id" in example and (_people(example, "classifications") or _people(example, "annotations"))


def _people(example: Mapping[str, Any], name: str) -> bool:
    parts = example.get(name)
    return isinstance(parts, list) and any(isinstance(part, dict) and "annotated_by" in part for part in parts)


def table(file: InputFile) -> Read:
    """A set of classes per person and example; who saw an example and gave it none skipped it."""
    sheet = long_sheet(read_each(_numbered(file), _rows))
    if not sheet.has("answer") or all(cell in ("", "[]") for cell in sheet.cells("answer")):
        raise refused(file, "an export of tags within texts", SPANS)
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT)


def _numbered(file: InputFile) -> Iterator[Row | BadRow]:
    number = 0
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        for example in _examples(record[1]):
            number += 1
            yield number, example


def _rows(number: int, example: Mapping[str, Any]) -> Iterator[Row]:
    given: dict[str, list[str]] = {}
    times: dict[str, str] = {}
    for person in example.get("seen_by") or ():
        given.setdefault(text_of(person["annotator"]), [])
    for part in example.get("classifications") or ():
        for person in part["annotated_by"]:
            name = text_of(person["annotator"])
            given.setdefault(name, []).append(text_of(part["classname"]))
            times[name] = max(times.get(name, ""), text_of(person.get("timestamp")))
    for name, labels in given.items():
        yield (
            number,
            {
                "item": text_of(example["example_id"]),
                "annotator": name,
                "question": QUESTION,
                "answer": labels,
                "created_at": times.get(name, ""),
                "status": "submitted" if labels else "empty",
            },
        )


TOOL = Tool(FORMAT, sniff, table)
