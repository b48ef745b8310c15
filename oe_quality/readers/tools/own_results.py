"""Tables of labels that oe-quality itself made: results, and no answers."""

from __future__ import annotations

import re

from oe_quality.readers.text.reading import column_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, refused

FORMAT = "labels made by oe-quality"
_OWN = re.compile(r".+\.(consensus|perception|rating)\.(n_annotators|entropy|winner|confidence)")


def sniff(file: InputFile) -> bool:
    """Whether two columns or more are called as those of `oeq aggregate` are."""
    return sum(_OWN.fullmatch(name) is not None for name in column_names(file)) >= 2


def table(file: InputFile) -> Read:
    """Refuse the file by what it is."""
    raise refused(
        file,
        "a table of labels that oeq made, not of answers",
        "Load the answers of single annotators that it was made from.",
    )


TOOL = Tool(FORMAT, sniff, table)
