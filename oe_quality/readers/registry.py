"""Which reader reads a file: the first that knows the content."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace

from oe_quality import plugins
from oe_quality.diction import CLIPS, ITEMS, Diction
from oe_quality.errors import InputError, UsageError
from oe_quality.progress import Progress, silent
from oe_quality.readers.answers.renaming import export_renamed
from oe_quality.readers.collect import finish
from oe_quality.readers.drafting import Draft, draft
from oe_quality.readers.heed import heeded
from oe_quality.readers.joining import joined
from oe_quality.readers.mapping import Counts, Mapping
from oe_quality.readers.open_empathic import admin as open_empathic_admin
from oe_quality.readers.open_empathic import fixture as open_empathic_fixture
from oe_quality.readers.open_empathic import rows as open_empathic_rows
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.recall import TABLE, kind_told, read_in_ways
from oe_quality.readers.rows import Export
from oe_quality.readers.scaling import settle
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy import tidy
from oe_quality.readers.tools.every import TOOLS

Table = Callable[[InputFile], tuple[Sheet, Mapping]]


@dataclass(frozen=True, slots=True)
class Reader:
    """One export format. It has either `table`, or `read` where a table of cells cannot say what the file means.

    Attributes:
        format: what it is called in `Export.format`.
        sniff: whether a file is of this format, by its content.
        read: reads all of it; InputError if nothing of it can be used.
        table: the file's cells and what they mean.
        fixed: whether the format says all by itself, so that `read` makes no use of options.
        diction: what the things are called that its files hold answers about.
    """

    format: str
    sniff: Callable[[InputFile], bool]
    read: Callable[[InputFile, ReadOptions, Progress], Export] | None = None
    table: Table | None = None
    fixed: bool = False
    diction: Diction = ITEMS


OWN: tuple[Reader, ...] = (
    *(
        Reader(own.FORMAT, own.sniff, own.read, fixed=True, diction=CLIPS)
        for own in (open_empathic_fixture, open_empathic_rows, open_empathic_admin)
    ),
    *(Reader(tool.format, tool.sniff, table=tool.table, diction=tool.diction) for tool in TOOLS),
)
"""Readers of formats that a file's content gives away."""


def readers() -> tuple[Reader, ...]:
    """All that know a file by its content, in the order in which they are asked: own ones, then those that installed
    packages add. What none of them knows is a table whose columns have to say what it is.

    Raises:
        InputError: an installed package adds something that is no `Reader`.
    """
    return (*OWN, *plugins.added(plugins.READERS, Reader))


def reader_of(file: InputFile) -> Reader | None:
    """The reader that knows a file by its content; None for a table whose columns have to say what it is."""
    return next((reader for reader in readers() if reader.sniff(file)), None)


def begin(file: InputFile, options: ReadOptions, progress: Progress = silent) -> Draft | Export:
    """Read a file as far as it goes by itself: a draft's scales may depend on other files.

    A mapping of the user's own goes before every reader. What was said of an earlier export of the same kind holds.
    """
    reader = reader_of(file)
    kind = kind_told(file, reader.format if reader else TABLE, options)

    def read_as(way: ReadOptions) -> Draft | Export:
        begun = begin_with(None if way.mapping else reader, file, way, progress)
        return replace(begun, kind=kind) if isinstance(begun, Draft) else begun

    return read_in_ways(options, kind, file.sha256, read_as)


def begin_with(reader: Reader | None, file: InputFile, options: ReadOptions, progress: Progress) -> Draft | Export:
    """The same with a reader that was chosen; None for a table whose columns have to say what it is."""
    if reader is not None and reader.read is not None:
        _refuse_unused(reader, file, options)
        export, ignored = heeded(reader.read, file, options, progress)
        export = export_renamed(export, options)
        said = f"{', '.join(ignored)} had no effect: the reader of {reader.format} makes no use of it."
        remarks = (*options.notes, *export.remarks, *([said] if ignored else []))
        return replace(export, diction=reader.diction, remarks=remarks)
    if reader is not None and reader.table is not None:
        own = _own(reader.table, file, options)
        if own is not None:
            return replace(draft(file, *own, options, progress), diction=reader.diction)
    sheet, mapping = tidy.table(file, options, progress)
    return draft(file, sheet, mapping, options, progress)


def _refuse_unused(reader: Reader, file: InputFile, options: ReadOptions) -> None:
    """Raise where the user says something that the reader would pass over in silence."""
    said = replace(options, join=(), renamed=(), renamed_in=()).said()
    if reader.fixed and said:
        raise UsageError(
            f"{', '.join(said)} would have no effect: this is {reader.format}, which says all by itself",
            place=file.place(),
            remedy="Leave it away, or read the files that need it by a call of their own.",
        )


def _own(table: Table, file: InputFile, options: ReadOptions) -> tuple[Sheet, Mapping] | None:
    """What a tool's reader makes of a file; None where the user says of what shape the file is, or names columns that
    the reader has turned into others, and so means the file as it lies there.

    Raises:
        InputError: it is none that can be read.
        UsageError: the user names one of several columns that together seem to count answers.
    """
    named = options.named()
    if options.tells_shape:
        return None
    try:
        sheet, mapping = table(file)
    except InputError:
        if named:
            return None
        raise
    _refuse_counted(mapping, options, file)
    return None if any(not sheet.has(name) for name in named) else (sheet, mapping)


def _refuse_counted(mapping: Mapping, options: ReadOptions, file: InputFile) -> None:
    """Raise where a column that the user names is one of those that count answers."""
    counted = {name: step.columns for step in mapping.steps if isinstance(step, Counts) for name in step.columns}
    for name in options.named():
        if name in counted:
            columns = shlex.quote(",".join(counted[name]))
            raise UsageError(
                f"the column {name!r} seems to count answers: it and its neighbours add up to one number",
                place=file.place(),
                remedy=f"Read them as counts with --counts {columns}; if {name!r} holds answers, say --counts none.",
            )


def read(file: InputFile, options: ReadOptions, progress: Progress = silent) -> Export:
    """Read a file by itself."""
    return _whole(begin(file, options, progress), options)


def read_with(reader: Reader, file: InputFile, options: ReadOptions, progress: Progress = silent) -> Export:
    """Read a file by itself with a reader that was chosen."""
    return _whole(begin_with(reader, file, options, progress), options)


def _whole(begun: Draft | Export, options: ReadOptions) -> Export:
    if isinstance(begun, Draft):
        return joined(finish(begun, settle([begun])), begun.options, begun.mapping)
    return joined(begun, options)
