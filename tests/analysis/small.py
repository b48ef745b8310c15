"""Panels of a handful of answers, written down one by one."""

import numpy as np
import polars as pl

from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk, offsets_of
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel


def choices(rows, labels, scale=Scale.NOMINAL, times=None):
    """A panel of (item, annotator, label), in any order."""
    return _panel(sorted(rows, key=lambda row: row[:2]), Question("mood", scale, tuple(labels)), times)


def sets(rows, labels):
    """A panel of (item, annotator, labels)."""
    return _panel(sorted(rows, key=lambda row: row[:2]), Question("moods", Scale.MULTILABEL, tuple(labels)), None)


def numbers(rows, name="level", low=None, high=None):
    """A panel of (item, annotator, number)."""
    rows = sorted(rows, key=lambda row: row[:2])
    return _panel(rows, Question(name, Scale.INTERVAL, low=low, high=high), None)


def _panel(rows, question, times):
    items, people = (sorted({row[at] for row in rows}) for at in (0, 1))
    item = np.array([items.index(row[0]) for row in rows], dtype=np.int32)
    who = np.array([people.index(row[1]) for row in rows], dtype=np.int32)
    offsets, said = offsets_of(item, len(items)), [row[2] for row in rows]
    code = {label: k for k, label in enumerate(question.labels)}
    if question.scale.is_numeric:
        data = RatingChunk(offsets, who, np.array(said, dtype=np.float64))
    elif question.scale is Scale.MULTILABEL:
        chosen = [sorted(code[label] for label in one) for one in said]
        of = np.repeat(np.arange(len(said)), [len(one) for one in chosen])
        flat = np.array([k for one in chosen for k in one], dtype=np.int32)
        data = SetChunk(offsets, who, offsets_of(of, len(said)), flat)
    else:
        data = Chunk(offsets, who, np.array([code[label] for label in said], dtype=np.int32))
    created = np.full(len(rows), -1, dtype=np.int64) if times is None else np.array(times, dtype=np.int64)
    aliases = pl.Series([f"A-{name}" for name in people])
    gold = np.full(len(items), -1, dtype=np.int32)
    return Panel(
        question, pl.Series(items), pl.Series(people), aliases, data, created, np.full(len(rows), np.nan), gold
    )
