"""Bounds for many annotators at once. All arrays are (A,) unless said; NaN marks what is undefined."""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtri, stdtr, stdtrit

from oe_quality.kernel.arrays import Floats, sums_by
from oe_quality.kernel.audit.skill import information_bits, spammer_score

Three = tuple[Floats, Floats, Floats]
DRAWS = 200
MOST_DRAWN = 150_000_000
"""Cells of all draws, some ten seconds' worth, up to which everybody's bounds are drawn."""
PRIOR_STRENGTH = 2.0
"""Answers' worth of prior behind each confusion row."""
LEAST = 0.02
"""Probabilities of right and wrong answers are kept so far from 0 where they are divided by."""
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


def within(bounds: Three, lowest: Floats | float, highest: Floats | float) -> Three:
    """The same with bounds that do not leave what is possible; those that are unknown (NaN) stay so."""
    value, low, high = bounds
    return value, np.minimum(np.maximum(low, lowest), value), np.maximum(np.minimum(high, highest), value)


def mean_p(mean: Floats, half: Floats, n: NDArray[np.integer], level: float) -> Floats:
    """Two-sided t test of each mean against 0, from its half-width by `mean_bounds`; NaN below 3 values."""
    freedom = np.maximum(n - 1, 1)
    error = half / stdtrit(freedom, 0.5 + level / 2)
    t = np.divide(np.abs(mean), error, out=np.full(len(mean), np.nan), where=error > 0)
    return np.where(n > 2, 2 * stdtr(freedom, -t), np.nan)


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


def observed_information(
    posterior: Floats, label: NDArray[np.integer], who: NDArray[np.integer], confusion: Floats
) -> Floats:
    """(A, K) what the answers tell about each probability of a right answer, theta_kk (Louis 1982, JRSS B 44:226).

    Complete answers, whose truth is known, would tell E[s^2] with s the score of an answer, 1 / theta_kk if it is k and
    else -1 / (1 - theta_kk). What is not known of the truth takes Var(s) away, which leaves the squared expectation.

    Args:
        posterior: (R, K) truth of each response's item, by all answers; label, who: (R,) codes.
        confusion: (A, K, K) truth x answer.
    """
    A, K = confusion.shape[:2]
    right = np.clip(np.einsum("akk->ak", confusion), LEAST, 1 - LEAST)[who]
    score = posterior * np.where(np.arange(K) == label[:, None], 1 / right, -1 / (1 - right))
    return sums_by(who, score**2, A)


def posterior_skill(
    counts: Floats,
    confusion: Floats,
    prevalence: Floats,
    level: float,
    seed: int,
    information: Floats | None = None,
    few: int = 0,
) -> DrawnSkill:
    """Accuracy, information and spammer score with bounds.

    Information and score: draws of each confusion matrix, its rows Dirichlet(expected counts + `PRIOR_STRENGTH` x
    the annotator's own answer rates). That is drawn to "answers do not depend on the truth" and not to
    what others do, so that information is only claimed where the annotator's own answers show it. It is
    freed of its small-sample bias, (C - 1)^2 / (2 n ln 2) bits (Miller 1955). Accuracy: that of the fitted
    matrix, with the variance of its Dirichlet rows. Several questions (the labels of a multi-label
    one) add up their information and average the other two, weighted by prevalence.

    Args:
        counts, confusion: (L, A, C, C), expected answers and fitted matrices.
        prevalence: (L, C).
        information: (A, C) see `observed_information`, for L = 1; None to take the expected answers for certain.
        few: where all draws have more than `MOST_DRAWN` cells, the information and scores of annotators with fewer
            answers have no bounds (NaN).
    """
    L, _, _, C = counts.shape
    weight = prevalence[:, -1] / prevalence[:, -1].sum() if L > 1 else np.ones(1)
    n = counts.sum(axis=(2, 3))[0]
    answers = counts.sum(axis=2, keepdims=True)
    shape = counts + PRIOR_STRENGTH * answers / np.maximum(answers.sum(axis=3, keepdims=True), 1e-300)
    own = shape / np.maximum(shape.sum(axis=-1, keepdims=True), 1e-300)
    bits = np.sum([information_bits(c, p) for c, p in zip(own, prevalence, strict=True)], axis=0)
    score = np.einsum("l,la->a", weight, spammer_score(own))
    bounds = np.full((2, 2, len(n)), np.nan)
    drawn = n >= few if too_many_to_draw(counts.size) else np.ones(len(n), dtype=np.bool_)
    bounds[:, :, drawn] = _drawn_bounds(shape[:, drawn], prevalence, weight, (1 - level) / 2, seed)
    bias = L * (C - 1) ** 2 / (2 * np.log(2)) / np.maximum(n, 1.0)
    seen = np.where(n > 0, 1.0, np.nan)
    if information is None:
        variance = _row_variance(counts, confusion, prevalence, weight)
    else:
        variance = _informed_variance(information, confusion[0], prevalence[0])
    value = np.einsum("l,lk,lakk->a", weight, prevalence, confusion)
    half = ndtri(0.5 + level / 2) * np.sqrt(variance)
    accuracy = value * seen, np.maximum(value - half, 0.0), np.minimum(value + half, 1.0)
    return DrawnSkill(
        accuracy,
        _ordered(np.maximum(bits - bias, 0.0) * seen, *np.maximum(bounds[:, 0] - bias, 0.0)),
        _ordered(score * seen, *bounds[:, 1]),
    )


