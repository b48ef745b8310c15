"""PCIbex: a log of trials whose columns are named by comments above the rows, in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.text.csv import BadRow, lines_of, read_rows
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Row, Tool, refused

FORMAT = "PCIbex"
_BLOCK = "# Columns below this comment are as follows"
_NAME = re.compile(r"# (\d{1,3})\. (.+?)\.?,*\s*")
_TIME, _WHO, _KIND, _ELEMENT, _VALUE, _EVENT = 1, 2, 8, 9, 11, 12
"""Columns by their number, the same in all versions: reception, MD5 of the address, element's type and name, value,
moment."""
_OWN = 12
"""Columns that every line has; those after them were logged by the author, and `Comments` is the last."""
_ANSWERED = ("Scale", "Selector", "DropDown", "TextInput", "Key")
_ITEMS = ("item", "item_id", "itemid", "stimulus", "stimulus_id", "sentence", "clip", "audio", "image", "video")


def sniff(file: InputFile) -> bool:
    """Whether comments name the columns of a log of trials."""
    head = file.first_lines
    return any(line.startswith(_BLOCK) for line in head) and any("PennElementType" in line for line in head)


def table(file: InputFile) -> Read:
    """One row per element that was answered; which of the logged columns names items, only the author knows."""
    rows: list[Row] = []
    bad: list[BadRow] = []
    logged: dict[str, None] = {}
    for line, names, cells in _lines(file, bad):
        own = {names.get(place, f"column {place}"): cell for place, cell in enumerate(cells, 1) if place > _OWN}
        kind, value = cells[_KIND - 1], cells[_VALUE - 1]
        if kind in _ANSWERED and value not in ("", "NA", "NULL"):
            logged.update(dict.fromkeys(name for name in own if name.lower() != "comments"))
            who = f"{cells[_TIME - 1]}:{cells[_WHO - 1]}"
            said = {"annotator": who, "question": cells[_ELEMENT - 1], "answer": value, "created_at": cells[_EVENT - 1]}
            rows.append((line, {**own, **said}))
    if not rows:
        raise refused(
            file, "a PCIbex log without answers", "Call .log() on the scales and selectors, and run it again."
        )
    made = Sheet.of_records(rows)
    items = [name for name in logged if name.strip().lower() in _ITEMS]
    mapping = Mapping(
        format=FORMAT,
        item=tuple(items) if len(items) == 1 else (),
        annotator=("annotator",),
        answers=(Answers("answer"),),
        question="question",
        time="created_at",
        ordered=True,
        remarks=("Lines of elements that nobody answers (trials, texts, sounds) are no rows.",),
    )
    return Sheet(made.names, made.frame, tuple(bad), made.orders), mapping


def _lines(file: InputFile, bad: list[BadRow]) -> Iterator[tuple[int, dict[int, str], list[str]]]:
    """Number, names of the columns, and cells of every line; a block names only what differs from the first."""
    first: dict[int, str] = {}
    names: dict[int, str] = {}
    for number, text in enumerate(lines_of(file.text), 1):
        if text.startswith(_BLOCK):
            names = dict(first)
        elif found := _NAME.fullmatch(text):
            names[int(found[1])] = found[2]
        elif text.strip() and not text.startswith("#"):
            first = first or dict(names)
            for row in read_rows([text], ","):
                if isinstance(row, BadRow):
                    bad.append(BadRow(number, row.reason))
                elif len(row[1]) < _OWN:
                    bad.append(BadRow(number, "it has fewer cells than a line of the log"))
                else:
                    # PCIbex writes a comma within a cell as %2C.
                    yield number, names, [cell.replace("%2C", ",") for cell in row[1]]


TOOL = Tool(FORMAT, sniff, table)
