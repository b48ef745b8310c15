"""Lists and sets of labels as programs print them into a cell: JSON, Python, NumPy."""

from __future__ import annotations

import re

from oe_quality.readers.text.cells import list_of

_PRINTED = re.compile(r"(?:frozenset|set|array)?\(?\s*([\[{].*[\]}]|)\s*(?:,\s*dtype=[^)]*)?\)?", re.DOTALL)
_TEXT = r"""(?:'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+")"""
_SPACED = re.compile(rf"\[\s*+{_TEXT}(?:\s++{_TEXT})*+\s*+\]", re.DOTALL)
_BETWEEN = re.compile(rf"({_TEXT})\s+(?=['\"])", re.DOTALL)


def is_printed(cell: str) -> bool:
    """Whether a cell looks like a printed list or set."""
    text = cell.strip()
    return (text[:1] in ("[", "{") and text[-1:] in ("]", "}")) or (
        text[:4] in ("set(", "froz", "arra") and text[-1:] == ")"
    )


def labels_in(cell: str) -> list[str]:
    """The texts of a printed list or set. It is read as data and never run.

    >>> labels_in("{'joy', 'fear'}"), labels_in("['joy' 'fear']"), labels_in("set()")
    (['joy', 'fear'], ['joy', 'fear'], [])

    Raises:
        ValueError: it is none of those.
    """
    found = _PRINTED.fullmatch(cell.strip())
    if found is None:
        raise ValueError("it is no list of texts")
    inner = found.group(1)
    if inner[:1] == "{":
        inner = f"[{inner[1:-1]}]"
    if _SPACED.fullmatch(inner):
        inner = _BETWEEN.sub(r"\1, ", inner)
    return list_of(inner) if inner else []
