"""Scale AI: tasks with one response each, which names nobody."""

from __future__ import annotations

from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tools.tool import Read, Tool, most_records, refused

FORMAT = "Scale AI"


def sniff(file: InputFile) -> bool:
    """Whether records are tasks with parameters and a response."""
    return most_records(file, lambda record: {"task_id", "type", "params", "response"} <= set(record))


def table(file: InputFile) -> Read:
    """Refuse the file by what it is."""
    raise refused(
        file,
        "an export of Scale AI tasks, whose response is what was settled on, and names nobody",
        "Ask Scale for the attempts of each task, and load a row per attempt: item, annotator, label.",
    )


TOOL = Tool(FORMAT, sniff, table)
