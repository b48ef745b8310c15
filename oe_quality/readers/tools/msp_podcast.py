"""MSP-Podcast (and MSP-Face): every worker's emotion and ratings of a clip, as text, as a table, or as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.diction import CLIPS
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
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
from oe_quality.scales import Question, Scale

FORMAT = "MSP-Podcast labels"
_MAJOR, _SECOND, _DETAIL = "EmoClass_Major", "EmoClass_Second", "EmoDetail"
_WORKERS = ("Workers", "WorkerID", "Worker", "Annotator")
_RATINGS = {"EmoAct": "arousal", "EmoVal": "valence", "EmoDom": "dominance"}
_LETTERS = {"A": "arousal", "V": "valence", "D": "dominance"}
_QUESTIONS = (
    *(Question(name, Scale.INTERVAL, low=1, high=7) for name in _RATINGS.values()),
    Question("secondary", Scale.MULTILABEL, open_vocabulary=True),
)
_CLIP = re.compile(r"(MSP-\S+\.wav|MSP\S*\.wav)\s*;.*")
_WORKER = re.compile(r"(WORKER\d+)\s*;\s*([^;]*);\s*([^;]*);\s*(.*)")
_RATED = re.compile(r"([AVD]):\s*([\d.]+)")
_FIRST = 200
"""Lines among which a clip stands."""


def sniff(file: InputFile) -> bool:
    """Whether there are the columns or keys of its labels, or clips with workers under them."""
    if file.is_parquet:
        return False
    if file.first_records:
        return most_records(file, lambda record: bool(list(_workers(record))))
    names = set(column_names(file))
    if {"FileName", _DETAIL} <= names or {"FileName", _MAJOR} <= names or {"FileName", "EmoClass", "EmoAct"} <= names:
        return True
    lines = [line.strip() for line in file.first_lines[:_FIRST] if line.strip()]
    clips, workers = (sum(form.fullmatch(line) is not None for line in lines) for form in (_CLIP, _WORKER))
    return clips > 0 < workers and 2 * (clips + workers) > len(lines)


def table(file: InputFile) -> Read:
    """One row per worker and question: emotion, secondary emotions, arousal, valence, dominance."""
    if file.first_records:
        rows = read_each(records_of(file.text), _of_record)
    elif "FileName" in column_names(file):
        rows = _of_table(file)
    else:
        rows = _of_text(file.text)
    sheet = long_sheet(rows)
    return unlisted_by_question(sheet, {"secondary"}), long_mapping(sheet, FORMAT, questions=_QUESTIONS)


def _workers(record: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The clip, the worker and what was said: of a record that `key` names, or of an object of clips."""
    clips = {record["key"]: record} if isinstance(record.get("key"), str) else record
    for clip, people in clips.items():
        for who, said in people.items() if isinstance(people, dict) else ():
            if isinstance(said, dict) and _MAJOR in said:
                yield clip, who, said


def _of_record(number: int, record: Mapping[str, Any]) -> Iterator[Row]:
    for clip, who, said in _workers(record):
        yield from _answers(number, clip, who, {name: text_of(value) for name, value in said.items()})


def _of_table(file: InputFile) -> Iterator[Row | BadRow]:
    sheet = read_sheet(file)
    yield from sheet.rejects
    who = next((name for name in _WORKERS if sheet.has(name)), None)
    if who is None and not sheet.has(_DETAIL):
        what = "a table of MSP-Podcast's consensus, which names no worker"
        raise refused(file, what, "Load labels_detailed, which holds what every worker said.")
    names = [name for name in (_MAJOR, _SECOND, *_RATINGS, _DETAIL) if sheet.has(name)]
    columns = zip(*(sheet.cells(name) for name in names), strict=True)
    people = sheet.cells(who) if who else sheet.cells(_DETAIL)
    for line, clip, person, cells in zip(sheet.frame["line"], sheet.cells("FileName"), people, columns, strict=True):
        if who:
            yield from _answers(line, clip, person, dict(zip(names, cells, strict=True)))
        else:
            yield from _of_worker(line, clip, person)


def _of_text(text: str) -> Iterator[Row | BadRow]:
    clip = ""
    for number, line in enumerate(text.splitlines(), 1):
        head = _CLIP.fullmatch(line.strip())
        clip = head[1] if head else clip
        if line.strip() and not head:
            yield from _of_worker(number, clip, line)


def _of_worker(number: int, clip: str, text: str) -> Iterator[Row | BadRow]:
    """`WORKER1; Happy; Happy,Other; A:5.000; V:6.000; D:4.000;`"""
    found = _WORKER.fullmatch(text.strip())
    if not found or not clip:
        yield BadRow(number, "it is no clip and no worker's answer")
        return
    who, major, second, rest = found.groups()
    codes = {letter: name for name, asked in _RATINGS.items() for letter, mean in _LETTERS.items() if mean == asked}
    rated = {codes[letter]: value for letter, value in _RATED.findall(rest)}
    yield from _answers(number, clip, who, {_MAJOR: major.strip(), _SECOND: second, **rated})


def _answers(number: int, clip: str, who: str, said: Mapping[str, str]) -> Iterator[Row]:
    about = {"item": clip, "annotator": who}
    parts = [part.strip() for part in said.get(_SECOND, "").split(",") if part.strip()]
    answers: dict[str, Any] = {"emotion": said.get(_MAJOR, ""), "secondary": parts}
    answers |= {asked: said.get(name, "") for name, asked in _RATINGS.items()}
    for question, answer in answers.items():
        status = "submitted" if answer else "empty"
        yield number, {**about, "question": question, "answer": answer, "status": status}


TOOL = Tool(FORMAT, sniff, table, diction=CLIPS)
