"""Data sets as on the Hugging Face Hub: annotators and labels as lists beside each other, objects, labels alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from oe_quality.readers.mapping import ANONYMOUS, Answers, Objects, Step, Zip
from oe_quality.readers.mapping import Mapping as Meaning
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import head_sheet, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, mapped, with_cells

FORMAT = "Hugging Face lists"
_PEOPLE = ("annotators", "annotator_ids", "annotator_id", "annotator", "workers", "worker_ids", "raters", "rater_ids")
_SEVERAL = (
    *("annotator_labels", "annotator_ratings", "annotations", "human_labels", "human_ratings", "crowd_labels"),
    *("worker_labels", "votes", "ratings", "judgments", "judgements"),
)
_PLACES = {"start", "end", "start_offset", "end_offset"}
PERSON = ("annotator", "annotator_id", "worker", "worker_id", "rater", "rater_id", "user", "user_id", "who")
LABEL = ("label", "labels", "answer", "value", "rating", "score", "choice", "annotation", "category")
"""What a record calls who judged, and how."""

_ITEM = (
    "id",
    "item",
    "item_id",
    "uid",
    "idx",
    "key",
    "example_id",
    "text_id",
    "post_id",
    "pair_id",
    "pairID",
    "comment_id",
    "file",
    "path",
    "audio",
    "text",
)


def sniff(file: InputFile) -> bool:
    """Whether a record holds a list of annotators beside lists of the same length, or a list of judgments."""
    return _shape(_head(file)) is not None


def _head(file: InputFile) -> list[dict[str, Any]]:
    if not file.is_parquet:
        return list(file.first_records)
    sheet = head_sheet(file)
    columns = {name: [_value(cell) for cell in sheet.cells(name).to_list()] for name in sheet.names}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _value(cell: str) -> Any:
    if cell[:1] not in ("[", "{"):
        return cell
    try:
        return parse_json(cell)
    except ValueError:
        return cell


def _shape(records: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[str, ...]] | None:
    """`("lists", annotators and answers)`, `("objects", column, person, labels)`, `("unnamed", labels)` or None."""
    if not records:
        return None
    for people in _PEOPLE:
        given = [record for record in records if _is_plain_list(record.get(people))]
        if 2 * len(given) > len(records):
            names = dict.fromkeys(name for record in given for name in record)
            beside = [name for name in names if name != people and _runs_along(given, people, name)]
            if not beside or not any(len(record[people]) > 1 for record in given):
                return None
            return "lists", (people, *beside)
    found = [judged for record in records for name in record if (judged := _judgments(name, record[name]))]
    if found:
        judged, n = Counter(found).most_common(1)[0]
        # An item that nobody has judged holds an empty list, or none.
        unjudged = sum(not record[judged[0]] for record in records if judged[0] in record)
        if 2 * (n + unjudged) > len(records):
            return "objects", judged
    return next((("unnamed", (name,)) for name in _SEVERAL if _is_of_several(records, name)), None)


def _is_of_several(records: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Whether a column holds what several people said who are not named: lists in which a label comes again.

    Lists of that length beside it say more of each place: then it is tokens that are labelled, or people are named.
    """
    lists = [record[name] for record in records if name in record]
    if 2 * len(lists) <= len(records) or not all(_is_plain_list(one) for one in lists):
        return False
    again = any(len({text_of(part) for part in one}) < len(one) for one in lists)
    return again and not any(
        _runs_along(records, name, other) for record in records[:1] for other in record if other != name
    )


def _is_plain_list(value: Any) -> bool:
    return isinstance(value, list) and not any(isinstance(part, dict) for part in value)


def _judgments(column: str, value: Any) -> tuple[str, str, str] | None:
    """The column, and the fields of person and label, where a value is a list of judgments."""
    parts = value if isinstance(value, list) else []
    if not parts or not all(isinstance(part, dict) for part in parts):
        return None
    fields = set.intersection(*(set(part) for part in parts))
    person = next((field for field in PERSON if field in fields), None)
    label = next((field for field in LABEL if field in fields), None)
    return (column, person, label) if person and label and not _PLACES & fields else None


def _runs_along(records: Sequence[Mapping[str, Any]], people: str, name: str) -> bool:
    """Whether a column holds a list as long as that of the annotators in most records; the others are damaged."""
    lists = [(record.get(name), record[people]) for record in records if people in record]
    fits = sum(isinstance(one, list) and len(one) == len(who) for one, who in lists)
    return 2 * fits > len(records)


def table(file: InputFile) -> Read:
    """One answer per place of the lists, or per object."""
    shape = _shape(_head(file))
    assert shape is not None
    kind, columns = shape
    sheet = read_sheet(file)
    item = next((name for name in _ITEM if name in sheet.names and name not in columns), None)
    if item is None:
        sheet, item = _with_numbers(sheet), "record"
    if kind == "lists":
        steps: tuple[Step, ...] = (Zip(columns),)
        sheet = _plain(sheet, columns)
        people, answers = columns[0], tuple(Answers(name) for name in columns[1:] if not _is_about(name))
    elif kind == "unnamed":
        answers = (Answers(columns[0], question="label"),)
        return sheet, Meaning(
            format=FORMAT, steps=(Zip(columns),), item=(item,), annotator_is=ANONYMOUS, answers=answers
        )
    else:
        outer, person, label = columns
        steps = (Objects(outer),)
        people, answers = f"{outer}.{person}", (Answers(f"{outer}.{label}", question=label),)
    return sheet, Meaning(format=FORMAT, steps=steps, item=(item,), annotator=(people,), answers=answers)


def _is_about(name: str) -> bool:
    """Whether a list describes the annotators rather than answering: `annotators_gender`, `annotator_age`."""
    return any(name.startswith(f"{people}_") for people in (*_PEOPLE, *PERSON))


def _plain(sheet: Sheet, columns: Sequence[str]) -> Sheet:
    """The sheet with labels that are lists of one as that label."""
    return with_cells(sheet, {name: mapped(sheet.cells(name), _unwrapped) for name in columns[1:]})


def _unwrapped(cell: str) -> Any:
    found = parse_json(cell)
    single = isinstance(found, list) and all(isinstance(part, list) and len(part) == 1 for part in found)
    return [part[0] for part in found] if single else found


def _with_numbers(sheet: Sheet) -> Sheet:
    return with_cells(sheet, {"record": sheet.frame["line"].cast(str).alias("record")})


TOOL = Tool(FORMAT, sniff, table)
