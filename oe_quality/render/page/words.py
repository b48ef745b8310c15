"""Numbers in sentences: always with their n and interval, never a NaN, never a bare verdict."""

from __future__ import annotations

import hashlib
import re

from oe_quality.plaintext import listing as listing
from oe_quality.plaintext import percent
from oe_quality.results import Estimate


def number(value: float, digits: int = 2) -> str:
    """A number as in a sentence: 0.42, −0.03, 1,204."""
    text = f"{value:,.{digits}f}"
    return text.replace("-", "\N{MINUS SIGN}") if float(text.replace(",", "")) != 0 else text.lstrip("-")


def estimate(it: Estimate, digits: int = 2) -> str:
    """`0.42 (95 % interval 0.37 to 0.47)`, or `undefined: why`."""
    if it.value is None:
        return f"undefined: {it.undefined}"
    if it.interval is None:
        return number(it.value, digits)
    level = percent(it.interval.level)
    low, high = number(it.interval.low, digits), number(it.interval.high, digits)
    return f"{number(it.value, digits)} ({level} interval {low} to {high})"


def share(part: int, whole: int) -> str:
    """`12 of 64 (19 %)`."""
    return f"{part:,} of {whole:,} ({percent(part / whole)})" if whole else "0 of 0"


def slug(text: str) -> str:
    """A name from data as part of an element id and file name: small letters, digits and underscores.

    Two different names never give the same slug: what had to be changed gets a digest at its end. A hyphen counts as
    changed too, as it parts the words of an id; so no name can look like another's slug.

    >>> slug("audio_quality")
    'audio_quality'
    """
    if re.fullmatch(r"[a-z0-9_]{1,40}", text):
        return text
    plain = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:40].strip("-")
    return f"{plain or 'q'}-{hashlib.sha256(text.encode(errors='surrogatepass')).hexdigest()[:8]}"
