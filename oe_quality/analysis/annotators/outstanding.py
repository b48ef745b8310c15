"""Who does something more often than the others do, so surely that hardly anybody is named by chance.

A share of few answers is held against a share that is itself only estimated: Fisher's exact test, one-sided. What is
looked at several times in one person (labels, or pairs of them) counts so many times (Bonferroni), and what remains is
controlled over all people (Benjamini & Hochberg 1995): where nobody stands out, the chance that anybody is named in a
study is 5 %.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv, gammaln

from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.uncertainty.fdr import adjusted

LEVEL = 0.95
NEGLIGIBLE = 1e-17
"""Share of a tail beyond which its further terms change nothing."""


def exceeds(hits: Floats, of: Floats, other_hits: Floats, other_of: Floats) -> Floats:
    """(...) one-sided p-values that a share is no larger than another (Fisher 1934); 1 where it is not.

    >>> exceeds(np.array([5.0]), np.array([5.0]), np.array([0.0]), np.array([5.0])).round(4).tolist()
    [0.004]
    """
    more = (of > 0) & (other_of > 0) & (hits * other_of > other_hits * of)
    p = np.ones(more.shape)
    x, n, y, m = (np.broadcast_to(it, more.shape)[more] for it in (hits, of, other_hits, other_of))
    p[more] = _tail(x, n, x + y, n + m)
    return p


def _tail(x: Floats, n: Floats, hits: Floats, of: Floats) -> Floats:
    """(N,) probability of x or more hits among n of `of` answers, of which `hits` are hits; x above its mean.

    From there on each term is less than the one before, by a ratio that is a quotient of whole numbers.
    """

    def log_ways(whole: Floats, part: Floats) -> Floats:
        return np.asarray(gammaln(whole + 1) - gammaln(part + 1) - gammaln(whole - part + 1))

    term = np.exp(log_ways(hits, x) + log_ways(of - hits, n - x) - log_ways(of, n))
    total, k = term.copy(), x.astype(np.float64)
    while (term > NEGLIGIBLE * total).any():
        term *= (hits - k) * (n - k) / ((k + 1) * (of - hits - n + k + 1))
        total += term
        k += 1
    return np.minimum(total, 1.0)


def named(p: Floats, looked_at: Bools) -> Bools:
    """(A, C) what may be said of whom, by the p-values (A, C) of what was looked at.

    People are told apart by what is clearest of each; of those who stand out may be said what is as clear as that, or
    as what is clearest of another of them.
    """
    tried = looked_at.sum(axis=1, keepdims=True)
    each = np.where(looked_at, np.minimum(p * tried, 1.0), 1.0)
    by_person = np.where(tried[:, 0] > 0, each.min(axis=1, initial=1.0), np.nan)
    stands_out = adjusted(by_person) < 1 - LEVEL
    return np.asarray(looked_at & stands_out[:, None] & (each <= by_person[stands_out].max(initial=0.0)))


def lower_bounds(hits: Floats, of: Floats, tried: Floats) -> Floats:
    """(...) exact lower bounds of shares at `LEVEL` over all that was tried (Clopper & Pearson 1934)."""
    low = betaincinv(np.maximum(hits, 1e-9), np.maximum(of - hits, 0.0) + 1, (1 - LEVEL) / np.maximum(tried, 1.0))
    return np.where(hits > 0, low, 0.0)
