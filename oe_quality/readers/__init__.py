"""Exports of annotation tools in, canonical rows out. Formats are told apart by content, not by name."""

from __future__ import annotations

from pathlib import Path

from oe_quality.progress import Progress, silent
from oe_quality.readers.options import ReadOptions, Repeats
from oe_quality.readers.registry import read
from oe_quality.readers.rows import Export
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.tidy.gold import read_gold

__all__ = ["Export", "ReadOptions", "Repeats", "open_export", "read_gold"]


def open_export(path: str | Path, options: ReadOptions | None = None, *, progress: Progress = silent) -> Export:
    """Read an export, gzipped or not; "-" reads standard input.

    Args:
        path: the file.
        options: how a tidy file is to be understood; other formats say all by themselves.
        progress: called while reading.

    Returns:
        Canonical rows, questions, and what was rejected with line and reason.

    Raises:
        InputError: the file cannot be read, is of no known form, or lacks what an audit needs.
        UsageError: the options contradict each other or the file.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "answers.csv")
    ...     _ = file.write_text("item,annotator,label\\na,x,p\\na,y,q\\n")
    ...     export = open_export(file)
    >>> export.responses.height, [q.name for q in export.questions]
    (2, ['label'])
    """
    file = open_input(path)
    return read(file, options or ReadOptions(), progress)
