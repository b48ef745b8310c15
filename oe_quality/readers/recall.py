"""What was said of an earlier export holds for a newer one of the same kind, so that options are said once.

What says which columns there are and what they mean holds as a whole, unless something of that is said anew; a word
on spelling holds until another one is said. What does not fit the newer file gives way, and that is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeVar

from oe_quality.errors import InputError, OeQualityError, Place, UsageError
from oe_quality.privacy import scrub
from oe_quality.readers.join import tables_lost
from oe_quality.readers.mapping import SINGLE, Mapping
from oe_quality.readers.mapping_file import parse_mapping, write_mapping
from oe_quality.readers.options import Kept, Kind, ReadOptions, called
from oe_quality.readers.text.json import is_json
from oe_quality.readers.text.reading import column_names, find_header
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.header import header_of

TABLE = "tidy"
"""The format of what no reader knows by its content."""

WORDS = ("missing", "models", "day_order", "join", "fold", "renamed", "scope")
"""Options that hold each by itself; all others say what columns mean and hold together."""

_SAID_ANEW = frozenset({"scales", "repeats", "renamed_in", "new_gold", "kept", "afresh", "recalled", "notes"})
"""What a store keeps elsewhere, the settings say each time, or nobody says of a file."""

_PLACE = "the store's table said"
_READ = "It is read as was said of"
_NOT_READ = "It does not fit what was said of"
_SHOWN = 60

T = TypeVar("T")


def kind_of(file: InputFile, format_: str) -> Kind:
    """What kind of export a file is.

    Args:
        file: it; format_: of the reader that knows it by its content, or `TABLE`.
    """
    if file.is_parquet or is_json(file.head):
        return Kind(format_, tuple(column_names(file)))
    header = find_header(file)
    if header is None:
        return Kind(format_)
    if format_ == TABLE:
        try:
            header = header_of(file, ReadOptions()) or header
        except InputError:
            return Kind(format_, tuple(f"column {n}" for n in range(1, len(header.names) + 1)))
    return Kind(format_, header.names)


def kind_told(file: InputFile, format_: str, options: ReadOptions) -> Kind:
    """The same, without its columns where nothing is said of files and they are of no use."""
    return kind_of(file, format_) if options.kept or options.said() else Kind(format_)


def lasting(options: ReadOptions, mapping: Mapping | None = None) -> ReadOptions:
    """The part of what is said of a file that holds for newer ones.

    Args:
        options: what is said; mapping: as which the file was read, where it has columns.
    """
    untold: dict[str, Any] = {field.name: field.default for field in fields(ReadOptions) if field.name in _SAID_ANEW}
    answers = mapping.answers if mapping else ()
    # A scale says what the only question is called, where the column is called otherwise.
    names_it = len(options.scales) == 1 == len(answers) and answers[0].column != answers[0].asked
    names_it = names_it and answers[0].asked == options.scales[0].name and not options.question_name
    if names_it:
        untold["question_name"] = options.scales[0].name
    return replace(options, **untold)


def write_said(kind: Kind, options: ReadOptions) -> str:
    """What a store keeps of what was said; "" where nothing was."""
    said: dict[str, Any] = {}
    for field in fields(ReadOptions):
        value = getattr(options, field.name)
        if value != field.default:
            said[field.name] = write_mapping(value) if isinstance(value, Mapping) else value
    return json.dumps({"format": kind.format, "columns": kind.columns, "options": said}) if said else ""


def parse_said(text: str) -> tuple[Kind, ReadOptions]:
    """The same as it was.

    Raises:
        InputError: it is none that can be read.
    """
    try:
        content = json.loads(text)
        said = {name: _as_said(value) for name, value in content["options"].items()}
        if "mapping" in said:
            said["mapping"] = parse_mapping(said["mapping"], Place(_PLACE))
        return Kind(content["format"], tuple(content["columns"])), ReadOptions(**said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"what was said of an export cannot be read: {error}", place=Place(_PLACE)) from None


def _as_said(value: Any) -> Any:
    return tuple(map(_as_said, value)) if isinstance(value, list) else value


def ways(options: ReadOptions, kind: Kind, sha256: str) -> Iterator[ReadOptions]:
    """In which ways a file may be read, the first that fits counts: with what was said of an earlier export of its
    kind; with what is said of it alone; and with what was said of the file itself at an earlier load."""
    former = _former(options, kind, sha256)
    if former is not None:
        yield _recalled(options, former)
    yield options
    own = next((kept for kept in options.kept if kept.options is not None and kept.sha256 == sha256), None)
    if own is not None and own.options is not None:
        found, _ = _merged(options, own.options)
        yield found


def read_in_ways(options: ReadOptions, kind: Kind, sha256: str, read: Callable[[ReadOptions], T]) -> T:
    """What `read` makes of a file in the first way that fits.

    Raises:
        InputError, UsageError: none does; what is said is about the file without what was said of others.
    """
    misfit = ""
    error: OeQualityError | None = None
    for way in ways(options, kind, sha256):
        try:
            return read(replace(way, notes=(*way.notes, *([misfit] if misfit else []))))
        except (InputError, UsageError) as why:
            if way.recalled or way.notes:
                misfit = f"{way.notes[0].replace(_READ, _NOT_READ).removesuffix('.')}: {why.what}."
            else:
                error = error or why
    assert error is not None
    if misfit:
        raise type(error)(error.what, place=error.place, remedy=f"{error.remedy} {misfit}".strip())
    raise error


def _former(options: ReadOptions, kind: Kind, sha256: str) -> Kept | None:
    """The export whose reading a file takes over: the latest of its kind, of the very same columns if there is one."""
    said = [kept for kept in options.kept if kept.options is not None and kept.sha256 != sha256]
    alike = [kept for kept in said if kept.kind.format == kind.format and _is_near(kept, kind)]
    return next((kept for kept in alike if set(kept.kind.columns) == set(kind.columns)), next(iter(alike), None))


def _is_near(kept: Kept, kind: Kind) -> bool:
    """Whether a file could be a newer export of the kind: a tool's may, a table has most columns of the earlier one."""
    if kind.format != TABLE:
        return True
    if kept.options is not None and kept.options.columns:
        return kept.kind.columns == kind.columns
    return 2 * len(set(kept.kind.columns) & set(kind.columns)) > len(kept.kind.columns)


