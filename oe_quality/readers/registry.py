"""Which reader reads a file: the first that knows the content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oe_quality import plugins
from oe_quality.progress import Progress
from oe_quality.readers.open_empathic import admin as open_empathic_admin
from oe_quality.readers.open_empathic import fixture as open_empathic_fixture
from oe_quality.readers.open_empathic import rows as open_empathic_rows
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import Export
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy import tidy


@dataclass(frozen=True, slots=True)
class Reader:
    """One export format.

    Attributes:
        format: what it is called in `Export.format`.
        sniff: whether a file is of this format, by its content.
        read: reads all of it; InputError if nothing of it can be used.
    """

    format: str
    sniff: Callable[[InputFile], bool]
    read: Callable[[InputFile, ReadOptions, Progress], Export]


OWN = (
    Reader(open_empathic_fixture.FORMAT, open_empathic_fixture.sniff, open_empathic_fixture.read),
    Reader(open_empathic_rows.FORMAT, open_empathic_rows.sniff, open_empathic_rows.read),
    Reader(open_empathic_admin.FORMAT, open_empathic_admin.sniff, open_empathic_admin.read),
)
"""Readers of formats that a file's content gives away."""

# Whatever has columns may be tidy, so it is asked last; whether it is, its columns say.
LAST = Reader(tidy.FORMAT, lambda _file: True, tidy.read)


def readers() -> tuple[Reader, ...]:
    """All, in the order in which they are asked: own ones, those that installed packages add, and tidy files last.

    Raises:
        InputError: an installed package adds something that is no `Reader`.
    """
    return (*OWN, *plugins.added(plugins.READERS, Reader), LAST)


def reader_of(file: InputFile) -> Reader:
    """The reader for a file."""
    return next(reader for reader in readers() if reader.sniff(file))
