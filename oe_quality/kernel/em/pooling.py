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

from oe_quality.kernel.data.chunk import FloatArray
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

HALVINGS = 12
"""Of a step that would lower the likelihood, before it is given up."""


@dataclass(frozen=True, slots=True)
class Population:
    """What annotators have in common, and how able each is.

    Attributes:
        level: (K,) m, the average annotator's logit of being right.
        ability: (A,) d, each annotator's own shift of that logit, the same for all classes.
        strength: (K,) s, in answers: how closely annotators follow m, d and `errors`.
        errors: (K, K) nu, which wrong answers are given; rows sum to 1, diagonal 0.
    """

    level: FloatArray
    ability: FloatArray
    strength: FloatArray
    errors: FloatArray

    @property
    def right(self) -> FloatArray:
        """(A, K) expected probability of the right answer."""
        return np.asarray(1.0 / (1.0 + np.exp(-(self.level + self.ability[:, None]))))

    @property
    def error_strength(self) -> FloatArray:
        """(K,) t, in answers: how closely errors follow `errors`."""
        return np.asarray(self.strength / (1.0 + np.exp(self.level)))


def neutral(n_annotators: int, n_labels: int) -> Population:
    """Where learning starts: everybody alike and fairly good, all errors alike."""
    K = n_labels
    errors = (1.0 - np.eye(K)) / max(K - 1, 1)
    return Population(np.full(K, LEVEL_MEAN), np.zeros(n_annotators), np.full(K, 4.0), errors)


def ascend(population: Population, answers: FloatArray, rounds: int) -> Population:
    """Improve the population's parameters for the expected answers (A, K, K), truth x answer.

    Levels move once, after the rounds of the others: their line search costs as much as all the rest.
    """
    p = population
    new = Population(p.level.copy(), p.ability.copy(), p.strength.copy(), p.errors.copy())
    totals = answers.sum(axis=2)
    right = np.ascontiguousarray(np.einsum("akk->ak", answers))
    if rounds > 0 and len(p.level) > 1:
        for _ in range(rounds):
            climb_abilities(right, totals, new.level, new.ability, new.strength)
            climb_strengths(answers, right, totals, new.level, new.ability, new.strength, new.errors)
        climb_levels(answers, right, totals, new.level, new.ability, new.strength, new.errors)
    return new


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
    while x < 8.0:
        below -= 1.0 / x
        x += 1.0
    y = 1.0 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132)))))
    return below + math.log(x) - 0.5 / x - series


@njit(cache=True, nogil=True, error_model="numpy")
def rise(count, prior):
    """prior (digamma(count + prior) - digamma(prior)): expected number of groups behind `count` answers."""
    return prior * (digamma(count + prior) - digamma(prior)) if count > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def log_rise(count, prior):
    """log Gamma(count + prior) - log Gamma(prior)."""
    return math.lgamma(count + prior) - math.lgamma(prior) if count > 0.0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def logistic(x):
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@njit(cache=True, nogil=True, error_model="numpy")
def curvature(x):
    """tanh(x / 2) / (2 x): of the Jaakkola-Jordan bound at logit x; 1/4 at 0."""
    return 0.25 if abs(x) < 1e-6 else math.tanh(0.5 * x) / (2.0 * x)


@njit(cache=True, nogil=True, error_model="numpy")
def climb_abilities(right, totals, level, ability, strength):
    """Update `ability` in place. right, totals: (A, K) expected right answers, and all."""
    A, K = right.shape
    for a in range(A):
        slope, bend = -ability[a] / ABILITY_SD**2, 1.0 / ABILITY_SD**2
        for k in range(K):
            x, s = level[k] + ability[a], strength[k]
            p = logistic(x)
            hit = rise(right[a, k], s * p)
            miss = rise(totals[a, k] - right[a, k], s * (1.0 - p))
            slope += hit * (1.0 - p) - miss * p
            bend += (hit + miss) * curvature(x)
        ability[a] += slope / bend


