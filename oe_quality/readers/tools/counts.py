"""Tables that count answers: votes per label (Fleiss, FER+, CREMA-D, ChaosNLI), and two raters' contingency table.

Counts name nobody, so each becomes that many anonymous answers; what then cannot be known is said when they are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

import polars as pl

from oe_quality.errors import InputError
from oe_quality.readers.answers.votes import asked, doubt_of
from oe_quality.readers.mapping import ANONYMOUS, Answers, Counts, Crosstab, Keyed, Mapping
from oe_quality.readers.text.json import is_json
from oe_quality.readers.text.reading import Header, column_names, find_header, first_cells, head_sheet, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, listed
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, most_records, with_cells

FORMAT = "counts per label"
CROSSTAB = "contingency table"
_COUNTER = "label_counter"
_CREMA = ("A", "D", "F", "H", "N", "S")
_CREMA_NAMES = ("anger", "disgust", "fear", "happy", "neutral", "sad")
_CREMA_MODES = {"1": "voice", "2": "face", "3": "audio-visual"}
_MOST_COLUMNS = 60
_FEWEST_ROWS = 4
_MANY_ROWS = 8
"""From so many on, the sums of some columns among others are hardly the same in all rows by chance."""

_FEWEST_LABELS = 2
_NAMELESS = (
    "Without a header, each column is taken as the count of a category, as all rows add up to one number; if rows or "
    "columns are people, give them names."
)
_COUNT = re.compile(r"\s*\d+(\.0*)?\s*")
_MOST_COUNTED = 100_000
"""Answers at most that a cell counts; more is a time or a number of something else."""

_LOOKED_AT = 200
_NOT_LABELS = ("rater", "annotator", "observer", "coder", "judge", "worker", "reader")


def sniff(file: InputFile) -> bool:
    """Whether records hold a counter of labels, or columns hold counts."""
    if most_records(file, lambda record: isinstance(record.get(_COUNTER), dict)):
        return True
    names = column_names(file)
    if not 2 < len(names) <= _MOST_COLUMNS and len(names) != 2:
        return False
    if set(_CREMA) | {"fileName", "numResponses"} <= set(names):
        return True
    sheet = head_sheet(file) if _nameless(file) is None else _all(file)
    return _is_crosstab(_inner(sheet)) or bool(_counted(sheet))


def table(file: InputFile) -> Read:
    """Each counted answer as one."""
    if file.first_records and _COUNTER in column_names(file):
        return _of_counter(file)
    sheet = _all(file)
    if set(_CREMA) | {"fileName", "numResponses"} <= set(sheet.names):
        return _of_crema(sheet)
    if _is_crosstab(_inner(sheet)):
        return _of_crosstab(_inner(sheet), sheet)
    seen = sheet.head(_LOOKED_AT)
    columns = _counted(seen)
    _refuse_doubtful(file, seen, columns)
    item = _item(sheet, columns)
    if not item:
        sheet, item = with_cells(sheet, {"row": sheet.frame["line"].cast(pl.String)}), ("row",)
    said = f"{len(columns)} columns are read as counts of answers: {listed(columns)}."
    return sheet, _mapping(item, Counts(tuple(columns)), remarks=(_NAMELESS if _nameless(file) else said,))


def _refuse_doubtful(file: InputFile, sheet: Sheet, columns: Sequence[str]) -> None:
    """Ask where the columns may be something else than counts.

    Raises:
        InputError: it says what, and the option for each.
    """
    whole = {name: found for name in sheet.names if (found := _whole(sheet.cells(name))) is not None}
    counts = {name: whole.pop(name) for name in columns}
    total = pl.DataFrame(list(counts.values())).sum_horizontal()
    doubt = doubt_of(counts, [name for name, cells in whole.items() if (cells == total).all()])
    if doubt and _nameless(file) is not None:
        what = f"all rows add up to one number: they may count answers, or be {doubt}"
        raise InputError(what, place=file.place(), remedy="Put a row above them that names the columns.")
    if doubt:
        raise asked(columns, doubt, file.place())


def _nameless(file: InputFile) -> Header | None:
    """Names for the columns of delimited text whose first row counts already, as all cells of it are numbers."""
    if file.is_parquet or is_json(file.head):
        return None
    first = next(iter(first_cells(file, 1)), [])
    header = find_header(file)
    if header is None or len(first) < 2 or not all(map(_COUNT.fullmatch, first)):
        return None
    names = tuple(f"category {number}" for number in range(1, len(first) + 1))
    return Header(names, header.delimiter, header.line - 1)


def _all(file: InputFile) -> Sheet:
    return read_sheet(file, header=_nameless(file))


def _mapping(item: Sequence[str], *steps: Keyed | Counts, **changes: object) -> Mapping:
    base = Mapping(
        format=FORMAT,
        steps=steps,
        item=tuple(item),
        annotator_is=ANONYMOUS,
        answers=(Answers("answer", question="label"),),
    )
    return base.but(**changes)


def _of_counter(file: InputFile) -> Read:
    """ChaosNLI: `{"uid": ..., "label_counter": {"e": 60, "n": 40}}`."""
    sheet = read_sheet(file)
    item = next((name for name in ("uid", "id", "key") if sheet.has(name)), None)
    if item is None:
        sheet, item = with_cells(sheet, {"row": sheet.frame["line"].cast(pl.String)}), "row"
    return sheet, _mapping((item,), Keyed(_COUNTER, names="named", cells="votes"), Counts(("votes",), label="named"))


def _of_crema(sheet: Sheet) -> Read:
    """CREMA-D: a clip was heard, seen, or both; the first digit of the row's number says which."""
    first = sheet.cells(sheet.names[0]).str.slice(0, 1)
    mode = first.replace_strict(list(_CREMA_MODES), list(_CREMA_MODES.values()), default=first, return_dtype=pl.String)
    named = {name: sheet.cells(letter) for letter, name in zip(_CREMA, _CREMA_NAMES, strict=True)}
    sheet = with_cells(sheet, {"mode": mode, **named})
    remark = "Items are a clip in one mode; the emotion that the actor was told to show is no gold."
    step = Counts(_CREMA_NAMES)
    answers = (Answers("answer", question="emotion"),)
    return sheet, _mapping(("fileName", "mode"), step, answers=answers, item_attributes=("mode",), remarks=(remark,))


