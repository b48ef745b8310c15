"""SageMaker Ground Truth and Augmented AI: what each worker answered.

A response file holds no name of the item: the folder in which Ground Truth lays it is the item's number in the
manifest. Its output manifest holds consolidated labels and names no worker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import parse_json, records_of
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    UNREADABLE,
    Read,
    RecordError,
    Row,
    Tool,
    any_record,
    bad_record,
    long_mapping,
    long_sheet,
    most_records,
    refused,
    unlisted_by_question,
)

FORMAT = "SageMaker worker responses"
_LISTS = ("answers", "humanAnswers", "annotations")
_ITEMS = ("datasetObjectId", "humanLoopName", "itemId")
_PLAIN = ("label", "labels", "value", "text")


def sniff(file: InputFile) -> bool:
    """Whether there are workers' answers, or labels consolidated from them."""
    return most_records(file, lambda record: bool(_responses(record)) or _is_consolidated(record), _is_unanswered)


def _is_unanswered(record: Mapping[str, Any]) -> bool:
    return any(name in record for name in _ITEMS) and any(record.get(name) == [] for name in _LISTS)


def _responses(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    for name in _LISTS:
        parts = record.get(name)
        if isinstance(parts, list):
            found = [part for part in parts if isinstance(part, dict) and "workerId" in part]
            if found and any("answerContent" in part or "annotationData" in part for part in found):
                return found
    return []


def _is_consolidated(record: Mapping[str, Any]) -> bool:
    about = [value for name, value in record.items() if name.endswith("-metadata") and isinstance(value, dict)]
    return any("human-annotated" in value for value in about)


def table(file: InputFile) -> Read:
    """One row per worker and question."""
    if not most_records(file, lambda record: bool(_responses(record)), _is_unanswered):
        raise refused(
            file,
            "an output manifest, which names no worker",
            "Load the folder annotations/worker-response of the same job, which has what each worker answered.",
        )
    sheet = long_sheet(_rows(file))
    if not sheet.height and any("parts of an item" in row.reason for row in sheet.rejects):
        raise refused(file, "a job of boxes or spans", SPANS)
    unnamed = any_record(file, lambda record: bool(_responses(record)) and not _name(record))
    remark = f"The file names no item: its folder does, or its own name ({_item({}, file)!r})."
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=(remark,) if unnamed else ())


def _rows(file: InputFile) -> Iterator[Row | BadRow]:
    number = 0
    for record in records_of(file.text):
        if isinstance(record, BadRow):
            yield record
            continue
        try:
            item = _item(record[1], file)
        except ValueError:
            yield BadRow(record[0], "its item has no name")
            continue
        for response in _responses(record[1]):
            number += 1
            try:
                answers = list(_answers(_content(response)))
                about = {
                    "item": item,
                    "annotator": text_of(response["workerId"]),
                    "started": text_of(response.get("acceptanceTime")),
                    "created_at": text_of(response.get("submissionTime")),
                    "duration": text_of(response.get("timeSpentInSeconds")),
                }
            except UNREADABLE as error:
                yield bad_record(number, error)
                continue
            for question, answer in answers:
                yield number, {**about, "question": question, "answer": answer}


def _item(record: Mapping[str, Any], file: InputFile) -> str:
    """The item: a loop's name, the number of a data object, or the folder of the file."""
    return text_of(_name(record)) or file.folder or file.stem


def _name(record: Mapping[str, Any]) -> Any:
    """What names the item, whatever it is; empty where nothing does."""
    return next((record[name] for name in _ITEMS if record.get(name) not in (None, "")), "")


def _content(response: Mapping[str, Any]) -> Any:
    if "answerContent" in response:
        return response["answerContent"]
    content = response["annotationData"]["content"]
    return parse_json(content) if isinstance(content, str) else content


def _answers(content: Any) -> Iterator[tuple[str, Any]]:
    """Each field of a form: `{"mood": {"label": "joy"}}`, `{"mood": {"joy": true, "fear": false}}`, or plain."""
    for name, value in content.items():
        if not isinstance(value, dict):
            yield text_of(name), [text_of(part) for part in value] if isinstance(value, list) else text_of(value)
        elif value and all(isinstance(flag, bool) for flag in value.values()):
            yield text_of(name), [text_of(label) for label, flag in value.items() if flag]
        elif key := next((key for key in _PLAIN if value.get(key) is not None), ""):
            found = value[key]
            yield text_of(name), [text_of(part) for part in found] if isinstance(found, list) else text_of(found)
        else:
            raise RecordError("it marks parts of an item, and is no answer about the whole")


TOOL = Tool(FORMAT, sniff, table)
