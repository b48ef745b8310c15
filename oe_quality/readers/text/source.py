"""A file's bytes, unpacked and decoded, whatever it is called."""

from __future__ import annotations

import hashlib
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from oe_quality.errors import InputError, Place
from oe_quality.memory import VARIABLE, budget
from oe_quality.readers.text.bounds import MAX_UNPACKED, check_lines, check_unpacked
from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.encoding import DAMAGED, Decoded, decode
from oe_quality.readers.text.foreign import refuse_foreign
from oe_quality.readers.text.json import is_json, records_of

__all__ = ["DAMAGED", "MAX_UNPACKED", "InputFile", "decode", "input_from_bytes", "read_bytes", "unpack"]

HEAD_CHARACTERS = 1 << 16
FIRST_LINES = 100
FIRST_RECORDS = 20
WHOLE = 64 << 20
"""Bytes that any file may have, however little memory there is."""
TIMES = 8
"""Its size, that a file takes in memory when it is read as a whole."""
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"

_PIECE = 1 << 12
_SUFFIXES = frozenset(
    {".gz", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".ods", ".zip"}
)

Beside = Callable[[str], bytes | None]


def _nothing_beside(_name: str) -> bytes | None:
    return None


@dataclass(frozen=True)
class InputFile:
    """One file in memory, or one of an archive's files, or one sheet of a workbook.

    Attributes:
        name: without its folder; "-" for standard input. Of an archive's files: "archive.zip/member".
        sha256: of the bytes as they lie on disk, lower-case hexadecimal.
        content: the bytes, unpacked.
        cut: whether compressed data broke off, so that the last record cannot be trusted.
        beside: the bytes of another file of the same folder or archive, or None where there is none.
        notes: what a person should know about how the bytes were come by, in sentences.
        lies_in: the name of the folder on disk, where that is known.
        table: a frame of the library's user in place of bytes, as pyarrow's Table.
    """

    name: str
    sha256: str
    content: bytes
    cut: bool = False
    beside: Beside = field(default=_nothing_beside, repr=False, compare=False)
    notes: tuple[str, ...] = ()
    lies_in: str = ""
    table: Any = field(default=None, repr=False, compare=False)

    @cached_property
    def is_parquet(self) -> bool:
        """Whether the content begins as Parquet does, or is a frame, whose columns have types as well."""
        return self.table is not None or self.content[:4] == PARQUET

    @cached_property
    def _decoded(self) -> Decoded:
        return decode(self.content)

    @cached_property
    def head(self) -> str:
        """The first characters of the text, for telling formats apart."""
        return "" if self.is_parquet else self.text[:HEAD_CHARACTERS]

    @property
    def text(self) -> str:
        """The content as text; bytes that are no text become `DAMAGED`."""
        return self._decoded.text

    @cached_property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know about the bytes, in sentences."""
        said = "" if self.is_parquet else self._decoded.remark
        return (*self.notes, *((said,) if said else ()))

    @cached_property
    def first_lines(self) -> list[str]:
        """The first lines of the text with their ends, however long they are."""
        return list(islice(io.StringIO(self.text, newline=""), FIRST_LINES))

    @cached_property
    def first_records(self) -> tuple[dict[str, Any], ...]:
        """The first records of a JSON document, for telling formats apart; () of anything else."""
        if self.is_parquet or not is_json(self.head):
            return ()
        found = (record[1] for record in records_of(self.text) if not isinstance(record, BadRow))
        return tuple(islice(found, FIRST_RECORDS))

    @cached_property
    def stem(self) -> str:
        """The file's own name without folders and without the endings of formats; some tools name the annotator so."""
        path = PurePosixPath(self.name)
        while path.suffix.lower() in _SUFFIXES and path.stem:
            path = path.with_suffix("")
        return path.name

    @cached_property
    def folder(self) -> str:
        """The name of the folder, in an archive or on disk, in which the file lies, or ""."""
        return PurePosixPath(self.name).parent.name or self.lies_in

    def place(self, line: int | None = None, column: str | None = None) -> Place:
        """Where in this file."""
        return Place(self.name, line, column)


