"""A certificate: from which confidence on gold shows that at most a tenth of the labels is wrong.

From the surest label down, the labels with gold are counted. The certificate goes as far as the upper bound of
Clopper and Pearson (1934) of the share of wrong ones, one-sided at 90 %, stays at or below the share allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from oe_quality.kernel.arrays import Floats

ALLOWED = 0.1
"""Share of wrong labels that is certified not to be exceeded."""
LEVEL = 0.9


@dataclass(frozen=True, slots=True)
class Certificate:
    """Labels of at least this confidence.

    Attributes:
        threshold: of confidence; share: of all labels that reach it.
        n_gold, n_wrong: labels with gold among them; bound: of the share of wrong ones.
    """

    threshold: float
    share: float
    n_gold: int
    n_wrong: int
    bound: float


def certificate(
    confidence: Floats, right: Floats, *, allowed: float = ALLOWED, level: float = LEVEL
) -> Certificate | None:
    """The lowest confidence from which on at most `allowed` of the labels are wrong; None where gold shows none.

    Args:
        confidence: (I,) of each label, NaN where there is none; right: (I,) 1 or 0, NaN without gold.
        allowed: share of wrong labels; level: of the bound, one-sided.

    >>> certificate(np.full(30, 0.9), np.ones(30)).n_gold
    30
    >>> certificate(np.full(10, 0.9), np.ones(10)) is None
    True
    """
    judged = np.isfinite(right) & np.isfinite(confidence)
    order = np.argsort(-confidence[judged], kind="stable")
    sure, wrong = confidence[judged][order], np.cumsum(right[judged][order] == 0)
    n = np.arange(1, len(sure) + 1)
    bound = upper_bound(wrong, n, level)
    # Labels of one confidence stand or fall together.
    last = np.append(sure[1:] < sure[:-1], True)[: len(sure)]
    kept = np.flatnonzero(last & (bound <= allowed))
    if not len(kept):
        return None
    at = int(kept[-1])
    known = confidence[np.isfinite(confidence)]
    return Certificate(float(sure[at]), float((known >= sure[at]).mean()), int(n[at]), int(wrong[at]), float(bound[at]))


def upper_bound(wrong: NDArray[np.int64], n: NDArray[np.int64], level: float = LEVEL) -> Floats:
    """(N,) Clopper and Pearson's upper bound of a share, one-sided; `wrong` of `n`.

    >>> upper_bound(np.array([0]), np.array([22])).round(3).tolist()
    [0.099]
    """
    inside = betaincinv(wrong + 1.0, np.maximum(n - wrong, 1.0), level)
    return np.asarray(np.where(wrong < n, inside, 1.0), dtype=np.float64)
