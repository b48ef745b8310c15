"""A file's bytes, unpacked and decoded, whatever it is called."""

from __future__ import annotations

import codecs
import hashlib
import io
import sys
import zlib
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

from oe_quality.errors import InputError, Place

HEAD_CHARACTERS = 1 << 16
FIRST_LINES = 100
MAX_UNPACKED = 8 << 30
"""Bytes; what unpacks to more is refused before it fills the memory."""

_PIECE = 1 << 16

DAMAGED = "\ufffe"
"""Stands in decoded text where bytes were not text; no identifier or label may hold it.

It is no character of Unicode, so that no sound file has it. The replacement character would not do:
sound files hold it where an earlier tool met damage, and those texts still tell items apart.
"""

_ERRORS = "oe_quality.damaged"
codecs.register_error(_ERRORS, lambda error: (DAMAGED, error.end) if isinstance(error, UnicodeDecodeError) else ("", 0))

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_AS_CSV = "Save the table as CSV and load that."
_FOREIGN = (
    (b"pk\x03\x04", "a spreadsheet or a ZIP archive", "Save the sheet as CSV, or unpack the archive, and load that."),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet", _AS_CSV),
    (b"sqlite format 3\0", "an SQLite database", _AS_CSV),
    (b"%pdf-", "a PDF", _AS_CSV),
    (b"<!doctype html", "a web page", "The download may have led to a login page: fetch the export again."),
    (b"<html", "a web page", "The download may have led to a login page: fetch the export again."),
)
"""First bytes in lower case, what such a file is, and what to do: files that are often taken for exports."""


@dataclass(frozen=True)
class InputFile:
    """One file in memory.

    Attributes:
        name: without its folder; "-" for standard input.
        sha256: of the bytes as they lie on disk, lower-case hexadecimal.
        content: the bytes, unpacked.
        cut: whether compressed data broke off, so that the last record cannot be trusted.
    """

    name: str
    sha256: str
    content: bytes
    cut: bool = False

    @cached_property
    def is_parquet(self) -> bool:
        """Whether the content begins as Parquet does."""
        return self.content[:4] == b"PAR1"

    @cached_property
    def head(self) -> str:
        """The first characters of the text, for telling formats apart."""
        return "" if self.is_parquet else decode(self.content[: 2 * HEAD_CHARACTERS])[:HEAD_CHARACTERS]

    @cached_property
    def text(self) -> str:
        """The content as text; bytes that are no text become `DAMAGED`."""
        return decode(self.content)

    @cached_property
    def first_lines(self) -> list[str]:
        """The first lines of the text with their ends, however long they are."""
        return list(islice(io.StringIO(self.text, newline=""), FIRST_LINES))

    def place(self, line: int | None = None, column: str | None = None) -> Place:
        """Where in this file."""
        return Place(self.name, line, column)


def open_input(path: str | Path) -> InputFile:
    """Read a file, or standard input for "-", and unpack it if it is gzipped.

    Raises:
        InputError: it is missing, unreadable, empty or too large.
    """
    name = "-" if str(path) == "-" else Path(path).name
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(path).read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", place=Place(str(path)), remedy="Check the path.") from None
    except IsADirectoryError:
        raise InputError("that is a folder", place=Place(str(path)), remedy="Name a file in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no readable path"
        raise InputError(f"cannot read the file: {reason}", place=Place(str(path))) from None
    return input_from_bytes(raw, name)


def input_from_bytes(raw: bytes, name: str) -> InputFile:
    """The same for bytes that are already in memory.

    Raises:
        InputError: they are empty or too large.
    """
    digest = hashlib.sha256(raw).hexdigest()
    content, cut = _unpack(raw, name) if raw[:2] == b"\x1f\x8b" else (raw, False)
    if not content.strip():
        remedy = "Fetch the file again: its compressed data are damaged." if cut else "Export it again."
        raise InputError("the file is empty", place=Place(name), remedy=remedy)
    for mark, what, remedy in _FOREIGN:
        if content[: len(mark)].lower() == mark:
            raise InputError(f"this is {what}", place=Place(name), remedy=remedy)
    return InputFile(name, digest, content, cut)


def _unpack(raw: bytes, name: str) -> tuple[bytes, bool]:
    """Unpack all gzip members as far as they go; the second part says whether they broke off."""
    parts: list[bytes] = []
    size = start = 0
    member = zlib.decompressobj(wbits=31)
    while raw[start : start + 2] == b"\x1f\x8b" or (parts and not member.eof and start < len(raw)):
        # Piece by piece, so that what precedes any damage is kept.
        piece = raw[start : start + _PIECE]
        member = zlib.decompressobj(wbits=31) if member.eof else member
        try:
            parts.append(member.decompress(piece))
        except zlib.error:
            return b"".join(parts), True
        start += len(piece) - len(member.unused_data)
        size += len(parts[-1])
        if size > MAX_UNPACKED:
            remedy = "Split the export and load the parts one by one."
            raise InputError(
                f"the file unpacks to more than {MAX_UNPACKED >> 30} GiB", place=Place(name), remedy=remedy
            )
    return b"".join(parts), not member.eof


def decode(content: bytes) -> str:
    """Bytes as text: UTF-8, or UTF-16/32 by their mark or by the pattern of their NULs."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, errors=_ERRORS)
    sample = content[:2000]
    evens, odds = sample[0::2].count(0), sample[1::2].count(0)
    if odds > 0.3 * len(sample) and evens < 0.05 * len(sample):
        return content.decode("utf-16-le", errors=_ERRORS)
    if evens > 0.3 * len(sample) and odds < 0.05 * len(sample):
        return content.decode("utf-16-be", errors=_ERRORS)
    return content.decode("utf-8", errors=_ERRORS)


def cut_remark(file: InputFile) -> list[str]:
    """What to say of a file whose compressed data broke off."""
    return ["The compressed file breaks off: fetch it again, the end is missing."] if file.cut else []
