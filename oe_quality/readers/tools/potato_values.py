"""What the pairs of Potato mean: a schema, a name in it, and a value.

The value is "true" or the name itself where a name was chosen. It is the answer where the name is a field (a slider, a
text box) or was rated beside others (multirate), and a shortcut's key where choices have keys. Which of these it is no
single pair says: a schema's pairs are looked at together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from oe_quality.readers.text.cells import text_of

Pair = tuple[str, str, str]
"""Schema, name and value."""

SPAN = "span_annotation"
_CHOSEN = ("true", "on", "checked")
_FIELDS = ("text_box", "textbox", "text", "slider", "number")
_ASIDE = "free_response"
"""What was written beside a choice ("other: ..."): a question of its own."""

_POINT = re.compile(r"scale_(\d{1,3})")
"""A point of a Likert scale, as older versions call it."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave about an item.

    Attributes:
        item, annotator: their names.
        pairs: those that say something.
        created_at, duration: Unix seconds and seconds, or "".
        changes: what was clicked, as the tool logs it.
        line: of the file, or the number of the record.
    """

    item: str
    annotator: str
    pairs: tuple[Pair, ...]
    created_at: str = ""
    duration: str = ""
    changes: tuple[Mapping[str, Any], ...] = ()
    line: int = 0


@dataclass(slots=True)
class _Schema:
    """What is known of a schema: its names that are no plain choices, their values, and how many stand together."""

    values: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    together: int = 0

    def rates(self) -> bool:
        """Whether each name was rated: several at once, one value for two of them, or one name with two values."""
        if self.is_ticked() or len(self.values) < 2:
            return False
        told = [value for values in self.values.values() for value in values]
        return self.together > 1 or len(set(told)) < len(told) or len(told) > len(self.values)

    def is_ticked(self) -> bool:
        """Whether all values are 1, which older versions write for what was chosen."""
        return all(values == {"1"} for values in self.values.values())

    def is_chosen(self) -> bool:
        """Whether a value stands for its name: a tick or a shortcut's key."""
        return self.is_ticked() or (not self.rates() and all(len(values) == 1 for values in self.values.values()))


def cleaned(pairs: Iterable[tuple[str, str, Any]]) -> tuple[Pair, ...]:
    """The pairs that say something."""
    told = ((schema, name, text_of(value).strip()) for schema, name, value in pairs)
    return tuple((schema, name, text) for schema, name, text in told if text and text.lower() != "false")


def _is_flag(pair: Pair) -> bool:
    schema, name, value = pair
    field = name == schema or name in _FIELDS or _POINT.fullmatch(name)
    return not field and (value.lower() in _CHOSEN or value == name)


def _is_coded(pair: Pair) -> bool:
    """Whether only the schema as a whole says what a pair means."""
    schema, name, _ = pair
    known = name == schema or name in (*_FIELDS, _ASIDE) or _POINT.fullmatch(name)
    return not known and not _is_flag(pair)


def schemas_of(given: Iterable[Given]) -> Mapping[str, _Schema]:
    """What the pairs of a file say of its schemas."""
    found: defaultdict[str, _Schema] = defaultdict(_Schema)
    for one in given:
        coded = [pair for pair in one.pairs if _is_coded(pair)]
        for schema, name, value in coded:
            found[schema].values[name].add(value)
        for schema in {schema for schema, _, _ in coded}:
            found[schema].together = max(found[schema].together, sum(pair[0] == schema for pair in coded))
    return found


def answers_of(given: Given, schemas: Mapping[str, _Schema]) -> dict[str, list[str] | str]:
    """Question -> the names chosen, or what was written or rated; what was chosen goes before what was written."""
    found: dict[str, list[str] | str] = {}
    for pair in given.pairs:
        schema, name, _ = pair
        if _is_flag(pair) or (_is_coded(pair) and schemas[schema].is_chosen()):
            earlier = found.get(schema)
            found[schema] = [*earlier, name] if isinstance(earlier, list) else [name]
            continue
        question, answer = _written(pair, schemas)
        if not isinstance(found.get(question), list):
            found[question] = answer
    return found


def _written(pair: Pair, schemas: Mapping[str, _Schema]) -> tuple[str, str]:
    """The question and the answer of a pair whose value is the answer."""
    schema, name, value = pair
    point = _POINT.fullmatch(name)
    if point:
        return schema, value if value.isdigit() else point.group(1)
    aside = name == _ASIDE or (_is_coded(pair) and schemas[schema].rates())
    return f"{schema}.{name}" if aside else schema, value


def last_chosen(schema: str, names: Sequence[str], changes: Sequence[Mapping[str, Any]]) -> str:
    """The name of a schema that was chosen last, of those that stand; "" where the log does not say."""
    own = [change for change in changes if change.get("schema_name") == schema and change.get("action") == "select"]
    own = [change for change in own if change.get("label_name") in names]
    return text_of(max(own, key=lambda change: change.get("timestamp") or 0)["label_name"]) if own else ""
