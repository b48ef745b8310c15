"""GoEmotions' raw ratings: a column of 0 and 1 per emotion, and a column that says that an example was unclear."""

from __future__ import annotations

from oe_quality.readers.mapping import Answers, Mapping, OneHot
from oe_quality.readers.text.reading import column_names, read_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import WORDS, Read, Tool, mapped, with_cells

FORMAT = "GoEmotions ratings"
_UNCLEAR = "example_very_unclear"
_OWN = frozenset(
    {"text", "id", "author", "subreddit", "link_id", "parent_id", "created_utc", "rater_id", "", "column 1", _UNCLEAR}
)
"""Columns about the comment and the rater; the others are emotions."""

_YES = ("true", "1", "1.0")
_BITS = frozenset({"0", "1", "0.0", "1.0", ""})


def sniff(file: InputFile) -> bool:
    """Whether there are the columns of the raw ratings."""
    return {"id", "rater_id", _UNCLEAR} <= set(column_names(file))


def table(file: InputFile) -> Read:
    """A set of emotions per rater; `created_utc` is the comment's time, and nobody's who rated."""
    sheet = read_sheet(file)
    unclear = mapped(sheet.cells(_UNCLEAR), lambda cell: "unclear" if cell.lower() in _YES else "submitted")
    sheet = with_cells(sheet, {_UNCLEAR: unclear})
    others = [name for name in sheet.names if name not in _OWN]
    emotions = tuple(name for name in others if 2 * sheet.cells(name).is_in(sorted(_BITS)).sum() > sheet.height)
    return sheet, Mapping(
        format=FORMAT,
        steps=(OneHot(emotions, "emotion"),),
        item=("id",),
        annotator=("rater_id",),
        answers=(Answers("emotion"),),
        status=_UNCLEAR,
        status_words=WORDS,
    )


TOOL = Tool(FORMAT, sniff, table)
