"""Open Empathic's downloads: the headerless CSV, the Parquet file and the JSON array.

All three hold the rows that await review, each as its last annotator left it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oe_quality.errors import InputError
from oe_quality.progress import Progress
from oe_quality.readers.open_empathic.annotations import Collector, is_annotated
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import Export
from oe_quality.readers.text.csv import BadRow, lines_of, read_rows
from oe_quality.readers.text.json import is_json, records_of
from oe_quality.readers.text.parquet import parquet_columns, read_parquet
from oe_quality.readers.text.source import InputFile

FORMAT = "open-empathic rows"
COLUMNS = (
    "id",
    "language",
    "utterance",
    "audio_description",
    "video_description",
    "bg_sounds",
    "accent",
    "emotion",
    "author_id",
    "date_created",
    "status",
    "gender",
    "audio_quality",
    "age",
    "arousal",
    "valence",
    "time_spent",
    "locked_by_id",
    "is_locked",
    "audio_recording",
)
"""In the order of the headerless CSV."""

_TELLTALE = ("emotion", "author_id", "audio_recording", "bg_sounds")
_WHOLE = re.compile(r"\d+,[^\W\d_][\w ()-]*,.*,(True|False),\S*\s*")

Fields = tuple[int, dict[str, Any]]


def sniff(file: InputFile) -> bool:
    """Whether the file has the columns of the download, or a CSV row of their kind near its start."""
    if file.is_parquet:
        return set(_TELLTALE) <= set(parquet_columns(file))
    if is_json(file.head):
        return all(f'"{name}"' in file.text for name in _TELLTALE)
    rows = read_rows(file.first_lines, ",", len(COLUMNS))
    return any(not isinstance(row, BadRow) and (_is_row(row[1]) or _is_header(row[1])) for row in rows)


def _is_row(cells: list[str]) -> bool:
    return len(cells) == len(COLUMNS) and cells[0].isdigit() and cells[18] in ("True", "False")


def _is_header(cells: list[str]) -> bool:
    return tuple(cells) == COLUMNS


def read(file: InputFile, _options: ReadOptions, progress: Progress) -> Export:
    """Read all rows. The format says all that options could.

    Raises:
        InputError: a Parquet file is damaged, or not one row can be told from another.
    """
    collector = Collector()
    for number, row in enumerate(_rows(file), 1):
        if number % 10_000 == 0:
            progress(f"Reading {file.name}", number, 0)
        if isinstance(row, BadRow):
            collector.reject(row.line, None, row.reason)
            continue
        answered = is_annotated(row[1])
        collector.stands(row[1], answered=answered)
        if answered:
            collector.add(row[1], row[0])
        else:
            collector.skip()
    if not collector.counts.read:
        raise InputError("the file holds no rows", place=file.place(), remedy="Export it again.")
    skipped = collector.skipped
    remarks = [f"{skipped:,} rows were never annotated."] if skipped else []
    return collector.finish(file, FORMAT, remarks=remarks)


def _rows(file: InputFile) -> Iterator[Fields | BadRow]:
    if file.is_parquet:
        return enumerate(read_parquet(file).iter_rows(named=True), 1)
    return records_of(file.text) if is_json(file.head) else _csv_rows(file)


def _csv_rows(file: InputFile) -> Iterator[Fields | BadRow]:
    lines = lines_of(file.text)
    broken_off = lines.pop() if file.cut else None
    for row in read_rows(lines, ",", len(COLUMNS), is_whole=_is_whole):
        if isinstance(row, BadRow):
            yield row
        elif len(row[1]) != len(COLUMNS):
            yield BadRow(row[0], f"it has {len(row[1])} cells where {len(COLUMNS)} are expected")
        elif not _is_header(row[1]):
            yield row[0], dict(zip(COLUMNS, row[1], strict=True))
    if broken_off:
        yield BadRow(len(lines) + 1, "the file breaks off here")


def _is_whole(line: str) -> bool:
    """Whether a line begins and ends as a row does, and so continues no text that runs over several lines."""
    return line.count(",") >= len(COLUMNS) - 1 and _WHOLE.fullmatch(line) is not None
