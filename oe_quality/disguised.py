r"""Addresses written as something else: an IP address as one number, an e-mail address in base64.

A number alone is never taken for an address: it may be an item, an answer or a price. It is one where it can be
nothing else: as the host of a web address, as four octets in hexadecimal, and in a column that is called `ip`.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable
from itertools import pairwise

import polars as pl

_NUMBER = r"(?:0[xX][0-9A-Fa-f]{1,8}|\d{1,10})"
_HOST = re.compile(
    rf"(?P<scheme>(?<![A-Za-z])(?:https?|wss?|ftp)(?::|%3A)(?:/|%2F){{2}}(?:[^\s/?#@]*@)?)"
    rf"(?P<host>{_NUMBER}(?:\.{_NUMBER}){{0,3}})(?![\w.-])",
    re.IGNORECASE,
)
_FIRST = 1 << 24
"""Addresses below lead to nobody, and small numbers are names of things."""
_HEXADECIMAL = re.compile(r"(?<![\w.])0[xX][0-9A-Fa-f]{1,2}(?:\.0[xX][0-9A-Fa-f]{1,2}){3}(?![\w.])")
_DIGITS = "(?:2[0-4]\\d|25[0-5]|[01]\\d\\d)"
_PADDED = re.compile(rf"(?<![\dvV.])(?=[^A-Za-z]{{0,11}}[12]\d\d|010){_DIGITS}(?:\.{_DIGITS}){{3}}(?!\.?\d)")
"""`192.168.001.001`; `001.002.003.004` rather counts parts of a text."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_COLUMNS = frozenset({"ip", "ipaddr", "ipaddress", "inet"})
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9])(?>(?:[A-Za-z0-9]{4})*?(?:Q[A-P]|[A-Za-z0-9][EUk0][A-D]|[A-Za-z0-9]{2}[BFJNRVZdhlptx159]A)"
    r"[A-Za-z0-9]*={0,2})(?![A-Za-z0-9=])"
)
"""What may stand for a text with an @, which is at one of three places of three bytes.

Of plain letters, digits and what else addresses are made of, base64 makes letters and digits alone.
"""
MAYBE = (
    r"(?i:(?::|%3A)(?:/|%2F){2}(?:[^\s/?#@]*@)?(?:0x[0-9a-f]+|[0-9]+)(?:[.:/?#%\s]|$))|0[xX][0-9A-Fa-f]{1,2}\.0[xX]"
    r"|(?:^|[^0-9A-Za-z])(?:[0-9A-Za-z]{4})*(?:Q[A-P]|[0-9A-Za-z][EUk0][A-D]|[0-9A-Za-z]{2}[BFJNRVZdhlptx159]A)"
)
"""What any text that holds one matches, as a quick pattern for polars."""


def without_numbers(text: str, replace: Callable[[str], str]) -> str:
    """The text with IPv4 addresses that are written as numbers replaced.

    >>> [without_numbers(text, str.upper) for text in ("http://0xc0a80101/a", "item 3232235777")]
    ['http://0XC0A80101/a', 'item 3232235777']
    """

    def host(found: re.Match[str]) -> str:
        return found["scheme"] + (replace(found["host"]) if _leads_somewhere(found["host"]) else found["host"])

    text = _HOST.sub(host, text) if "/" in text or "%2" in text else text
    text = _HEXADECIMAL.sub(lambda found: replace(found[0]), text)
    return _PADDED.sub(lambda found: replace(found[0]), text)


def decoded(found: str) -> str:
    """The text that a word in base64 stands for; "" if it stands for none.

    >>> decoded("amFuZUB4Lm9yZw=="), decoded("clip_000123")
    ('jane@x.org', '')
    """
    bare = found.rstrip("=")
    try:
        text = base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text if text.isprintable() else ""


def without_base64(text: str, holds: Callable[[str], bool], replace: Callable[[str], str]) -> str:
    """The text with each word replaced that stands in base64 for a text of which `holds` is true."""
    return _BASE64.sub(lambda found: replace(found[0]) if holds(decoded(found[0])) else found[0], text)


def of_addresses(column: str) -> bool:
    """Whether a column is, by its name, one of IP addresses.

    >>> [of_addresses(name) for name in ("IPAddress", "worker_ip", "remote_addr", "trip", "ship id")]
    [True, True, True, False, False]
    """
    words = [word.lower() for word in _WORD.findall(re.sub("ipv[46]", "ip", column, flags=re.IGNORECASE))]
    return not _COLUMNS.isdisjoint(words) or ("remote", "addr") in pairwise(words)


def addresses(cells: pl.Series) -> pl.Series:
    """A column of addresses with numbers written out."""
    numbers = cells.drop_nulls().unique()
    numbers = numbers.filter(numbers.str.contains(r"^(?:0[xX])?[0-9A-Fa-f]+$"))
    return cells.replace(numbers, pl.Series([written_out(number) for number in numbers], dtype=pl.String))


def written_out(number: str) -> str:
    """What stands in a column of addresses, a number as the address that it is.

    >>> written_out("3232235777"), written_out("0xC0A80101"), written_out("C0A80101"), written_out("17")
    ('192.168.1.1', '192.168.1.1', '192.168.1.1', '17')
    """
    if re.fullmatch(r"[0-9]{1,39}", number):
        value = int(number)
    elif re.fullmatch(r"(?:0[xX])?(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{32})", number):
        value = int(number, 16)
    else:
        return number
    if _FIRST <= value < 1 << 32:
        return str(ipaddress.IPv4Address(value))
    return str(ipaddress.IPv6Address(value)) if 1 <= value >> 125 <= 7 else number


def _leads_somewhere(host: str) -> bool:
    """Whether a host in numbers, read as browsers do (WHATWG URL standard, 3.5), is an address of somebody."""
    try:
        numbers = [_number(part) for part in host.split(".")]
    except ValueError:
        return False
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return False
    return sum(number << 8 * (3 - place) for place, number in enumerate(first)) + last >= _FIRST


def _number(part: str) -> int:
    if part[:2] in ("0x", "0X"):
        return int(part, 16)
    return int(part, 8 if part.startswith("0") and part != "0" else 10)
