"""A path that may hold several files: an archive, a folder, a workbook; each is an input of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from oe_quality.errors import OeQualityError
from oe_quality.progress import Progress, silent
from oe_quality.readers.drafting import Draft
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.parted import Parted, begin_parted
from oe_quality.readers.recall import TABLE, kind_told, read_in_ways
from oe_quality.readers.registry import begin, reader_of
from oe_quality.readers.rows import Export
from oe_quality.readers.text.archive import open_inputs
from oe_quality.readers.text.blocks import UncutError, large

_SHOWN = 5

Begun = Draft | Parted | Export | OeQualityError
"""A file, read as far as it goes by itself, or what is wrong with it."""


def begin_each(path: str | Path, options: ReadOptions, progress: Progress = silent) -> list[Begun]:
    """Read every file that a path stands for as far as it goes by itself.

    What is wrong with a file is given back, to be raised when its turn comes. Where a tool's reader knows one of
    several files, those beside it that nothing can read are passed over, and that is said: an export's folder also
    holds the tool's settings.
    """
    parted, whole = _in_parts(path, options, progress)
    if parted is not None:
        return [parted]
    begun: list[Begun] = []
    known: list[bool] = []
    names: list[str] = []
    try:
        for file in open_inputs(path):
            names.append(file.name)
            known.append(reader_of(file) is not None)
            try:
                begun.append(begin(file, options, progress))
            except OeQualityError as error:
                begun.append(error)
    except OeQualityError as error:
        return [*begun, error]
    if whole:
        begun = [
            one if isinstance(one, (OeQualityError, Parted)) else replace(one, remarks=(*one.remarks, whole))
            for one in begun
        ]
    return _without_strangers(begun, known, names) if any(known) else begun


def _saying(begun: Begun, remark: str) -> Begun:
    if isinstance(begun, (OeQualityError, Parted)):
        return begun
    return replace(begun, remarks=(*begun.remarks, remark))


def _in_parts(path: str | Path, options: ReadOptions, progress: Progress) -> tuple[Begun | None, str]:
    """A large table looked through part by part, or what is wrong with it; None where it is read as a whole. And a
    sentence, where that may take much memory."""
    blocks = large(path)
    if blocks is None:
        return None, ""
    reader = reader_of(blocks.head)
    if options.mapping is None and reader is not None:
        return None, ""
    try:
        kind = kind_told(blocks.head, reader.format if reader else TABLE, options)
        begun = read_in_ways(options, kind, blocks.head.sha256, lambda way: begin_parted(blocks, way, progress))
        return replace(begun, kind=kind), ""
    except UncutError as error:
        return None, f"It was read as a whole, in memory, and not in parts: {error}."
    except OeQualityError as error:
        return error, ""


def _without_strangers(begun: list[Begun], known: list[bool], names: list[str]) -> list[Begun]:
    """Without what no tool knows and nothing can read; the first that stays says what was passed over."""
    stays = [ours or not isinstance(one, OeQualityError) for one, ours in zip(begun, known, strict=True)]
    left = [name for name, stay in zip(names, stays, strict=True) if not stay]
    kept = [one for one, stay in zip(begun, stays, strict=True) if stay]
    first = kept[0]
    if left and not isinstance(first, (OeQualityError, Parted)):
        shown = ", ".join(left[:_SHOWN]) + (", ..." if len(left) > _SHOWN else "")
        said = f"{len(left):,} file{'s' if len(left) > 1 else ''} without answers passed over: {shown}."
        kept[0] = replace(first, remarks=(*first.remarks, said))
    return kept
