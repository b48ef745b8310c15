"""Tables that no tool's reader knows: CSV, TSV, JSON, Parquet, sheets. Their columns say what they are."""

from __future__ import annotations

from oe_quality.errors import InputError
from oe_quality.progress import Progress, silent
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.guess import guess
from oe_quality.readers.tidy.header import header_of

FORMAT = "tidy"


def table(file: InputFile, options: ReadOptions, progress: Progress = silent) -> tuple[Sheet, Mapping]:
    """The cells of a file, and what its columns mean.

    Raises:
        InputError: the file has no rows, or no column for the item, the annotator or the answer.
        UsageError: the options name columns that do not exist, or contradict each other.
    """
    sheet = read_sheet(file, header=header_of(file, options), progress=progress)
    if not sheet.height and not sheet.rejects:
        raise InputError("the file holds no rows", place=file.place(), remedy="Export it again.")
    if not sheet.names:
        first = sheet.rejects[0]
        what = f"none of its {len(sheet.rejects):,} records can be read: {first.reason}"
        raise InputError(what, place=file.place(first.line), remedy="Export it again.")
    return sheet, options.mapping or guess(sheet, options, file.place(1))
