"""Bytes as text: Unicode in every encoding, and Windows-1252 where nothing else can be meant."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

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
_SAMPLE = 2000
_HIGH = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WESTERN = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ‘’“”„‚–—…€°§«»¿¡º\xa0\xad]+")
"""What Windows-1252 holds beyond ASCII and texts in European languages are written with."""
_WORD = re.compile(r"\w*[^\x00-\x7f]\w*")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was written.

    Attributes:
        text: the characters; bytes that are none are `DAMAGED`.
        encoding: the name of the encoding that was taken.
        remark: what a person should check, or "".
    """

    text: str
    encoding: str
    remark: str = ""


def decode(content: bytes) -> Decoded:
    """Bytes as text: by their mark, by the pattern of their NULs, as UTF-8, else as Windows-1252.

    Windows-1252 gives a letter to nearly every byte, so it is taken only where all bytes beyond ASCII are
    letters and marks of European languages and none of them is UTF-8; the words that hold them are shown.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(encoding, errors=_ERRORS), encoding)
    wide = _without_mark(content[:_SAMPLE])
    if wide:
        return Decoded(content.decode(wide, errors=_ERRORS), wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _western(content) or Decoded(content.decode("utf-8", errors=_ERRORS), "utf-8")


def _without_mark(sample: bytes) -> str | None:
    """The 16-bit encoding that the NULs of mostly Latin text show, if any."""
    evens, odds = sample[0::2].count(0), sample[1::2].count(0)
    if odds > 0.3 * len(sample) and evens < 0.05 * len(sample):
        return "utf-16-le"
    if evens > 0.3 * len(sample) and odds < 0.05 * len(sample):
        return "utf-16-be"
    return None


def _western(content: bytes) -> Decoded | None:
    """Text in Windows-1252, or None where it cannot be that."""
    if _CONTROL.search(content):
        return None
    for run in set(_HIGH.findall(content)):
        if not _is_western(run):
            return None
    text = content.decode("cp1252", errors="replace")
    words = list(dict.fromkeys(_WORD.findall(text)))[:_SHOWN]
    shown = ", ".join(repr(word[:30]) for word in words)
    return Decoded(text, "cp1252", f"The file is no UTF-8 and is read as Windows-1252: check {shown}.")


def _is_western(run: bytes) -> bool:
    """Whether bytes beyond ASCII that stand side by side are Western letters, and no UTF-8."""
    try:
        letters = run.decode("cp1252")
    except UnicodeDecodeError:
        return False
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        return _WESTERN.fullmatch(letters) is not None
    return False
