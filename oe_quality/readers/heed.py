"""Which options a reader looks at that reads files by itself: what it passes over is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields
from typing import Any

from oe_quality.progress import Progress
from oe_quality.readers.options import ReadOptions, called
from oe_quality.readers.rows import Export
from oe_quality.readers.text.source import InputFile

_FIELDS = frozenset(field.name for field in fields(ReadOptions))
_ELSEWHERE = frozenset({"--join", "--repeats", "--rename", "[labels] rename"})
"""What is done for every export, whoever reads it."""


class _Watched(ReadOptions):
    """Options that note what is asked of them."""

    __slots__ = ("_asked",)

    def __getattribute__(self, name: str) -> Any:
        if name in _FIELDS:
            # While they are being made, nothing asks yet.
            with suppress(AttributeError):
                object.__getattribute__(self, "_asked").add(name)
        return object.__getattribute__(self, name)


def heeded(
    read: Callable[[InputFile, ReadOptions, Progress], Export],
    file: InputFile,
    options: ReadOptions,
    progress: Progress,
) -> tuple[Export, tuple[str, ...]]:
    """What a reader makes of a file, and the options that were given and that it never looked at."""
    said = options.said()
    if not said:
        return read(file, options, progress), ()
    watched = _Watched(**{name: getattr(options, name) for name in _FIELDS})
    asked: set[str] = set()
    object.__setattr__(watched, "_asked", asked)
    export = read(file, watched, progress)
    looked_at = set(map(called, asked))
    return export, tuple(name for name in said if name not in looked_at | _ELSEWHERE)
