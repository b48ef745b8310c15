"""JSON documents as numbered records, where one broken record costs no other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from oe_quality.readers.text.csv import BadRow

Record = tuple[int, dict[str, Any]]
"""A record's number in the file (its line, in JSON Lines), from 1, and its content."""

_FIRST_KEY = re.compile(r'\s*(?:\[\s*)?\{\s*("(?:[^"\\]|\\.){1,200}")\s*:')


class RepeatedKeyError(ValueError):
    """An object that says the same thing twice; which of the two is meant cannot be known."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise RepeatedKeyError("it names a key twice")
    return content


_DECODER = json.JSONDecoder(object_pairs_hook=_unique)


def parse_json(text: str) -> Any:
    """One JSON value.

    Raises:
        ValueError: it is not JSON, names a key twice, or is nested too deeply.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def is_json(head: str) -> bool:
    """Whether text begins as a JSON array or object does."""
    return re.match(r"\s*(\[\s*(\{|\]|$)|\{\s*(\"|\}))", head) is not None


def records_of(text: str) -> Iterator[Record | BadRow]:
    """The records of a JSON array, of JSON Lines, or of a single object."""
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("["):
        yield from _array(start)
    else:
        yield from _lines(text)


def _lines(text: str) -> Iterator[Record | BadRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _checked(number, line)


def _checked(number: int, text: str) -> Record | BadRow:
    try:
        value = parse_json(text)
    except RepeatedKeyError as error:
        return BadRow(number, str(error))
    except ValueError:
        return BadRow(number, "it is not valid JSON")
    return (number, value) if isinstance(value, dict) else BadRow(number, "it is no JSON object")


def _array(text: str) -> Iterator[Record | BadRow]:
    try:
        values = parse_json(text)
    except ValueError:
        yield from _salvaged(text)
        return
    for number, value in enumerate(values, 1):
        yield (number, value) if isinstance(value, dict) else BadRow(number, "it is no JSON object")


def _salvaged(text: str) -> Iterator[Record | BadRow]:
    """Records of a broken array: every place where one seems to begin is tried by itself.

    A record begins with a brace and the same key as the first one, after a comma or the bracket.
    """
    first = _FIRST_KEY.match(text)
    if first is None:
        yield BadRow(1, "it is not valid JSON")
        return
    beginning = re.compile(r"[\[,]\s*(?=\{\s*" + re.escape(first.group(1)) + r"\s*:)")
    number, position = 0, 0
    while (found := beginning.search(text, position)) is not None:
        number += 1
        try:
            value, position = _DECODER.raw_decode(text, found.end())
            yield number, value
        except RepeatedKeyError as error:
            yield BadRow(number, str(error))
            position = found.end()
        except (ValueError, RecursionError):
            yield BadRow(number, "it is not valid JSON")
            position = found.end()
