"""How many answers per item it takes to rank items by disagreement, and what they cost."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.planning.results import Lacking, Ranking
from oe_quality.analysis.planning.work import hours_of, in_words
from oe_quality.kernel.data.chunk import Chunk, CodeArray, IntArray, SetChunk
from oe_quality.kernel.reliability.disagreement import FEWEST_ANSWERS, disagreement
from oe_quality.store.panel import ChoicePanel, SetPanel

USUAL = (20, 50)
"""Answers per item that ranking by disagreement took on other data (arXiv 2605.29797)."""


def ranking(panel: ChoicePanel | SetPanel, target: float) -> Ranking:
    """The answers per item with which items are ranked by disagreement at this reliability.

    A set of labels is one answer: two annotators agree where their sets are the same. Undefined where fewer than 20
    items have four answers, or items do not differ in disagreement.
    """
    sizes = np.diff(panel.data.offsets)
    usual = tuple(_lacking(panel, sizes, each) for each in USUAL)
    found = disagreement(panel.data.items(), _whole_answers(panel.data), panel.n_items)
    if found is None:
        n = int((sizes >= FEWEST_ANSWERS).sum())
        why = f"only {n:,} of them have {FEWEST_ANSWERS} answers or more"
        return Ranking(n, None, None, None, None, None, None, usual, why)
    if found.between <= 0:
        why = "people disagree on all of them alike, as far as these answers tell"
        return Ranking(found.n_items, None, None, None, None, None, None, usual, why)
    needed = found.needed(target)
    more = None if needed is None else _lacking(panel, sizes, needed)
    return Ranking(
        n_items=found.n_items,
        reliability=found.reliability(max(round(float(np.median(sizes))), 2)),
        needed=needed,
        needed_low=found.needed(target, found.high),
        needed_high=found.needed(target, found.low),
        more_answers=more.answers if more else None,
        hours=more.hours if more else None,
        usual=usual,
    )


def sentence(it: Ranking, target: float) -> str:
    """What it says, in words."""
    low, high = it.usual
    costs = " to ".join(f"{one.answers:,} answers{in_words(one.hours)}" for one in it.usual)
    usual = f"As a rule it takes {low.each} to {high.each} (arXiv 2605.29797), here {costs}."
    if it.undefined:
        return f"How many answers rank items by how far people disagree on them cannot be told: {it.undefined}. {usual}"
    if it.needed is None:
        return f"No number of answers ranks items by disagreement with a reliability of {target:g}. {usual}"
    most = "more than can be told" if it.needed_high is None else f"{it.needed_high:,}"
    cost = "" if it.more_answers is None else f", which leaves {it.more_answers:,} to give{in_words(it.hours)}"
    return (
        f"To rank items by how far people disagree on them, with a reliability of {target:g}, takes {it.needed:,} "
        f"answers per item [{it.needed_low:,}, {most}]{cost}; as many as now give {it.reliability:.2f}. {usual}"
    )


def _lacking(panel: ChoicePanel | SetPanel, sizes: IntArray, each: int) -> Lacking:
    answers = int(np.maximum(each - sizes, 0).sum())
    return Lacking(each, answers, hours_of(panel, answers))


def _whole_answers(data: Chunk | SetChunk) -> CodeArray:
    """(R,) a code of each answer; equal sets have equal codes."""
    if isinstance(data, Chunk):
        return data.label
    bounds = zip(data.label_offsets[:-1].tolist(), data.label_offsets[1:].tolist(), strict=True)
    codes: dict[tuple[int, ...], int] = {}
    labels = data.label.tolist()
    return np.array([codes.setdefault(tuple(labels[a:b]), len(codes)) for a, b in bounds], dtype=np.int64)
