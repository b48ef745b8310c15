"""LimeSurvey, REDCap, and Qualtrics without its second and third header row: a person per row, a question per column.

Which questions are about items is asked.
"""

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
_QUALTRICS = frozenset({"ResponseId", "RecordedDate", "StartDate"})
_QUALTRICS_OWN = re.compile(
    r"(Start|End|Recorded)Date|Status|IPAddress|Progress|Duration \(in seconds\)|Finished|ResponseId|"
    r"Recipient\w+|ExternalReference|ExternalDataReference|Location\w+|DistributionChannel|UserLanguage"
)
_ENDS = re.compile(r"(\[.*\]|[\W_]*\d+)$")


def sniff(file: InputFile) -> bool:
    """Whether there are the columns that one of them keeps of every response."""
    return bool(_kind([] if file.is_parquet else column_names(file)))


def _kind(names: Sequence[str]) -> str:
    if any(own <= set(names) for own in _LIME):
        return "LimeSurvey"
    if set(names) >= _QUALTRICS:
        return "Qualtrics"
    own = any(name.startswith("redcap_") for name in names) or "record_id" in names[:1]
    return "REDCap" if own and any(map(_COMPLETE.fullmatch, names)) else ""


def table(file: InputFile) -> Read:
    """Ask for the columns that are an item each."""
    names = column_names(file)
    kind = _kind(names)
    own = {"LimeSurvey": _LIME_OWN, "REDCap": _REDCAP_OWN, "Qualtrics": _QUALTRICS_OWN}[kind]
    person = "ResponseId" if kind == "Qualtrics" else names[0]
    asked = [name for name in names if not own.fullmatch(name)]
    stems = [_ENDS.sub("", name) for name in asked]
    stem = max(stems, key=stems.count, default="")
    group = shlex.quote(f"{stem}*") if stems.count(stem) > 1 else "COLUMN,..."
    more = {
        "REDCap": "; export labels rather than raw codes, or rename them (--rename 1=joy)",
        "Qualtrics": "; or export it again with all three header rows",
    }
    raise refused(
        file,
        f"a {kind} export: a person per row, a question per column",
        f"Say which columns are an item each: --annotator {shlex.quote(person)} --wide {group}{more.get(kind, '')}",
    )


TOOL = Tool(FORMAT, sniff, table)
