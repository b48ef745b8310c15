"""Partial pooling of confusion matrices: what annotators have in common, learned from all of them.

The right answer and the choice among wrong ones are pooled apart (a nested Dirichlet, Minka 1999, "The
Dirichlet-tree distribution"). Annotator a, given the truth k:

    theta_akk             ~ Beta(s_k r_ak, s_k (1 - r_ak)),     logit r_ak = m_k + d_a,     d_a ~ N(0, 1)
    theta_ak,l≠k / wrong  ~ Dirichlet(t_k nu_kl),               t_k = s_k (1 - r_k),  logit r_k = m_k

So an annotator with few answers of a class borrows from everybody's answers of that class (m, nu),
and from the own answers of all classes (d). With d = 0 each row is Dirichlet(s_k mu_k): the partially
pooled model of Paun et al. (2018), "Comparing Bayesian models of annotation", TACL 6, model HDS.

`ascend` climbs the likelihood of expected counts with the thetas integrated out, by lower bounds that
touch it: Minka (2000), "Estimating a Dirichlet distribution", for strengths and weights; Jaakkola and
Jordan (2000), "Bayesian parameter estimation via variational methods", for logits. So it never falls.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em.fused import TINY

LEVEL_MEAN, LEVEL_SD = 1.0, 2.0
"""Prior of m_k: an average annotator is right in 73 % of answers, give or take all but certainty."""

ABILITY_SD = 1.0
"""Of d_a, in logits: an annotator two deviations up answers right in 95 % where the average does in 73 %."""

STRENGTH_RATE = 0.8
"""Of the prior of s, exp(-rate s) / (1 + s)^2, which keeps classes from being pooled outright."""

WEIGHT = 0.1
"""Pseudo-count of each wrong label in nu."""

RANGE = (1e-2, 1e4)
"""Bounds of the strengths s, in answers' worth of evidence."""

FARTHEST, LEAST_LOG = 20.0, -40.0
"""Bounds of extrapolated logits, and of logarithms of error weights."""

LEVEL_STEPS = 2
"""Of levels, per round: they cost little beside the pass over the cells that a round takes."""

STEEPEST = 1.0 / (6.0 * math.sqrt(3.0))
"""Largest second derivative of the logistic function."""

HALF_LOG_TAU = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What annotators have in common, and how able each is.

    Attributes:
        level: (K,) m, the average annotator's logit of being right.
        ability: (A,) d, each annotator's own shift of that logit, the same for all classes.
        strength: (K,) s, in answers: how closely annotators follow m, d and `errors`.
        errors: (K, K) nu, which wrong answers are given; rows sum to 1, diagonal 0.
    """

    level: Floats
    ability: Floats
    strength: Floats
    errors: Floats

    @property
    def right(self) -> Floats:
        """(A, K) expected probability of the right answer."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.level + self.ability[:, None]))))

    @property
    def error_strength(self) -> Floats:
        """(K,) t, in answers: how closely errors follow `errors`."""
        return np.asarray(self.strength / (1.0 + np.exp(self.level)))


def neutral(n_annotators: int, n_labels: int) -> Population:
    """Where learning starts: everybody alike and fairly good, all errors alike."""
    K = n_labels
    errors = (1.0 - np.eye(K)) / max(K - 1, 1)
    return Population(np.full(K, LEVEL_MEAN), np.zeros(n_annotators), np.full(K, 4.0), errors)


def ascend(population: Population, answers: Floats, rounds: int) -> Population:
    """Improve the population's parameters for the expected answers (A, K, K), truth x answer.

    A round has one pass over the cells, which bounds the likelihood from below by a simple function of all
    parameters; that function is then climbed, one kind of parameter after the other. So no round falls.
    """
    p = population
    new = Population(p.level.copy(), p.ability.copy(), p.strength.copy(), p.errors.copy())
    A, K = answers.shape[:2]
    if K == 1:
        return new
    totals = answers.sum(axis=2)
    right = np.ascontiguousarray(np.einsum("akk->ak", answers))
    hit, miss = np.empty((A, K)), np.empty((A, K))
    for _ in range(rounds):
        bound, weight = np.zeros((4, K)), np.zeros((K, K))
        arguments = (new.level, new.ability, new.strength, new.errors)
        count_groups(answers, right, totals, *arguments, hit, miss, bound, weight)
        climb_abilities(hit, miss, new.level, new.ability)
        climb_strengths(bound, weight, new.level, new.strength, new.errors)
        for _ in range(LEVEL_STEPS):
            climb_levels(hit, miss, bound, new.level, new.ability, new.strength)
    return new


