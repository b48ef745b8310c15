"""Do two judges make the same mistakes more often than two that err alone would?

Not even the truth of an item need be known: where people are few, their majority is often wrong, and two good judges
agree against it because both are right. But two judges who have nothing in common save the item vary together only as
far as each varies with the item, and so with people: if x and y are their answers as vectors (a label is 1 where it was
given; a number stands alone), p is the mean of people's and V = cov(p) less its sampling noise, then

    cov(x, y) = cov(x, p) V^-1 cov(p, y)

(Spearman 1904's tetrads, here of vectors). The trace of what is left over, divided by what is left of both judges' own
variances, is the correlation of their errors: 0 for judges who err alone, 1 for one judge by two names. Leaving out
groups of items gives its spread (Efron & Stein 1981).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray

FEWEST = 30
"""Items that both judges and two people answered, below which nothing is said."""
GROUPS = 20
"""Groups of items, each left out in turn."""
LEAST = 0.02
"""Directions in which people's means vary by less than this share of the most are noise."""


@dataclass(frozen=True, slots=True)
class SharedErrors:
    """Two judges on the items that both and people answered.

    Attributes:
        n_items: such items.
        correlation: of their errors, -1..1; low, high: its bounds.
        p_value: one-sided, of no correlation.
    """

    n_items: int
    correlation: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """What people say of I items, in V variables.

    Attributes:
        mean: (I, V) of their answers; NaN where nobody answered.
        size: (I,) how many answered; within: (V, V) covariance of answers to one item.
    """

    mean: Floats
    size: NDArray[np.int64]
    within: Floats


def group_of(values: Floats, items: CodeArray, annotators: CodeArray, n_items: int) -> Group:
    """People's answers (R, V) to items (R,) by annotators (R,), each annotator's own leaning taken off."""
    size = np.bincount(items, minlength=n_items)
    mean = _means(values, items, size)
    several = (size >= 2)[items]
    off = np.where(several[:, None], values - mean[items], 0.0)
    answers = np.bincount(annotators[several], minlength=int(annotators.max(initial=0)) + 1)
    leaning = np.zeros((len(answers), values.shape[1]))
    np.add.at(leaning, annotators, off)
    level = values - (leaning / np.maximum(answers, 1)[:, None])[annotators]
    mean = _means(level, items, size)
    rest = (level - mean[items])[several]
    free = max(int(several.sum() - (size >= 2).sum()), 1)
    return Group(mean, size, rest.T @ rest / free)


def _means(values: Floats, items: CodeArray, size: NDArray[np.int64]) -> Floats:
    total = np.zeros((len(size), values.shape[1]))
    np.add.at(total, items, values)
    return np.where(size[:, None] > 0, total / np.maximum(size, 1)[:, None], np.nan)


def shared_errors(first: Floats, second: Floats, people: Group, *, level: float = 0.95) -> SharedErrors | None:
    """Compare the answers (I, V) of two judges, NaN where one gave none; None with too few
    items, or where a judge always says the same.

    >>> rng = np.random.default_rng(0)
    >>> item, error = rng.normal(size=(200, 1)), rng.normal(size=(200, 1))
    >>> answers = np.repeat(item, 3, axis=0) + 0.3 * rng.normal(size=(600, 1))
    >>> people = group_of(answers, np.repeat(np.arange(200), 3), np.tile(np.arange(3), 200), 200)
    >>> found = shared_errors(item + error, item + error, people)
    >>> round(found.correlation, 1), found.p_value < 1e-4
    (1.0, True)
    """
    use = np.isfinite(np.hstack([first, second])).all(axis=1) & (people.size > 0)
    n = int(use.sum())
    if n < FEWEST or (people.size[use] >= 2).sum() < FEWEST:
        return None
    one, two, mean, size = first[use], second[use], people.mean[use], people.size[use]
    excess, scale = _excess(one, two, mean, size, people.within)
    if scale <= 0:
        return None
    part = np.arange(n) % GROUPS
    left = np.array(
        [
            _excess(one[part != g], two[part != g], mean[part != g], size[part != g], people.within)[0]
            for g in range(GROUPS)
        ]
    )
    spread = math.sqrt((GROUPS - 1) / GROUPS * float(((left - left.mean()) ** 2).sum()))
    half = float(special.stdtrit(GROUPS - 1, 0.5 + level / 2)) * spread
    p = float(special.stdtr(GROUPS - 1, -excess / spread)) if spread > 0 else float(excess <= 0)
    value, low, high = (min(max(x / scale, -1.0), 1.0) for x in (excess, excess - half, excess + half))
    return SharedErrors(n, value, low, high, p)


def _excess(
    first: Floats, second: Floats, mean: Floats, size: NDArray[np.int64], within: Floats
) -> tuple[float, float]:
    """The covariance of two judges beyond what the item explains, and the most that it could be."""
    free = len(first) - 1
    one, two, group = (values - values.mean(axis=0) for values in (first, second, mean))
    between = group.T @ group / free - within * float((1.0 / size).mean())
    loads = [judge.T @ group / free @ _inverse(between) for judge in (one, two)]
    excess = float((one * two).sum()) / free - float(np.trace(loads[0] @ between @ loads[1].T))
    own = []
    for judge, load in zip((one, two), loads, strict=True):
        total = float((judge**2).sum()) / free
        own.append(max(total - float(np.trace(load @ between @ load.T)), LEAST * total))
    return excess, math.sqrt(own[0] * own[1])


def _inverse(matrix: Floats) -> Floats:
    """The inverse over the directions that are more than noise; the others do not count."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > LEAST * max(float(values.max(initial=0.0)), 1e-300)
    return np.asarray((vectors[:, kept] / values[kept]) @ vectors[:, kept].T)
