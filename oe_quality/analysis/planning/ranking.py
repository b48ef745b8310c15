"""How many answers per item it takes to rank items by disagreement, and what they cost."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.planning.results import Ranking
from oe_quality.kernel.data.chunk import Chunk, CodeArray, SetChunk
from oe_quality.kernel.reliability.disagreement import disagreement
from oe_quality.store.panel import ChoicePanel, SetPanel

USUAL = "As a rule it takes 20 to 50 (arXiv 2605.29797)."


def ranking(panel: ChoicePanel | SetPanel, target: float) -> Ranking | None:
    """The answers per item with which items are ranked by disagreement at this reliability.

    A set of labels is one answer: two annotators agree where their sets are the same. None where fewer than 20 items
    have four answers, or items do not differ in disagreement.
    """
    items = panel.data.items()
    found = disagreement(items, _whole_answers(panel.data), panel.n_items)
    if found is None or found.between <= 0:
        return None
    needed = found.needed(target)
    sizes = np.diff(panel.data.offsets)
    more = None if needed is None else int(np.maximum(needed - sizes, 0).sum())
    known = panel.duration_s[np.isfinite(panel.duration_s)]
    seconds = float(np.median(known)) if len(known) else None
    return Ranking(
        n_items=found.n_items,
        reliability=found.reliability(max(round(float(np.median(sizes))), 2)),
        needed=needed,
        needed_low=found.needed(target, found.high),
        needed_high=found.needed(target, found.low),
        more_answers=more,
        hours=None if more is None or seconds is None else more * seconds / 3600.0,
    )


def sentence(it: Ranking, target: float) -> str:
    """What it says, in words."""
    if it.needed is None:
        return f"No number of answers ranks items by disagreement with a reliability of {target:g}. {USUAL}"
    high = "more than can be told" if it.needed_high is None else f"{it.needed_high:,}"
    cost = "" if it.more_answers is None else f", which leaves {it.more_answers:,} to give"
    cost += "" if it.hours is None else f", some {it.hours:,.0f} hours of work"
    return (
        f"To rank items by how far people disagree on them, with a reliability of {target:g}, takes {it.needed:,} "
        f"answers per item [{it.needed_low:,}, {high}]{cost}; as many as now give {it.reliability:.2f}. {USUAL}"
    )


def _whole_answers(data: Chunk | SetChunk) -> CodeArray:
    """(R,) a code of each answer; equal sets have equal codes."""
    if isinstance(data, Chunk):
        return data.label
    bounds = zip(data.label_offsets[:-1].tolist(), data.label_offsets[1:].tolist(), strict=True)
    codes: dict[tuple[int, ...], int] = {}
    labels = data.label.tolist()
    return np.array([codes.setdefault(tuple(labels[a:b]), len(codes)) for a, b in bounds], dtype=np.int64)
