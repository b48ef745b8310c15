"""What a request says: a small JSON object, each field asked for by name and kind."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from oe_quality.errors import UsageError

LARGEST = 64 * 1024
"""Bytes of a request at most."""
LONGEST = 4_000
"""Characters of one text at most."""
MOST = 1_000
"""Texts of one list at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """The fields of one request; whatever is not as asked for is refused in words."""

    fields: dict[str, Any]

    def text(self, name: str, *, needed: bool = True) -> str:
        """A text; empty where it is not there and not needed.

        Raises:
            UsageError: it is lacking, no text, too long, or holds what no store can keep.
        """
        found = self.fields.get(name, "")
        if not isinstance(found, str):
            raise UsageError(f"{name} is no text")
        if needed and not found.strip():
            raise UsageError(f"{name} is lacking", remedy="Fill it in.")
        return _sound(name, found)

    def texts(self, name: str) -> list[str]:
        """A list of texts.

        Raises:
            UsageError: as for `text`; or it is no list, or an endless one.
        """
        found = self.fields.get(name, [])
        if not isinstance(found, list) or len(found) > MOST or not all(isinstance(one, str) for one in found):
            raise UsageError(f"{name} is no list of at most {MOST:,} texts")
        return [_sound(name, one) for one in found]

    def number(self, name: str) -> float | None:
        """A finite number, None where it is not there.

        Raises:
            UsageError: it is no such number.
        """
        found = self.fields.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, (int, float)) or not math.isfinite(found):
            raise UsageError(f"{name} is no number")
        return float(found)

    def yes(self, name: str) -> bool:
        """Whether a field is true."""
        return self.fields.get(name) is True


def read(data: bytes) -> Body:
    """The fields of a request.

    Raises:
        UsageError: it is no JSON object.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UsageError("the request is no JSON object")
    return Body(found)


def _sound(name: str, text: str) -> str:
    if len(text) > LONGEST:
        raise UsageError(f"{name} has {len(text):,} characters", remedy=f"At most {LONGEST:,} are taken.")
    if "\0" in text or any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise UsageError(f"{name} holds a character that is none")
    return text
