"""The alternative annotator test: does a model represent the other annotators as well as each of them does?

Calderon, Reichart & Dror 2025 (ACL, 16051-16081). Each annotator j is left out in turn. On every item of theirs the
model's answer and theirs are held against the answers of the others; d is 1 where only theirs is nearer, -1 where only
the model's is, 0 where both are equally near. The null hypothesis mean(d) >= epsilon, that the model is not better than
j less what it saves, is tested with Student's t; the model wins over j where it is rejected at a false discovery rate
of q (Benjamini & Yekutieli 2001), and passes where it wins over at least half of the annotators.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.judges.likeness import Likeness
from oe_quality.kernel.uncertainty.clustered import Means, means

EQUAL = 1e-12
"""Likenesses that differ by less are equal: they are means of the same few numbers, added in another order."""
FEWEST_ITEMS = 30
"""Below, the t-test's normality is doubtful (the article's rule), and an annotator is not tested."""
FEWEST_ANNOTATORS = 3
"""With two, the test only asks which of them the model is nearer to (the article's advice)."""
PASSES = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class AltTest:
    """One model against A annotators, of whom T shared enough items with it and with others.

    Attributes:
        annotators: (T,) codes of those tested, ascending.
        n_items: (T,) items on which each was tested.
        advantage: (T,) share of these on which the model is at least as near to the others as they are.
        p_values: (T,) of the null hypothesis that they are better by epsilon or more.
        won: (T,) whether it is rejected.
        too_few: codes of annotators with fewer than `fewest_items` such items.
        epsilon, q, fewest_items: as asked for.
        mean: the mean advantage over annotators, with the variance over new items and new annotators.
    """

    annotators: NDArray[np.int64]
    n_items: NDArray[np.int64]
    advantage: Floats
    p_values: Floats
    won: NDArray[np.bool_]
    too_few: tuple[int, ...]
    epsilon: float
    q: float
    fewest_items: int
    mean: Means

    @property
    def winning_rate(self) -> float | None:
        """Share of the tested annotators over whom the model wins; None where nobody could be tested."""
        return float(self.won.mean()) if len(self.won) else None

    @property
    def advantage_probability(self) -> float | None:
        """The mean of `advantage`: how probably the model is as good as an annotator drawn at random."""
        return float(self.advantage.mean()) if len(self.advantage) else None

    @property
    def passed(self) -> bool | None:
        """Whether it wins over at least half; None with fewer than three annotators tested."""
        if len(self.won) < FEWEST_ANNOTATORS:
            return None
        return bool(self.won.mean() >= PASSES)


def alt_test(
    items: CodeArray,
    annotators: CodeArray,
    model_row: CodeArray,
    likeness: Likeness,
    *,
    epsilon: float = 0.1,
    q: float = 0.05,
    fewest_items: int = FEWEST_ITEMS,
) -> AltTest:
    """Test one model against the annotators who answered the same items.

    Args:
        items: (R,) item of each answer by a person, ascending; annotators: (R,) who gave it.
        model_row: (I,) row of the model's answer to each item for `likeness`, -1 where there is none.
        likeness: of answers, given by rows; row r < R is the r-th answer by a person.
        epsilon: how much less good than an annotator the model may be for what it saves: .2 for experts,
            .15 for skilled annotators, .1 for a crowd (the article's advice).
        q: the false discovery rate.
        fewest_items: an annotator with fewer is not tested.
    """
    sizes = np.bincount(items, minlength=len(model_row))
    use = (sizes[items] >= 2) & (model_row[items] >= 0)
    rows = np.flatnonzero(use)
    item, who = items[rows], annotators[rows]
    by_model, by_person = _nearness(item, rows, model_row, likeness)
    model_as_near = by_model >= by_person - EQUAL
    difference = (by_person >= by_model - EQUAL).astype(float) - model_as_near
    codes, dense, counts = np.unique(who, return_inverse=True, return_counts=True)
    tested = counts >= fewest_items
    kept = tested[dense]
    weights = kept / np.maximum(counts, 1)[dense]
    p = np.array([t_test_below(difference[dense == a], epsilon) for a in np.flatnonzero(tested)])
    advantage = np.bincount(dense, weights=model_as_near, minlength=len(codes)) / np.maximum(counts, 1)
    return AltTest(
        codes[tested].astype(np.int64),
        counts[tested].astype(np.int64),
        advantage[tested],
        p,
        rejected(p, q),
        tuple(int(code) for code in codes[~tested]),
        epsilon,
        q,
        fewest_items,
        means(model_as_near[:, None].astype(float), item, who, weights),
    )


def _nearness(
    item: CodeArray, rows: NDArray[np.int64], model_row: CodeArray, likeness: Likeness
) -> tuple[Floats, Floats]:
    """(N,) and (N,) mean likeness of the model's answer, and of each person's, to the other persons' on that item."""
    n = len(rows)
    to_model = likeness(model_row[item].astype(np.int64), rows)
    _, dense, counts = np.unique(item, return_inverse=True, return_counts=True)
    others = (counts - 1)[dense]
    by_model = (np.bincount(dense, weights=to_model)[dense] - to_model) / others
    first, second = _ordered_pairs(counts)
    by_person = np.bincount(first, weights=likeness(rows[first], rows[second]), minlength=n) / others
    return by_model, by_person


def _ordered_pairs(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of all ordered pairs of different answers within blocks of the given sizes."""
    starts = np.cumsum(counts) - counts
    first = np.repeat(np.arange(counts.sum()), np.repeat(counts - 1, counts))
    block = np.repeat(np.arange(len(counts)), counts * (counts - 1))
    nth = np.arange(len(first)) - np.repeat(
        np.cumsum(counts * (counts - 1)) - counts * (counts - 1), counts * (counts - 1)
    )
    nth = nth % np.maximum(counts[block] - 1, 1)
    second = starts[block] + nth + (starts[block] + nth >= first)
    return first, second


def t_test_below(values: Floats, bound: float) -> float:
    """The one-sided p-value of Student's t-test that the mean is at least `bound`, against that it is below.

    >>> round(t_test_below(np.array([0.0, 1.0, 0.0, 0.0, -1.0]), 0.5), 4)
    0.0945
    """
    n, mean = len(values), float(values.mean())
    spread = float(values.std(ddof=1)) if n > 1 else 0.0
    if spread == 0.0:
        return 0.0 if mean < bound else 1.0
    return float(special.stdtr(n - 1, (mean - bound) / (spread / math.sqrt(n))))


def rejected(p: Floats, q: float) -> NDArray[np.bool_]:
    """(T,) which null hypotheses fall at a false discovery rate of q (Benjamini & Yekutieli 2001, thm. 1.3).

    >>> rejected(np.array([0.001, 0.2, 0.01]), 0.05).tolist()
    [True, False, True]
    """
    m = len(p)
    order = np.argsort(p, kind="stable")
    thresholds = np.arange(1, m + 1) / m * q / np.sum(1.0 / np.arange(1, m + 1)) if m else p
    below = np.flatnonzero(p[order] <= thresholds)
    fallen = np.zeros(m, dtype=np.bool_)
    if len(below):
        fallen[order[: below[-1] + 1]] = True
    return fallen
