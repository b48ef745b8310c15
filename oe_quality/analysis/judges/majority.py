"""A model against the label that most people gave: how often right, confused with what, and as sure as it says?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.analysis.judges.data import Beside, Terms
from oe_quality.analysis.judges.items import winners
from oe_quality.analysis.judges.results import AgainstMajority, Cell, Confidence, LabelRate
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, CodeArray, RatingChunk, SetChunk
from oe_quality.kernel.judges.confidence import Value, stated_confidence
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.kernel.uncertainty.wilson import wilson
from oe_quality.results import Estimate, Interval

Codes = NDArray[np.int64]


def against_majority(it: Beside, model_rows: CodeArray, terms: Terms) -> AgainstMajority | None:
    """For single choice; None for sets and numbers. Items on which people tie take no part, and are counted."""
    if not isinstance(it.panel.data, Chunk):
        return None
    both = _answered_by_both(it, model_rows)
    truth = winners(it)
    use = both & (truth >= 0)
    said = it.panel.data.label[model_rows[use]].astype(np.int64)
    true = truth[use].astype(np.int64)
    n, right = len(said), int((said == true).sum())
    labels = it.panel.labels
    table = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(table, (true, said), 1)
    return AgainstMajority(
        n,
        int((both & (truth < 0)).sum()),
        _share(right, n, terms.level),
        _kappa(true, said, np.flatnonzero(use), terms),
        tuple(
            LabelRate(
                label,
                _share(int(table[k, k]), int(table[k].sum()), terms.level),
                _share(int(table[k, k]), int(table[:, k].sum()), terms.level),
            )
            for k, label in enumerate(labels)
            if table[k].any() or table[:, k].any()
        ),
        tuple(
            Cell(labels[t], labels[s], int(table[t, s]))
            for t, s in sorted(zip(*np.nonzero(table), strict=True), key=lambda at: (-table[at], at))
        ),
    )


def _answered_by_both(it: Beside, model_rows: CodeArray) -> NDArray[np.bool_]:
    both = np.zeros(it.panel.n_items, dtype=np.bool_)
    both[it.items[it.human]] = True
    return both & (model_rows >= 0)


def _share(k: int, n: int, level: float) -> Estimate:
    if not n:
        return Estimate(None, undefined="no item has this label")
    low, high = wilson(k, n, float(special.ndtri(0.5 + level / 2)))
    return Estimate(k / n, Interval(low, high, level, "Wilson score", NEW_ITEMS), n)


def _kappa(true: Codes, said: Codes, items: Codes, terms: Terms) -> Estimate:
    """Cohen's kappa (1960) between the model and people's majority, with a jackknife over items."""

    def kappa(keep: NDArray[np.bool_]) -> Floats:
        t, s = true[keep], said[keep]
        if not len(t):
            return np.array([math.nan])
        k = int(max(true.max(), said.max())) + 1
        chance = float((np.bincount(t, minlength=k) / len(t)) @ (np.bincount(s, minlength=k) / len(s)))
        return np.array([(float((t == s).mean()) - chance) / (1 - chance) if chance < 1 else math.nan])

    value = float(kappa(np.ones(len(true), dtype=np.bool_))[0])
    if not math.isfinite(value):
        return Estimate(None, n_items=len(true), undefined="no item has a majority, or all labels are equal")
    spread = delete_group.over_items(kappa, 1, items.astype(np.int64), seed=terms.seed)
    interval = spread.interval(0, value, terms.level, -1.0, 1.0)
    return Estimate(value, interval, len(true), note=spread.told(0, interval, "no interval: too few items"))


def confidence(it: Beside, model_rows: CodeArray, stated: dict[str, float] | None, terms: Terms) -> Confidence | None:
    """How far a model's stated confidence may be believed; None where it states none, or its answers are numbers."""
    if not stated or isinstance(it.panel.data, RatingChunk):
        return None
    known = np.array([stated.get(name, math.nan) for name in it.panel.items.to_list()])
    right = _right(it, model_rows)
    use = np.isfinite(known) & np.isfinite(right)
    found = stated_confidence(known[use], right[use] > 0, level=terms.level, seed=terms.seed)
    if found is None:
        return None
    n = found.n_items
    return Confidence(
        n,
        _estimate(found.error, n, terms.level, "posterior of the bins' errors"),
        _estimate(found.gap, n, terms.level, "Student's t over items"),
        _estimate(found.brier, n, terms.level, "Student's t over items"),
        found.bins,
    )


def _right(it: Beside, model_rows: CodeArray) -> Floats:
    """(I,) whether the model's answer is that of most people; NaN where one is missing or people tie."""
    both, data = _answered_by_both(it, model_rows), it.panel.data
    if isinstance(data, SetChunk):
        chosen = data.matrix(len(it.panel.labels))
        size = np.bincount(it.items[it.human], minlength=it.panel.n_items)[:, None]
        votes = np.zeros((it.panel.n_items, chosen.shape[1]))
        np.add.at(votes, it.items[it.human], chosen[it.human])
        same = ((2 * votes > size) == chosen[np.maximum(model_rows, 0)]).all(axis=1)
        return np.where(both & (2 * votes != size).all(axis=1), same, math.nan)
    truth = winners(it)
    return np.where(both & (truth >= 0), data.label[np.maximum(model_rows, 0)] == truth, math.nan)


def _estimate(it: Value, n: int, level: float, method: str) -> Estimate:
    return Estimate(it.value, Interval(it.low, it.high, level, method, NEW_ITEMS), n)