def ahead(first: Population, second: Population, third: Population, length: float) -> Population:
    """Extrapolated from three successive ones: levels and abilities as they are, strengths and errors in logarithms."""

    def beyond(one: Floats, two: Floats, three: Floats) -> Floats:
        return np.asarray(one + 2.0 * length * (two - one) + length**2 * (three - 2.0 * two + one))

    K = len(first.level)
    strengths = (np.log(p.strength) for p in (first, second, third))
    errors = np.exp(np.clip(beyond(*(np.log(p.errors + np.eye(K)) for p in (first, second, third))), LEAST_LOG, 0.0))
    errors *= 1.0 - np.eye(K)
    return Population(
        np.clip(beyond(first.level, second.level, third.level), -FARTHEST, FARTHEST),
        np.clip(beyond(first.ability, second.ability, third.ability), -FARTHEST, FARTHEST),
        np.exp(np.clip(beyond(*strengths), *np.log(RANGE))),
        errors / np.maximum(errors.sum(axis=1, keepdims=True), np.finfo(float).tiny),
    )


def log_hyperprior(population: Population) -> float:
    """Log density of the population's parameters, in nats up to a constant."""
    p = population
    K = len(p.level)
    weights = p.errors[~np.eye(K, dtype=np.bool_)]
    return float(
        -0.5 * (((p.level - LEVEL_MEAN) / LEVEL_SD) ** 2).sum()
        - 0.5 * ((p.ability / ABILITY_SD) ** 2).sum()
        - (2.0 * np.log1p(p.strength) + STRENGTH_RATE * p.strength).sum()
        + (WEIGHT * np.log(weights).sum() if K > 2 else 0.0)
    )


@njit(cache=True, nogil=True, error_model="numpy")
def digamma(x):
    """Logarithmic derivative of the gamma function for x > 0, to some 1e-12: recurrence, then the
    asymptotic series (Abramowitz and Stegun 6.3.18)."""
    below = 0.0
    if x < 8.0:
        product, slope = shifted(x)
        below = slope / product
        x += 8.0
    y = 1.0 / (x * x)
    return math.log(x) - 0.5 / x - y * digamma_series(y) - below


@njit(cache=True, nogil=True, error_model="numpy")
def digamma_and_log_gamma(x):
    """Both for x > 0, for little more than either: they share the recurrence and the logarithm."""
    below, log_product = 0.0, 0.0
    if x < 8.0:
        product, slope = shifted(x)
        below, log_product = slope / product, math.log(product)
        x += 8.0
    log_x, inverse = math.log(x), 1.0 / x
    y = inverse * inverse
    series = inverse * (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188)))))
    log_gamma = (x - 0.5) * log_x - x + HALF_LOG_TAU + series - log_product
    return log_x - 0.5 * inverse - y * digamma_series(y) - below, log_gamma


@njit(cache=True, nogil=True, error_model="numpy")
def digamma_series(y):
    """What follows log x - 1 / (2 x) in the asymptotic series, over -y = -1 / x^2."""
    return 1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132))))


@njit(cache=True, nogil=True, error_model="numpy")
def shifted(x):
    """x (x + 1) ... (x + 7), and its derivative: the recurrence with one division instead of eight."""
    product, slope = x, 1.0
    for step in range(1, 8):
        slope = slope * (x + step) + product
        product *= x + step
    return product, slope