def _inner(sheet: Sheet) -> Sheet:
    """A table of two raters without a last row and column of sums, if it has them; every other sheet as it is."""
    if sheet.height < _FEWEST_LABELS or len(sheet.names) <= _FEWEST_LABELS:
        return sheet
    for rows, columns in ((1, 1), (1, 0), (0, 1)):
        names = sheet.names[: len(sheet.names) - columns]
        frame = sheet.frame.slice(0, sheet.height - rows)
        kept = frame.select(LINE, *(str(place) for place in range(len(names))))
        inner = Sheet(names, kept, sheet.rejects, sheet.orders)
        if _is_crosstab(inner) and _sums_up(inner, sheet):
            return inner
    return sheet


def _sums_up(inner: Sheet, sheet: Sheet) -> bool:
    """Whether what a sheet has beyond the inner one is its sums."""
    counts = pl.DataFrame({name: _whole(inner.cells(name)) for name in inner.names[1:]})
    right, below = len(sheet.names) > len(inner.names), sheet.height > inner.height
    across = _whole(sheet.cells(sheet.names[-1])) if right else None
    if right and (across is None or not (across.head(inner.height) == counts.sum_horizontal()).all()):
        return False
    last = [_whole(sheet.cells(name).tail(1)) for name in inner.names[1:]] if below else []
    return not below or all(
        cells is not None and cells[0] == counts[name].sum() for name, cells in zip(inner.names[1:], last, strict=True)
    )


def _is_crosstab(sheet: Sheet) -> bool:
    """Whether the first column's labels are the names of the others, in the same order."""
    rows = sheet.cells(sheet.names[0]).to_list() if sheet.names else []
    labels = list(sheet.names[1:])
    same = [row.strip().casefold() for row in rows] == [label.strip().casefold() for label in labels]
    return same and len(labels) > 1 and all(_whole(sheet.cells(name)) is not None for name in labels)


