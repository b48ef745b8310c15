"""Marks on parts of items - boxes, intervals, spans, tags of tokens: known by name, and refused with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from oe_quality.readers.text.json import is_json
from oe_quality.readers.text.reading import column_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.hugging_face import LABEL, PERSON
from oe_quality.readers.tools.tool import SPANS, Read, Tool, most_records, refused

FORMAT = "marks on parts of items"
_XML = (
    ("<ANNOTATION_DOCUMENT", "an ELAN document of intervals"),
    ("<annotations>", "a CVAT export of boxes and shapes"),
    ("<annotation>", "a Pascal VOC file of boxes"),
    ("<xmi:XMI", "a UIMA CAS as XMI"),
    ("", "an XML document, which no reader knows"),
)
_BEGINNINGS = (
    ('File type = "ooTextFile"', "a Praat file of intervals"),
    ("#FORMAT=WebAnno TSV", "a WebAnno TSV of spans (export documents as UIMA CAS JSON to have labels of documents)"),
    ("WEBVTT", "a file of subtitles"),
)
_LINES = (
    (
        re.compile(
            r"T\d+\t\S+ \d+ \d+(;\d+ \d+)*\t.*|R\d+\t\S+ \S+:\S+ \S+:\S+\s*|E\d+\t\S+:T\d+.*"
            r"|[AM]\d+\t\S+ [TREA]\d+.*|N\d+\tReference .*|#\d+\t\S+ [TREA]\d+.*|\*\t.*"
        ),
        "a brat file of spans",
    ),
    (re.compile(r"(SPEAKER|SPKR-INFO|LEXEME|NON-LEX|SEGMENT|NOSCORE) \S+ \d+ .*"), "an RTTM file of intervals"),
    (re.compile(r"\d+\.\d+\t\d+\.\d+(\t.*)?"), "a file of intervals, as Audacity writes its labels"),
)
_TAG = re.compile(r"(?:.*[\t ])(O|[BIESLUM][-_]\S+)")
_OUTSIDE = "O"
_TAGS = "a file of tags of tokens (CoNLL)"
_COLUMNS = (
    ({"images", "annotations", "categories"}, "a COCO export of boxes"),
    ({"_via_img_metadata"}, "a VIA project of regions"),
    ({"_via_settings"}, "a VIA project of regions"),
    ({"region_shape_attributes", "region_attributes"}, "a VIA export of regions"),
    ({"temporal_coordinates", "spatial_coordinates"}, "a VIA export of intervals"),
    ({"shapes", "imagePath"}, "a LabelMe file of shapes"),
    ({"tokens", "ner_tags"}, "a data set of tags of tokens"),
)


def sniff(file: InputFile) -> bool:
    """Whether it is one of those that are known."""
    return not file.is_parquet and bool(_what(file))


def table(file: InputFile) -> Read:
    """Refuse the file by what it is."""
    raise refused(file, _what(file), SPANS)


def _what(file: InputFile) -> str:
    kinds: Sequence[Callable[[InputFile], str]] = (_of_head, _of_columns, _of_spans, _of_lines)
    return next((what for kind in kinds if (what := kind(file))), "")


def _of_head(file: InputFile) -> str:
    head = file.head.lstrip("\ufeff \r\n\t")
    if head.startswith("<?xml"):
        return next(what for mark, what in _XML if mark in head)
    return next((what for beginning, what in _BEGINNINGS if head.startswith(beginning)), "")


def _of_columns(file: InputFile) -> str:
    names = set(column_names(file))
    return next((what for known, what in _COLUMNS if known <= names), "")


def _of_spans(file: InputFile) -> str:
    """Records of texts with entities and relations, as doccano and others write them."""
    return "an export of spans" if most_records(file, _holds_spans, lambda record: record.get("entities") == []) else ""


def _holds_spans(record: Mapping[str, Any]) -> bool:
    """Whether a record has spans, and nothing of who judged it as a whole, and how."""
    entities = record.get("entities")
    spans = isinstance(entities, list) and bool(entities) and all(map(_is_span, entities))
    return spans and (set(record).isdisjoint(PERSON) or set(record).isdisjoint(LABEL))


def _is_span(part: object) -> bool:
    return isinstance(part, dict) and bool({"start_offset", "start", "offsets"} & set(part))


def _of_lines(file: InputFile) -> str:
    if is_json(file.head):
        return ""
    lines = [line.rstrip("\r\n") for line in file.first_lines if line.strip()]
    lines = lines[:-1] if len(lines) > 1 and not file.first_lines[-1].endswith("\n") else lines
    if not lines:
        return ""
    for pattern, what in _LINES:
        if all(map(pattern.fullmatch, lines)):
            return what
    tags = [_TAG.fullmatch(line.strip()) for line in lines if not line.startswith("-DOCSTART-")]
    told = {tag.group(1) for tag in tags if tag}
    return _TAGS if all(tags) and _OUTSIDE in told and len(told) > 1 else ""


TOOL = Tool(FORMAT, sniff, table)
