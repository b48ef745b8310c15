"""Tables as one Excel workbook: a sheet for each, and a sheet `columns` that says what the columns mean.

What stands in a cell is what stood in the table: text is never a formula, a link or markup, and numbers are whole,
shown to three decimals. The same tables give the same bytes. Needs the extra `excel` (XlsxWriter).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import polars as pl

from oe_quality.dictionary import dictionary
from oe_quality.errors import UsageError
from oe_quality.files import refuse_to_overwrite, whole
from oe_quality.plaintext import STEERING, visible

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SUFFIX = ".xlsx"
UNNAMED = "results"
"""The sheet of a table that nobody named."""
COLUMNS = "columns"
"""The sheet that says what columns mean."""
HEADER = "sheet,column,meaning,unit"
"""Its first row as CSV, by which a reader knows it for no table of answers."""
MADE = "Tables of oe-quality"
"""What the workbook's properties say, by which it is known as made here."""
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS, LONGEST_NAME = 1_048_575, 16_384, 32_767, 31
"""Of a sheet of Excel: rows beneath the header, columns, characters of a cell, and of a sheet's name."""
WIDEST, NARROWEST = 60, 8
"""Characters of a column that are shown."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_NOT_IN_XML = r"[\x{fffe}\x{ffff}]"
_EXACT = 1 << 53
_OTHER = "Write it as .parquet or .csv."


class Tabular(Protocol):
    """A result with a table."""

    def frame(self) -> pl.DataFrame: ...


@runtime_checkable
class ManyTables(Protocol):
    """A result that names the tables it consists of, as a whole study does."""

    def tables(self) -> dict[str, pl.DataFrame]: ...


def write_excel(
    tables: Tabular | pl.DataFrame | Mapping[str, Tabular | pl.DataFrame],
    path: str | PathLike[str],
    *,
    force: bool = False,
) -> Path:
    """Write results as one Excel workbook, a sheet per table, and a sheet that says what the columns mean.

    Args:
        tables: a result, or several by the names that their sheets shall have; polars frames do too. A result with
            more tables than its `frame()` (of labels, of pairs) has a sheet for each that has rows; of a study
            (`oeq.study`) these are all its tables.
        path: ends in .xlsx.
        force: whether a workbook that was made here may be replaced.

    Returns:
        Where it was written.

    Raises:
        UsageError: the name has another ending, something stands there, a table is larger than a sheet can be, or the
            package xlsxwriter is not installed.

    >>> import tempfile
    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    >>> with oeq.from_frame(answers) as store, tempfile.TemporaryDirectory() as folder:
    ...     results = {"agreement": oeq.agreement(store), "people": oeq.annotators(store)}
    ...     oeq.write_excel(results, f"{folder}/results.xlsx").name
    'results.xlsx'
    """
    place = Path(path)
    if place.suffix != SUFFIX:
        raise UsageError(f"{place.name} does not end in {SUFFIX}", remedy=f"Call it {place.stem}{SUFFIX}.")
    named = tables if isinstance(tables, Mapping) else {"": tables}
    write_sheets({sheet: frame for name, one in named.items() for sheet, frame in sheets_of(name, one)}, place, force)
    return place


def sheets_of(name: str, one: Tabular | pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """The tables of a result: its frame under its own name, and those of its other `..._frame()` that have rows.

    Where it names its tables itself (`tables()`), they stand under these names, after `name` if there is one.
    """
    if isinstance(one, ManyTables):
        return [(f"{name} {sheet}".strip(), frame) for sheet, frame in one.tables().items()]
    name = name or UNNAMED
    if isinstance(one, pl.DataFrame):
        return [(name, one)]
    if not hasattr(one, "frame"):
        raise UsageError(f"{name!r} is a {type(one).__name__}, which is neither a result nor a polars frame")
    found = [(name, one.frame())]
    for method in sorted(dir(type(one))):
        if method.endswith("_frame") and not method.startswith("_"):
            frame = getattr(one, method)()
            found += [(f"{name} {method.removesuffix('_frame')}", frame)] if frame.height else []
    return found


def write_sheets(
    tables: Mapping[str, pl.DataFrame],
    place: Path,
    force: bool = False,
    name: str = "",
    asked: Collection[str] = (),
    title: str = "",
) -> None:
    """Write frames as sheets of these names, all or nothing.

    Args:
        tables: sheet -> frame; place: where to; force: whether a workbook that was made here may be replaced.
        name, asked: of the table, and columns named after questions, as in `dictionary`; title: of the workbook.

    Raises:
        UsageError: as `write_excel`.
    """
    maker = _maker()
    for sheet, frame in tables.items():
        _refuse_too_large(sheet, frame)
    titles = sheet_names([*tables, COLUMNS])
    meanings = [
        dictionary(frame, name, asked).select(pl.lit(sheet).alias("sheet"), pl.all())
        for sheet, frame in zip(titles, tables.values(), strict=False)
    ]
    sheets = [*tables.values(), pl.concat(meanings) if meanings else pl.DataFrame()]
    with whole(place, force=force) as new:
        book = maker(str(new), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
        # A date of its own would make other bytes each time.
        book.set_properties({"title": visible(title), "comments": MADE, "created": datetime(2000, 1, 1)})
        for sheet, frame in zip(titles, sheets, strict=True):
            _fill(book, book.add_worksheet(sheet), plain(frame))
        book.close()


def refuse_workbook(place: Path, *, force: bool, inputs: Collection[Path] = ()) -> None:
    """Stop before any computing where a workbook cannot be written.

    Raises:
        UsageError: xlsxwriter is not installed, or something stands there that is not to be replaced.
    """
    _maker()
    refuse_to_overwrite(place, force=force, inputs=inputs)


def sheet_names(wanted: Collection[str]) -> list[str]:
    """Names that Excel takes: 31 characters, none of `[]:*?/\\`, no two alike in capitals or small letters.

    >>> sheet_names(["mood: a/b?", "Mood_ a_b_", "", "history"])
    ['mood_ a_b_', 'Mood_ a_b_ 2', 'table', 'history_']
    """
    names: list[str] = []
    for one in wanted:
        base = _NOT_IN_NAMES.sub("_", visible(one)).strip("' ")[:LONGEST_NAME].strip("' ") or "table"
        base = f"{base}_" if base.lower() == "history" else base  # Excel keeps this name for itself
        name, number = base, 1
        while name.lower() in {taken.lower() for taken in names}:
            number += 1
            name = f"{base[: LONGEST_NAME - len(str(number)) - 1]} {number}"
        names.append(name)
    return names


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Lists joined by "; ", and what steers or cannot stand in XML replaced by U+FFFD."""
    lists = [
        pl.col(name).list.eval(pl.element().cast(pl.String)).list.join("; ")
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.List)
    ]
    flat = frame.with_columns(lists)
    return flat.with_columns(
        pl.col(name).cast(pl.String).str.replace_all(STEERING, "\ufffd").str.replace_all(_NOT_IN_XML, "\ufffd")
        for name, dtype in flat.schema.items()
        if not (dtype.is_numeric() or dtype in (pl.Boolean, pl.Date) or isinstance(dtype, pl.Datetime))
    )


