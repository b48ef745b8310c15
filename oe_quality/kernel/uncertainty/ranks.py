"""Places of units that were measured with error, and how sure their order is.

True values are taken for draws from a normal distribution in common (its mean and spread by moments that agree with the
errors; Paule & Mandel 1982); places are those of draws from the units' posteriors (Laird & Louis 1989, "Empirical Bayes
ranking methods"). Places of the estimates themselves would tell the least measured units to be the best and the worst.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from oe_quality.kernel.arrays import Floats

DRAWS = 2000


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """Of N units.

    Attributes:
        rank: (N,) posterior mean of the place, 1 for the largest; rank_low, rank_high: (N,) its bounds.
        reliability: share of the variance of posterior draws that is between units, 0..1; NaN with one unit.
    """

    rank: Floats
    rank_low: Floats
    rank_high: Floats
    reliability: float


def ranks(value: Floats, error: Floats, level: float = 0.9, seed: int = 0, draws: int = DRAWS) -> Ranks:
    """Places of values (N,) with standard errors (N,), the largest first.

    >>> found = ranks(np.array([0.9, 0.5, 0.1]), np.full(3, 0.01))
    >>> found.rank.tolist(), round(found.reliability, 2)
    ([1.0, 2.0, 3.0], 1.0)
    """
    spread = _spread(value, error)
    trust = spread / (spread + error**2) if spread > 0 else np.zeros(len(value))
    centre = _mean(value, spread + error**2)
    middle, width = centre + trust * (value - centre), np.sqrt(trust) * error
    drawn = np.random.default_rng(seed).normal(middle, width, size=(draws, len(value)))
    if not spread > 0:  # nothing tells the units apart: any order is as good as another
        drawn = np.random.default_rng(seed).normal(size=drawn.shape)
    place = np.argsort(np.argsort(-drawn, axis=1, kind="stable"), axis=1) + 1.0
    low, high = np.quantile(place, [(1 - level) / 2, (1 + level) / 2], axis=0, method="nearest")
    between = float(middle.var() / (middle.var() + (width**2).mean())) if spread > 0 else 0.0
    return Ranks(place.mean(axis=0), low, high, between if len(value) > 1 else float("nan"))


def _mean(value: Floats, variance: Floats) -> float:
    return float((value / variance).sum() / (1 / variance).sum())


def _spread(value: Floats, error: Floats) -> float:
    """The variance of true values with which deviations are as large as errors let expect; 0 where they are smaller."""

    def excess(spread: float) -> float:
        variance = spread + error**2
        return float(((value - _mean(value, variance)) ** 2 / variance).sum() - (len(value) - 1))

    if len(value) < 2 or excess(0.0) <= 0:
        return 0.0
    top = float(np.var(value) * len(value)) + float((error**2).max())
    return float(brentq(excess, 0.0, top)) if excess(top) < 0 else top
