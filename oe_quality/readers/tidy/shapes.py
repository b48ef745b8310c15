"""Which shape a table has: one row per answer, or another that a step brings into it. Told by the cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from oe_quality.errors import Place
from oe_quality.home import FIELDS
from oe_quality.readers.answers.printed import parts_in
from oe_quality.readers.answers.votes import asked, doubt_of
from oe_quality.readers.mapping import Counts, Keyed, Objects, OneHot, Step, Wide, Zip
from oe_quality.readers.text.cells import parse_printed
from oe_quality.readers.text.json import KEY
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.tidy.grid import Grid, are_people, grid_of
from oe_quality.readers.tidy.names import COMMON, DIMENSIONS, REMARKS, SETTLED, SURVEY, is_nobody, is_person, plain

LOOKED_AT = 1000
"""Rows whose cells tell the shape."""

ANSWERS = "emotion"
"""What the question of a group of 0/1 columns is called where nothing names it."""

_FEW = 40
"""Different answers at most that the columns of a wide table share."""

_NO_ANSWER = r"^(\[\s*)?\{.*[:}]|^\d{4}-\d\d-\d\d[ T]\d\d:\d\d"
"""An object, or a moment in ISO 8601."""
_FLAGS = frozenset({"0", "1", "0.0", "1.0", "true", "false"})


def shape_of(sheet: Sheet, place: Place, *, counts: bool = True) -> Step | None:
    """The step that a table needs before its roles can be read, if it is not tidy yet.

    Args:
        sheet: the table; place: the file, for errors; counts: whether columns may count answers.

    Raises:
        InputError: columns may count answers, or be something else.
    """
    head = sheet.head(LOOKED_AT)
    named = {role: _named(sheet, role) for role in ("item", "annotator", "label")}
    found = (
        _two_headers(head)
        or _lists(head, named["annotator"], named["label"])
        or _objects(head, bool(named["annotator"] and named["label"]))
    )
    if found or named["label"] or _dimensions(sheet):
        return found
    return _group(head, named["item"], named["annotator"], place, counts)


def _named(sheet: Sheet, role: str) -> list[str]:
    return [name for name in sheet.names if plain(name) in COMMON[role]]


def _dimensions(sheet: Sheet) -> bool:
    return any(plain(name) in DIMENSIONS[:3] for name in sheet.names)


def parsed(cells: pl.Series, kind: type) -> list[Any]:
    """The values of cells that are not empty, as JSON or Python writes them; [] if one is of another kind."""
    found = []
    for cell in cells:
        text = cell.strip()
        if not text:
            continue
        try:
            value = parse_printed(text) if text[0] in "[{" else None
        except ValueError:
            value = None
        if not isinstance(value, kind):
            return []
        found.append(value)
    return found


def lists_in(cells: pl.Series) -> list[list[Any]]:
    """The lists that stand in cells, whatever printed them, empty cells apart; [] if one holds no list."""
    found = []
    for cell in cells:
        if not cell.strip():
            continue
        try:
            found.append(parts_in(cell))
        except ValueError:
            return []
    return found


def _lists(sheet: Sheet, annotators: Sequence[str], labels: Sequence[str]) -> Step | None:
    """Annotators in a list, and their answers in others of the same length."""
    for who in annotators:
        for separator, split in (("", _of_lists), (",", _of_text(","))):
            lengths = split(sheet.cells(who))
            if not lengths or max(lengths) < 2:
                continue
            beside = [name for name in sheet.names if name != who and split(sheet.cells(name)) == lengths]
            if any(name in labels for name in beside):
                return Zip((who, *beside), separator)
    return None


def _of_lists(cells: pl.Series) -> list[int]:
    found = lists_in(cells)
    return [] if any(isinstance(part, dict) for value in found for part in value) else list(map(len, found))


def _of_text(separator: str) -> Callable[[pl.Series], list[int]]:
    return lambda cells: [] if any(c[:1] in "[{" for c in cells) else [len(c.split(separator)) for c in cells if c]


def _objects(sheet: Sheet, tidy: bool) -> Step | None:
    """A list of answers, or answers by name, in one cell."""
    for name in () if tidy and plain(sheet.names[0]) not in ("annotations",) else sheet.names:
        cells = sheet.cells(name)
        found = parsed(cells, list)
        parts = [part for value in found for part in value]
        if parts and all(isinstance(part, dict) for part in parts):
            keys = {plain(key) for part in parts for key in part}
            if keys & set(COMMON["annotator"]) and keys & set(COMMON["label"]):
                return Objects(name)
        keyed = parsed(cells, dict)
        if keyed and plain(name) in COMMON["label"] and _is_by_name(keyed):
            return Keyed(name)
    return None


def _is_by_name(values: Sequence[dict[str, Any]]) -> bool:
    """Whether objects name people and their answers: none holds a key that a record would have."""
    keys = {plain(key) for value in values for key in value}
    known = {word for role in COMMON for word in COMMON[role]}
    return not keys & known and not any(map(_holds_objects, (part for value in values for part in value.values())))


def _holds_objects(part: Any) -> bool:
    return isinstance(part, dict) or (isinstance(part, list) and any(isinstance(one, dict) for one in part))


def _group(sheet: Sheet, items: Sequence[str], annotators: Sequence[str], place: Place, counts: bool) -> Step | None:
    """A group of columns that hold the answers together, where no column does."""
    known = {word for role in COMMON for word in COMMON[role]}
    others = [name for name in sheet.names if plain(name) not in known | REMARKS | FIELDS | SETTLED]
    cells = {name: sheet.cells(name).str.strip_chars() for name in others}
    # An object is a record, and a moment a time: neither is an answer.
    others = [name for name in others if not cells[name].str.contains(_NO_ANSWER).any()]
    cells = {name: cells[name] for name in others}
    grid = None if annotators else grid_of([name for name in others if _values(cells[name])])
    if grid is not None:
        return _of_grid(grid, cells, bool(items or key_of(sheet, grid.columns)))
    people = [name for name in others if is_person(name)]
    if len(people) >= 2 and not annotators:
        named = items or key_of(sheet, people)
        return Wide(tuple(people), rows="" if named else "item")
    items = items or list(filter(None, [key_of(sheet, ())]))
    flags = [name for name in others if _values(cells[name]) and _values(cells[name]) <= _FLAGS]
    if items and annotators and len(flags) >= 2:
        return OneHot(tuple(flags), ANSWERS)
    if annotators and items:
        return None
    whole = {name: cells[name].cast(pl.Float64) for name in others if counts and _are_counts(cells[name])}
    if items and len(whole) >= 2 and _sums_alike(list(whole.values())):
        if doubt := doubt_of(whole):
            raise asked(list(whole), doubt, place)
        return Counts(tuple(whole))
    alike = _alike({name: column for name, column in cells.items() if name not in items})
    if len(alike) < 2 or any(_is_measure(name, cells[name], alike) for name in alike):
        return None
    if items == [KEY] or _lacks_siblings(alike, cells):
        return None  # which of the two names within an object is a person, and whether one of them is left out: asked
    if items and not annotators:
        return _by_person(sheet, items, alike)
    return _by_item(alike) if annotators and not items else None


def _by_person(sheet: Sheet, items: Sequence[str], alike: tuple[str, ...]) -> Step | None:
    """A column per person in a table with a row per item; None where that is asked."""
    if sum(SURVEY.fullmatch(plain(name)) is not None for name in sheet.names) >= 2:
        return None  # a row for each person, perhaps
    if any(name.strip().endswith("?") for name in alike):
        return None  # questions, of which each row holds a person's answers
    if all(map(is_nobody, alike)):
        return None  # before and after, or image 1 and image 2
    # A row for each item: an item that comes again has a row per answer, and its columns are no people.
    unique = all(sheet.cells(name).n_unique() == sheet.height for name in items[:1])
    return Wide(alike) if unique else None


def _by_item(alike: tuple[str, ...]) -> Step | None:
    """A column per item in a table with a row per person; of items and questions where names hold both."""
    grid = grid_of(alike)
    if grid is None or _numbered(grid):
        return Wide(alike, names="item")
    return _of_items(grid)


def _numbered(grid: Grid) -> bool:
    """Whether the names are items of several kinds with a number: `song_1`, `song_2`, `talk_1` ..."""
    return all(name.rpartition(grid.between)[2].strip().isdigit() for name in grid.columns)


def _of_items(grid: Grid) -> Step | None:
    """The answers to each question about each item, in a table with a row per person; None where the names do not tell
    items from questions: that is asked."""
    if not grid.people:
        return None
    return Wide(grid.columns, names="item", called=grid.people, questions=grid.questions)


def _of_grid(grid: Grid, cells: dict[str, pl.Series], named: bool) -> Step | None:
    """The answers of each person to each question; None where the names do not tell people from questions, or may be
    of numbers that were computed."""
    if not grid.people or (not are_people(grid.people) and any(_has_fractions(cells[name]) for name in grid.columns)):
        return None
    rows = "" if named else "item"
    return Wide(grid.columns, called=grid.people, questions=grid.questions, rows=rows)


def key_of(sheet: Sheet, group: Sequence[str]) -> str | None:
    """The first column beside a group of others, if its cells tell the rows apart."""
    name = next((name for name in sheet.names if name not in group), None)
    if name is None or sheet.height < 2:
        return None
    cells = sheet.cells(name).str.strip_chars()
    return name if cells.n_unique() == sheet.height and not (cells == "").any() else None


def _two_headers(sheet: Sheet) -> Step | None:
    """A second row of a header, which names people under questions: `emotion, emotion` over `r1, r2`."""
    bases = {name: name.rpartition(" (")[0] if name.endswith(")") else name for name in sheet.names}
    group = [name for name in sheet.names if sum(base == bases[name] for base in bases.values()) > 1]
    if len(group) < 2 or sheet.height < 3:
        return None
    under = {name: sheet.cells(name)[0].strip() for name in group}
    below = {cell.strip() for name in group for cell in sheet.cells(name)[1:]}
    for base in {bases[name] for name in group}:
        people = [under[name] for name in group if bases[name] == base]
        if "" in people or len(set(people)) < len(people) or set(people) & below:
            return None
    questions = tuple(bases[name] for name in group)
    return Wide(tuple(group), called=tuple(under.values()), questions=questions, header_rows=1)


def _values(cells: pl.Series) -> set[str]:
    """The different answers, in lower case."""
    return set(cells.filter(cells != "").str.to_lowercase().unique())


def _are_counts(cells: pl.Series) -> bool:
    return len(cells) > 1 and bool(cells.str.contains(r"^\d{1,4}(\.0)?$").all())


def _sums_alike(columns: Sequence[pl.Series]) -> bool:
    """Whether the rows all add up to one number of answers, and some cell counts none, as no rating does."""
    if not any((c == 0).any() for c in columns):
        return False
    sums = pl.DataFrame([c.alias(str(i)) for i, c in enumerate(columns)]).sum_horizontal()
    if len(columns) > 2 and any((2 * c == sums).all() for c in columns):
        return False  # one is the sum of the others
    return sums.n_unique() == 1 and sums[0] >= 2 and len(sums) >= 3


def _alike(cells: dict[str, pl.Series]) -> tuple[str, ...]:
    """The largest group of columns that share a few answers, in the file's order."""
    values = {name: _values(column) for name, column in cells.items()}
    best: tuple[str, ...] = ()
    for first in values.values():
        if not 0 < len(first) <= _FEW:
            continue
        group = tuple(name for name, other in values.items() if _share(first, other))
        best = group if len(group) > len(best) else best
    return _with_neighbours(best, cells) if len(best) > 1 else best


