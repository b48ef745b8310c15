"""Text from data made fit to be shown: nothing in it steers a terminal, a page or a drawing library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Joiners shape scripts and emoji; they steer nothing.
_JOINERS = frozenset("\u200c\u200d")
_RAW = re.compile("[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
STEERING = (
    r"[\x00-\x08\x0b-\x1f\x7f-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}\x{200e}\x{200f}"
    r"\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}]"
)
"""The characters that steer a terminal or turn text around, as a pattern for polars; ends of lines and tabs stay."""
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


def count(n: int, thing: str, things: str = "") -> str:
    """How many of what.

    >>> count(1, "annotator"), count(3204, "annotator"), count(0, "category", "categories")
    ('1 annotator', '3,204 annotators', '0 categories')
    """
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def listing(words: Sequence[str], most: int = 6) -> str:
    """Words in a sentence; of more than `most` the first, and how many more.

    >>> listing("abc"), listing("abcdefgh", 4), listing([])
    ('a, b and c', 'a, b, c and 5 more', 'none')
    """
    if len(words) > most:
        return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else "none"


def percent(share: float, digits: int = 0) -> str:
    """A share as a percentage, with the blank that belongs before the sign.

    >>> percent(0.456)
    '46 %'
    >>> percent(0.456, 1)
    '45.6 %'
    """
    text = f"{100 * share:.{digits}f}"
    return f"{text.lstrip('-') if float(text) == 0 else text} %"


def escaped_json(text: str) -> str:
    """A JSON document in which characters that would steer a terminal are written as escapes; its content is the same.

    >>> escaped_json('"a\u202eb"')
    '"a\\\\u202eb"'
    """
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _STEERING and character not in _JOINERS
