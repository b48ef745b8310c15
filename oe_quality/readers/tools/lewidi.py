"""LeWiDi (learning with disagreement): an object per item, annotators and answers joined by commas or keyed by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import KEY, records_of
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    Read,
    RecordError,
    Row,
    Tool,
    long_mapping,
    long_sheet,
    most_records,
    read_each,
    unlisted_by_question,
)

FORMAT = "LeWiDi"
_FIELD = re.compile(r"(.*_)?id|label|value|bbox|start|end", re.IGNORECASE)
"""What the fields of an annotation are called, where an object of annotations is one, and not by annotator."""


def sniff(file: InputFile) -> bool:
    """Whether most records hold annotations joined by commas beside annotators, or keyed by annotator.

    Other tools have a field of that name: one record of theirs that was damaged makes no file of this form.
    """
    return most_records(file, lambda record: bool(_content(record)))


def _content(record: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    """The items of a record, with what names them: itself, or the only one that a file holds, keyed by its name."""
    if _is_item(record):
        return [(record.get(KEY, record.get("id", "")), record)]
    return [(name, value) for name, value in record.items() if isinstance(value, dict) and _is_item(value)]


def _items(record: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The same, where every name is a text."""
    return [(text_of(name), value) for name, value in _content(record)]


def _is_item(record: Mapping[str, Any]) -> bool:
    given, by = record.get("annotations"), record.get("annotators")
    if isinstance(given, dict):
        whole = bool(given) and not any(isinstance(value, dict) for value in given.values())
        return whole and not any(_FIELD.fullmatch(name) for name in given)
    return isinstance(given, str) and isinstance(by, str)


def table(file: InputFile) -> Read:
    """One row per annotator of each item."""
    sheet = long_sheet(read_each(records_of(file.text), _rows))
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT)


def _rows(number: int, record: Mapping[str, Any]) -> Iterator[Row]:
    items = _items(record)
    if not items:
        raise RecordError("it holds no annotations")
    for item, content in items:
        for who, answer in _answers(content):
            yield number, {"item": item or text_of(number), "annotator": who, "question": "label", "answer": answer}


def _answers(content: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    given = content["annotations"]
    if isinstance(given, dict):
        yield from ((text_of(who), answer) for who, answer in given.items())
        return
    answers = [part.strip() for part in given.split(",")]
    people = [part.strip() for part in content["annotators"].split(",")]
    if len(answers) != len(people):
        raise RecordError(f"{len(answers)} answers stand beside {len(people)} annotators")
    yield from zip(people, answers, strict=True)


TOOL = Tool(FORMAT, sniff, table)
