"""Which reader reads a file: the first whose `sniff` knows the content."""

from __future__ import annotations

from typing import Protocol

from oe_quality.progress import Progress
from oe_quality.readers import open_empathic_admin, open_empathic_fixture, open_empathic_rows, tidy
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.rows import Export
from oe_quality.readers.source import InputFile


class Reader(Protocol):
    """One export format. A reader is a module with these names."""

    @property
    def FORMAT(self) -> str:
        """What the format is called."""

    def sniff(self, file: InputFile) -> bool:
        """Whether the content is of this format."""

    def read(self, file: InputFile, options: ReadOptions, progress: Progress) -> Export:
        """Read all of it.

        Raises:
            InputError: nothing of it can be used.
        """


# The tidy reader takes whatever has columns, so it comes last.
READERS: tuple[Reader, ...] = (open_empathic_fixture, open_empathic_rows, open_empathic_admin, tidy)


def reader_of(file: InputFile) -> Reader:
    """The reader for a file; the last one takes what no other knows."""
    return next((reader for reader in READERS[:-1] if reader.sniff(file)), READERS[-1])
