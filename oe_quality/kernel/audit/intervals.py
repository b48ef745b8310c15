"""Bounds for many annotators at once. All arrays are (A,) unless said; NaN marks what is undefined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from oe_quality.kernel.audit.skill import expected_accuracy, information_bits, spammer_score

Floats = NDArray[np.float64]
Three = tuple[Floats, Floats, Floats]
DRAWS = 200
PRIOR_STRENGTH = 4.0
"""Answers' worth of the fitted confusion row that stands behind each posterior row."""
CELLS = 20_000_000
"""Draws are made for so many annotators at a time that no more cells than this are held."""


@dataclass(frozen=True, slots=True)
class DrawnSkill:
    """Value, low and high bound of each quantity."""

    accuracy: Three
    bits: Three
    spammer: Three


def beta_bounds(
    hits: Floats, n: NDArray[np.integer] | Floats, level: float, prior: Floats | float | None = None
) -> Three:
    """Share, and equal-tailed bounds of its Beta posterior, of any shape.

    Args:
        hits: successes; n: trials.
        level: of the interval.
        prior: prior mean, worth `PRIOR_STRENGTH` trials; None for Jeffreys' Beta(1/2, 1/2).
    """
    trials = np.broadcast_to(np.asarray(n, dtype=np.float64), hits.shape)
    share = np.divide(hits, trials, out=np.full(hits.shape, np.nan), where=trials > 0)
    if prior is None:
        a, b = hits + 0.5, trials - hits + 0.5
    else:
        p = np.clip(prior, 1e-6, 1 - 1e-6)
        a, b = hits + PRIOR_STRENGTH * p, np.maximum(trials - hits, 0.0) + PRIOR_STRENGTH * (1 - p)
    tail = (1 - level) / 2
    return share, np.asarray(betaincinv(a, b, tail)), np.asarray(betaincinv(a, b, 1 - tail))


def mean_bounds(who: NDArray[np.integer], values: Floats, n_annotators: int, level: float) -> Three:
    """Mean of each annotator's values (R,) with a t interval; bounds are NaN below 2 values."""
    n = np.bincount(who, minlength=n_annotators).astype(np.float64)
    mean = np.divide(
        np.bincount(who, weights=values, minlength=n_annotators), n, out=np.full(n_annotators, np.nan), where=n > 0
    )
    squares = np.bincount(who, weights=(values - mean[who]) ** 2, minlength=n_annotators)
    error = np.sqrt(np.divide(squares, n * (n - 1), out=np.full(n_annotators, np.nan), where=n > 1))
    half = stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * error
    return mean, mean - half, mean + half


def ratio_of_sums(who: NDArray[np.integer], top: Floats, bottom: Floats, n_annotators: int, level: float) -> Three:
    """Ratio of each annotator's sums with a t interval by the delta method over responses."""
    n = np.bincount(who, minlength=n_annotators).astype(np.float64)
    above = np.bincount(who, weights=top, minlength=n_annotators)
    below = np.bincount(who, weights=bottom, minlength=n_annotators)
    value = np.divide(above, below, out=np.full(n_annotators, np.nan), where=below > 0)
    squares = np.bincount(who, weights=(top - value[who] * bottom) ** 2, minlength=n_annotators)
    error = np.full(n_annotators, np.nan)
    ok = (n > 1) & (below > 0)
    error[ok] = np.sqrt(squares[ok] * n[ok] / (n[ok] - 1)) / below[ok]
    half = stdtrit(np.maximum(n - 1, 1), 0.5 + level / 2) * error
    return value, np.maximum(value - half, 0.0), np.minimum(value + half, 1.0)


def posterior_skill(counts: Floats, confusion: Floats, prevalence: Floats, level: float, seed: int) -> DrawnSkill:
    """Accuracy, information and spammer score with bounds from draws of each annotator's confusion matrix.

    Rows are drawn from Dirichlet(expected counts + `PRIOR_STRENGTH` x the annotator's own answer rates): drawn
    to "answers do not depend on the truth" and not to what others do, so that information is only
    claimed where the annotator's own answers show it. Information is freed of its small-sample bias,
    (C - 1)^2 / (2 n ln 2) bits (Miller 1955). Several questions (the labels of a multi-label one) add up their
    information and average the other two, weighted by prevalence.

    Args:
        counts, confusion: (L, A, C, C), expected answers and fitted matrices; accuracy is that of the latter.
        prevalence: (L, C).
    """
    L, A, C = counts.shape[:3]
    rng = np.random.default_rng(seed)
    weight = prevalence[:, -1] / prevalence[:, -1].sum() if L > 1 else np.ones(1)
    n = counts.sum(axis=(2, 3))[0]
    answers = counts.sum(axis=2, keepdims=True)
    shape = counts + PRIOR_STRENGTH * answers / np.maximum(answers.sum(axis=3, keepdims=True), 1e-300)
    bias = np.array([0.0, L * (C - 1) ** 2 / (2 * np.log(2)), 0.0])[:, None] / np.maximum(n, 1.0)
    value = _three(shape / np.maximum(shape.sum(axis=-1, keepdims=True), 1e-300), prevalence, weight) - bias
    value[0] = _three(confusion, prevalence, weight)[0]
    bounds = np.empty((2, 3, A))
    step = max(1, CELLS // (DRAWS * L * C * C))
    tail = (1 - level) / 2
    for start in range(0, A, step):
        part = slice(start, min(start + step, A))
        alpha = np.maximum(shape[:, part], 1e-6)
        gamma = rng.standard_gamma(np.broadcast_to(alpha, (DRAWS, *alpha.shape)))
        drawn = gamma / np.maximum(gamma.sum(axis=-1, keepdims=True), 1e-300)
        three = np.stack([_three(draw, prevalence, weight) for draw in drawn])  # (DRAWS, 3, a)
        bounds[:, :, part] = np.quantile(three, [tail, 1 - tail], axis=0) - bias[:, part]
    value[1], bounds[:, 1] = np.maximum(value[1], 0.0), np.maximum(bounds[:, 1], 0.0)
    value[:, n == 0] = np.nan
    low, high = np.minimum(bounds[0], value), np.maximum(bounds[1], value)
    return DrawnSkill(*((value[q], low[q], high[q]) for q in range(3)))


def _three(confusion: Floats, prevalence: Floats, weight: Floats) -> Floats:
    """(3, a) accuracy, bits and score of matrices (L, a, C, C)."""
    accuracy = np.stack([expected_accuracy(c, p) for c, p in zip(confusion, prevalence, strict=True)])
    bits = np.stack([information_bits(c, p) for c, p in zip(confusion, prevalence, strict=True)])
    score = np.stack([spammer_score(c) for c in confusion])
    return np.stack([weight @ accuracy, bits.sum(axis=0), weight @ score])