def too_many_to_draw(cells: int) -> bool:
    """Whether the matrices of all annotators have so many cells that not everybody's bounds are drawn."""
    return DRAWS * cells > MOST_DRAWN


def _row_variance(counts: Floats, confusion: Floats, prevalence: Floats, weight: Floats) -> Floats:
    """(A,) of expected accuracy, from the variance of each Dirichlet row's diagonal."""
    right = np.einsum("lakk->lak", confusion)
    strength = counts.sum(axis=3) + PRIOR_STRENGTH
    return np.asarray(np.einsum("l,lk,lak->a", weight**2, prevalence**2, right * (1 - right) / (strength + 1)))


def _informed_variance(information: Floats, confusion: Floats, prevalence: Floats) -> Floats:
    """(A,) of expected accuracy, from the observed information and that of the prior."""
    right = np.clip(np.einsum("akk->ak", confusion), LEAST, 1 - LEAST)
    known = information + (PRIOR_STRENGTH + 1) / (right * (1 - right))
    return np.asarray((prevalence**2 / known).sum(axis=1))


def _ordered(value: Floats, low: Floats, high: Floats) -> Three:
    return value, np.minimum(low, value), np.maximum(high, value)


def _drawn_bounds(shape: Floats, prevalence: Floats, weight: Floats, tail: float, seed: int) -> Floats:
    """(2, 2, A) lower and upper quantiles of bits and of the score over draws with the given shapes (L, A, C, C)."""
    L, A, C = shape.shape[:3]
    rng = np.random.default_rng(seed)
    bounds = np.empty((2, 2, A))
    step = max(1, CELLS // (DRAWS * L * C * C))
    for start in range(0, A, step):
        part = slice(start, min(start + step, A))
        alpha = np.maximum(np.moveaxis(shape[:, part], 0, 1), 1e-6)
        gamma = rng.standard_gamma(np.broadcast_to(alpha[:, None], (len(alpha), DRAWS, L, C, C)))
        drawn = np.empty((2, len(alpha), DRAWS))
        _bits_and_scores(gamma, prevalence, weight, drawn)
        bounds[:, :, part] = np.quantile(drawn, [tail, 1 - tail], axis=2)
    return bounds


@nb.njit(cache=True, parallel=True)
def _bits_and_scores(gamma, prevalence, weight, drawn) -> None:
    """Fill (2, a, DRAWS) from unnormalised matrices (a, DRAWS, L, C, C)."""
    for a in nb.prange(len(gamma)):
        for d in range(gamma.shape[1]):
            drawn[0, a, d], drawn[1, a, d] = 0.0, 0.0
            for layer in range(gamma.shape[2]):
                bits, score = _one(gamma[a, d, layer], prevalence[layer])
                drawn[0, a, d] += bits
                drawn[1, a, d] += weight[layer] * score


@nb.njit(cache=True)
def _one(theta, prevalence):
    """`skill.information_bits` and `skill.spammer_score` of one matrix, whose rows are normalised in place first."""
    C = len(prevalence)
    for t in range(C):
        total = 0.0
        for k in range(C):
            total += theta[t, k] + 1e-300
        for k in range(C):
            theta[t, k] = (theta[t, k] + 1e-300) / total
    bits, squared, cross, trace = 0.0, 0.0, 0.0, 0.0
    for k in range(C):
        answer, column = 0.0, 0.0
        for t in range(C):
            answer += prevalence[t] * theta[t, k]
            column += theta[t, k]
            squared += theta[t, k] ** 2
        for t in range(C):
            joint = prevalence[t] * theta[t, k]
            if joint > 0.0:
                bits += joint * np.log2(theta[t, k] / answer)
        cross += column**2
        trace += theta[k, k]
    score = max(C * squared - cross, 0.0) / max(C * (C - 1), 1)
    return max(bits, 0.0), -score if trace < 1.0 else score
