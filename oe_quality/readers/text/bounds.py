"""How much one input may hold before it is refused: what is larger is a mistake or an attack."""

from __future__ import annotations

from oe_quality.errors import InputError, Place

MAX_UNPACKED = 8 << 30
"""Bytes; what unpacks to more is refused before it fills the memory."""

MAX_RATIO = 400
"""Times; tables seldom pack better than 50 times, and a bomb packs 1000 times."""

FREE_UNPACKED = 64 << 20
"""Bytes that any packed file may hold, whatever its ratio."""

MAX_LINE = 64 << 20
"""Bytes of a line of a table; to take a longer one apart would fill the memory."""

MAX_COLUMNS = 20_000
MAX_FILES = 10_000
"""Files in one archive or folder."""

MAX_DEPTH = 3
"""Archives within archives."""


def check_unpacked(size: int, packed: int, name: str) -> None:
    """Refuse what unpacks to too much.

    Args:
        size: bytes so far; packed: bytes that they came from; name: the file's.

    Raises:
        InputError: it is too much.
    """
    if size > MAX_UNPACKED:
        raise InputError(
            f"the file unpacks to more than {MAX_UNPACKED >> 30} GiB",
            place=Place(name),
            remedy="Split the export and load the parts one by one.",
        )
    if size > FREE_UNPACKED and size > MAX_RATIO * max(packed, 1):
        raise InputError(
            f"the file unpacks to more than {MAX_RATIO} times its size, as no table does",
            place=Place(name),
            remedy="If you trust it, unpack it yourself and load what is in it.",
        )


def check_lines(content: bytes, name: str, before: int = 0) -> None:
    """Refuse a table of which a line is too long, before any of it is decoded.

    Args:
        content: whole lines, the last one perhaps cut; name: the file's; before: lines that stand before them in it.

    Raises:
        InputError: a line has more than `MAX_LINE` bytes.
    """
    begin = 0
    while len(content) - begin > MAX_LINE:
        # From behind, so that of ordinary lines a few bytes are looked at.
        end = max(content.rfind(mark, begin, begin + MAX_LINE + 1) for mark in (b"\n", b"\r"))
        if end < 0:
            raise InputError(
                f"the line is longer than {MAX_LINE >> 20} MB, as no row of answers is",
                place=Place(name, before + content.count(b"\n", 0, begin) + 1),
                remedy="Export it again, with a row per answer.",
            )
        begin = end + 1


def check_columns(n: int, place: Place) -> None:
    """Refuse a table of too many columns.

    Raises:
        InputError: there are more than `MAX_COLUMNS`.
    """
    if n > MAX_COLUMNS:
        raise InputError(
            f"the table has {n:,} columns; at most {MAX_COLUMNS:,} are read",
            place=place,
            remedy="Keep the columns that matter: the item, the annotator and the answers, with a row per answer.",
        )
