"""Patterns of answers: a column per rater, and a count of the items that they answered so."""

from __future__ import annotations

import re

import polars as pl

from oe_quality.readers.mapping import Answers, Mapping, Wide
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.sheet import LINE, Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool

FORMAT = "patterns with counts"
_RATER = re.compile(r"(rater|annotator|observer|coder|judge|dentist|reader)[ _.]?\w{1,3}", re.IGNORECASE)
_COUNT = ("n", "count", "freq", "frequency")
_MOST = 10_000_000


def sniff(file: InputFile) -> bool:
    """Whether all columns but a count are raters."""
    names = column_names(file)
    counts = [name for name in names if name.lower() in _COUNT]
    return len(counts) == 1 and len(names) > 2 and sum(bool(_RATER.fullmatch(name)) for name in names) == len(names) - 1


def table(file: InputFile) -> Read:
    """Each counted item with the answer of every rater; which item is which the file does not say."""
    sheet = read_sheet(file)
    count = next(name for name in sheet.names if name.lower() in _COUNT)
    raters = tuple(name for name in sheet.names if name != count)
    times = sheet.cells(count).cast(pl.Int64, strict=False).fill_null(0).clip(0, _MOST)
    numbered = sheet.frame.with_columns(times=times, own=pl.int_range(0, pl.len()))
    rows = numbered.filter(pl.col("times") > 0).select(pl.all().repeat_by("times").explode())
    columns = {name: rows[str(sheet.names.index(name))] for name in raters}
    place = rows.select(
        item=pl.format("pattern {} no. {}", pl.col("own") + 1, pl.int_range(1, pl.len() + 1).over("own"))
    )
    made = Sheet.of({"item": place["item"], **columns}, rows[LINE], sheet.rejects)
    return made, Mapping(
        format=FORMAT,
        steps=(Wide(raters),),
        item=("item",),
        annotator=("annotator",),
        answers=(Answers("answer", question="label"),),
        remarks=("Patterns are taken as the items that they count; which item is which the file does not say.",),
    )


TOOL = Tool(FORMAT, sniff, table)
