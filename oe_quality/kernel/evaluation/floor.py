"""How sure a posterior may be at most: tempering and a floor, fixed without gold, learned with it.

P' = (1 - eps) norm(q (P / q)^t) + eps u. The exponent t makes all items less sure alike; the floor eps says that even
where everybody agrees some labels are wrong: so many are spread over the labels, and no probability exceeds
1 - eps (1 - u). With labels equally likely beforehand (q) the power is that of P, and the spread (u) even. Rarer ones
stay rare: answers that depend on one another count too much, how rare a label is does not, and wrong labels fall on
rare ones more rarely.
Without gold t and eps are what did best on other public sets with gold, each set left out in turn. With gold they
are what it makes probable under priors about those values: the posterior mean, with much gold the mode.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray
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
MOST_AVERAGED = 500
"""Gold items up to which the exponent and floor are averaged over what gold leaves possible; more leave little."""
FINE = 25
"""Exponents, and half as many as floors, over which they are averaged."""
LEAST = 0.1
"""Of the share of wrong labels that falls on a usual label, what falls on any label, however rare its answers: what
nobody says may be true."""


@dataclass(frozen=True, slots=True, eq=False)
class Beforehand:
    """What is known of the labels before any answer.

    Attributes:
        prior: (K,) how probable each is; sums to 1.
        spread: (K,) how wrong labels fall on them; sums to 1.
    """

    prior: Floats
    spread: Floats

    @classmethod
    def of(cls, prior: Floats) -> Beforehand:
        """With wrong labels falling as `spread_of` says."""
        return cls(prior, spread_of(prior))

    @classmethod
    def even(cls, n_labels: int) -> Beforehand:
        """All labels alike.

        >>> Beforehand.even(4).spread.tolist()
        [0.25, 0.25, 0.25, 0.25]
        """
        return cls.of(np.full(n_labels, 1.0 / max(n_labels, 1)))


@dataclass(frozen=True, slots=True)
class Floor:
    """How sure to be.

    Attributes:
        exponent: t; share: eps, what part of the whole is spread over the labels.
    """

    exponent: float
    share: float

    def most(self, n_labels: int, before: Beforehand | None = None) -> float:
        """The highest probability that any label can reach; arguments as for `applied`.

        >>> rare = Beforehand.of(np.array([0.9, 0.1]))
        >>> USUAL.most(2), round(USUAL.most(4), 3), round(USUAL.most(2, rare), 3)
        (0.98, 0.97, 0.996)
        """
        spread = (before or Beforehand.even(n_labels)).spread
        return 1.0 - self.share * (1.0 - float(spread.max(initial=1.0 / n_labels)))

    def applied(self, posterior: Floats, before: Beforehand | None = None) -> Floats:
        """(I, K) the posterior under this exponent and floor.

        Winners and ties stay where labels are equally likely beforehand. Elsewhere the foremost label, with P_j / P_k
        over the next, stays where (1 - eps) (kept_j - kept_k) > eps (u_k - u_j): a rarer one yields where it led by
        less than the floor, and an exponent below 1, which weakens what answers say against how common labels are,
        makes its lead smaller.

        Args:
            posterior: (I, K).
            before: of the labels; None where all are alike.

        >>> USUAL.applied(np.array([[1.0, 0.0], [0.5, 0.5]])).round(3).tolist()
        [[0.98, 0.02], [0.5, 0.5]]
        """
        if before is None:
            even = self.share / max(posterior.shape[1], 1)
            return np.asarray((1.0 - self.share) * tempered(posterior, self.exponent) + even)
        kept = tempered(posterior / before.prior, self.exponent) * before.prior
        kept /= kept.sum(axis=1, keepdims=True)
        return np.asarray((1.0 - self.share) * kept + self.share * before.spread)


def spread_of(prior: Floats, least: Floats | float = LEAST) -> Floats:
    """(K,) how wrong labels fall on labels of a prior; sums to 1.

    Args:
        prior: (K,).
        least: of what falls on the commonest label, what falls on each at least; one for all, or (K,).

    >>> spread_of(np.array([0.5, 0.499, 0.001])).round(3).tolist()
    [0.477, 0.476, 0.048]
    """
    share = np.maximum(prior, least * prior.max(initial=0.0))
    return np.asarray(share / share.sum(), dtype=np.float64)


USUAL = Floor(0.9, 0.04)
"""Without gold: the least mean log-loss over 21 public sets, each left out in turn."""


def learned(posterior: Floats, gold: IntArray, before: Beforehand | None = None) -> Floor:
    """The exponent and floor that gold calls for, under priors about `USUAL`.

    Args:
        posterior: (I, K) of a fit that has not seen the gold.
        gold: (I,) label, -1 where unknown.
        before: as for `Floor.applied`.
    """
    known = gold >= 0
    p, truth = posterior[known], gold[known]
    K = posterior.shape[1]
    if not known.any() or K < 2:
        return USUAL
    before = before or Beforehand.even(K)
    log_q = np.log(before.prior)
    return most_probable(np.log(np.maximum(p, TINY)) - log_q, log_q, truth, before.spread[truth])


def most_probable(told: Floats, log_q: Floats, truth: IntArray, spread: Floats) -> Floor:
    """The exponent and floor that G gold labels call for, under their priors: the mean, of many the most probable.

    Args:
        told: (G, K) log P / q; log_q: (K,) or (G, K) log q; truth: (G,) the gold label.
        spread: (G,) what part of wrong labels falls on it.
    """
    if not len(truth):
        return USUAL

    def loss(x: Floats) -> float:
        t, eps = float(x[0]), float(x[1])
        return -_log_likelihood(told, log_q, truth, spread, (t, eps)) - log_prior(t) - _log_floor_prior(eps)

    if len(truth) <= MOST_AVERAGED:
        return _mean(loss)
    grid = [(t, eps) for t in np.geomspace(*EXPONENTS, STEPS) for eps in np.geomspace(*FLOORS, STEPS)]
    start = min(grid, key=lambda x: loss(np.array(x)))
    found = minimize(loss, start, method="L-BFGS-B", bounds=(EXPONENTS, FLOORS))
    best = found.x if found.fun <= loss(np.array(start)) else np.array(start)
    return Floor(round(float(best[0]), 4), round(float(best[1]), 5))


def _mean(loss: Callable[[Floats], float]) -> Floor:
    """The posterior mean of ln t and of eps.

    Twenty items, all right, are nearly as probable under an eps of .04 as of .01: the most probable value lies below
    what is to be expected.
    """
    exponents, shares = np.geomspace(*EXPONENTS, FINE), np.linspace(*FLOORS, 2 * FINE)
    told = -np.array([[loss(np.array((t, eps))) for eps in shares] for t in exponents])
    weight = np.exp(told - told.max())
    weight /= weight.sum()
    exponent = np.exp(weight.sum(axis=1) @ np.log(exponents))
    return Floor(round(float(exponent), 4), round(float(weight.sum(axis=0) @ shares), 5))


def _log_likelihood(told: Floats, log_q: Floats, truth: IntArray, spread: Floats, how: tuple[float, float]) -> float:
    """Of the gold labels (G,); told: (G, K) log P / q; spread: (G,) of the gold labels; how: exponent, floor."""
    exponent, share = how
    raised = exponent * told + log_q
    p = np.exp(raised - raised.max(axis=1, keepdims=True))
    own = p[np.arange(len(p)), truth] / p.sum(axis=1)
    return float(np.log((1.0 - share) * own + share * spread).sum())


def _log_floor_prior(share: float) -> float:
    a, b = FLOOR_PRIOR
    return (a - 1.0) * math.log(share) + (b - 1.0) * math.log1p(-share)