def beside_path(path: str | Path) -> Beside:
    """What gives the files that lie beside `path` on disk."""
    if str(path) == "-":
        return _nothing_beside
    folder = Path(path).parent

    def beside(name: str) -> bytes | None:
        neighbour = folder / PurePosixPath(name).name
        try:
            return neighbour.read_bytes() if neighbour.is_file() else None
        except OSError:
            return None

    return beside


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, or of standard input for "-".

    Raises:
        InputError: it is missing, unreadable, or too large to be read as a whole.
    """
    _require_memory(path)
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", place=Place(str(path)), remedy="Check the path.") from None
    except IsADirectoryError:
        raise InputError("that is a folder", place=Place(str(path)), remedy="Name a file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no readable path"
        raise InputError(f"cannot read the file: {reason}", place=Place(str(path))) from None


def _require_memory(path: str | Path) -> None:
    """Refuse what memory cannot hold before any of it is read; tables that can be cut between rows do not come here."""
    size = Path(path).stat().st_size if Path(path).is_file() else 0
    if size <= WHOLE or size * TIMES <= (most := budget()):
        return
    needed = f"takes some {size * TIMES / 1e9:.0f} GB of memory, and there are {most / 1e9:.1f} GB for it"
    raise InputError(
        f"the file of {size / 1e9:.1f} GB has to be read as a whole, which {needed}",
        place=Place(str(path)),
        remedy="Mend what keeps it from being read in parts, such as a quotation mark that nothing closes, a row "
        f"without an end or another encoding than UTF-8; or split it; or state more memory with {VARIABLE}.",
    )


def input_from_bytes(
    raw: bytes, name: str, *, beside: Beside = _nothing_beside, notes: tuple[str, ...] = ()
) -> InputFile:
    """The same for bytes that are already in memory.

    Raises:
        InputError: they are empty, too large, or of a kind that is no export.
    """
    digest = hashlib.sha256(raw).hexdigest()
    content, cut = unpack(raw, name)
    if not content or content.isspace():
        remedy = "Fetch the file again: its compressed data are damaged." if cut else "Export it again."
        raise InputError("the file is empty", place=Place(name), remedy=remedy)
    if content[:4] == ZIP:
        raise InputError(
            "this is a spreadsheet or a ZIP archive within another file",
            place=Place(name),
            remedy="Save the sheet as CSV, or unpack the archive, and load that.",
        )
    refuse_foreign(content, name)
    if content[:4] != PARQUET and not is_json(content[:_PIECE].decode("utf-8-sig", "ignore")):
        check_lines(content, name)
    return InputFile(name, digest, content, cut, beside, notes)


def unpack(raw: bytes, name: str) -> tuple[bytes, bool]:
    """Unpack all gzip members as far as they go; the second part says whether they broke off.

    Bytes that are not gzipped are given back as they are.

    Raises:
        InputError: it would be too much; none of it is held then.
    """
    if raw[:2] != b"\x1f\x8b":
        return raw, False
    size = 0
    for piece, _ in _pieces(raw):
        size += len(piece)
        check_unpacked(size, len(raw), name)
    pieces, ends = zip(*_pieces(raw), strict=True)
    return b"".join(pieces), not ends[-1]


def _pieces(raw: bytes) -> Iterator[tuple[bytes, bool]]:
    """What gzip members unpack to, bit by bit, so that what precedes any damage is kept; and whether all is well if
    it ends there."""
    start = 0
    member = zlib.decompressobj(wbits=31)
    while raw[start : start + 2] == b"\x1f\x8b" or (start and not member.eof and start < len(raw)):
        packed = raw[start : start + _PIECE]
        member = zlib.decompressobj(wbits=31) if member.eof else member
        try:
            piece = member.decompress(packed)
        except zlib.error:
            yield b"", False
            return
        start += len(packed) - len(member.unused_data)
        yield piece, member.eof


def cut_remark(file: InputFile) -> list[str]:
    """What to say of a file whose compressed data broke off."""
    return ["The compressed file breaks off: fetch it again, the end is missing."] if file.cut else []