def _maker() -> type[Workbook]:
    try:
        from xlsxwriter import Workbook
    except ImportError:
        remedy = "Install it with: pip install 'oe-quality[excel]', or write .csv or .parquet."
        raise UsageError("writing .xlsx needs the package xlsxwriter", remedy=remedy) from None
    made: type[Workbook] = Workbook
    return made


def _refuse_too_large(title: str, frame: pl.DataFrame) -> None:
    """Stop where a sheet of Excel would lose something."""
    for n, most, what in ((frame.height, MOST_ROWS, "rows"), (frame.width, MOST_COLUMNS, "columns")):
        if n > most:
            raise UsageError(f"{title}: {n:,} {what} are more than the {most:,} of a sheet of Excel", remedy=_OTHER)
    for column in plain(frame).get_columns():
        longest = column.str.len_chars().max() if column.dtype == pl.String else None
        if isinstance(longest, int) and longest > MOST_CHARACTERS:
            reason = f"{longest:,} characters are more than the {MOST_CHARACTERS:,} of a cell of Excel"
            raise UsageError(f"{title}, column {visible(column.name)}: {reason}", remedy=_OTHER)


def _fill(book: Workbook, sheet: Worksheet, frame: pl.DataFrame) -> None:
    """Write a header that stays in view, and the rows beneath it."""
    head, decimals = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "0.000"})
    times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    for place, column in enumerate(frame.get_columns()):
        name = visible(column.name)
        _text(sheet, 0, place, name, head)
        values = column.to_list()
        style = decimals if column.dtype.is_float() else times if column.dtype.is_temporal() else None
        for row, value in enumerate(values, 1):
            _put(sheet, row, place, value, style)
        longest = max((len(str(value)) for value in values if isinstance(value, str)), default=0)
        sheet.set_column(place, place, min(max(len(name), longest, NARROWEST) + 2, WIDEST))
    sheet.freeze_panes(1, 0)
    if frame.height:
        sheet.autofilter(0, 0, frame.height, frame.width - 1)


def _put(sheet: Worksheet, row: int, column: int, value: Any, style: Any) -> None:
    """One value as what it is; where there is none the cell stays empty."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return
    if isinstance(value, Decimal):  # a number where Excel's fifteen digits hold it
        value = float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)) and abs(value) <= _EXACT:
        sheet.write_number(row, column, value, style)
    elif isinstance(value, date) and value.year >= 1900:
        told = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, told, style)
    else:
        _text(sheet, row, column, str(value), None)


def _text(sheet: Worksheet, row: int, column: int, text: str, style: Any) -> None:
    # XlsxWriter takes a text between these two marks for markup that is escaped already; in parts it is text.
    if text.startswith("<r>") and text.endswith("</r>"):
        sheet.write_rich_string(row, column, text[:1], text[1:2], text[2:])  # three parts at least
    else:
        sheet.write_string(row, column, text, style)