@njit(cache=True, nogil=True, error_model="numpy")
def rise(count, prior, at_prior):
    """prior (digamma(count + prior) - at_prior): expected number of groups behind `count` answers.

    at_prior is digamma(prior), which callers know beforehand where the prior is everybody's.
    """
    return prior * (digamma(count + prior) - at_prior) if count > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def log_rise(count, prior):
    """log Gamma(count + prior) - log Gamma(prior)."""
    return math.lgamma(count + prior) - math.lgamma(prior) if count > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def logistic(x):
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@njit(cache=True, nogil=True, error_model="numpy")
def curvature(x, p):
    """tanh(x / 2) / (2 x), of the Jaakkola-Jordan bound at logit x with p = logistic(x); 1/4 at 0."""
    return 0.25 if abs(x) < 1e-6 else (p - 0.5) / x


@njit(cache=True, nogil=True, error_model="numpy")
def count_groups(answers, right, totals, level, ability, strength, errors, hit, miss, bound, weight):
    """Minka's (2000) lower bound of the likelihood at the present parameters, as the sums that it takes.

    Of n answers drawn from a Dirichlet of strength s, min(n, 1) start a group whatever s is. So their logarithm
    cancels, and only the rest is bounded by a tangent: log Gamma(n + s) - log Gamma(s) - min(n, 1) log s is
    concave. Without that, strengths would hardly move where annotators have an answer or two.

    Args:
        answers, right, totals: (A, K, K), (A, K), (A, K) expected answers, right ones, and all.
        level, ability, strength, errors: as in `Population`.
        hit, miss: (A, K) to be filled: expected groups behind right and behind wrong answers.
        bound: (4, K) the bound is b0 log s - b1 s for right against wrong, b2 log t - b3 t for errors; added to.
        weight: (K, K) expected groups behind each wrong answer; added to.
    """
    A, K = right.shape
    at_prior, prior = np.empty((K, K)), np.empty((K, K))
    at_strength, error_strength, at_error_strength = np.empty(K), np.empty(K), np.empty(K)
    for k in range(K):
        error_strength[k] = strength[k] * logistic(-level[k])
        at_strength[k], at_error_strength[k] = digamma(strength[k]), digamma(error_strength[k])
        for j in range(K):
            prior[k, j] = error_strength[k] * errors[k, j]
            at_prior[k, j] = digamma(prior[k, j]) if j != k and K > 2 else 0.0
    for a in range(A):
        for k in range(K):
            total, wrong = totals[a, k], max(totals[a, k] - right[a, k], 0.0)
            hit[a, k] = miss[a, k] = 0.0
            if total <= 0.0:
                continue
            s, p = strength[k], logistic(level[k] + ability[a])
            hit[a, k] = rise(right[a, k], s * p, digamma(s * p))
            miss[a, k] = rise(wrong, s * (1.0 - p), digamma(s * (1.0 - p)))
            bound[0, k] += hit[a, k] + miss[a, k] - min(total, 1.0)
            bound[1, k] += (rise(total, s, at_strength[k]) - min(total, 1.0)) / s
            if K == 2 or wrong <= 0.0:
                continue
            t = error_strength[k]
            bound[2, k] -= min(wrong, 1.0)
            bound[3, k] += (rise(wrong, t, at_error_strength[k]) - min(wrong, 1.0)) / t
            for j in range(K):
                if j != k and answers[a, k, j] > 0.0:
                    groups = prior[k, j] * (digamma(answers[a, k, j] + prior[k, j]) - at_prior[k, j])
                    weight[k, j] += groups
                    bound[2, k] += groups


@njit(cache=True, nogil=True, error_model="numpy")
def climb_abilities(hit, miss, level, ability):
    """Update `ability` in place, for the groups (A, K) of `count_groups`."""
    A, K = hit.shape
    for a in range(A):
        slope, bend = -ability[a] / ABILITY_SD**2, 1.0 / ABILITY_SD**2
        for k in range(K):
            groups = hit[a, k] + miss[a, k]
            if groups > 0.0:
                x = level[k] + ability[a]
                p = logistic(x)
                slope += hit[a, k] - groups * p
                bend += groups * curvature(x, p)
        ability[a] += slope / bend


