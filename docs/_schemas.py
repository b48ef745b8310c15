"""JSON Schemas of the documents that commands print: `python docs/_schemas.py` writes docs/schemas/.

A form is read off the types of the frozen results, and what is said of a key off their docstrings. What a result
shapes itself is spelt here, in types; a form that stands in neither place is an error. tests/test_schemas.py holds
real documents against the files.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import importlib
import inspect
import json
import pkgutil
import re
import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import oe_quality
from oe_quality.analysis.agreement.results import QuestionAgreement
from oe_quality.analysis.compare.requirements import CheckRow
from oe_quality.analysis.reliability.results import CrossedRow, LimitsRow, RetestRow
from oe_quality.kernel.agreement.intervals import IntervalMethod
from oe_quality.store.panel import LeftOut

FOLDER = Path(__file__).resolve().parent / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
FORM = re.compile(r'"(oeq\.[\w-]+/\d+)"')


@dataclass(frozen=True, slots=True)
class Document:
    """Another document, of one of these forms, within one."""

    forms: tuple[str, ...]


Json = dict[str, Any]
Table = list[dict[str, Any]]
Texts = list[str]

_BELIEF: Json = {
    "question": str,
    "kind": Literal["consensus"],
    "method": str,
    "converged": bool,
    "calibration": str,
    "calibrated": bool,
    "seed": int,
    "prevalence": dict[str, float],
    "left_out": LeftOut,
    "warnings": Texts,
    "labels": Texts,
    "items": Table,
}
_SOFT = ("oeq.consensus/1", "oeq.consensus-set/2", "oeq.perception/1", "oeq.ratings/1")

SPELT: dict[str, Json] = {
    "oeq.agreement/1": {
        "interval": IntervalMethod,
        "level": float,
        "resamples": int,
        "seed": int,
        "notes": Texts,
        "questions": list[QuestionAgreement],
    },
    "oeq.aggregation/1": {
        "results": [Document(_SOFT)],
        "comparisons": [Document(("oeq.comparison/1",))],
        "skipped": list[dict[str, str]],
        "seed": int,
    },
    "oeq.check/1": {"store": str, "passed": bool, "rows": list[CheckRow]},
    "oeq.comparison/1": {"question": str, "chosen": str, "n": int, "methods": Table},
    "oeq.consensus/1": {
        "steps": int,
        "objective": float | None,
        "mode_gap": float | None,
        "exponent": float,
        "floor": float,
        "members": list[Any],
        "sampled": float,
        "dependence": float | None,
        **_BELIEF,
    },
    "oeq.consensus-set/2": {"exponents": dict[str, float], **_BELIEF},
    "oeq.contested/1": {"question": str, "items": Table},
    "oeq.files/1": {"files": Table},
    "oeq.gold/1": {"question": str, "gold": Table},
    "oeq.gold-chosen/1": {
        "question": str,
        "source": str,
        "expected_wrong": float | None,
        "wrong_low": float | None,
        "wrong_high": float | None,
        "coverage": Document(("oeq.coverage/1",)),
        "items": Table,
    },
    "oeq.annotator-ranks/1": {"ranks": Table},
    "oeq.journal/1": {"journal": Table},
    "oeq.limits/1": {"rows": list[LimitsRow]},
    "oeq.perception/1": {
        "question": str,
        "kind": Literal["perception"],
        "method": str,
        "population": str,
        "by_kinds": float | None,
        "seed": int,
        "left_out": LeftOut,
        "warnings": Texts,
        "labels": Texts,
        "items": Table,
    },
    "oeq.plans/1": {"plans": [Document(("oeq.plan/1",))]},
    "oeq.query/1": {"columns": Texts, "rows": Table},
    "oeq.ratings/1": {
        "question": str,
        "kind": Literal["ratings"],
        "method": str,
        "cross_validation": list[dict[str, Any]],
        "converged": bool,
        "seed": int,
        "left_out": LeftOut,
        "warnings": Texts,
        "items": Table,
    },
    "oeq.retest/1": {"rows": list[RetestRow]},
    "oeq.sentences/1": {"sentences": Table},
    "oeq.splits/1": {"by": str, "ungrouped": int, "items": Table},
    "oeq.verification/1": {"checks": Table},
    "oeq.votes/1": {"question": str, "items": Table},
    "oeq.xrr/1": {"attribute": str, "rows": list[CrossedRow]},
}
"""Forms that a result shapes itself -> key -> type."""

OF_OTHERS = {"oeq.provenance/1"}
"""Forms that only stand in a page's data."""


