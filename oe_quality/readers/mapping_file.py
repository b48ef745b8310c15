"""A mapping as a file that a person can read and edit: TOML."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from oe_quality.errors import InputError, Place
from oe_quality.readers import mapping as m
from oe_quality.readers.join import parse_join
from oe_quality.scales import Question, Scale, parse_scale
from oe_quality.suggest import one_of

STEPS: dict[str, type[m.Step]] = {
    "wide": m.Wide,
    "one_hot": m.OneHot,
    "zip": m.Zip,
    "objects": m.Objects,
    "keyed": m.Keyed,
    "fields": m.Fields,
    "counts": m.Counts,
    "crosstab": m.Crosstab,
    "rename": m.Rename,
    "keep": m.Keep,
    "beside": m.Beside,
}
"""What a step is called in the file."""

_OWN = frozenset({"guessed", "remarks"})
"""Parts of a mapping that say how it came about, and are not written."""

_REMEDY = "oeq inspect FILE -o my.toml writes one to edit."
_TABLES = ("steps", "answers", "questions")


def read_mapping(path: str | Path) -> m.Mapping:
    """A mapping from a TOML file; see `write_mapping`.

    Raises:
        InputError: the file cannot be read, or a key of it is unknown or of another kind.
    """
    place = Place(str(path))
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the mapping cannot be read: {error}", place=place, remedy=_REMEDY) from None
    mapping = parse_mapping(text, place)
    return mapping.but(join=tuple(_beside(Path(path), join) for join in mapping.join))


def _beside(path: Path, join: str) -> str:
    """A table that a mapping joins, by its place where it lies beside the mapping."""
    beside = str(path.parent / join)
    return beside if Path(parse_join(beside).path).is_file() else join


def parse_mapping(text: str, place: Place) -> m.Mapping:
    """A mapping from TOML; see `read_mapping`."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"the mapping cannot be read: {error}", place=place, remedy=_REMEDY) from None
    steps = tuple(_step(part, place) for part in _tables(content, "steps", place))
    answers = tuple(_made(m.Answers, part, place) for part in _tables(content, "answers", place))
    scales = content.pop("questions", [])
    if not isinstance(scales, list) or not all(isinstance(text, str) for text in scales):
        raise InputError("questions is a list of scales such as mood=ordinal:low<mid<high", place=place)
    questions = tuple(parse_scale(text) for text in scales)
    made: m.Mapping = _made(m.Mapping, content, place)
    return made.but(steps=steps, answers=answers, questions=questions)


def _tables(content: dict[str, Any], name: str, place: Place) -> list[dict[str, Any]]:
    found = content.pop(name, [])
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        raise InputError(f"{name} are tables: [[{name}]]", place=place)
    return found


def _step(part: dict[str, Any], place: Place) -> m.Step:
    kind = part.pop("do", None)
    if kind not in STEPS:
        raise InputError(f"{kind!r} is no step", place=place, remedy=one_of(str(kind), STEPS))
    step: m.Step = _made(STEPS[kind], part, place)
    return step


def _made(kind: Any, part: dict[str, Any], place: Place) -> Any:
    """One of the mapping's classes from a table of the file."""
    apart = (*_OWN, *_TABLES) if kind is m.Mapping else ()
    known = {field.name: field for field in fields(kind) if field.name not in apart}
    for name, value in part.items():
        if name not in known:
            raise InputError(f"{name!r} is no key of a mapping here", place=place, remedy=one_of(name, known))
        listed = "tuple" in str(known[name].type)
        if listed is not isinstance(value, list) and value is not None:
            what = "a list" if listed else "one value"
            raise InputError(f"{name} needs {what}", place=place, remedy=f"Write it as {what} in the mapping.")
    try:
        return kind(**{name: _frozen(value) for name, value in part.items()})
    except TypeError as error:
        raise InputError(f"the mapping lacks something: {error}", place=place) from None


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def write_mapping(mapping: m.Mapping) -> str:
    """A mapping as TOML, which `read_mapping` reads back.

    >>> print(write_mapping(m.Mapping(item=("clip",), annotator=("who",), answers=(m.Answers("mood"),))), end="")
    format = "tidy"
    item = ["clip"]
    annotator = ["who"]
    <BLANKLINE>
    [[answers]]
    column = "mood"
    """
    lines = [f"{name} = {_toml(value)}" for name, value in _parts(mapping)]
    scales = [text for text in map(scale_text, mapping.questions) if text]
    lines += [f"questions = {_toml(tuple(scales))}"] if scales else []
    names = {kind: name for name, kind in STEPS.items()}
    for step in mapping.steps:
        lines += ["", "[[steps]]", f"do = {_toml(names[type(step)])}"]
        lines += [f"{name} = {_toml(value)}" for name, value in _parts(step)]
    for answer in mapping.answers:
        lines += ["", "[[answers]]", *(f"{name} = {_toml(value)}" for name, value in _parts(answer))]
    return "\n".join(lines) + "\n"


def _parts(part: Any) -> list[tuple[str, Any]]:
    """What is said in a part: the fields that are not as they are by default."""
    found = []
    for field in fields(part):
        value = getattr(part, field.name)
        apart = isinstance(part, m.Mapping) and field.name in (*_OWN, *_TABLES)
        if apart or (value == field.default and field.name != "format"):
            continue
        found.append((field.name, value))
    return found


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return f'"{"".join(map(_escaped, str(value)))}"'


def _escaped(character: str) -> str:
    if character in ('"', "\\"):
        return f"\\{character}"
    return character if character.isprintable() else f"\\u{ord(character):04x}" if ord(character) < 65536 else character


def scale_text(question: Question) -> str:
    """A scale as `--scale` takes it; "" where that form cannot say all of it.

    >>> scale_text(Question("mood", Scale.ORDINAL, ("low", "high")))
    'mood=ordinal:low<high'
    """
    head = f"{question.name}={question.scale.value}"
    if question.scale.is_numeric:
        if question.codes:
            return f"{head}:{'<'.join(question.codes)}"
        bounded = question.low is not None and question.high is not None
        return f"{head}:{question.low:g}..{question.high:g}" if bounded else head
    mark = "<" if question.scale is Scale.ORDINAL else ","
    if "=" in question.name or any(mark in label or label != label.strip() for label in question.labels):
        return ""
    return head if question.open_vocabulary or not question.labels else f"{head}:{mark.join(question.labels)}"
