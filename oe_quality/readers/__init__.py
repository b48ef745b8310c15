"""Exports of annotation tools in, canonical rows out. Formats are told apart by content, not by name.

The store uses the form of their rows; what knows all formats is imported when an export is opened.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oe_quality.progress import Progress, silent

if TYPE_CHECKING:
    from oe_quality.readers.options import ReadOptions, Repeats
    from oe_quality.readers.rows import Export
    from oe_quality.readers.tidy.gold import read_gold

_HOME = {
    "Export": "oe_quality.readers.rows",
    "ReadOptions": "oe_quality.readers.options",
    "Repeats": "oe_quality.readers.options",
    "read_gold": "oe_quality.readers.tidy.gold",
}
"""Name -> the module that has it."""

__all__ = ["Export", "ReadOptions", "Repeats", "open_export", "read_gold"]


def __getattr__(name: str) -> Any:
    """A public name, imported on first use.

    Raises:
        AttributeError: there is no such name.
    """
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


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
    from oe_quality.readers.options import ReadOptions
    from oe_quality.readers.registry import read
    from oe_quality.readers.text.archive import open_input

    file = open_input(path)
    return read(file, options or ReadOptions(), progress)
