"""Zooniverse's extracts: what its own programs made of the classifications, a column `data.joy` per answer.

The extracts of questions name who answered; those of other tasks, and what the extracts were reduced to, are refused.
"""

from __future__ import annotations

import polars as pl

from oe_quality.readers.mapping import Keep
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet, cell_of, listed, of_one_text
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, long_mapping, refused, unlisted_by_question

FORMAT = "Zooniverse extracts"
_DATA = "data."
_OWN = frozenset({"data.aggregation_version", "data.gold_standard"})
_NO = ("", "0", "0.0")
_QUESTION = "question_extractor"
_REMEDY = "Load the classification export of the project, which has what everybody answered."


def sniff(file: InputFile) -> bool:
    """Whether there are the columns of extracts, or of what they were reduced to."""
    names = set(column_names(file))
    told = {"subject_id", "workflow_id"} <= names and any(name.startswith(_DATA) for name in names)
    return told and (_is_reduced(names) or bool({"extractor", "extractor_key"} & names))


def _of(sheet: Sheet) -> str:
    """Which program made the extracts, as the file says."""
    column = "extractor" if sheet.has("extractor") else "extractor_key"
    made = sorted({cell.strip() for cell in sheet.cells(column).unique() if cell.strip()})
    return f" by {listed(made)}" if made else ""


def _is_reduced(names: set[str]) -> bool:
    return bool({"reducer", "reducer_key"} & names)


def table(file: InputFile) -> Read:
    """A set of answers per classification and task."""
    names = column_names(file)
    if _is_reduced(set(names)):
        raise refused(
            file, "a Zooniverse table of reductions, which says what was settled on and names nobody", _REMEDY
        )
    sheet = read_sheet(file)
    if not sheet.has("extractor") or not (sheet.cells("extractor") == _QUESTION).any():
        raise refused(file, f"a Zooniverse table of extracts{_of(sheet)}, which are no answers to questions", _REMEDY)
    ticks = [name for name in names if name.startswith(_DATA) and name not in _OWN]
    given = zip(*(sheet.cells(name).to_list() for name in ticks), strict=True)
    labels = [name.removeprefix(_DATA) for name in ticks]
    chosen = [[label for label, cell in zip(labels, row, strict=True) if cell not in _NO] for row in given]
    made = {
        "item": sheet.cells("subject_id"),
        "annotator": sheet.cells("user_name" if sheet.has("user_name") else "user_id"),
        "question": sheet.cells("task") if sheet.has("task") else of_one_text("answer", sheet.height),
        "answer": pl.Series(map(cell_of, chosen), dtype=pl.String),
        "extractor": sheet.cells("extractor"),
        **({"created_at": sheet.cells("created_at")} if sheet.has("created_at") else {}),
    }
    long = Sheet.of(made, sheet.frame[LINE], sheet.rejects)
    mapping = long_mapping(long, FORMAT, steps=(Keep("extractor", (_QUESTION,), called="extracts of other tasks"),))
    return unlisted_by_question(long), mapping


TOOL = Tool(FORMAT, sniff, table)
