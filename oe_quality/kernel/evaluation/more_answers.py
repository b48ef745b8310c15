"""What more answers would make of the belief about items.

A further answer is drawn from what people perceive in the item, not from a model of one truth: where an item is
ambiguous, more answers stay divided, and forecasts that draw from the truth promise too much. Each item's shares are
drawn once, from the Dirichlet distribution that has their mean and variance; who answers, by how much each annotator
has answered so far; and the belief follows by Bayes' rule with the annotator's confusion matrix, tempered by the
exponent under which answers set aside are most probable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray

TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What answers are drawn from, and what they are read with; a single choice has one layer, a set one per label.

    Attributes:
        belief: (L, I, C) about each item's truth, rows sum to 1.
        share, variance: (L, I, C) of the people who give each answer.
        confusion: (L, A, C, C) truth x answer.
        exponent: (L,) of its tempering.
        counts: (A,) answers that each annotator gave so far.
    """

    belief: Floats
    share: Floats
    variance: Floats
    confusion: Floats
    exponent: Floats
    counts: IntArray


def beliefs_after(known: Known, n: int, rng: np.random.Generator) -> Iterator[Floats]:
    """The belief (L, I, C) after each of n more answers to every item.

    >>> even = np.full((1, 1, 2), 0.5)
    >>> sharp = np.array([[[[0.9, 0.1], [0.1, 0.9]]]])
    >>> one = Known(even, np.array([[[1.0, 0.0]]]), np.zeros((1, 1, 2)), sharp, np.ones(1), np.ones(1, int))
    >>> [p[0, 0, 0].round(3).item() for p in beliefs_after(one, 2, np.random.default_rng(1))]
    [0.9, 0.988]
    """
    L, n_items, _ = known.belief.shape
    share = _drawn_shares(known, rng)
    log_p = np.log(np.maximum(known.belief, TINY))
    told = (np.log(np.maximum(known.confusion, TINY)) * known.exponent[:, None, None, None]).swapaxes(2, 3)
    layer, given = np.arange(L)[:, None], known.counts / known.counts.sum()
    for _ in range(n):
        who = np.broadcast_to(rng.choice(len(given), size=n_items, p=given), (L, n_items))
        said = (rng.random((L, n_items, 1)) > share.cumsum(axis=2)[:, :, :-1]).sum(axis=2)
        log_p = log_p + told[layer, who, said]
        p = np.exp(log_p - log_p.max(axis=2, keepdims=True))
        yield np.asarray(p / p.sum(axis=2, keepdims=True))


def _drawn_shares(known: Known, rng: np.random.Generator) -> Floats:
    """(L, I, C) one draw of every item's shares; a share whose variance is 0 is known."""
    spread = (known.share * (1.0 - known.share)).sum(axis=2, keepdims=True)
    worth = spread / np.maximum(known.variance.sum(axis=2, keepdims=True), TINY) - 1.0
    drawn = rng.standard_gamma(np.maximum(known.share * np.maximum(worth, TINY), TINY))
    total = drawn.sum(axis=2, keepdims=True)
    uncertain = (known.variance.sum(axis=2, keepdims=True) > TINY) & (total > 0)
    return np.where(uncertain, drawn / np.maximum(total, TINY), known.share)
