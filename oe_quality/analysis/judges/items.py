"""Single items: where a model says something else than people do, and whose label its vote would change."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.judges.data import Beside
from oe_quality.analysis.judges.results import Differences, Differing
from oe_quality.kernel.data.chunk import Chunk, CodeArray

MOST_SHOWN = 200
"""Items that are listed."""


def differing(it: Beside, model_rows: CodeArray) -> Differences:
    """Where the model says something else than all people who answered: most people first, then furthest apart."""
    code = it.pairs.label
    rows = np.flatnonzero(it.human & (model_rows >= 0)[it.items])
    items, first, counts = np.unique(it.items[rows], return_index=True, return_counts=True)
    answer = np.full(it.panel.n_items, -1, dtype=np.int64)
    answer[items] = code[rows[first]]
    equal = np.bincount(it.items[rows], weights=code[rows] == answer[it.items[rows]], minlength=it.panel.n_items)
    agreed = equal[items] == counts
    other = agreed & (code[model_rows[items]] != answer[items])
    alike = it.likeness(model_rows[items].astype(np.int64), rows[first].astype(np.int64))
    order = np.lexsort((items, alike, -counts))
    order = order[other[order]]
    found = tuple(
        Differing(
            str(it.panel.items[int(items[i])]),
            it.panel.said(int(rows[first[i]])),
            it.panel.said(int(model_rows[items[i]])),
            int(counts[i]),
        )
        for i in order[:MOST_SHOWN]
    )
    several, alone = counts >= 2, counts == 1
    return Differences(found, *(int(mask.sum()) for mask in (agreed & several, other & several, alone, other & alone)))


def winners(it: Beside) -> CodeArray:
    """(I,) the label that most people gave, -1 on a tie or without answers; for single choice."""
    votes = np.zeros((it.panel.n_items, len(it.panel.labels)))
    np.add.at(votes, (it.items[it.human], it.panel.data.label[it.human]), 1.0)
    return _unique_best(votes)


def changed_winners(it: Beside, model_rows: CodeArray) -> tuple[int | None, int]:
    """Items whose majority label (or tie) is another with the model's vote, and items that both answered."""
    here = model_rows >= 0
    both = np.zeros(it.panel.n_items, dtype=np.bool_)
    both[it.items[it.human]] = True
    both &= here
    if not isinstance(it.panel.data, Chunk):
        return None, int(both.sum())
    votes = np.zeros((it.panel.n_items, len(it.panel.labels)))
    np.add.at(votes, (it.items[it.human], it.panel.data.label[it.human]), 1.0)
    before = _unique_best(votes)
    np.add.at(votes, (np.flatnonzero(here), it.panel.data.label[model_rows[here]]), 1.0)
    return int((_unique_best(votes) != before)[both].sum()), int(both.sum())


def _unique_best(votes: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> CodeArray:
    most = votes.max(axis=1, keepdims=True)
    alone = ((votes == most).sum(axis=1) == 1) & (most[:, 0] > 0)
    return np.where(alone, votes.argmax(axis=1), -1).astype(np.int64)