@njit(cache=True, nogil=True, error_model="numpy")
def climb_strengths(answers, right, totals, level, ability, strength, errors):
    """Update `strength` and `errors` in place."""
    A, K = right.shape
    weight = np.empty(K)
    for k in range(K):
        s, q = strength[k], logistic(-level[k])
        t = s * q
        gained, spent = 0.0, 0.0
        weight[:] = 0.0
        for a in range(A):
            total, wrong = totals[a, k], totals[a, k] - right[a, k]
            if total <= 0.0:
                continue
            p = logistic(level[k] + ability[a])
            gained += rise(right[a, k], s * p) + rise(wrong, s * (1.0 - p))
            spent += rise(total, s) / s
            if K > 2 and wrong > 0.0:
                spent += q * rise(wrong, t) / t
                for j in range(K):
                    if j != k:
                        weight[j] += rise(answers[a, k, j], t * errors[k, j])
        moved = (gained + weight.sum()) / (spent + 2.0 / (1.0 + s) + STRENGTH_RATE)
        strength[k] = min(max(moved, RANGE[0]), RANGE[1])
        total = weight.sum() + WEIGHT * (K - 1)
        for j in range(K):
            errors[k, j] = (weight[j] + WEIGHT) / total if j != k else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def climb_levels(answers, right, totals, level, ability, strength, errors):
    """Update `level` in place: a Newton-like step per class, halved while it would lower the likelihood."""
    A, K = right.shape
    for k in range(K):
        s, m = strength[k], level[k]
        slope, bend = -(m - LEVEL_MEAN) / LEVEL_SD**2, 1.0 / LEVEL_SD**2
        for a in range(A):
            x = m + ability[a]
            p = logistic(x)
            hit = rise(right[a, k], s * p)
            miss = rise(totals[a, k] - right[a, k], s * (1.0 - p))
            slope += hit * (1.0 - p) - miss * p
            bend += (hit + miss) * curvature(x)
        before = level_density(answers, right, totals, ability, s, errors, k, m)
        step = slope / bend
        for _ in range(HALVINGS):
            if level_density(answers, right, totals, ability, s, errors, k, m + step) >= before:
                level[k] = m + step
                break
            step *= 0.5


@njit(cache=True, nogil=True, error_model="numpy")
def level_density(answers, right, totals, ability, s, errors, k, m):
    """Log posterior density of class k's level at m, up to a constant."""
    A, K = right.shape
    t = s * logistic(-m)
    density = -0.5 * ((m - LEVEL_MEAN) / LEVEL_SD) ** 2
    for a in range(A):
        wrong = totals[a, k] - right[a, k]
        p = logistic(m + ability[a])
        density += log_rise(right[a, k], s * p) + log_rise(wrong, s * (1.0 - p))
        if K > 2 and wrong > 0.0:
            density -= log_rise(wrong, t)
            for j in range(K):
                if j != k:
                    density += log_rise(answers[a, k, j], t * errors[k, j])
    return density


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
    gap = 0.0
    for a in range(A):
        for k in range(K):
            hit, s = answers[a, k, k], strength[k]
            miss = max(answers[a, k].sum() - hit, 0.0)
            p, q = s * right[a, k], s * (1.0 - right[a, k])
            top = digamma(hit + miss + s)
            log_hit, log_miss = digamma(hit + p) - top, digamma(miss + q) - top
            gap += log_rise(hit, p) + log_rise(miss, q) - log_rise(hit + miss, s)
            gap -= hit * log_hit + miss * log_miss
            table[(a * K + k) * K + k] = max(math.exp(log_hit), TINY)
            mean[a, k, k] = (hit + p) / (hit + miss + s)
            t = error_strength[k]
            top = digamma(miss + t)
            if K > 2:
                gap -= log_rise(miss, t)
            for j in range(K):
                if j == k:
                    continue
                n, prior = answers[a, k, j], t * errors[k, j]
                log_share = digamma(n + prior) - top if K > 2 else 0.0
                gap += log_rise(n, prior) - n * log_share if K > 2 else 0.0
                table[(a * K + j) * K + k] = max(math.exp(log_miss + log_share), TINY)
                mean[a, k, j] = (miss + q) / (hit + miss + s) * ((n + prior) / (miss + t))
    return gap
