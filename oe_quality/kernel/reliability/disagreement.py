"""How many answers rank items by disagreement: the reliability of an item's own share of differing pairs.

An item's disagreement is theta_i = P(two answers differ). With k answers it is estimated by the share of differing
pairs, a U-statistic whose sampling variance is (Hoeffding 1948, eq. 5.13)

    2 / (k (k - 1)) * (2 (k - 2) zeta_1 + zeta_2),    zeta_1 = S_3 - S_2^2,    zeta_2 = S_2 (1 - S_2),

with S_m = sum over answers of p^m. The variance of theta between items is the covariance of two pairs of one item that
share no answer. All means over items are unbiased, by counts of distinct twos, threes and fours of equal answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.normal import Z95

FEWEST_ANSWERS = 4
"""Of an item: two pairs that share none."""
FEWEST_ITEMS = 20
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Variance components of disagreement.

    Attributes:
        n_items: with four answers or more; mean: of theta.
        between: variance of theta between items; low, high: its 95 % interval over items, 0 at least.
        first, second: means of zeta_1 and zeta_2.
    """

    n_items: int
    mean: float
    between: float
    low: float
    high: float
    first: float
    second: float

    def reliability(self, k: int, between: float | None = None) -> float:
        """Of the ranking by k answers per item, k at least 2; of another variance between items if given."""
        v = self.between if between is None else between
        noise = 2.0 / (k * (k - 1)) * (2.0 * (k - 2) * self.first + self.second)
        return v / (v + noise) if v > 0 else 0.0

    def needed(self, target: float, between: float | None = None) -> int | None:
        """The fewest answers per item that reach the target; None where `MOST` do not."""
        return next((k for k in range(2, MOST + 1) if self.reliability(k, between) >= target), None)


def disagreement(items: CodeArray, answers: CodeArray, n_items: int) -> Disagreement | None:
    """Components from answers (R,) to items (R,); None where fewer than 20 items have four answers.

    >>> rng = np.random.default_rng(0)
    >>> items = np.repeat(np.arange(200), 6)
    >>> open_items = items >= 100
    >>> said = np.where(open_items, rng.integers(0, 2, 1200), 0)
    >>> found = disagreement(items, said, 200)
    >>> round(found.mean, 2), round(found.between, 2)
    (0.25, 0.06)
    """
    cell, n = np.unique(items.astype(np.int64) * (int(answers.max(initial=0)) + 1) + answers, return_counts=True)
    item, c = cell // (int(answers.max(initial=0)) + 1), n.astype(np.float64)
    total = np.bincount(items, minlength=n_items).astype(np.float64)
    kept = total >= FEWEST_ANSWERS
    if kept.sum() < FEWEST_ITEMS:
        return None

    def sums(values: Floats) -> Floats:
        return np.asarray(np.bincount(item, weights=values, minlength=n_items)[kept], dtype=np.float64)

    N, pairs = total[kept], c * (c - 1)
    twos = sums(pairs) / (N * (N - 1))
    threes = sums(pairs * (c - 2)) / (N * (N - 1) * (N - 2))
    same = sums(pairs * (c - 2) * (c - 3)) + sums(pairs) ** 2 - sums(pairs**2)
    fours = same / (N * (N - 1) * (N - 2) * (N - 3))
    mean = float(1.0 - twos.mean())
    between = float(fours.mean() - twos.mean() ** 2)
    influence = fours - 2.0 * twos.mean() * twos
    half = Z95 * float(influence.std(ddof=1)) / np.sqrt(len(N))
    return Disagreement(
        n_items=len(N),
        mean=mean,
        between=max(between, 0.0),
        low=max(between - half, 0.0),
        high=max(between + half, 0.0),
        first=max(float(threes.mean() - fours.mean()), 0.0),
        second=max(float(twos.mean() - fours.mean()), 0.0),
    )
