"""Single values as exports write them: text, numbers, times, lists."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime
from typing import Any

from oe_quality.readers.text.encoding import DAMAGED
from oe_quality.readers.text.json import parse_json

MAX_TEXT = 1000
"""Characters; an identifier or a label that is longer is a mistake."""

MAX_LIST = 100_000
"""Characters of a list's text."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_TEXT = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_PYTHON = re.compile(rf"\s+|[\[\]{{}}():,]|{_TEXT}|[-+]?\d[\d.eE+-]*|True|False|None|nan", re.DOTALL)
_SPELT = {"(": "[", ")": "]", "True": "true", "False": "false", "None": "null", "nan": "null"}
_PYTHON_TEXT = re.compile(_TEXT, re.DOTALL)
_PYTHON_LIST = re.compile(rf"\[\s*+(?:{_TEXT}\s*+(?:,\s*+|(?=\])))*+\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U000[0-9a-fA-F]{5}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_US_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d{2}):(\d{2})")


def text_of(value: Any) -> str:
    """A scalar as text: whole numbers without a fraction, null as "", lone surrogates as `DAMAGED`.

    Raises:
        ValueError: a list or an object stands where text should be, or a number of thousands of digits.
    """
    if isinstance(value, str):
        return value if value.isascii() else _SURROGATE.sub(DAMAGED, value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, int):
        return f"{value}"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    kind = "a list" if isinstance(value, (list, tuple)) else "an object" if isinstance(value, dict) else "binary data"
    raise ValueError(f"{kind} stands where text should be")


def label_of(text: str) -> str:
    """A label or identifier without the blanks around it.

    Raises:
        ValueError: it cannot be one. The message says why without repeating it.
    """
    text = text.strip()
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    if DAMAGED in text:
        raise ValueError("it is not valid UTF-8 text")
    if len(text) > MAX_TEXT:
        raise ValueError(f"it is longer than {MAX_TEXT:,} characters")
    return text


LARGEST = 1e50
"""Numbers beyond it are slips or stand for nothing; the squares of sums of their squares, which intervals are made of,
overflow."""


def number_of(text: str) -> float:
    """A finite number, no larger than can be computed with.

    >>> number_of("-4e2")
    -400.0

    Raises:
        ValueError: it is none.
    """
    try:
        # Python also takes "1_000" for a number; no export means that.
        number = math.nan if "_" in text else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("it is no finite number")
    if abs(number) > LARGEST:
        raise ValueError(f"it is a number beyond {LARGEST:g}, with which intervals cannot be computed")
    return number


def time_of(text: str) -> datetime:
    """A moment as naive UTC: ISO 8601, or month/day/year h:m:s as crowd platforms write it.

    Raises:
        ValueError: it is neither.
    """
    text = text.strip()
    try:
        american = _US_TIME.fullmatch(text)
        if american:
            month, day, year, hour, minute, second = map(int, american.groups())
            return datetime(year, month, day, hour, minute, second)
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError("it is no time in ISO 8601") from None


def list_of(text: str) -> list[str]:
    """A list of texts, written in JSON or as Python prints it. It is read as data and never run.

    Raises:
        ValueError: it is no list of texts.
    """
    text = text.strip()
    if len(text) > MAX_LIST:
        raise ValueError("the list is too long")
    try:
        values = parse_json(text)
    except ValueError:
        values = _python_list(text)
    if not isinstance(values, list):
        raise ValueError("it is no list")
    return [label_of(text_of(value)) for value in values]


def parse_printed(text: str) -> Any:
    """A value written in JSON or as Python prints it: dicts, lists, tuples, texts, numbers, True, False and None.

    It is read as data and never run.

    >>> parse_printed("{'mood': ('joy', 'calm'), 'sure': True}")
    {'mood': ['joy', 'calm'], 'sure': True}

    Raises:
        ValueError: it is neither.
    """
    if len(text) > MAX_LIST:
        raise ValueError("the value is too long")
    try:
        return parse_json(text)
    except ValueError:
        pass
    parts: list[str] = []
    at = 0
    while at < len(text):
        found = _PYTHON.match(text, at)
        if found is None:
            raise ValueError("it is no value that JSON or Python writes")
        at = found.end()
        if found.group().isspace():
            continue
        part = _in_json(found.group())
        if part in "]}" and parts[-1:] == [","]:
            parts.pop()
        parts.append(part)
    return parse_json(" ".join(parts))


def _in_json(token: str) -> str:
    """A part of a printed Python value as JSON writes it."""
    if token[0] in "'\"":
        return json.dumps(_ESCAPE.sub(_unescaped, token[1:-1]))
    return _SPELT.get(token, token)


def _python_list(text: str) -> list[str]:
    """The texts of a printed Python list of strings."""
    if _PYTHON_LIST.fullmatch(text) is None:
        raise ValueError("it is no list of texts")
    return [_ESCAPE.sub(_unescaped, found.group()[1:-1]) for found in _PYTHON_TEXT.finditer(text)]


def _unescaped(escape: re.Match[str]) -> str:
    code = escape.group(1)
    return chr(int(code[1:], 16)) if code[0] in "xuU" and len(code) > 1 else _ESCAPED.get(code, code)
