"""Tables that no tool's reader knows: CSV, TSV, JSON, Parquet, sheets. Their columns say what they are."""

from __future__ import annotations

from oe_quality.errors import InputError
from oe_quality.progress import Progress, silent
from oe_quality.readers.join import tables_lost
from oe_quality.readers.mapping import SINGLE, Mapping
from oe_quality.readers.mapping import header_of as columns_digest
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
    return sheet, options.mapping or found_mapping(file, sheet, options)


def found_mapping(file: InputFile, sheet: Sheet, options: ReadOptions) -> Mapping:
    """What the columns mean: as was said of an earlier export with the same ones, where nothing is said, else guessed.

    A file that the store holds itself, and of which nothing is said this time, is read as if for the first time, if
    that can be.
    """
    header = columns_digest(sheet.names)
    known = [] if options.tells_columns else [(kept.sha256, kept.mapping) for kept in options.kept if kept.mapping]
    fitting = [(sha256, mapping) for sha256, mapping in known if mapping.header == header]
    again = next((mapping for sha256, mapping in fitting if sha256 == file.sha256), None)
    if fitting and again is None:
        said = "Nothing is said of its columns, which are those of an earlier export: it is read as that was."
        # What fitted the earlier file need not fit this one, and costs no row then.
        mapping, lost = fitting[0][1], tables_lost(fitting[0][1])
        gone = (f"{', '.join(lost)}, which was joined then, is not there, and is not joined.",) if lost else ()
        kept = tuple(text for text in mapping.join if text not in lost)
        return mapping.but(guessed=frozenset(SINGLE), join=kept, remarks=(said, *gone))
    try:
        return guess(sheet, options, file.place(1))
    except InputError:
        if again is None:
            raise
        return again
