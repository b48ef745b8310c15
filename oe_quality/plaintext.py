"""Text from data made fit to be shown: nothing in it steers a terminal, a page or a drawing library."""

from __future__ import annotations

import re
import unicodedata

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners shape scripts and emoji; they steer nothing.
_JOINERS = frozenset("\u200c\u200d")
_PLAIN = re.compile(r"[\x20-\x7e]*")


def visible(text: str, width: int | None = None) -> str:
    """The text with control and direction characters replaced by U+FFFD, cut to `width` characters.

    >>> visible("a\\x00b")
    'a\ufffdb'
    >>> visible("abcdef", 4)
    'abc…'
    """
    if not _PLAIN.fullmatch(text):
        text = "".join("\ufffd" if _steers(character) else character for character in text)
    return text if width is None or len(text) <= width else text[: width - 1] + "…"


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _STEERING and character not in _JOINERS
