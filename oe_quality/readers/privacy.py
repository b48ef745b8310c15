"""Keeping e-mail and network addresses out of everything that a reader hands on."""

from __future__ import annotations

import hashlib
import re

EMAIL = r"[^\s@,;<>\"']+@[^\s@,;<>\"']+\.[A-Za-z]{2,}"
"""Text that looks like an e-mail address, as a pattern that both `re` and polars understand."""

_EMAIL = re.compile(EMAIL)
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?![\w:])")


def holds_email(text: str) -> bool:
    """Whether any part of the text looks like an e-mail address."""
    return "@" in text and _EMAIL.search(text) is not None


def scrub(text: str) -> str:
    """Free text with e-mail and IP addresses blacked out."""
    if "@" in text:
        text = _EMAIL.sub("(e-mail address)", text)
    return _IPV6.sub("(IP address)", _IPV4.sub("(IP address)", text))


def pseudonym(name: str) -> str:
    """A name whose e-mail addresses are each replaced by a digest that is the same in every file.

    It still tells people apart. It hides an address from a reader, not from someone who guesses
    the address and computes the digest; the aliases that leave the store hide it from both.
    """
    return _EMAIL.sub(_digest, name) if "@" in name else name


def _digest(match: re.Match[str]) -> str:
    return "mail-" + hashlib.sha256(match.group().casefold().encode("utf-8", "replace")).hexdigest()[:12]