def _with_neighbours(group: tuple[str, ...], cells: dict[str, pl.Series]) -> tuple[str, ...]:
    """The group with the columns right beside it that hold cells of the same kind: somebody who agrees with nobody."""
    names = list(cells)
    numbers = all(_is_number(cells[name]) for name in group)
    last = names.index(group[-1])
    between = [name for name in names[names.index(group[0]) : last] if name not in group]
    beside = []
    for name in names[last + 1 :]:
        if not 0 < len(_values(cells[name])) <= _FEW or _is_number(cells[name]) is not numbers:
            break
        beside.append(name)
    kept = {*group, *beside, *(name for name in between if _is_number(cells[name]) is numbers)}
    return tuple(name for name in names if name in kept)


def _is_number(cells: pl.Series) -> bool:
    told = cells.filter(cells != "")
    return bool(len(told)) and bool(told.cast(pl.Float64, strict=False).is_not_null().all())


def _lacks_siblings(group: Sequence[str], cells: dict[str, pl.Series]) -> bool:
    """Whether a column beside the group is called as those in it but for a number, and holds cells of another kind."""
    stems = {_stem(name) for name in group}
    return any(_stem(name) in stems and _values(cells[name]) for name in cells if name not in group)


def _stem(name: str) -> str:
    stem = name.rstrip("0123456789")
    return stem if stem not in ("", name) else f"{name}\0"


def _is_measure(name: str, cells: pl.Series, group: Sequence[str]) -> bool:
    """Whether a column is what was asked or what was computed, rather than a person: `arousal`, `std_v`, fractions.

    The letters of valence, arousal and dominance are people's where other letters stand beside them: A, B, C.
    """
    spelt = plain(name)
    if len(spelt) == 1 and not {plain(other) for other in group if len(plain(other)) == 1} <= set(DIMENSIONS):
        return False
    computed = any(word in spelt for word in ("mean", "std", "avg", "median", "vote", "count", "total", "score"))
    return spelt in DIMENSIONS or computed or (_has_fractions(cells) and not is_person(name))


def _has_fractions(cells: pl.Series) -> bool:
    return bool(cells.str.contains(r"^-?\d+[.,]\d*[1-9]").any())


def _share(one: set[str], other: set[str]) -> bool:
    """Whether two columns seem to hold answers to one question: at least half of the fewer are the others' too."""
    return 0 < len(other) <= _FEW and 2 * len(one & other) >= min(len(one), len(other)) and bool(one & other)
