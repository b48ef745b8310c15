"""Kili: an object per asset, with the labels that people gave it; the answers of a label by the name of their job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import parse_json, records_of
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

FORMAT = "Kili"
_MODELS = ("PREDICTION", "INFERENCE")
_DRAFT = "AUTOSAVE"
_SENTENCES = {
    "part": "mark{s} within assets (boxes, entities, frames) passed over.",
    "other": "answer{s} of a kind that is neither a choice nor a text passed over.",
    "latest": "asset{s} with the latest label only: who answered before is not known. Export all labels.",
}


def sniff(file: InputFile) -> bool:
    """Whether records are assets with labels of jobs."""
    return most_records(file, lambda record: any("jsonResponse" in label for label in _labels(record)), _is_asset)


def _is_asset(record: Mapping[str, Any]) -> bool:
    """Whether a record may be an asset that nobody has labelled yet."""
    return "externalId" in record and not _labels(record)


def _labels(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = record.get("labels") if isinstance(record.get("labels"), list) else [record.get("latestLabel")]
    return [label for label in found or () if isinstance(label, dict)]


def table(file: InputFile) -> Read:
    """One row per label and job."""
    tally = Tally()
    sheet = long_sheet(read_each(records_of(file.text), lambda number, record: _rows(number, record, tally)))
    if not sheet.height and (tally["part"] or tally["other"]):
        raise refused(file, "a Kili export of boxes, entities or frames", SPANS)
    mapping = long_mapping(sheet, FORMAT, remarks=tally.remarks(_SENTENCES))
    return unlisted_by_question(sheet), mapping


def _rows(number: int, record: Mapping[str, Any], tally: Tally) -> Iterator[Row]:
    item = text_of(record.get("externalId")) or text_of(record.get("id"))
    if "labels" not in record and "latestLabel" in record:
        tally.add("latest")
    for label in _labels(record):
        kind, said = text_of(label.get("labelType")), label["jsonResponse"]
        about = {
            "item": item,
            "annotator": _who(label, kind),
            "created_at": text_of(label.get("createdAt")),
            "duration": text_of(label.get("secondsToLabel")),
            "source": "model" if kind in _MODELS else "human",
            "status": "draft" if kind == _DRAFT else "submitted",
        }
        jobs = parse_json(said) if isinstance(said, str) else said
        for question, answer in _answers(jobs or {}, tally):
            yield number, {**about, "question": question, "answer": answer}


def _who(label: Mapping[str, Any], kind: str) -> str:
    author = label.get("author") or {}
    model = text_of(label.get("modelName")) if kind in _MODELS else ""
    who = model or next((text_of(author[name]) for name in ("email", "id", "name") if author.get(name)), "")
    if not who:
        raise RecordError("it does not say who labelled")
    return who


def _answers(jobs: Mapping[str, Any], tally: Tally) -> Iterator[tuple[str, Any]]:
    """Each job with its answer: categories chosen, or a text; jobs below a category stand under their own name."""
    for job, said in jobs.items():
        if job.isdigit() or "annotations" in said:
            tally.add("part")
        elif "categories" in said:
            yield job, [text_of(one["name"]) for one in said["categories"]]
            for one in said["categories"]:
                yield from _answers(one.get("children") or {}, tally)
        elif "text" in said:
            yield job, text_of(said["text"])
        elif said:
            tally.add("other")


TOOL = Tool(FORMAT, sniff, table)
