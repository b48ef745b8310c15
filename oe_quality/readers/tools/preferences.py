"""Which of two is better, and in which order several come: recognised, and refused with what to do.

An answer to such a question is about a pair or a list, not about one thing. A pair that was shown the other way round
is the same pair, and only the person who wrote the file knows whether it was.
"""

from __future__ import annotations

import re

from oe_quality.readers.text.reading import column_names, head_sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import PAIRS, RANKINGS, Read, Tool, refused

FORMAT = "preferences"
_SIDES = (
    *(("model_a", "model_b"), ("left", "right"), ("option_a", "option_b"), ("response_a", "response_b")),
    *(("a", "b"), ("item_a", "item_b"), ("item1", "item2"), ("answer_a", "answer_b"), ("summary_a", "summary_b")),
)
_VERDICTS = frozenset({"winner", "preferred", "preference", "choice", "better", "chosen_side"})
_CHOSEN = frozenset({"chosen", "rejected"})
_RANKED = frozenset({"ranking", "rank_order", "order"})
_ORDER = re.compile(r"\s*[^>\s][^>]*(>\s*[^>]+)+|\s*\[\s*\[.*\]\s*\]\s*")


def sniff(file: InputFile) -> bool:
    """Whether columns hold two sides and a verdict, a chosen and a rejected text, or orders."""
    names = {name.strip().lower() for name in column_names(file)}
    return _is_pairs(names) or bool(_ranked(file, names))


def _is_pairs(names: set[str]) -> bool:
    sides = any(set(pair) <= names for pair in _SIDES)
    return (sides and bool(names & _VERDICTS)) or names >= _CHOSEN


def _ranked(file: InputFile, names: set[str]) -> bool:
    """Whether a column that is called so holds orders such as `A>B>C`."""
    if not names & _RANKED:
        return False
    sheet = head_sheet(file)
    for name in sheet.names:
        if name.strip().lower() in _RANKED:
            cells = [cell for cell in sheet.cells(name).to_list() if cell.strip()]
            if cells and all(_ORDER.fullmatch(cell) for cell in cells):
                return True
    return False


def table(file: InputFile) -> Read:
    """Refuse the file by what it is."""
    names = {name.strip().lower() for name in column_names(file)}
    if _is_pairs(names):
        raise refused(file, "a table of comparisons of two things", PAIRS)
    raise refused(file, "a table of rankings", RANKINGS)


TOOL = Tool(FORMAT, sniff, table)
