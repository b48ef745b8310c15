"""The admin's export of Open Empathic, which cannot be audited: it is recognised and refused."""

from __future__ import annotations

from oe_quality.errors import InputError
from oe_quality.progress import Progress
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import Export
from oe_quality.readers.text.csv import BadRow, read_rows
from oe_quality.readers.text.json import is_json
from oe_quality.readers.text.source import InputFile

FORMAT = "open-empathic admin export"
_COLUMNS = {"utterance", "age", "gender", "date_created", "status", "audio_recording"}


def sniff(file: InputFile) -> bool:
    """Whether the first row is the admin export's header."""
    if file.is_parquet or is_json(file.head):
        return False
    first = next(read_rows(file.first_lines[:1], ","), None)
    return first is not None and not isinstance(first, BadRow) and set(first[1]) == _COLUMNS


def read(file: InputFile, _options: ReadOptions, _progress: Progress) -> Export:
    """Refuse the file.

    Raises:
        InputError: always; it says why, and which export to take instead.
    """
    raise InputError(
        "this is the admin's export of Open Empathic: it names no annotator and no emotion, so it cannot be audited",
        place=file.place(1),
        remedy="Use /download/?download=csv, or better `manage.py dumpdata audio_recorder users auth.user auditlog`, "
        "which holds every annotation.",
    )
