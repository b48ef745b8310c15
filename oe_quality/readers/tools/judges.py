"""Tables of judges, people and language models: LangSmith feedback, Phoenix annotations, MLflow assessments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import parse_json, records_of
from oe_quality.readers.text.parquet import read_parquet
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    UNREADABLE,
    Read,
    RecordError,
    Row,
    Tool,
    bad_record,
    long_mapping,
    long_sheet,
    most_records,
    refused,
    unlisted_by_question,
)

FORMAT = "judge table"
_ITEMS = ("span_id", "run_id", "trace_id", "session_id", "document_id", "example_id", "item_id", "item", "id")
_NAMES = ("annotation_name", "assessment_name", "feedback_key", "name", "key", "metric", "criterion")
_KINDS = ("annotator_kind", "source_type", "assessor_type", "feedback_source.type", "source.source_type")
_WHO = (
    *("source_id", "assessor", "assessor_id", "source.source_id", "user_id", "feedback_source.user_id", "identifier"),
    *("annotator", "judge", "feedback_source.user_name"),
)
_VALUES = ("label", "value", "result.label", "feedback.value", "score", "result.score")
_TIMES = ("created_at", "create_time", "create_time_ms", "updated_at", "timestamp")
_CONFIDENCES = ("confidence", "metadata.confidence", "result.confidence")
"""A score beside a label is the label as a number in these tools, not how sure the judge is."""
_MODELS = frozenset({"llm", "llm_judge", "ai_judge", "code", "model", "auto_eval", "automatic", "machine"})
_PEOPLE = frozenset({"human", "api", "app", "user", "annotator", "person"})


def sniff(file: InputFile) -> bool:
    """Whether rows say what kind of judge they are by, or traces hold assessments."""
    names = set(column_names(file))
    if "assessments" in names or most_records(file, _nested, lambda record: isinstance(record.get("info"), dict)):
        return True
    named = names & set(_ITEMS) and names & set(_NAMES)
    return bool(named) and (bool(names & set(_KINDS)) or {"feedback_source", "key"} <= names)


def _nested(record: Mapping[str, Any]) -> bool:
    info = record.get("info")
    return isinstance(info, dict) and isinstance(info.get("assessments"), list)


def table(file: InputFile) -> Read:
    """One row per judgment: item, judge, what was judged, and whether the judge is a person or a model."""
    sheet = long_sheet(_rows(file))
    if not sheet.has("answer"):
        raise refused(file, "a table of traces without assessments", "Export the traces that people or models judged.")
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT)


def _records(file: InputFile) -> Iterator[Row | BadRow]:
    if file.is_parquet:
        yield from enumerate(read_parquet(file).iter_rows(named=True), 1)
    elif file.first_records:
        yield from records_of(file.text)
    else:
        sheet = read_sheet(file)
        yield from sheet.rejects
        columns = [sheet.cells(name).to_list() for name in sheet.names]
        for line, *cells in zip(sheet.frame["line"], *columns, strict=True):
            yield line, dict(zip(sheet.names, cells, strict=True))


def _rows(file: InputFile) -> Iterator[Row | BadRow]:
    for record in _records(file):
        if isinstance(record, BadRow):
            yield record
            continue
        number, content = record
        try:
            rows = list(_judgments(content))
        except UNREADABLE as error:
            yield bad_record(number, error)
            continue
        for row in rows:
            yield number, row


def _judgments(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    info = record.get("info") if _nested(record) else record
    assert isinstance(info, Mapping)
    inner = info.get("assessments")
    if isinstance(inner, str) and inner.strip():
        inner = parse_json(inner)
    if inner is None or inner == "":
        yield _judgment(_flat(record))
        return
    trace = text_of(info.get("trace_id") or info.get("request_id"))
    for assessment in inner:
        if assessment.get("valid") is not False and "expectation" not in assessment:
            yield _judgment({"trace_id": trace, **_flat(assessment)})


def _flat(record: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Fields of objects within as `outer.inner`; text that is such an object is read."""
    fields: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, str) and value[:1] == "{":
            try:
                value = parse_json(value)
            except ValueError:
                fields[before + name] = value
                continue
        if isinstance(value, Mapping):
            fields |= _flat(value, f"{before}{name}.")
        else:
            fields[before + name] = value
    return fields


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = fields.get(name)
        if value is not None and not isinstance(value, (list, dict)) and text_of(value) not in ("", "nan"):
            return text_of(value)
    return ""


def _judgment(fields: Mapping[str, Any]) -> dict[str, Any]:
    """One judgment.

    Raises:
        RecordError: the kind of judge is not known.
    """
    kind = _first(fields, _KINDS).strip().lower()
    if kind not in _MODELS | _PEOPLE:
        raise RecordError("the kind of judge is neither a person nor a model that is known")
    model = kind in _MODELS
    who = _first(fields, ("metadata.model", "source.source_id", *_WHO) if model else _WHO)
    return {
        "item": _first(fields, _ITEMS),
        "annotator": who or kind,
        "question": _first(fields, _NAMES),
        "answer": _first(fields, _VALUES),
        "source": "model" if model else "human",
        "created_at": _first(fields, _TIMES),
        "confidence": _first(fields, _CONFIDENCES) if model else "",
    }


TOOL = Tool(FORMAT, sniff, table)
