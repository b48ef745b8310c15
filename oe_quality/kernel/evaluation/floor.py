"""How sure a posterior may be at most: tempering and a floor, fixed without gold, learned with it.

P' = (1 - eps) norm(P^t) + eps u. The exponent t makes all items less sure alike; the floor eps says that even
where everybody agrees some labels are wrong: so many are spread over the labels, evenly (u = 1 / K) but for rare ones,
and no probability exceeds 1 - eps (1 - u).
Without gold t and eps are what did best on other public sets with gold, each set left out in turn. With gold they
maximise its likelihood under priors about those values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from oe_quality.kernel.data.chunk import FloatArray, IntArray
from oe_quality.kernel.evaluation.calibration import TINY, log_prior, tempered

FEWEST_GOLD = 20
"""Gold items from which on they say how sure to be."""
EXPONENTS = (0.3, 1.5)
"""Range of t."""
FLOORS = (1e-4, 0.3)
"""Range of eps."""
FLOOR_PRIOR = (1.2, 18.0)
"""Beta prior of eps: mean .06."""
STEPS = 13
"""Starting points of the search on each axis."""


@dataclass(frozen=True, slots=True)
class Floor:
    """How sure to be.

    Attributes:
        exponent: t; share: eps, of the uniform distribution that is mixed in.
    """

    exponent: float
    share: float

    def most(self, n_labels: int) -> float:
        """The highest probability that any label can reach.

        >>> USUAL.most(2), round(USUAL.most(4), 3)
        (0.98, 0.97)
        """
        return 1.0 - self.share * (n_labels - 1) / max(n_labels, 1)

    def applied(self, posterior: FloatArray, spread: FloatArray | None = None) -> FloatArray:
        """(I, K) the posterior under this exponent and floor.

        Winners and ties stay with an even spread. With another, a rarer label yields where it led by less than the
        floor.

        Args:
            posterior: (I, K).
            spread: (K,) over which the floor is spread, in any unit; None for evenly.

        >>> USUAL.applied(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3).tolist()
        [[0.98, 0.02], [0.5, 0.5]]
        """
        K = posterior.shape[1]
        u = 1.0 / max(K, 1) if spread is None else spread / spread.sum()
        return np.asarray((1.0 - self.share) * tempered(posterior, self.exponent) + self.share * u)


USUAL = Floor(0.9, 0.04)
"""Without gold: the least mean log-loss over 21 public sets, each left out in turn."""


def learned(posterior: FloatArray, gold: IntArray) -> Floor:
    """The exponent and floor that gold calls for, under priors about `USUAL`.

    Args:
        posterior: (I, K) of a fit that has not seen the gold.
        gold: (I,) label, -1 where unknown.
    """
    known = gold >= 0
    p, truth = posterior[known], gold[known]
    if not known.any() or posterior.shape[1] < 2:
        return USUAL
    log_p = np.log(np.maximum(p, TINY))

    def loss(x: FloatArray) -> float:
        t, eps = float(x[0]), float(x[1])
        return -_log_likelihood(log_p, truth, t, eps) - log_prior(t) - _log_floor_prior(eps)

    grid = [(t, eps) for t in np.geomspace(*EXPONENTS, STEPS) for eps in np.geomspace(*FLOORS, STEPS)]
    start = min(grid, key=lambda x: loss(np.array(x)))
    found = minimize(loss, np.array(start), method="L-BFGS-B", bounds=[EXPONENTS, FLOORS])
    best = found.x if found.fun <= loss(np.array(start)) else np.array(start)
    return Floor(round(float(best[0]), 4), round(float(best[1]), 5))


def _log_likelihood(log_p: FloatArray, truth: IntArray, exponent: float, share: float) -> float:
    raised = exponent * (log_p - log_p.max(axis=1, keepdims=True))
    p = np.exp(raised)
    own = p[np.arange(len(p)), truth] / p.sum(axis=1)
    return float(np.log((1.0 - share) * own + share / log_p.shape[1]).sum())


def _log_floor_prior(share: float) -> float:
    a, b = FLOOR_PRIOR
    return (a - 1.0) * math.log(share) + (b - 1.0) * math.log1p(-share)
