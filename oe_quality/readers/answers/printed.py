"""Lists and sets of labels as programs print them into a cell: JSON, Python, NumPy, PostgreSQL."""

from __future__ import annotations

import re
from typing import Any

from oe_quality.readers.text.cells import label_of, list_of, parse_printed
from oe_quality.readers.text.json import parse_json

_PRINTED = re.compile(r"(?:frozenset|set|array)?\(?\s*([\[{].*[\]}]|)\s*(?:,\s*dtype=[^)]*)?\)?", re.DOTALL)
_TEXT = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_SPACED = re.compile(rf"\[\s*+{_TEXT}(?:\s++{_TEXT})*+\s*+\]", re.DOTALL)
_BETWEEN = re.compile(rf"({_TEXT})\s+(?=['\"])", re.DOTALL)
_TUPLE = re.compile(rf"\(\s*+(?:{_TEXT}\s*+,\s*+)*+(?:{_TEXT}\s*+)?\)", re.DOTALL)
_WORD = r"[^\s\[\]{}()'\",:;][^\[\]{}'\",:;]*+"
_BARE = re.compile(rf"[\[{{]\s*+{_WORD}(?:,\s*+{_WORD})*+[\]}}]")
"""`{joy,fear}` as PostgreSQL prints an array, `[True, False]`."""
_NUMBERS = re.compile(r"\[\s*+[-+]?[\d.]+(?:e[-+]?\d+)?(?:\s++[-+]?[\d.]+(?:e[-+]?\d+)?)++\s*+\]")
"""`[1 0 1]` as NumPy prints numbers."""


def is_printed(cell: str) -> bool:
    """Whether a cell looks like a printed list or set."""
    text = cell.strip()
    called = text[-1:] == ")" and (text[:4] in ("set(", "froz", "arra") or _TUPLE.fullmatch(text) is not None)
    return (text[:1] in ("[", "{") and text[-1:] in ("]", "}")) or called


def labels_in(cell: str) -> list[str]:
    """The texts of a printed list or set. It is read as data and never run.

    >>> labels_in("{'joy', 'fear'}"), labels_in("['joy' 'fear']"), labels_in("set()")
    (['joy', 'fear'], ['joy', 'fear'], [])
    >>> labels_in("('joy',)"), labels_in("{joy,very sad}"), labels_in("[1 0]")
    (['joy'], ['joy', 'very sad'], ['1', '0'])

    Raises:
        ValueError: it is none of those.
    """
    text = cell.strip()
    if _TUPLE.fullmatch(text):
        text = f"[{text[1:-1]}]"
    elif _NUMBERS.fullmatch(text):
        return text[1:-1].split()
    elif _BARE.fullmatch(text) and not _is_json(text):
        return [label_of(word) for part in text[1:-1].split(",") if (word := part.strip())]
    found = _PRINTED.fullmatch(text)
    if found is None:
        raise ValueError("it is no list of texts")
    inner = found.group(1)
    if inner[:1] == "{":
        inner = f"[{inner[1:-1]}]"
    if _SPACED.fullmatch(inner):
        inner = _BETWEEN.sub(r"\1, ", inner)
    return list_of(inner) if inner else []


def parts_in(cell: str) -> list[Any]:
    """The parts of a list, whatever printed it; those of JSON may be objects.

    >>> parts_in('[{"who": "ana"}]'), parts_in("['ana' 'ben']")
    ([{'who': 'ana'}], ['ana', 'ben'])

    Raises:
        ValueError: it is no list.
    """
    try:
        found = parse_printed(cell)
    except ValueError:
        found = labels_in(cell)
    if not isinstance(found, list):
        raise ValueError("it is no list")
    return found


def _is_json(text: str) -> bool:
    try:
        parse_json(text)
    except ValueError:
        return False
    return True
