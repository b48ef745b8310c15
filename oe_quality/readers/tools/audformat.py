"""audformat, data bases of emotional speech: a header `db.yaml` beside a table `db.<table>.csv` or `.parquet` each.

The header says who rated which column, whether a rater is a person, a machine or the truth, and the scheme's labels
and bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import polars as pl

from oe_quality.diction import CLIPS
from oe_quality.readers.text.cells import text_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, of_one_text
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, long_mapping, mapped, refused, stack, unlisted_by_question
from oe_quality.scales import Question, Scale

FORMAT = "audformat"
_MAX_HEADER = 20 << 20
_MACHINE, _TRUTH, _VOTE = "machine", "truth", "vote"
_NUMBERS = ("int", "float")


@dataclass(frozen=True, slots=True)
class _Column:
    """A rated column: its name, the scheme that it answers, who rated, and what kind of rater that is."""

    name: str
    scheme: str
    rater: str
    kind: str


def sniff(file: InputFile) -> bool:
    """Whether a header that describes the table lies beside it, or the file is such a header itself."""
    return _table_of(file)[1] is not None or _is_header(file)


def _is_header(file: InputFile) -> bool:
    return (
        not file.is_parquet and file.head.startswith("name:") and "\ntables:" in file.head and "\nschemes:" in file.text
    )


def _table_of(file: InputFile) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The header beside a table, and what it says of this table; ({}, None) where there is none."""
    if "file" not in column_names(file):
        return {}, None
    base = PurePosixPath(file.name).name
    for ending in (".gz", ".csv", ".parquet"):
        base = base.removesuffix(ending)
    parts = base.split(".")
    for cut in range(1, len(parts)):
        raw = file.beside(".".join(parts[:cut]) + ".yaml")
        header = _parsed(raw) if raw else {}
        tables = header.get("tables")
        found = tables.get(".".join(parts[cut:])) if isinstance(tables, dict) else None
        if isinstance(found, dict):
            return header, found
    return {}, None


def _parsed(raw: bytes) -> Mapping[str, Any]:
    """A header as data; an empty one where it is damaged or too large."""
    import yaml

    if len(raw) > _MAX_HEADER:
        return {}
    try:
        found = yaml.safe_load(raw)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within a header, or an empty one where something else stands."""
    found = whole.get(name)
    return found if isinstance(found, dict) else {}


def table(file: InputFile) -> Read:
    """One row per rater of each file or segment; machines are models, and the truth is gold."""
    header, own = _table_of(file)
    if own is None:
        raise refused(
            file, "the header of an audformat data base", "Load its folder or its tables (db.<table>.csv) instead."
        )
    sheet = read_sheet(file)
    columns = _columns(sheet, own, header)
    if not columns:
        raise refused(file, "a table without ratings", "Load the tables whose columns have a rater in db.yaml.")
    long = _long(sheet, columns)
    schemes = _part(header, "schemes")
    names = dict.fromkeys(column.scheme for column in columns)
    questions = tuple(q for name in names if (q := _question(name, _part(schemes, name))))
    votes = [column.name for column in columns if column.kind == _VOTE]
    remarks = (f"Columns of votes are no ratings and are passed over: {', '.join(map(repr, votes))}.",) if votes else ()
    return unlisted_by_question(long), long_mapping(long, FORMAT, questions=questions, remarks=remarks)


def _columns(sheet: Sheet, own: Mapping[str, Any], header: Mapping[str, Any]) -> list[_Column]:
    raters = _part(header, "raters")
    found = []
    for name, about in _part(own, "columns").items():
        about = about if isinstance(about, dict) else {}
        rater = text_of(about.get("rater_id"))
        if rater and sheet.has(text_of(name)):
            known = raters.get(about["rater_id"])
            kind = text_of(known.get("type")) if isinstance(known, dict) else ""
            found.append(_Column(text_of(name), text_of(about.get("scheme_id")) or "rating", rater, kind.lower()))
    return found


def _question(name: str, scheme: Mapping[str, Any]) -> Question | None:
    """A scheme as a question, where it says what answers there are."""
    kind = text_of(scheme.get("dtype"))
    labels = scheme.get("labels")
    if isinstance(labels, (list, dict)) and labels:
        return Question(name, Scale.NOMINAL, tuple(dict.fromkeys(map(text_of, labels))), open_vocabulary=True)
    if kind in _NUMBERS:
        low, high = scheme.get("minimum"), scheme.get("maximum")
        return Question(name, Scale.INTERVAL, low=_bound(low), high=_bound(high))
    return None


def _bound(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None


def _long(sheet: Sheet, columns: Sequence[_Column]) -> Sheet:
    item = sheet.cells("file")
    if sheet.has("start") and sheet.has("end"):
        start, end = (mapped(sheet.cells(name), _seconds) for name in ("start", "end"))
        item = pl.select(pl.format("{}:{}-{}", item, start, end)).to_series()
    truths = {column.scheme: column for column in columns if column.kind == _TRUTH}
    frames = []
    for column in columns:
        if column.kind in (_TRUTH, _VOTE):
            continue
        truth = truths.get(column.scheme)
        cells = {
            "item": item,
            "annotator": of_one_text(column.rater, sheet.height),
            "question": of_one_text(column.scheme, sheet.height),
            "answer": sheet.cells(column.name),
            "source": of_one_text("model" if column.kind == _MACHINE else "human", sheet.height),
            "gold": sheet.cells(truth.name) if truth else of_one_text("", sheet.height),
        }
        frames.append(Sheet.of(cells if truths else {k: v for k, v in cells.items() if k != "gold"}, sheet.frame[LINE]))
    return stack(frames, sheet)


def _seconds(text: str) -> str:
    """`0 days 00:00:01.500000` as `1.5`.

    Raises:
        ValueError: it is no such time.
    """
    days, _, clock = text.partition(" days ") if " days " in text else ("0", "", text.replace("0 days", "00:00:00"))
    hours, minutes, seconds = clock.split(":")
    return text_of(round(float(days) * 86400 + float(hours) * 3600 + float(minutes) * 60 + float(seconds), 6))


TOOL = Tool(FORMAT, sniff, table, diction=CLIPS)
