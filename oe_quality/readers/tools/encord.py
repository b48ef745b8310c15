"""Encord: a label row per file and person, with answers to classifications of the whole file and objects within it."""

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

FORMAT = "Encord"
_ANSWERS, _UNITS = "classification_answers", "data_units"
_SENTENCES = {"part": "mark{s} within files (objects, classifications of frames) passed over."}


def sniff(file: InputFile) -> bool:
    """Whether records are label rows."""
    return most_records(file, lambda record: {"label_hash", _UNITS, _ANSWERS} <= set(record))


def table(file: InputFile) -> Read:
    """One row per answer to a classification."""
    tally, titled = Tally(), _titles_tell(file)
    sheet = long_sheet(read_each(records_of(file.text), lambda number, record: _rows(number, record, titled, tally)))
    if not sheet.height and tally["part"]:
        raise refused(file, "an Encord export of objects or frames", SPANS)
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=tally.remarks(_SENTENCES))


def _titles_tell(file: InputFile) -> bool:
    """Whether no two files have one title."""
    named: dict[str, str] = {}
    for record in records_of(file.text):
        for unit in () if isinstance(record, BadRow) else _units(record[1]):
            title, own = unit.get("data_title"), unit.get("data_hash")
            if not isinstance(title, str) or not isinstance(own, str):
                continue  # its record is refused when it is read
            if not title or named.setdefault(title, own) != own:
                return False
    return True


def _units(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    units = record.get(_UNITS)
    return [unit for unit in units.values() if isinstance(unit, dict)] if isinstance(units, dict) else []


def _rows(number: int, record: Mapping[str, Any], titled: bool, tally: Tally) -> Iterator[Row]:
    about: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    for unit in _units(record):
        for one in _of_whole(unit, tally):
            about[text_of(one.get("classificationHash"))] = (unit, one)
    for own, answer in record[_ANSWERS].items():
        unit, given = about.get(own, (record, {}))
        if own not in about and (
            answer.get("range") or (any("labels" in one for one in _units(record)) and not _is_global(answer))
        ):
            tally.add("part")
            continue
        who = text_of(answer.get("createdBy")) or text_of(given.get("createdBy"))
        if not who:
            raise RecordError("it does not say who labelled")
        manual = answer.get("manualAnnotation", given.get("manualAnnotation"))
        for one in answer.get("classifications") or ():
            yield (
                number,
                {
                    "item": text_of(unit.get("data_title" if titled else "data_hash")),
                    "annotator": who,
                    "question": text_of(one["name"]),
                    "answer": _answer(one.get("answers")),
                    "created_at": text_of(answer.get("createdAt")) or text_of(given.get("createdAt")),
                    "source": "model" if manual is False else "human",
                },
            )


def _is_global(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is about the whole file, and says who gave it itself."""
    return "createdBy" in answer and not answer.get("range")


def _of_whole(unit: Mapping[str, Any], tally: Tally) -> Iterator[Mapping[str, Any]]:
    """The classifications of a unit; objects, and what frames of it were given, are parts of it."""
    labels = unit.get("labels") or {}
    frames = [part for name, part in labels.items() if name.isdigit() and isinstance(part, dict)]
    for part in (*frames, labels):
        for _ in part.get("objects") or ():
            tally.add("part")
    yield from (one for one in labels.get("classifications") or () if isinstance(one, dict))


def _answer(answers: Any) -> Any:
    """Options chosen, or a text."""
    return [text_of(one["name"]) for one in answers] if isinstance(answers, list) else text_of(answers)


TOOL = Tool(FORMAT, sniff, table)
