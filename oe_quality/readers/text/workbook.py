"""Spreadsheets (.xlsx, .xlsb, .xls, .ods) as one table of text per sheet."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from oe_quality.errors import InputError, Place
from oe_quality.readers.text.bounds import check_columns, check_unpacked
from oe_quality.readers.text.source import ZIP, InputFile
from oe_quality.workbook import HEADER

_OLD = b"\xd0\xcf\x11\xe0"
_MAX_CELLS = 200_000_000
_SHEET_ENTRY = (b"xl/workbook.", b"application/vnd.oasis.opendocument.spreadsheet")
_SEARCHED = 1 << 12


def is_workbook(content: bytes) -> bool:
    """Whether bytes begin as a spreadsheet does."""
    if content[:4] == _OLD:
        return True
    ends = content[:_SEARCHED] + content[-(1 << 16) :]
    return content[:4] == ZIP and any(mark in ends for mark in _SHEET_ENTRY)


def sheets_of(content: bytes, raw: bytes, name: str) -> Iterator[InputFile]:
    """Every sheet that is seen and holds more than one row, as a table in CSV.

    Dates and times are written in ISO 8601, whole numbers without a fraction. Lines count the sheet's rows
    from its first that is not empty, as long as no cell holds a line break.

    Args:
        content: the workbook; raw: as it lies on disk; name: what it is called.

    Raises:
        InputError: it is damaged, protected by a password, or holds no table.
    """
    tables = _tables(content, len(raw), name)
    if not tables:
        raise InputError("the workbook holds no table", place=Place(name), remedy="Export it again.")
    digest = hashlib.sha256(raw)
    for sheet, text in tables:
        one = digest.copy()
        if len(tables) > 1:
            one.update(b"\0" + sheet.encode("utf-8", "replace"))
        called = name if len(tables) == 1 else f"{name}/{sheet}"
        yield InputFile(called, one.hexdigest(), text.encode("utf-8", "replace"))


def _tables(content: bytes, packed: int, name: str) -> list[tuple[str, str]]:
    """The sheets' names and their text."""
    import python_calamine

    _check_bomb(content, packed, name)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        seen = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        tables = [(sheet, _text(book.get_sheet_by_name(sheet), name)) for sheet in seen]
    except python_calamine.PasswordError:
        remedy = "Save it without a password, or as CSV."
        raise InputError("the workbook is protected by a password", place=Place(name), remedy=remedy) from None
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(
            f"the workbook is damaged ({type(error).__name__})",
            place=Place(name),
            remedy="Open it, save it again or as CSV, and load that.",
        ) from None
    # What our own workbooks say of their columns is no table of answers.
    return [(sheet, text) for sheet, text in tables if text.count("\n") > 1 and text.partition("\n")[0] != HEADER]


def _check_bomb(content: bytes, packed: int, name: str) -> None:
    """Refuse a packed workbook whose directory declares too much."""
    import zipfile

    if content[:4] != ZIP:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    check_unpacked(size, packed, name)


def _text(sheet: Any, name: str) -> str:
    """A sheet as CSV."""
    check_columns(sheet.width, Place(f"{name}/{sheet.name}"))
    if sheet.height * sheet.width > _MAX_CELLS:
        raise InputError(
            f"the sheet has more than {_MAX_CELLS:,} cells",
            place=Place(f"{name}/{sheet.name}"),
            remedy="Save it as CSV and load that.",
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in sheet.iter_rows():
        cells = [_cell(value) for value in row]
        writer.writerow(cells if any(cells) else [])
    return out.getvalue()


def _cell(value: Any) -> str:
    """A cell as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}"
    return str(value)
