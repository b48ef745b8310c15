"""doccano: a file per person (in the archive that it exports), and the older lines that name people.

The joint export (`all.jsonl`) names nobody, and neither do samples in its documentation: they are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oe_quality.errors import InputError
from oe_quality.home import FIELDS, home_of
from oe_quality.readers.mapping import Answers
from oe_quality.readers.mapping import Mapping as Meaning
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import records_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    SPANS,
    Read,
    Row,
    Tool,
    any_record,
    long_mapping,
    long_sheet,
    mapped,
    most_records,
    read_each,
    refused,
    unlisted,
    unlisted_by_question,
    with_cells,
)

FORMAT = "doccano"
_OLD_TABLE = {"annotation_approver", "id", "label", "text", "user"}
_LABELS = ("label", "labels", "cats")
_OTHERS = {
    "id",
    "text",
    "data",
    "filename",
    "Comments",
    "comments",
    "entities",
    "relations",
    "meta",
    "annotation_approver",
    *FIELDS,
}
_JOINT = ("all", "unknown", "admin_all")
_JOINED = "#"
"""Between the labels of a cell in doccano's CSV."""


def sniff(file: InputFile) -> bool:
    """Whether it holds doccano's records or its table."""
    if file.first_records:
        return most_records(file, lambda record: _is_old(record) or _is_new(record), _is_unanswered)
    names = set(column_names(file))
    if "/" in file.name and {"id", "label"} < names <= _OTHERS | {"label"}:
        return True
    return names == _OLD_TABLE or names == {"text", "label"} or names == {"id", "data", "label"}


def _is_old(record: Mapping[str, Any]) -> bool:
    parts = record.get("annotations")
    return isinstance(parts, list) and any(isinstance(part, dict) and {"label", "user"} <= set(part) for part in parts)


def _is_unanswered(record: Mapping[str, Any]) -> bool:
    return record.get("annotations") == [] and "text" in record


def _is_new(record: Mapping[str, Any]) -> bool:
    found = [name for name in _LABELS if isinstance(record.get(name), list)]
    subject = {"text", "data", "filename"} & set(record)
    return len(found) == 1 and bool(subject) and set(record) <= _OTHERS | {found[0]}


def table(file: InputFile) -> Read:
    """One row per answer. In the newer form the file's name is the annotator."""
    if not file.first_records:
        return _of_table(file)
    if most_records(file, _is_old, _is_unanswered):
        sheet = long_sheet(read_each(records_of(file.text), _old))
        if not sheet.height:
            raise refused(file, "a project of spans", SPANS)
        codes = sheet.cells("answer").str.contains(r"^[\[\]\d, \"]*$").all()
        said = "Labels are the numbers of doccano's own table; the names are in its label file ([labels] renames them)."
        return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=(said,) if codes else ())
    if most_records(file, _holds_spans, lambda record: not _labels_of(record)):
        raise refused(file, "a project of spans", SPANS)
    who = _who(file, named=any_record(file, lambda record: "Comments" in record or "comments" in record))
    sheet = long_sheet(read_each(records_of(file.text), _new(who)))
    return unlisted_by_question(sheet), long_mapping(sheet, FORMAT, remarks=(_said(who),))


def _said(who: str) -> str:
    return f"The annotator is the file's name: {who!r}."


def _holds_spans(record: Mapping[str, Any]) -> bool:
    return any(isinstance(label, list) for label in _labels_of(record)) or bool(record.get("relations"))


def _labels_of(record: Mapping[str, Any]) -> list[Any]:
    return next((record[name] for name in _LABELS if isinstance(record.get(name), list)), [])


def _who(file: InputFile, *, named: bool) -> str:
    """The annotator, who is named by the file.

    Raises:
        InputError: the file is not one person's.
    """
    own = "/" in file.name or named
    if not own or file.stem.lower() in _JOINT:
        raise InputError(
            "this names no annotator, as doccano's joint export does not",
            place=file.place(),
            remedy="Export it without joining the annotators' files (not all.jsonl): each file is then named after a "
            "person. Of one person's file, give the archive or folder that it lies in.",
        )
    return file.stem


def _old(number: int, record: Mapping[str, Any]) -> Iterator[Row]:
    by_person: dict[str, list[str]] = {}
    for part in record.get("annotations") or ():
        if "start_offset" not in part:
            by_person.setdefault(text_of(part["user"]), []).append(text_of(part.get("label", part.get("text"))))
    for who, labels in by_person.items():
        item = text_of(record.get("id", number))
        yield number, {"item": item, "annotator": who, "question": "label", "answer": labels}


def _new(who: str) -> Callable[[int, Mapping[str, Any]], Iterator[Row]]:
    """What reads a record of one person's file."""

    def read(number: int, record: Mapping[str, Any]) -> Iterator[Row]:
        labels = record[next((name for name in _LABELS if name in record), _LABELS[0])]
        home, asked = home_of(record)
        item = home or text_of(record.get("id", record.get("filename", record.get("text", ""))))[:1000]
        answer = [text_of(label) for label in labels or ()]
        status = "submitted" if answer else "unlabelled"
        about = {"item": item, "annotator": who, "question": asked or "label"}
        yield number, {**about, "answer": answer, "status": status}

    return read


def _of_table(file: InputFile) -> Read:
    sheet = read_sheet(file)
    if "user" in sheet.names:
        return sheet, Meaning(format=FORMAT, item=("id",), annotator=("user",), answers=(Answers("label"),))
    who = _who(file, named=False)
    labels = mapped(sheet.cells("label"), lambda cell: cell.split(_JOINED) if _JOINED in cell else cell)
    sheet = with_cells(sheet, {"label": unlisted(labels)})
    mapping = Meaning(format=FORMAT, item=("id",), annotator_is=who, answers=(Answers("label"),), remarks=(_said(who),))
    return sheet, mapping


TOOL = Tool(FORMAT, sniff, table)
