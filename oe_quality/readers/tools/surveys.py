"""LimeSurvey and REDCap: a person per row and a question per column; which questions are about items is asked."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from oe_quality.readers.text.reading import column_names
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, refused

FORMAT = "survey"
_LIME = ({"submitdate", "lastpage", "startlanguage"}, {"Date submitted", "Last page", "Start language"})
_LIME_OWN = re.compile(
    r"id|Response ID|token|seed|.*date.*|lastpage|Last page|start ?language|ipaddr.*|refurl|.*[tT]ime.*", re.IGNORECASE
)
_COMPLETE = re.compile(r"\w+_complete")
_REDCAP_OWN = re.compile(r"record_id|redcap_\w+|\w+_complete|\w+_timestamp")
_ENDS = re.compile(r"(\[.*\]|[\W_]*\d+)$")


def sniff(file: InputFile) -> bool:
    """Whether there are the columns that either keeps of every response."""
    names = [] if file.is_parquet else column_names(file)
    return _is_lime(names) or _is_redcap(names)


def _is_lime(names: Sequence[str]) -> bool:
    return any(own <= set(names) for own in _LIME)


def _is_redcap(names: Sequence[str]) -> bool:
    own = any(name.startswith("redcap_") for name in names) or "record_id" in names[:1]
    return own and any(map(_COMPLETE.fullmatch, names))


def table(file: InputFile) -> Read:
    """Ask for the columns that are an item each."""
    names = column_names(file)
    lime = _is_lime(names)
    own = _LIME_OWN if lime else _REDCAP_OWN
    person = next(iter(names))
    asked = [name for name in names if not own.fullmatch(name)]
    stems = [_ENDS.sub("", name) for name in asked]
    stem = max(stems, key=stems.count, default="")
    group = shlex.quote(f"{stem}*") if stems.count(stem) > 1 else "COLUMN,..."
    raise refused(
        file,
        f"a {'LimeSurvey' if lime else 'REDCap'} export: a person per row, a question per column",
        f"Say which columns are an item each: --annotator {shlex.quote(person)} --wide {group}"
        + ("" if lime else "; export labels rather than raw codes, or rename them (--rename 1=joy)"),
    )


TOOL = Tool(FORMAT, sniff, table)
