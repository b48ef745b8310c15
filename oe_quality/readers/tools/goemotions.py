"""GoEmotions' raw ratings: a column of 0 and 1 per emotion, and a column that says that an example was unclear."""

from __future__ import annotations

from oe_quality.readers.mapping import Answers, Mapping, OneHot
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool

FORMAT = "GoEmotions ratings"
_UNCLEAR = "example_very_unclear"
_BITS = frozenset({"0", "1", "0.0", "1.0", ""})


def sniff(file: InputFile) -> bool:
    """Whether there are the columns of the raw ratings."""
    return {"id", "rater_id", _UNCLEAR} <= set(column_names(file))


def table(file: InputFile) -> Read:
    """A set of emotions per rater; `created_utc` is the comment's time, and nobody's who rated."""
    sheet = read_sheet(file)
    after = sheet.names[sheet.names.index(_UNCLEAR) + 1 :]
    emotions = tuple(name for name in after if set(sheet.cells(name).unique()) <= _BITS)
    return sheet, Mapping(
        format=FORMAT,
        steps=(OneHot(emotions, "emotion"),),
        item=("id",),
        annotator=("rater_id",),
        answers=(Answers("emotion"),),
        status=_UNCLEAR,
        status_words=tuple((text, word) for word, texts in _SAID.items() for text in texts),
    )


_SAID = {"answered": ("false", "False", "0"), "skipped": ("true", "True", "1")}
TOOL = Tool(FORMAT, sniff, table)