def _recalled(options: ReadOptions, former: Kept) -> ReadOptions:
    """The options with what was said of an earlier export, and a note that says so; as they are where nothing of it
    is left to say."""
    assert former.options is not None
    found, taken = _merged(options, former.options)
    lost = tables_lost((*found.join, *(found.mapping.join if found.mapping else ()))) if "join" in taken else ()
    if "mapping" in taken and found.mapping is not None:
        gone = tables_lost(found.mapping.join)
        kept = tuple(text for text in found.mapping.join if text not in gone)
        found = replace(found, mapping=found.mapping.but(join=kept, guessed=frozenset(SINGLE)))
        lost = tuple(dict.fromkeys((*lost, *gone)))
    if not taken:
        return options
    said = ", ".join(_in_words(name, getattr(found, name)) for name in taken)
    notes = [f"{_READ} {scrub(former.file)}: {said}."]
    if lost:
        found = replace(found, join=tuple(text for text in found.join if text not in lost))
        notes.append(f"{', '.join(lost)}, which was joined then, is not there, and is not joined.")
    columns = any(name not in WORDS for name in taken)
    return replace(found, recalled=columns, notes=tuple(notes))


def _merged(options: ReadOptions, former: ReadOptions) -> tuple[ReadOptions, list[str]]:
    """The options, with others in place of what they leave unsaid; and the names of what was taken over."""
    default = {field.name: field.default for field in fields(ReadOptions)}
    columns = [name for name in default if name not in (*WORDS, *_SAID_ANEW)]
    untold = all(getattr(options, name) == default[name] for name in columns)
    names = [*(columns if untold else []), *(name for name in WORDS if getattr(options, name) == default[name])]
    taken = [name for name in names if getattr(former, name) != default[name]]
    changes: dict[str, Any] = {name: getattr(former, name) for name in taken}
    return replace(options, **changes), taken


def _in_words(name: str, value: Any) -> str:
    """An option as it is said on the command line."""
    if isinstance(value, Mapping):
        return called(name)
    parts = value if isinstance(value, tuple) else (value,)
    text = ",".join("=".join(part) if isinstance(part, tuple) else str(part) for part in parts)
    return f"{called(name)} {scrub(text[:_SHOWN])!r}"


def to_keep(now: ReadOptions, kind: Kind, options: ReadOptions, mapping: Mapping | None) -> str:
    """What a store keeps of what was said of a file; "" where nothing is said of it, or only of another one.

    Args:
        now: what the user says in this call; kind: what kind of export it is; options: with which it was read;
        mapping: as which, where it has columns.
    """
    if options.notes and not write_said(kind, lasting(now, mapping)):
        return ""
    return write_said(kind, lasting(options, mapping))
