"""How a column writes its numbers: decimal points or commas, groups of thousands, percent signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from oe_quality.readers.text.cells import number_of

_COMMA = re.compile(r"[-+]?\d+,\d+")
_COMMA_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_POINT_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_SPACED = re.compile(r"[-+]?[1-9]\d{0,2}(?:[ '’]\d{3})+(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How numbers are written.

    Attributes:
        decimal: the mark before the fraction.
        thousands: the marks between groups of three digits; "" for none.
        percent: whether a percent sign follows.
    """

    decimal: str = "."
    thousands: str = ""
    percent: bool = False

    def value(self, text: str) -> float:
        """The number that a text writes in this style.

        >>> NumberStyle(",", ".").value("1.037,5")
        1037.5

        Raises:
            ValueError: it writes none.
        """
        if self.percent:
            text = text.removesuffix("%").rstrip()
        for mark in self.thousands:
            text = text.replace(mark, "")
        return number_of(text.replace(",", ".") if self.decimal == "," else text)

    def describe(self) -> str:
        """The style in words where it is not the usual one; else ""."""
        parts = [
            *(["decimal commas"] if self.decimal == "," else []),
            *(["marks between thousands"] if self.thousands else []),
            *(["percent signs (7% is 7)"] if self.percent else []),
        ]
        return " and ".join(parts)


PLAIN = NumberStyle()


def find_style(texts: Iterable[str]) -> NumberStyle:
    """The style in which most of the texts that hold digits are numbers; texts that are none in it are strays.

    A comma before exactly three digits divides thousands where no number of 1,000 or more is written without,
    and no comma stands before another number of digits; else commas are decimal.
    """
    texts = [text for text in texts if any(map(str.isdigit, text))]
    percent = bool(texts) and sum(text.endswith("%") for text in texts) > len(texts) / 2
    bare = [text.removesuffix("%").rstrip() for text in texts] if percent else texts
    return NumberStyle(*_marks(bare), percent)


def _marks(texts: list[str]) -> tuple[str, str]:
    if any(_POINT_THOUSANDS.fullmatch(text) for text in texts):
        return ",", "."
    if any(_SPACED.fullmatch(text) for text in texts):
        return ("," if any("," in text for text in texts) else "."), " '’"
    commas = [text for text in texts if "," in text]
    if not commas:
        return ".", ""
    if all(_COMMA_THOUSANDS.fullmatch(text) for text in commas) and not any(map(_is_large, texts)):
        return ".", ","
    return (",", "") if any(_COMMA.fullmatch(text) for text in commas) else (".", "")


def _is_large(text: str) -> bool:
    """Whether a number of 1,000 or more is written without marks."""
    try:
        return abs(number_of(text)) >= 1000
    except ValueError:
        return False