@njit(cache=True, nogil=True, error_model="numpy")
def climb_strengths(bound, weight, level, strength, errors):
    """Update `strength` and `errors` in place, for the sums of `count_groups`."""
    K = strength.size
    for k in range(K):
        cost = bound[1, k] + logistic(-level[k]) * bound[3, k]
        moved = (bound[0, k] + bound[2, k]) / (cost + 2.0 / (1.0 + strength[k]) + STRENGTH_RATE)
        strength[k] = min(max(moved, RANGE[0]), RANGE[1])
        total = WEIGHT * (K - 1)
        for j in range(K):
            total += weight[k, j]
        for j in range(K):
            errors[k, j] = (weight[k, j] + WEIGHT) / total if j != k else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def climb_levels(hit, miss, bound, level, ability, strength):
    """Update `level` in place: each class's step is the best one of a parabola below the bound."""
    A, K = hit.shape
    for k in range(K):
        m = level[k]
        slope, bend = -(m - LEVEL_MEAN) / LEVEL_SD**2, 1.0 / LEVEL_SD**2
        for a in range(A):
            groups = hit[a, k] + miss[a, k]
            if groups > 0.0:
                x = m + ability[a]
                p = logistic(x)
                slope += hit[a, k] - groups * p
                bend += groups * curvature(x, p)
        q, cost = logistic(-m), strength[k] * bound[3, k]
        slope += cost * q * (1.0 - q) - bound[2, k] * (1.0 - q)
        bend += cost * STEEPEST + bound[2, k] * curvature(m, 1.0 - q)
        level[k] = m + slope / bend


@njit(cache=True, nogil=True, error_model="numpy")
def posterior_tables(answers, right, strength, error_strength, errors, table, mean):
    """Posterior of every confusion row given the expected answers (A, K, K) and the population.

    Args:
        answers, right, strength, error_strength, errors: as in `Population`.
        table: (A K K,) to be filled with exp E[log theta], laid out as `Confusions.table`, none below `TINY`:
            of an error that nobody makes among many labels it would be 0, and so might an item's likelihood.
        mean: (A, K, K) to be filled with E[theta], truth x answer.

    Returns:
        Minus the divergence KL(posterior || prior) over all rows, in nats.
    """
    A, K = answers.shape[0], answers.shape[1]
    prior, unseen, log_gamma_prior = np.zeros((K, K)), np.zeros((K, K)), np.zeros((K, K))
    for k in range(K):
        for j in range(K):
            if j != k:
                prior[k, j] = error_strength[k] * errors[k, j]
                if K > 2:
                    unseen[k, j], log_gamma_prior[k, j] = digamma_and_log_gamma(prior[k, j])
    gap = 0.0
    for a in range(A):
        for k in range(K):
            hit, s, t = answers[a, k, k], strength[k], error_strength[k]
            miss = max(answers[a, k].sum() - hit, 0.0)
            p, q, total = s * right[a, k], s * (1.0 - right[a, k]), hit + miss
            log_hit, hit_gap = expected_log(hit, p)
            log_miss, miss_gap = expected_log(miss, q)
            top, total_gap = expected_log(total, s)
            gap += hit_gap + miss_gap - total_gap
            log_hit, log_miss = log_hit - top, log_miss - top
            table[(a * K + k) * K + k] = max(math.exp(log_hit), TINY)
            mean[a, k, k] = (hit + p) / (total + s)
            share = (miss + q) / (total + s) / (miss + t)
            if K > 2:
                top, miss_gap = expected_log(miss, t)
                gap -= miss_gap
                log_miss -= top
            for j in range(K):
                if j == k:
                    continue
                n, log_share = answers[a, k, j], unseen[k, j]
                if K > 2 and n > 0.0:
                    log_share, log_gamma = digamma_and_log_gamma(n + prior[k, j])
                    gap += log_gamma - log_gamma_prior[k, j] - n * log_share
                table[(a * K + j) * K + k] = max(math.exp(log_miss + log_share), TINY)
                mean[a, k, j] = share * (n + prior[k, j])
    return gap


@njit(cache=True, nogil=True, error_model="numpy")
def expected_log(count, prior):
    """digamma(count + prior), and log Gamma(count + prior) - log Gamma(prior) - count digamma(count + prior)."""
    if count <= 0.0:
        return digamma(prior), 0.0
    at, log_gamma = digamma_and_log_gamma(count + prior)
    return at, log_gamma - digamma_and_log_gamma(prior)[1] - count * at
