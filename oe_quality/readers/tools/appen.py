"""Appen (Figure Eight, CrowdFlower): the full report, one row per judgment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oe_quality.readers.text.cells import list_of
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import (
    Asked,
    Read,
    Tool,
    long_mapping,
    mapped,
    refused,
    stacked,
    unlisted_by_question,
    varying,
    with_cells,
)

FORMAT = "Appen full report"
_GOLD, _REASON = "_gold", "_gold_reason"
_ROLES = {
    "item": "_unit_id",
    "annotator": "_worker_id",
    "started": "_started_at",
    "finished": "_created_at",
    "created_at": "_created_at",
    "status": "_tainted",
    "country": "_country",
    "channel": "_channel",
}
_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}:\d{2}:\d{2})")
_AGGREGATED = {"_unit_id", "_trusted_judgments"}
_SOURCE = {"_unit_id", "_golden", "_unit_state"}
_JSON = {"judgments_count", "results", "data", "state"}


def sniff(file: InputFile) -> bool:
    """Whether there are units with workers, or with counts of trusted judgments."""
    names = set(column_names(file))
    return {"_unit_id", "_worker_id"} <= names or names >= _AGGREGATED or names >= _SOURCE or names >= _JSON


def table(file: InputFile) -> Read:
    """One row per judgment and question; tainted judgments are no answers, and test questions bring their gold."""
    names = set(column_names(file))
    if "_worker_id" not in names:
        what = "an aggregated report, which names no worker"
        what = "a source report, which holds no judgments" if names.isdisjoint(_AGGREGATED - {"_unit_id"}) else what
        what = "a JSON report, which no reader knows" if names >= _JSON else what
        raise refused(file, what, "Download the full report, which has a row per judgment with its _worker_id.")
    sheet = read_sheet(file)
    asked = _asked(sheet)
    if not asked:
        raise refused(file, "a report in which no column is known to hold answers", "Name them with --label.")
    sheet = with_cells(sheet, {one.answer: mapped(sheet.cells(one.answer), _sets) for one in asked})
    golden = {one.gold: mapped(sheet.cells(one.gold), _sets) for one in asked if one.gold}
    own = {name: mapped(sheet.cells(name), _moment) for name in ("_started_at", "_created_at") if sheet.has(name)}
    own |= {"_tainted": mapped(sheet.cells("_tainted"), _status)} if sheet.has("_tainted") else {}
    long = unlisted_by_question(stacked(with_cells(sheet, golden | own), _ROLES, asked))
    said = ", ".join(repr(one.question) for one in asked)
    mapping = long_mapping(
        long,
        FORMAT,
        annotator_attributes=tuple(name for name in ("country", "channel") if long.has(name)),
        remarks=(f"Answers are {said}.",),
    )
    return long, mapping


def _asked(sheet: Sheet) -> list[Asked]:
    """The questions: columns with a gold column beside them, and others that differ among the judgments of a unit.

    A gold column also stands beside what the form hides (a key, a state); such a column never differs within a unit,
    and has about as many texts as there are units.
    """
    names = [name for name in sheet.names if not name.startswith("_") and not name.endswith((_GOLD, _REASON))]
    golds = {name: name + _GOLD for name in names if name + _GOLD in sheet.names}
    differs = set(varying(sheet, "_unit_id", names))
    units = sheet.cells("_unit_id").n_unique()
    filled = [name for name in golds if (sheet.cells(name) != "").any()]
    unanimous = {name for name in filled if 2 * sheet.cells(name).n_unique() <= units}
    asked = [name for name in names if name in differs | unanimous] or filled
    return [Asked(name, name, golds.get(name, "")) for name in asked if _is_answer(name, asked)]


def _is_answer(name: str, asked: Sequence[str]) -> bool:
    """Whether a column is an answer rather than a count of what the player did (`e_play`), of which there are many."""
    return not name.startswith("e_") or sum(other.startswith("e_") for other in asked) < 5


def _moment(cell: str) -> str:
    """`8/31/2018 08:11:44`, month first whatever the country, as ISO 8601."""
    found = _TIME.fullmatch(cell.strip())
    if not found:
        return cell
    month, day, year, clock = found.groups()
    return f"{year}-{int(month):02}-{int(day):02} {clock:0>8}"


def _status(cell: str) -> str:
    return "tainted" if cell.strip().lower() == "true" else "submitted"


def _sets(cell: str) -> object:
    """Several answers: a line each, or a printed list."""
    if cell.startswith("["):
        return list_of(cell)
    return cell.split("\n") if "\n" in cell else cell


TOOL = Tool(FORMAT, sniff, table)
