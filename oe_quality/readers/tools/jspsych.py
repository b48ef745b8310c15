"""jsPsych: a row per trial. Which kind of trial holds answers about items, only its author's page decides."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

import polars as pl

from oe_quality.readers.mapping import Answers, Fields, Keep, Mapping, Step
from oe_quality.readers.text.json import parse_json
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, refused

FORMAT = "jsPsych"
_KIND = "trial_type"
_BESIDE = frozenset({"trial_index", "time_elapsed", "internal_node_id", "rt"})
_PEOPLE = (
    *("participant", "participant_id", "subject", "subject_id", "prolific_pid", "prolific_id", "worker_id", "workerid"),
    *("user", "user_id", "run_id"),
)
_ITEMS = ("item", "item_id", "stimulus_id", "stimulus", "clip", "audio", "image", "video", "file", "sentence", "word")
_ANSWERS = ("response", "responses", "button_pressed", "key_press", "rating")
_NOTHING = ("", "null", "None", '""')


def sniff(file: InputFile) -> bool:
    """Whether there are the columns that jsPsych writes of every trial."""
    names = set(column_names(file))
    return _KIND in names and len(names & _BESIDE) > 1


def table(file: InputFile) -> Read:
    """The trials of the one kind that shows something and was answered; where several kinds do, that is asked."""
    sheet = read_sheet(file)
    items, people = _called(sheet, _ITEMS), _called(sheet, _PEOPLE)
    answers = [name for name in _ANSWERS if sheet.has(name) and _answered(sheet.cells(name))]
    if not items or not people or not answers:
        what = "a table of trials (jsPsych), whose columns have names of your own"
        raise refused(file, what, _say(items[:1], people[:1], answers[:1]))
    item, kind = items[0], _kind(file, sheet, items[0], answers)
    given = [name for name in answers if _answered(sheet.cells(name).filter(sheet.cells(_KIND) == kind))]
    if len(given) > 1:
        named = " and ".join(map(repr, given))
        what = f"a table of trials (jsPsych) whose trials ({kind}) were answered in several columns: {named}"
        raise refused(file, what, _say(items[:1], people[:1], given))
    answer = given[0]
    fields = _fields(sheet, answer, kind)
    steps: list[Step] = [Keep(_KIND, (kind,), called="trial of another kind")]
    steps += [Fields(answer)] if fields else []
    asked = tuple(Answers(f"{answer}.{name}", question=name) for name in fields) or (Answers(answer),)
    return sheet, Mapping(
        format=FORMAT,
        steps=tuple(steps),
        item=(item,),
        annotator=(people[0],),
        answers=asked,
        duration=_spent(sheet),
        duration_unit="ms",
    )


def _kind(file: InputFile, sheet: Sheet, item: str, answers: Sequence[str]) -> str:
    """The one kind of trial that shows something and was answered, in whichever column.

    Raises:
        InputError: there are several, or none.
    """
    rows = zip(*(sheet.cells(name).to_list() for name in (_KIND, item, *answers)), strict=True)
    kinds: list[str] = sorted(
        {kind for kind, shown, *said in rows if shown.strip() not in _NOTHING and not set(said) <= set(_NOTHING)}
    )
    if len(kinds) != 1:
        named = ", ".join(map(repr, kinds)) or "none"
        raise refused(
            file,
            f"a table of trials (jsPsych) of several kinds that show something and were answered: {named}",
            f"Keep the rows of the kind that holds answers about items ({_KIND}), and load those.",
        )
    return kinds[0]


def _say(items: Sequence[str], people: Sequence[str], answers: Sequence[str]) -> str:
    """The options that name the columns; COLUMN where none was found."""
    wanted = (("--item", items), ("--annotator", people), ("--label", answers))
    told = (f"{option} {shlex.quote(name)}" for option, names in wanted for name in names or ["COLUMN"])
    return f"Say {' '.join(told)}"


def _called(sheet: Sheet, names: Sequence[str]) -> list[str]:
    """The columns with one of these names, likeliest first, that hold something."""
    spelt = {name.strip().lower(): name for name in sheet.names}
    return [spelt[name] for name in names if name in spelt and _answered(sheet.cells(spelt[name]))]


def _answered(cells: pl.Series) -> bool:
    return any(cell not in _NOTHING for cell in cells.unique().to_list())


def _fields(sheet: Sheet, answer: str, kind: str) -> list[str]:
    """The questions of answers that are objects: `{"valence": 3, "arousal": 4}`."""
    cells = sheet.cells(answer).filter(sheet.cells(_KIND) == kind).unique(maintain_order=True).to_list()
    found = [_object(cell) for cell in cells if cell not in _NOTHING]
    return list(dict.fromkeys(name for one in found for name in one)) if all(found) else []


def _object(cell: str) -> dict[str, Any]:
    try:
        found = parse_json(cell) if cell.startswith("{") else None
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _spent(sheet: Sheet) -> str | None:
    return "rt" if sheet.has("rt") and _answered(sheet.cells("rt")) else None


TOOL = Tool(FORMAT, sniff, table)
