"""Tables that no tool's reader knows: CSV, TSV, JSON, Parquet, sheets. Their columns say what they are."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from oe_quality.errors import InputError, UsageError
from oe_quality.progress import Progress, silent
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.reading import Header, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, of_one_text
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.guess import guess
from oe_quality.readers.tidy.header import header_of

FORMAT = "tidy"
_RULE = re.compile(r":?[-=]{2,}:?")
FILE, FOLDER = "file", "folder"
"""In place of a column: what the file, or the folder that it lies in, is called; a column of that name goes before."""


def table(file: InputFile, options: ReadOptions, progress: Progress = silent) -> tuple[Sheet, Mapping]:
    """The cells of a file, and what its columns mean.

    Raises:
        InputError: the file has no rows, or no column for the item, the annotator or the answer.
        UsageError: the options name columns that do not exist, or contradict each other.
    """
    header = header_of(file, options)
    sheet = read_sheet(file, header=header, progress=progress)
    if not sheet.height and not sheet.rejects:
        raise InputError("the file holds no rows", place=file.place(), remedy="Export it again.")
    if not sheet.names:
        first = sheet.rejects[0]
        what = f"none of its {len(sheet.rejects):,} records can be read: {first.reason}"
        raise InputError(what, place=file.place(first.line), remedy="Export it again.")
    sheet = _with_own_names(_without_rule(sheet), file, options)
    return sheet, noted(options.mapping or guess(sheet, options, file.place(1)), header)


def _without_rule(sheet: Sheet) -> Sheet:
    """The sheet without a first row of dashes, which parts names from cells in text that is made to be looked at."""
    first = [sheet.cells(name)[0].strip() for name in sheet.names] if sheet.height else []
    dashes = [cell for cell in first if cell]
    if len(dashes) < 2 or not all(map(_RULE.fullmatch, dashes)):
        return sheet
    return replace(sheet, frame=sheet.frame.slice(1))


def noted(mapping: Mapping, header: Header | None) -> Mapping:
    """The mapping with a remark where notes stand above the names of the columns."""
    if header is None or not header.notes:
        return mapping
    said = f"The names of the columns stand in line {header.line}; what stands above is passed over."
    return mapping.but(remarks=(*mapping.remarks, said))


def _with_own_names(sheet: Sheet, file: InputFile, options: ReadOptions) -> Sheet:
    """The sheet with the name of its file or folder as a column, where the user says that it names something."""
    # Within an archive or a folder the whole path counts: two people's may both hold a folder `labels`.
    own = {FILE: file.stem, FOLDER: "/".join(PurePosixPath(file.name).parent.parts[1:]) or file.folder}
    named = {*options.item, *options.annotator}
    made = [name for name in own if name in named and not sheet.has(name)]
    if not all(own[name] for name in made):
        raise UsageError("nothing is known of the folder's name", place=file.place(), remedy="Name a column instead.")
    if not made:
        return sheet
    cells = {name: sheet.cells(name) for name in sheet.names}
    cells |= {name: of_one_text(own[name], sheet.height) for name in made}
    return Sheet.of(cells, sheet.frame[LINE], sheet.rejects, sheet.orders)


def names_itself(options: ReadOptions, sheet: Sheet) -> bool:
    """Whether the user says that the name of the file or its folder names something."""
    return any(name in (*options.item, *options.annotator) and not sheet.has(name) for name in (FILE, FOLDER))
