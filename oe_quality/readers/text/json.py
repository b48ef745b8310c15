"""JSON documents as numbered records, where one broken record costs no other.

Records are decoded one at a time, so that a large array is never held as Python objects.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, SupportsIndex

from oe_quality.readers.text.csv import BadRow

Record = tuple[int, dict[str, Any]]
"""A record's number in the file (its line, in JSON Lines), from 1, and its content."""

KEY = "key"
"""The field that holds the name under which a record stands, in an object of records."""

MAX_DEPTH = 200
"""Lists and objects within each other; no export has more, and what has breaks programs that follow links."""

_BLANK = re.compile(r"[ \t\r\n]*")
_FIRST_KEY = re.compile(r'\s*(?:\[\s*)?\{\s*("(?:[^"\\]|\\.){1,200}")\s*:')
_ANY_KEY = re.compile(r'[\[,]\s*\{\s*("(?:[^"\\]|\\.){1,200}")\s*:')
_NOTHING, _NEVER = re.compile(r"[\s,\]}]*"), re.compile(r"(?!)")
"""What may stand behind the records of an array, and what stands nowhere."""
_PROBED, _TRIED = 1 << 18, 8
"""Characters of an array, and keys, that are looked at where the first record is broken."""
_INVALID, _NO_OBJECT = "it is not valid JSON", "it is no JSON object"
_NO_ROW = "it has not as many cells as there are columns"
_TOO_DEEP = "nested too deeply"
_TOKEN = re.compile(r'[^"{}\[\],]+|"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
_BETWEEN = re.compile(r"\}\s*,\s*\{|,\s*\{\s*\"$")
"""What stands between records; a text that holds it is two texts of which one lacks its end."""
_SCANS = 4
"""How often a document's length is spent at most on looking for the ends of broken records."""
_WRAPPERS = ("data", "records", "rows", "items", "results", "examples", "tasks", "feedback")
_PLAIN_FIELD = r'"\w+"\s*:\s*(?:"[^"\\]*"|[\w.+-]*)\s*,\s*'
_WRAPPED = re.compile(rf'\{{\s*(?:{_PLAIN_FIELD}){{0,4}}"(?:{"|".join(_WRAPPERS)})"\s*:\s*(?=\[\s*\{{)')
"""The beginning of an object that wraps an array of records, up to the array."""
_OF_ONE_ITEM = ("answers", "annotations", "judgments", "labels", "spans")
"""Lists that belong to an item rather than being the items."""

_SHOWN_KEYS = 50

LONGEST = 1 << 26
"""Characters; no element of an array that is read piece by piece is longer."""


class Uncounted(str):
    """A text whose lines nobody counts: the decoder does so up to each mistake, so that many would take quadratic time.

    It asks the text itself, with these two methods.
    """

    __slots__ = ()

    def count(self, sub: str, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int:  # noqa: ARG002
        return 0

    def rfind(self, sub: str, start: SupportsIndex | None = None, end: SupportsIndex | None = None, /) -> int:  # noqa: ARG002
        return -1


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
        value = _DECODER.decode(text)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    _check_depth(value)
    return value


def _check_depth(value: Any) -> None:
    """Refuse what is nested more than `MAX_DEPTH` deep.

    Raises:
        ValueError: it is.
    """
    level = _parts(value) if isinstance(value, (list, dict)) else []
    if not level:
        return
    for _ in range(MAX_DEPTH):
        level = [part for whole in level if isinstance(whole, (list, dict)) for part in _parts(whole)]
        if not level:
            return
    raise ValueError(_TOO_DEEP)


def _parts(whole: list[Any] | dict[str, Any]) -> list[Any]:
    parts = whole.values() if isinstance(whole, dict) else whole
    return [part for part in parts if isinstance(part, (list, dict))]


def is_json(head: str) -> bool:
    """Whether text begins as a JSON array or object does."""
    return re.match(r"\s*(\[\s*(\{|\]|$)|\{\s*(\"|\}))", head) is not None


def records_of(text: str) -> Iterator[Record | BadRow]:
    """The records of a JSON document: of an array, of JSON Lines, of a single object, of an array within an
    object, of an object of records by name (the name becomes the field `key`), or of an object of columns."""
    start = _BLANK.match(text, 1 if text.startswith("\ufeff") else 0)
    assert start is not None
    position = start.end()
    if text[position : position + 1] == "[":
        yield from _array(text, position)
        return
    whole = _single(text)
    wrapped = _WRAPPED.match(text, position) if whole is None else None
    if wrapped is not None and not _are_lines(text):
        yield from _array(text, wrapped.end())
    elif whole is None:
        objects = None if _are_lines(text) else _in_a_row(text, position)
        yield from lines_in(text) if objects is None else enumerate(objects, 1)
    else:
        yield from _of_object(whole)


def _in_a_row(text: str, position: int) -> list[dict[str, Any]] | None:
    """Objects that follow each other with blanks or nothing between them, as `jq` prints them; None where some text is
    none."""
    found: list[dict[str, Any]] = []
    while position < len(text):
        try:
            value, position = _DECODER.raw_decode(text, position)
            _check_depth(value)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        found.append(value)
        after = _BLANK.match(text, position)
        position = after.end() if after else position
    return found


def _single(text: str) -> dict[str, Any] | None:
    """The one object that the text is, or None where it is something else, such as JSON Lines."""
    first, _, rest = text.partition("\n")
    if rest.strip() and _is_whole(first):
        return None
    try:
        value = parse_json(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _are_lines(text: str) -> bool:
    """Whether one of the first lines is an object by itself."""
    return any(line.startswith("{") and _is_whole(line) for line in islice(io.StringIO(text), _TRIED))


def _is_whole(line: str) -> bool:
    """Whether a line is JSON by itself."""
    try:
        parse_json(line)
    except ValueError:
        return False
    return True


def _of_object(whole: dict[str, Any]) -> Iterator[Record | BadRow]:
    """The records that a single object stands for."""
    inner = _wrapped(whole)
    values = list(whole.values())
    if inner is not None:
        yield from _numbered(inner)
    elif _is_split(whole):
        for number, row in enumerate(whole["data"], 1):
            fits = isinstance(row, list) and len(row) == len(whole["columns"])
            yield (number, dict(zip(whole["columns"], row, strict=True))) if fits else BadRow(number, _NO_ROW)
    elif _holds_columns(values):
        names = list(whole)
        for number, row in enumerate(zip(*values, strict=True), 1):
            yield number, dict(zip(names, row, strict=True))
    elif _holds_indexed_columns(values):
        for number, index in enumerate(values[0], 1):
            yield number, {name: column.get(index) for name, column in whole.items()}
    elif len(values) > 1 and all(isinstance(value, dict) for value in values) and _alike(values):
        for number, (name, value) in enumerate(whole.items(), 1):
            yield number, ({KEY: name} | value if KEY not in value else value)
    else:
        yield 1, whole


def _is_split(whole: dict[str, Any]) -> bool:
    """Whether an object holds the names of columns and the rows below them, as pandas writes `orient="split"`."""
    names, rows = whole.get("columns"), whole.get("data")
    told = isinstance(names, list) and all(isinstance(name, str) for name in names) and len(set(names)) == len(names)
    held = isinstance(rows, list) and bool(rows) and all(isinstance(row, list) for row in rows)
    return told and held and set(whole) <= {"columns", "data", "index"}


def _wrapped(whole: dict[str, Any]) -> list[Any] | None:
    """The array of records within an object that says little else."""
    lists = {name: value for name, value in whole.items() if _is_list_of_objects(value)}
    if len(lists) != 1:
        return None
    name = next(iter(lists))
    others = [value for other, value in whole.items() if other != name]
    plain = all(not isinstance(value, list) for value in others)
    outer = name.casefold() in _WRAPPERS or (not others and name.casefold() not in _OF_ONE_ITEM)
    return lists[name] if plain and outer else None


def _is_list_of_objects(value: Any) -> bool:
    return isinstance(value, list) and len(value) > 0 and all(isinstance(part, dict) for part in value)


def _holds_columns(values: list[Any]) -> bool:
    """Whether values are columns: several lists of one length, of more than one row."""
    if len(values) < 2 or not all(isinstance(value, list) for value in values):
        return False
    return len({len(value) for value in values}) == 1


def _holds_indexed_columns(values: list[Any]) -> bool:
    """Whether values are columns as pandas writes them by default: `{"item": {"0": "a", "1": "b"}, ...}`."""
    if len(values) < 2 or not all(isinstance(value, dict) and value for value in values):
        return False
    first = list(values[0])
    return first == [str(number) for number in range(len(first))] and all(list(value) == first for value in values)


def _alike(values: list[dict[str, Any]]) -> bool:
    """Whether objects look like records: they share a field that all have."""
    shared = set(values[0])
    for value in values[:_SHOWN_KEYS]:
        shared &= set(value)
    return bool(shared)


def _numbered(values: list[Any]) -> Iterator[Record | BadRow]:
    for number, value in enumerate(values, 1):
        yield (number, value) if isinstance(value, dict) else BadRow(number, _NO_OBJECT)


def lines_in(text: str, before: int = 0) -> Iterator[Record | BadRow]:
    """The records of JSON Lines.

    Args:
        text: whole lines; before: how many lines stand before them in the file.
    """
    number, position = before, 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        number += 1
        line = text[position:end].lstrip("\ufeff" if number == 1 else "")
        if line.strip():
            yield _checked(number, line)
        position = end + 1


def _checked(number: int, text: str) -> Record | BadRow:
    try:
        value = parse_json(text)
    except json.JSONDecodeError as error:
        return BadRow(number, _invalid(error, f"column {error.colno}"))
    except ValueError as error:
        return BadRow(number, _INVALID if str(error) == _TOO_DEEP else str(error))
    return (number, value) if isinstance(value, dict) else BadRow(number, _NO_OBJECT)


def _invalid(error: json.JSONDecodeError, where: str) -> str:
    """What is wrong with JSON, and where; nothing of it is repeated."""
    what = error.msg.partition(":")[0].removesuffix(" at")
    return f"{_INVALID} ({where}: {what[:1].lower()}{what[1:]})"


def _array(text: str, start: int) -> Iterator[Record | BadRow]:
    """The elements of the array that begins at `start`, one at a time; from the first damage on they are salvaged."""
    number, before = 0, start
    while True:
        position = _skip_blank(text, before + 1)
        if text[position : position + 1] == "]":
            return
        try:
            value, end = _DECODER.raw_decode(text, position)
            _check_depth(value)
            end = _skip_blank(text, end)
            if text[end : end + 1] not in (",", "]"):
                raise ValueError("no end")
        except (ValueError, RecursionError):
            yield from _salvaged(text, start, before, number)
            return
        number += 1
        yield (number, value) if isinstance(value, dict) else BadRow(number, _NO_OBJECT)
        if text[end] == "]":
            return
        before = end


def elements_of(pieces: Iterable[str]) -> Iterator[Record | BadRow]:
    """The elements of an array that comes in pieces, so that a large one is never in memory as a whole.

    Args:
        pieces: of a text that begins with an array.

    Raises:
        ValueError: the array is damaged, or an element is longer than `LONGEST`.
    """
    coming = iter(pieces)
    text = next(coming, "").lstrip("\ufeff \t\r\n")
    number, position = 0, 1
    while True:
        position = _skip_blank(text, position)
        try:
            if text.startswith("]", position):
                return
            value, end = _DECODER.raw_decode(text, position)
            _check_depth(value)
            end = _skip_blank(text, end)
            if text[end : end + 1] not in (",", "]"):
                raise ValueError("no end")
        except RepeatedKeyError:
            raise
        except (ValueError, RecursionError):
            # What stands there may only be cut short: the next piece shows.
            piece = next(coming, "")
            if not piece or len(text) - position > LONGEST:
                raise ValueError("the array is damaged") from None
            text, position = text[position:] + piece, 0
            continue
        number += 1
        yield (number, value) if isinstance(value, dict) else BadRow(number, _NO_OBJECT)
        if text[end] == "]":
            return
        position = end + 1


def _skip_blank(text: str, position: int) -> int:
    blank = _BLANK.match(text, position)
    assert blank is not None
    return blank.end()


def _salvaged(text: str, start: int, position: int, number: int) -> Iterator[Record | BadRow]:
    """Records of a broken array from a bracket or comma on, one after another.

    Behind what cannot be read, the next place is looked for where one seems to begin: a brace and the key with which
    the others begin, after a comma or a bracket.

    Args:
        text: the document; start: where its array begins.
        position: of the bracket or comma before the first damage; number: of the records before it.
    """
    key = _first_key(text, start, whole=number > 0)
    text, at = Uncounted(text), position + 1
    beginning = _beginning_with(key) if key is not None else _NEVER
    lines, ends = _Lines(text), _Ends(text)
    while _NOTHING.fullmatch(text, at) is None:
        number += 1
        lines.go_to(at)
        read, end = _tried(text, at, number, lines)
        yield read
        closed = ends.of(end) if isinstance(read, BadRow) else None
        end = end if closed is None else closed
        sign = text[end : end + 1]
        if (isinstance(read, BadRow) and closed is None) or sign not in ("", ",", "{", "]"):
            found = beginning.search(text, end)
            if found is None:
                return
            at = found.end()
        else:
            at = end + (sign == ",")


class _Lines:
    """Where in a document a place is, as a person counts; each line is counted once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1

    def go_to(self, position: int) -> None:
        """Count up to a place, behind which all that are asked for lie."""
        self._line += str.count(self._text, "\n", self._at, position)
        self._at = position

    def place(self, position: int) -> str:
        """Line and column of a place."""
        line = self._line + str.count(self._text, "\n", self._at, position)
        return f"line {line}, column {position - str.rfind(self._text, chr(10), 0, position)}"


class _Ends:
    """Where broken records end, if their brackets and quotation marks are whole."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = _SCANS * len(text)

    def of(self, position: int) -> int | None:
        """Behind the object that begins somewhere and the blanks after it; None where that cannot be told."""
        if self._left <= 0 or self._text[position : position + 1] != "{":
            return None
        end = self._closed(position)
        self._left -= (end or position) - position
        if end is None:
            return None
        end = _skip_blank(self._text, end)
        return end if self._text[end : end + 1] in (",", "]") else None

    def _closed(self, position: int) -> int | None:
        open_brackets: list[str] = []
        before, at = "", position
        while (token := _TOKEN.match(self._text, at)) is not None:
            sign, at = token.group(), token.end()
            self._left -= at - token.start()
            if sign in ("{", "["):
                if before == "," and open_brackets[-1] == "{":
                    return None  # within an object a key follows a comma: the next record begins here
                open_brackets.append(sign)
            elif sign in ("}", "]"):
                if open_brackets.pop() != {"}": "{", "]": "["}[sign]:
                    return None
                if not open_brackets:
                    return at
            elif sign[0] == '"' and _BETWEEN.search(sign):
                return None
            elif before[:1] == '"' and sign != "," and sign[0] != '"' and sign.lstrip()[:1] not in ("", ":"):
                return None  # what stands behind a text begins within another one
            before = before if sign.isspace() else sign
        return None


def _tried(text: str, position: int, number: int, lines: _Lines | None = None) -> tuple[Record | BadRow, int]:
    """The record that may begin somewhere, and where it ends; of one that cannot be read, where it begins."""
    at = _skip_blank(text, position)
    try:
        value, end = _DECODER.raw_decode(text, at)
        _check_depth(value)
    except json.JSONDecodeError as error:
        return BadRow(number, _INVALID if lines is None else _invalid(error, lines.place(error.pos))), at
    except RepeatedKeyError as error:
        return BadRow(number, str(error) if lines is None else f"{error} ({lines.place(at)})"), at
    except (ValueError, RecursionError):
        return BadRow(number, _INVALID), at
    return ((number, value), _skip_blank(text, end)) if isinstance(value, dict) else (BadRow(number, _NO_OBJECT), at)


def _beginning_with(key: str) -> re.Pattern[str]:
    return re.compile(r"[\[,]\s*(?=\{\s*" + re.escape(key) + r"\s*:)")


def _first_key(text: str, start: int, *, whole: bool) -> str | None:
    """The key with which the records of an array begin, in quotation marks.

    It is the first record's, if that is `whole` or others begin so too. Otherwise it is the one with which most of the
    text can be read; what records hold covers less of it than they do.
    """
    probe = Uncounted(text[start : start + _PROBED])
    often = Counter(found.group(1) for found in _ANY_KEY.finditer(probe))
    first = _FIRST_KEY.match(text, start)
    if first is not None and (whole or often[first.group(1)] > 1):
        return first.group(1)
    return max((key for key, _ in often.most_common(_TRIED)), key=lambda key: _covered(probe, key), default=None)


def _covered(text: str, key: str) -> int:
    """How many characters can be read as records that begin with a key."""
    position, covered, beginning = 0, 0, _beginning_with(key)
    while (found := beginning.search(text, position)) is not None:
        read, position = _tried(text, found.end(), 0)
        covered += 0 if isinstance(read, BadRow) else position - found.end()
    return covered
