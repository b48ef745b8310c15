"""How divided annotators are about each item, and how sure the order of items is.

Disagreement of an item is the chance that two answers differ, 1 - sum of p_k^2 (Gini; Simpson 1949). From n answers
1 - sum of n_k (n_k - 1) / (n (n - 1)) is free of bias, whatever n is. For the order of items, shares are taken for
draws from a Dirichlet distribution in common, whose concentration is that of greatest likelihood (Minka 2000,
"Estimating a Dirichlet distribution"); ranks are then those of draws from the items' posteriors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from oe_quality.kernel.arrays import Floats

LOG_CONCENTRATION = (-5.0, 7.0)
DRAWS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Ambiguity:
    """Of I items.

    Attributes:
        disagreement: (I,) unbiased, NaN for items with fewer than two answers; it may be above what labels allow.
        expected: (I,) posterior mean of an item's disagreement; low, high: (I,) its posterior bounds.
        rank: (I,) posterior mean of the place, 1 for the most divided; rank_low, rank_high: (I,) its bounds.
        concentration: of the Dirichlet distribution; the larger, the more alike items are.
        reliability: share of the variance of posterior draws that is between items, 0..1: how far another sample of
            answers would give the same order; NaN with one item.
    """

    disagreement: Floats
    expected: Floats
    low: Floats
    high: Floats
    rank: Floats
    rank_low: Floats
    rank_high: Floats
    concentration: float
    reliability: float


def unbiased_disagreement(counts: Floats) -> Floats:
    """(I,) from counts (I, K).

    >>> unbiased_disagreement(np.array([[2.0, 1.0], [3.0, 0.0], [1.0, 0.0]])).round(3).tolist()
    [0.667, 0.0, nan]
    """
    n = counts.sum(axis=1)
    pairs = n * (n - 1)
    alike = (counts * (counts - 1)).sum(axis=1)
    return np.asarray(1 - np.divide(alike, pairs, out=np.full(len(n), np.nan), where=pairs > 0))


def ambiguity(counts: Floats, level: float, seed: int, draws: int = DRAWS) -> Ambiguity:
    """Disagreement and ranks of items from counts (I, K), each item with an answer."""
    rng = np.random.default_rng(seed)
    mean = (counts.sum(axis=0) + 0.5) / (counts.sum() + 0.5 * counts.shape[1])
    concentration = _concentration(counts, mean)
    posterior = counts + concentration * mean
    drawn = np.empty((draws, len(counts)))
    for d in range(draws):
        gamma = rng.standard_gamma(posterior)
        share = gamma / np.maximum(gamma.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        drawn[d] = 1 - (share**2).sum(axis=1)
    # Ties of draws are as good as impossible, and of draws that underflow broken by place.
    place = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1) + 1.0
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn, ends, axis=0)
    rank_low, rank_high = np.quantile(place, ends, axis=0, method="nearest")
    within, total = drawn.var(axis=0).mean(), drawn.var()
    reliability = float(1 - within / total) if len(counts) > 1 and total > 0 else float("nan")
    return Ambiguity(
        unbiased_disagreement(counts),
        drawn.mean(axis=0),
        low,
        high,
        place.mean(axis=0),
        rank_low,
        rank_high,
        concentration,
        reliability,
    )


def _concentration(counts: Floats, mean: Floats) -> float:
    """Of greatest likelihood of the Dirichlet-multinomial with this mean (K,)."""
    n = counts.sum(axis=1)

    def minus(log_concentration: float) -> float:
        a = np.exp(log_concentration)
        each = gammaln(counts + a * mean) - gammaln(a * mean)
        return -float((gammaln(a) - gammaln(n + a)).sum() + each.sum())

    return float(np.exp(minimize_scalar(minus, bounds=LOG_CONCENTRATION, method="bounded").x))
