"""How low a coefficient can fall: no interval may promise less.

The greatest value is 1. The least is what would be left if nobody agreed, (0 - p_e) / (1 - p_e), with two things that
keep it higher. Among r answers there are only so many that can differ: three answers of two labels agree in one pair
of three. And disagreement within items makes the answers as a whole more various, so that observed disagreement
cannot exceed r / (r - 1) times the expected one, whatever the labels' frequencies: for a distance that is a squared
Euclidean one (nominal, interval, ordinal, Jaccard, Dice, ...), with d_i the summed distances of ordered pairs of the
r_i answers of item i and n answers in all, sum over all ordered pairs of answers >= sum of d_i n / r_i (the energy
inequality; Székely & Rizzo 2013, J. Stat. Plan. Inference 143:1249).
"""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.arrays import Floats, Ints
from oe_quality.kernel.uncertainty.rounding import ROUNDING

LARGEST_CHECKED = 256
"""Values up to which a matrix of distances is examined for being squared Euclidean."""
NONE_KNOWN = float("-inf")


def least_ratio(size: Ints, n_answers: int | None = None) -> float:
    """1 - the greatest observed over expected disagreement, for items with the answers (P,), 2 or more each.

    Args:
        size: answers per item.
        n_answers: over all items, where expected disagreement never pairs an answer with itself (alpha); None where
            it does (Fleiss' kappa).

    >>> least_ratio(np.array([2]))
    -1.0
    >>> round(least_ratio(np.array([3, 4]), 100), 3)
    -0.485
    """
    pairable = size[size > 1]
    if not len(pairable):
        return NONE_KNOWN
    smallest = float(pairable.min())
    own = 1.0 if n_answers is None else (n_answers - 1) / n_answers
    return 1.0 - own * smallest / (smallest - 1)


def least_agreement(size: Ints, frequency: Ints, weights: Floats) -> float:
    """The least that the mean over items of agreeing pairs can be, under weights of partial agreement (K, K).

    Args:
        size: (P,) answers per item; frequency: (P,) items.
    """
    pairable = (size > 1) & (frequency > 0)
    if not pairable.any() or not len(weights):
        return 0.0
    r = size[pairable]
    apart = 1 - _most_apart(r, weights) / (r * (r - 1))
    return float(frequency[pairable] @ apart / frequency[pairable].sum())


def corrected(agreement: float, expected: float) -> float:
    """(p_a - p_e) / (1 - p_e); no bound where p_e is 1."""
    return (agreement - expected) / (1 - expected) if expected < 1 - ROUNDING else NONE_KNOWN


def squared_euclidean(matrix: Floats) -> bool:
    """Whether distances (V, V) are squared distances between points; False for more than `LARGEST_CHECKED` values."""
    n = len(matrix)
    if n > LARGEST_CHECKED:
        return False
    centre = np.eye(n) - 1 / max(n, 1)
    return bool(n == 0 or np.linalg.eigvalsh(-centre @ matrix @ centre).min() > -1e-9)


def _most_apart(r: Ints, weights: Floats) -> Floats:
    """(P,) the greatest sum of 1 - w over ordered pairs of r answers."""
    k, far = len(weights), 1.0 - float(weights.min())
    if (weights == np.eye(k)).all():
        each, left = np.divmod(r, k)
        return np.asarray(r**2 - (left * (each + 1) ** 2 + (k - left) * each**2), dtype=np.float64)
    # Convex in the distance on an ordered scale: half of the answers at either end.
    return np.asarray(2.0 * (r // 2) * (r - r // 2) * far)
