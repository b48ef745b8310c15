"""What a result of Label Studio answers: one place for its JSON and its flat forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oe_quality.readers.text.cells import text_of
from oe_quality.scales import PATH_SEPARATOR

TYPES = ("number", "textarea", "taxonomy", "rating")
"""Kinds of results whose scale is known; choices are judged by their answers."""

_KINDS = {
    "choices": "choices",
    "rating": "rating",
    "number": "number",
    "taxonomy": "taxonomy",
    "textarea": "textarea",
    "text": "textarea",
    "datetime": "datetime",
    "pairwise": "pair",
    "ranker": "ranking",
    "relation": None,
}
_FIELDS = {"choices": "choices", "rating": "rating", "number": "number", "taxonomy": "taxonomy", "datetime": "datetime"}
_REGION = frozenset(
    {"start", "end", "x", "y", "width", "height", "points", "rle", "vertices", "startOffset", "endOffset", "sequence"}
)
"""Fields of a value that say which part of an item it is about."""

_MARKS = frozenset({"rectangle", "ellipse", "polygon", "keypoint", "brush", "bitmask", "vector", "videorectangle"})
"""Types of results that mark a part, beside those that end in `labels`."""


def kind_of(result: Any) -> str | None:
    """A result's kind: one of `choices`, `rating`, ..., `region`, `pair`, `ranking`, `other`; None if it says nothing.

    Raises:
        ValueError: it is no result.
    """
    if not isinstance(result, dict):
        raise ValueError("a result is no object")
    written = str(result.get("type", "")).lower()
    if written in _KINDS:
        return _KINDS[written]
    if not isinstance(result.get("value"), dict):
        return None
    return "region" if written.endswith("labels") or written in _MARKS or is_about_a_region(result) else "other"


def is_about_a_region(result: Mapping[str, Any]) -> bool:
    """Whether a result is about a part of the item: a region, or one of its pictures."""
    value = result.get("value")
    return "item_index" in result or (isinstance(value, dict) and not _REGION.isdisjoint(value))


def answer_of(value: Mapping[str, Any], kind: str) -> Any:
    """What a value answers: labels as a list, a number, or a text.

    Raises:
        ValueError: it holds no answer of its kind.
    """
    if kind == "textarea":
        texts = value.get("text")
        return "\n".join(map(text_of, texts)) if isinstance(texts, list) else text_of(texts)
    found = value.get(_FIELDS[kind])
    if kind == "taxonomy":
        return paths_of(found)
    if kind == "choices":
        if not isinstance(found, list):
            raise ValueError("its choices are no list")
        return [PATH_SEPARATOR.join(map(text_of, part)) if isinstance(part, list) else text_of(part) for part in found]
    return text_of(found)


def paths_of(found: Any) -> list[str]:
    """Paths of a taxonomy as labels: `Positive/Joy`.

    Raises:
        ValueError: they are no paths.
    """
    if not isinstance(found, list):
        raise ValueError("its taxonomy is no list of paths")
    return [PATH_SEPARATOR.join(map(text_of, path)) if isinstance(path, list) else text_of(path) for path in found]