def forms() -> dict[str, type]:
    """Every form -> the result that prints it."""
    found: dict[str, type] = {}
    for module in pkgutil.walk_packages(oe_quality.__path__, "oe_quality."):
        if ".cluster" in module.name or module.name.endswith(("spark", "__main__")):
            continue  # they need Spark, and print nothing
        for made in vars(importlib.import_module(module.name)).values():
            if inspect.isclass(made) and made.__module__ == module.name and "to_dict" in vars(made):
                found |= dict.fromkeys(FORM.findall(inspect.getsource(made.to_dict)), made)
    return {form: found[form] for form in sorted(found) if form not in OF_OTHERS}


def schema(form: str, made: type) -> Json:
    """The schema of one form."""
    shared: dict[str, Json] = {}
    source = inspect.getsource(made.to_dict)
    if form in SPELT:
        body = _object(SPELT[form], attributes(made), shared)
    elif not any(way in source for way in ("to_json(self)", "fields(self)", "to_json(getattr(self, name)")):
        raise LookupError(f"{form} is shaped by {made.__qualname__} itself: spell it here")
    else:
        body = _fields(made, shared)
        for key in re.findall(r'"(\w+)":', source.partition("document(")[2]) + re.findall(r'\| \{"(\w+)"', source):
            body["properties"].setdefault(key, {})
            body["required"] = sorted({*body["required"], key}, key=list(body["properties"]).index)
    body["properties"] = {"schema": {"const": form}} | body["properties"]
    body["required"] = ["schema", *body["required"]]
    first = (inspect.getdoc(made) or "").partition("\n")[0]
    return {
        "$schema": DRAFT,
        "$id": file_name(form),
        "title": form,
        "description": first,
        **body,
        "$defs": dict(sorted(shared.items())),
    }


def attributes(made: type) -> dict[str, str]:
    """What a class's docstring says of its attributes."""
    _, _, listed = (inspect.getdoc(made) or "").partition("Attributes:\n")
    said: dict[str, str] = {}
    entries: list[str] = []
    for line in listed.splitlines():
        if not line.strip() or not line.startswith("    "):
            break
        if line.startswith("     ") and entries:
            entries[-1] += " " + line.strip()
        else:
            entries.append(line.strip())
    for entry in entries:
        names, _, meaning = entry.partition(": ")
        said |= dict.fromkeys(re.findall(r"\w+", names), meaning)
    return said


def _fields(made: type, shared: dict[str, Json]) -> Json:
    hints = typing.get_type_hints(made)
    return _object({f.name: hints[f.name] for f in dataclasses.fields(made)}, attributes(made), shared)


def _object(keys: Mapping[str, Any], said: Mapping[str, str], shared: dict[str, Json]) -> Json:
    properties = {}
    for name, kind in keys.items():
        about = {"description": said[name]} if said.get(name) else {}
        properties[name] = _typed(kind, shared) | about
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


_PLAIN: dict[Any, Json] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime.datetime: {"type": "string", "format": "date-time"},
    datetime.date: {"type": "string", "format": "date"},
    Any: {},
    object: {},
}


def _typed(kind: Any, shared: dict[str, Json]) -> Json:
    """What a type allows."""
    if isinstance(kind, Document):
        return {"anyOf": [{"$ref": file_name(form)} for form in kind.forms]}
    if isinstance(kind, list):
        return {"type": "array", "items": _typed(kind[0], shared)}
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if typing.get_origin(kind):
        return _generic(typing.get_origin(kind), typing.get_args(kind), shared)
    if inspect.isclass(kind) and issubclass(kind, enum.Enum):
        return {"enum": [one.value for one in kind]}
    if inspect.isclass(kind) and dataclasses.is_dataclass(kind):
        if kind.__name__ not in shared:
            shared[kind.__name__] = {}  # before its fields, which may speak of itself
            shared[kind.__name__] = _fields(kind, shared)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return _ARRAY


_ARRAY: Json = {"type": "array"}
"""An array of numbers, or a column of a frame."""


def _generic(origin: Any, within: tuple[Any, ...], shared: dict[str, Json]) -> Json:
    """What a type with parameters allows."""
    if origin is Literal:
        return {"enum": list(within)}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_typed(one, shared) for one in within]}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": _typed(within[1], shared)}
    if origin is tuple and within[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_typed(one, shared) for one in within], "items": False}
    if origin in (tuple, list, frozenset):
        return {"type": "array", "items": _typed(within[0], shared)}
    return _ARRAY


def file_name(form: str) -> str:
    """The file of a form.

    >>> file_name("oeq.gold-chosen/1")
    'oeq.gold-chosen-1.json'
    """
    return f"{form.replace('/', '-')}.json"


def texts() -> Iterator[tuple[str, str]]:
    """(file name, text) of every schema."""
    for form, made in forms().items():
        yield file_name(form), json.dumps(schema(form, made), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every schema; remove those of forms that are no more."""
    FOLDER.mkdir(exist_ok=True)
    written = dict(texts())
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for file in FOLDER.glob("*.json"):
        if file.name not in written:
            file.unlink()


if __name__ == "__main__":
    main()
