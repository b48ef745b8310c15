"""Credible intervals of confusion matrices that cover: the hierarchical model sampled in full.

Plug-in intervals take the population's parameters as known, or the items' labels as certain, and cover
too little. Here labels, prevalence, confusion rows and the population's concentrations are all drawn.

Model (Paun et al. 2018, HDS): z_i ~ Categorical(pi), pi ~ Dirichlet(1), theta_ak ~ Dirichlet(c_k),
y_ia ~ Categorical(theta_{a, z_i}), log c_kl ~ Normal(0, 2^2). Labels, prevalence and confusion rows have
conjugate updates (Gibbs); each log c_kl is a random walk on the likelihood with the rows integrated out
(Metropolis within Gibbs), its step tuned during burn-in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oe_quality.kernel.chunk import Chunk, FloatArray, IntArray, OffsetArray

PRIOR_SPREAD = 2.0
"""Standard deviation of log concentrations: three quarters of them lie within 0.1 .. 10."""
START_RIGHT, START_WRONG = 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Draws:
    """What the chains saw.

    Attributes:
        confusion: (A, K, K) posterior mean, truth x answer; low, high: (A, K, K) its interval.
        accuracy, accuracy_low, accuracy_high: (A,) expected share of right answers.
        level: coverage of the intervals.
        n_draws: kept, over all chains; n_chains.
        r_hat: largest potential scale reduction over the annotators' accuracies (Gelman and Rubin 1992);
            None with one chain.
    """

    confusion: FloatArray
    low: FloatArray
    high: FloatArray
    accuracy: FloatArray
    accuracy_low: FloatArray
    accuracy_high: FloatArray
    level: float
    n_draws: int
    n_chains: int
    r_hat: float | None


def sample(
    chunk: Chunk,
    posterior: FloatArray,
    n_annotators: int,
    *,
    draws: int = 500,
    burn_in: int = 300,
    chains: int = 2,
    level: float = 0.95,
    seed: int = 0,
) -> Draws:
    """Sample confusion matrices and accuracies.

    Args:
        chunk: the answers.
        posterior: (I, K) of a fit; the chains start from labels drawn from it, so that all of them name
            the labels alike.
        n_annotators: A.
        draws: kept per chain; burn_in: dropped per chain before.
        chains: independent chains.
        level: of the intervals.
        seed: the same seed gives the same draws.
    """
    seeds = np.random.SeedSequence(seed).spawn(chains)
    runs = [_chain(chunk, posterior, n_annotators, draws, burn_in, rng) for rng in map(np.random.default_rng, seeds)]
    rows = np.concatenate([rows for rows, _ in runs])
    right = np.concatenate([right for _, right in runs])
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(rows, tails, axis=0)
    accuracy_low, accuracy_high = np.quantile(right, tails, axis=0)
    return Draws(
        rows.mean(axis=0, dtype=np.float64),
        low,
        high,
        right.mean(axis=0),
        accuracy_low,
        accuracy_high,
        level,
        len(rows),
        chains,
        _scale_reduction(np.stack([right for _, right in runs])) if chains > 1 else None,
    )


def _chain(
    chunk: Chunk, posterior: FloatArray, A: int, draws: int, burn_in: int, rng: np.random.Generator
) -> tuple[NDArray[np.float32], FloatArray]:
    """(draws, A, K, K) confusion matrices and (draws, A) accuracies of one chain."""
    K = posterior.shape[1]
    concentration = np.full((K, K), START_WRONG) + (START_RIGHT - START_WRONG) * np.eye(K)
    step = np.full((K, K), 0.5)
    truth = _draw_rows(posterior, rng)
    rows = np.empty((draws, A, K, K), dtype=np.float32)
    right = np.empty((draws, A))
    for turn in range(burn_in + draws):
        counts = _count(chunk.offsets, chunk.annotator, chunk.label, truth, A, K)
        _walk(concentration, step, counts, rng.standard_normal((K, K)), rng.random((K, K)), turn < burn_in)
        theta = rng.standard_gamma(counts + concentration)
        theta = np.maximum(theta, 1e-300)
        theta /= theta.sum(axis=2, keepdims=True)
        prevalence = rng.dirichlet(np.bincount(truth, minlength=K) + 1.0)
        noise = rng.random(chunk.n_items)
        _label(chunk.offsets, chunk.annotator, chunk.label, np.log(theta), np.log(prevalence), noise, truth)
        if turn >= burn_in:
            rows[turn - burn_in] = theta
            right[turn - burn_in] = np.einsum("k,akk->a", prevalence, theta)
    return rows, right


def _draw_rows(p: FloatArray, rng: np.random.Generator) -> IntArray:
    """(I,) one label per row of (I, K) probabilities."""
    below = np.cumsum(p, axis=1) < rng.random((len(p), 1))
    return np.asarray(np.minimum(below.sum(axis=1), p.shape[1] - 1), dtype=np.int32)


@njit(cache=True)
def _count(offsets: OffsetArray, annotator: IntArray, label: IntArray, truth: IntArray, A: int, K: int) -> FloatArray:
    """(A, K, K) answers by annotator, truth and answer."""
    counts = np.zeros((A, K, K))
    for i in range(len(offsets) - 1):
        for r in range(offsets[i], offsets[i + 1]):
            counts[annotator[r], truth[i], label[r]] += 1.0
    return counts


@njit(cache=True)
def _label(
    offsets: OffsetArray,
    annotator: IntArray,
    label: IntArray,
    log_theta: FloatArray,
    log_prevalence: FloatArray,
    noise: FloatArray,
    truth: IntArray,
) -> None:
    """Draw every item's label, given confusion matrices and prevalence, by inverting its cumulative sum."""
    K = len(log_prevalence)
    weight = np.empty(K)
    for i in range(len(truth)):
        weight[:] = log_prevalence
        for r in range(offsets[i], offsets[i + 1]):
            weight += log_theta[annotator[r], :, label[r]]
        weight[:] = np.exp(weight - weight.max())
        left = noise[i] * weight.sum()
        drawn = 0
        while drawn < K - 1 and left >= weight[drawn]:
            left -= weight[drawn]
            drawn += 1
        truth[i] = drawn