def _of_crosstab(sheet: Sheet, whole: Sheet) -> Read:
    """A table of two raters; its columns are called as its rows are spelt."""
    first = sheet.names[0]
    rows = [row.strip() for row in sheet.cells(first).to_list()]
    spelt = {label: sheet.cells(name) for label, name in zip(rows, sheet.names[1:], strict=True)}
    renamed = Sheet.of({first: sheet.cells(first), **spelt}, sheet.frame["line"], sheet.rejects)
    mapping = Mapping(
        format=CROSSTAB,
        steps=(Crosstab(first, tuple(rows)),),
        item=("item",),
        annotator=("annotator",),
        answers=(Answers("answer", question="label"),),
        remarks=_left_out(sheet, whole),
    )
    return renamed, mapping


def _left_out(inner: Sheet, whole: Sheet) -> tuple[str, ...]:
    """What to say of sums that stand beside a table of two raters."""
    row = whole.cells(whole.names[0])[-1]
    parts = [f"row ({row.strip()!r})"] if whole.height > inner.height else []
    parts += [f"column ({whole.names[-1]!r})"] if len(whole.names) > len(inner.names) else []
    return (f"The sums in its last {' and its last '.join(parts)} are left out.",) if parts else ()


def _whole(cells: pl.Series) -> pl.Series | None:
    """The cells as whole numbers from 0 up, or None where one is something else."""
    numbers = cells.str.strip_chars().cast(pl.Float64, strict=False)
    if numbers.null_count() or not numbers.is_finite().all():
        return None
    return numbers if ((numbers >= 0) & (numbers == numbers.floor())).all() else None


def _counted(sheet: Sheet) -> list[str]:
    """The longest run of columns that count: their sum is the same in all rows, or stands in a column beside them.

    Ratings by several people look alike; of them no sum stays the same, but by chance or where all rows are the same.
    So in a few rows a whole number beside the counts has to number them, or be their sum. Columns of 0, 1 are labels.
    """
    if sheet.height < _FEWEST_ROWS or any(name.lower().startswith(_NOT_LABELS) for name in sheet.names):
        return []
    whole = {name: found for name in sheet.names if (found := _whole(sheet.cells(name))) is not None}
    parts = [part for run in _runs(sheet.names, whole) for part in _parts(run)]
    for run in sorted(parts, key=len, reverse=True):
        total = pl.DataFrame({name: whole[name] for name in run}).sum_horizontal()
        largest = max(float(str(whole[name].max())) for name in run)
        if not 2 <= largest <= _MOST_COUNTED or float(str(total.min())) < 2 or not (_zeros(whole, run) > 0):
            continue
        if any(bool((2 * whole[name] == total).all()) for name in run):
            continue  # one is the sum of the others
        others = [cells for name, cells in whole.items() if name not in run]
        summed = any(bool((cells == total).all()) for cells in others)
        alone = sheet.height >= _MANY_ROWS or all(cells.n_unique() == sheet.height for cells in others)
        if summed or (total.n_unique() == 1 and alone and _differ(whole, run)):
            return list(run)
    return []


def _differ(whole: dict[str, pl.Series], run: Sequence[str]) -> bool:
    return any(whole[name].n_unique() > 1 for name in run)


def _zeros(whole: dict[str, pl.Series], run: Sequence[str]) -> int:
    return sum(int((whole[name] == 0).sum()) for name in run)


def _runs(names: Sequence[str], whole: dict[str, pl.Series]) -> list[tuple[str, ...]]:
    """Neighbouring columns of whole numbers."""
    runs: list[list[str]] = [[]]
    for name in names:
        if name in whole:
            runs[-1].append(name)
        elif runs[-1]:
            runs.append([])
    return [tuple(run) for run in runs if len(run) > 1]


def _parts(run: Sequence[str]) -> list[tuple[str, ...]]:
    """Every stretch of two or more columns of a run."""
    return [tuple(run[low:high]) for low, high in combinations(range(len(run) + 1), 2) if high - low > 1]


def _item(sheet: Sheet, counted: Sequence[str]) -> tuple[str, ...]:
    """The column, or two, that names rows apart; () where none does."""
    others = [name for name in sheet.names if name not in counted]
    for size in (1, 2):
        for names in combinations(others, size):
            frame = pl.DataFrame({name: sheet.cells(name) for name in names})
            filled = all(not (frame[name].str.strip_chars() == "").any() for name in names)
            if filled and frame.n_unique() == sheet.height:
                return names
    return ()


TOOL = Tool(FORMAT, sniff, table)
