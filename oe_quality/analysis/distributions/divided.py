"""Items in the order in which annotators are divided about them."""

from __future__ import annotations

import math

import numpy as np

from oe_quality.analysis.distributions.divided_results import Divided, DividedItem
from oe_quality.analysis.distributions.variables import labels_given
from oe_quality.errors import NotComputableError
from oe_quality.kernel.distributions.ambiguity import ambiguity
from oe_quality.results import Estimate, Interval
from oe_quality.store import Store

POSTERIOR = "posterior of shares, Dirichlet in common"


def divided(store: Store, question: str, *, level: float = 0.9, seed: int = 0) -> Divided:
    """Items in the order in which annotators are divided about them, with how sure that order is.

    Args:
        store: the answers; question: one with labels.
        level: coverage of the bounds of disagreement and of ranks; seed: of the draws behind them.

    Returns:
        Every item's disagreement (the chance that two answers differ, 0..1, free of the bias of few answers), and its
        place among all with bounds; three answers hardly rank items, twenty to fifty do.

    Raises:
        UsageError: no such question, or one of numbers or free text.
        NotComputableError: nobody answered.

    Source: Simpson 1949 (unbiased disagreement); Minka 2000 (Dirichlet in common).

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aaabbbccc"], "annotator": [*"xyz"] * 3, "label": [*"pqrpppqqp"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.divided(store, "label")
    >>> [(row.item, round(row.disagreement, 2)) for row in found.items]
    [('a', 1.0), ('c', 0.67), ('b', 0.0)]
    """
    panel = store.panel(question)
    given = labels_given(panel)
    n_items, _, k = given.shape
    counts = np.bincount(given.item.astype(np.int64) * k + given.label, minlength=n_items * k).reshape(n_items, k)
    answered = np.flatnonzero(counts.sum(axis=1) > 0)
    if not len(answered):
        raise NotComputableError(f"nobody answered {question}")
    found = ambiguity(counts[answered].astype(float), level, seed)
    order = np.lexsort((answered, found.rank))
    rows = []
    for row in order.tolist():
        interval = Interval(float(found.low[row]), float(found.high[row]), level, POSTERIOR, "this item")
        n = int(counts[answered[row]].sum())
        own = float(found.disagreement[row])
        expected = Estimate(float(np.clip(found.expected[row], interval.low, interval.high)), interval, 1, 0, n)
        rank = (float(found.rank[row]), int(found.rank_low[row]), int(found.rank_high[row]))
        rows.append(DividedItem(panel.items[int(answered[row])], n, None if math.isnan(own) else own, expected, *rank))
    reliability = None if math.isnan(found.reliability) else found.reliability
    return Divided(question, tuple(rows), found.concentration, reliability, level, seed, panel.left_out)