@njit(cache=True)
def _walk(
    concentration: FloatArray,
    step: FloatArray,
    counts: FloatArray,
    jump: FloatArray,
    chance: FloatArray,
    tuning: bool,
) -> None:
    """One Metropolis step for each log concentration, rows integrated out (Dirichlet-multinomial)."""
    A, K = counts.shape[0], counts.shape[1]
    for k in range(K):
        for answer in range(K):
            old = concentration[k, answer]
            new = old * math.exp(step[k, answer] * jump[k, answer])
            total = concentration[k].sum()
            moved = total - old + new
            gain = (math.log(old) ** 2 - math.log(new) ** 2) / (2 * PRIOR_SPREAD**2)
            for a in range(A):
                n = counts[a, k].sum()
                if n > 0:
                    gain += math.lgamma(moved) - math.lgamma(moved + n) - math.lgamma(total) + math.lgamma(total + n)
                    c = counts[a, k, answer]
                    gain += math.lgamma(new + c) - math.lgamma(new) - math.lgamma(old + c) + math.lgamma(old)
            accepted = math.log(chance[k, answer]) < gain
            if accepted:
                concentration[k, answer] = new
            if tuning:  # towards accepting some 40 % of the jumps
                step[k, answer] *= 1.06 if accepted else 0.96


def _scale_reduction(values: FloatArray) -> float:
    """The largest R-hat over parameters of (chains, draws, parameters)."""
    n = values.shape[1]
    within = values.var(axis=1, ddof=1).mean(axis=0)
    between = values.mean(axis=1).var(axis=0, ddof=1)
    return float(np.sqrt((n - 1) / n + between / np.maximum(within, 1e-12)).max())
