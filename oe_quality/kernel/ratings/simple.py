"""Ratings by closed forms: the mean, the evaluator-weighted estimator, and means of standard scores."""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.ratings.parts import RatingFit, RatingMethod, counts, ratio, sums, weighted_means

FEWEST_SHARED = 3
"""Items that an annotator must share with others for a correlation of their own."""
PSEUDO_ANSWERS = 2.0
"""Answers' worth of the whole population that stands behind each annotator's mean and variance (z-norm)."""


def mean(chunk: RatingChunk, n_annotators: int) -> RatingFit:
    """The mean of an item's answers.

    >>> from oe_quality.kernel.data.chunk import RatingChunk
    >>> answers = RatingChunk(np.array([0, 2, 3]), np.array([0, 1, 0], dtype=np.int32), np.array([1.0, 3.0, 5.0]))
    >>> fit = mean(answers, 2)
    >>> fit.value.tolist(), fit.standard_error.round(3).tolist()
    ([2.0, 5.0], [1.0, 1.414])
    """
    value, error = weighted_means(chunk, np.ones(chunk.n_responses), chunk.value)
    return RatingFit(RatingMethod.MEAN, value, error, np.ones(n_annotators))


def ewe(chunk: RatingChunk, n_annotators: int, *, leave_one_out: bool = True) -> RatingFit:
    """The evaluator weighted estimator of Grimm and Kroschel (2005): weights are correlations with the others' mean.

    Negative correlations count as 0. An annotator who shares too few items has the mean weight.

    Args:
        chunk: all answers to the question.
        n_annotators: A.
        leave_one_out: correlate with the mean of the others rather than, as published, of all.
    """
    weight = correlations(chunk, n_annotators, leave_one_out=leave_one_out)
    known = np.isfinite(weight)
    typical = max(float(weight[known].mean()), 0.0) if known.any() else 1.0
    clipped = np.where(known, np.maximum(weight, 0.0), typical)
    value, error = weighted_means(chunk, clipped[chunk.annotator], chunk.value)
    return RatingFit(RatingMethod.EWE, value, error, clipped)


def correlations(chunk: RatingChunk, n_annotators: int, *, leave_one_out: bool = True) -> Floats:
    """(A,) Pearson correlation of each annotator with the mean of the others, NaN where too little is shared."""
    item, who, x = chunk.items(), chunk.annotator, chunk.value
    total, n = sums(item, x, chunk.n_items)[item], counts(item, chunk.n_items)[item]
    shared = n > 1
    other = (total - x) / np.maximum(n - 1, 1.0) if leave_one_out else total / n
    item_mean = float(x.mean()) if len(x) else 0.0
    # Centred first, so that the sums of squares below lose no digits.
    x, other, who = (x - item_mean)[shared], (other - item_mean)[shared], who[shared]
    A = n_annotators
    m = np.maximum(counts(who, A), 1.0)
    sx, sy = sums(who, x, A), sums(who, other, A)
    covariance = sums(who, x * other, A) - sx * sy / m
    vx, vy = sums(who, x**2, A) - sx**2 / m, sums(who, other**2, A) - sy**2 / m
    known = (counts(who, A) >= FEWEST_SHARED) & (vx > 1e-12 * m) & (vy > 1e-12 * m)
    # Who always gives the same answer follows nobody.
    constant = (counts(who, A) >= FEWEST_SHARED) & (vx <= 1e-12 * m)
    r = ratio(covariance, np.sqrt(np.maximum(vx * vy, 0.0)), np.nan)
    return np.where(known, r, np.where(constant, 0.0, np.nan))


def znorm(chunk: RatingChunk, n_annotators: int) -> RatingFit:
    """Means of standard scores: each annotator's answers on one mean and one spread, then averaged.

    Scores are put back on the scale of all answers. An annotator's own mean and variance are drawn
    towards everybody's by two answers' worth.
    """
    who, x, A = chunk.annotator, chunk.value, n_annotators
    n = counts(who, A)
    grand = float(x.mean())
    own_mean = (sums(who, x, A) + PSEUDO_ANSWERS * grand) / (n + PSEUDO_ANSWERS)
    squares = sums(who, (x - own_mean[who]) ** 2, A)
    pooled = float(squares.sum()) / max(float(n.sum()), 1.0)
    own_sd = np.sqrt((squares + PSEUDO_ANSWERS * pooled) / (n + PSEUDO_ANSWERS))
    sd = np.sqrt(pooled)
    score = np.where(own_sd[who] > 0, (x - own_mean[who]) / np.where(own_sd[who] > 0, own_sd[who], 1.0), 0.0)
    value, error = weighted_means(chunk, np.ones(chunk.n_responses), grand + sd * score)
    return RatingFit(RatingMethod.ZNORM, value, error, np.ones(A))
