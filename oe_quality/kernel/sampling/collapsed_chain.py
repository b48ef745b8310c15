"""One Markov chain through the labels alone, compiled: the model of `gibbs_chain` with all matrices integrated out.

Given the other items' labels and the population, the next answer of annotator a to an item of label k is right with

    (s_k r_ak + right_ak) / (s_k + n_ak),     and else l with   (c_kl + n_akl) / (sum_l c_kl + wrong_ak),

the predictive probabilities of a Beta and a Dirichlet (Liu 1994, "The collapsed Gibbs sampler in Bayesian
computations", JASA 89:958). So no matrix is drawn: a turn costs a product per answer and label, where most annotators
gave a few answers and a draw of all their matrices would cost far more than their answers. The items' probabilities are
added up instead of the labels drawn from them, which leaves less to chance (Gelfand and Smith 1990, JASA 85:398).
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np
from numba import njit

from oe_quality.kernel.em.pooling import logistic
from oe_quality.kernel.sampling.gibbs_chain import (
    ERRORS_MEAN,
    LEVEL_MEAN,
    STRENGTH_MEAN,
    count_answers,
    draw_errors,
    draw_logits,
    draw_one,
    draw_strengths,
)

SMALL = 1e-100
"""Products below this are brought back to 1, or those of some hundred answers would vanish."""


@njit(cache=True, nogil=True, error_model="numpy")
def collapsed_chain(rng, offsets, annotator, label, truth, n_annotators, burn_in, draws, belief):
    """Run one chain from `truth` (I,), adding each item's probabilities of all kept turns to `belief` (I, K)."""
    A, K = n_annotators, belief.shape[1]
    counts = np.zeros((A, K, K))
    level, ability, strength = np.full(K, LEVEL_MEAN), np.zeros(A), np.full(K, math.exp(STRENGTH_MEAN))
    errors = np.full((K, K), math.exp(ERRORS_MEAN))
    share = np.zeros(K)
    right, given, wrong = np.empty((A, K)), np.empty((A, K)), np.empty(K)
    variance = 1.0
    count_answers(offsets, annotator, label, truth, counts)
    for i in range(truth.size):
        share[truth[i]] += 1.0
    for turn in range(burn_in + draws):
        if K > 1:
            hits, misses = draw_strengths(rng, counts, level, ability, strength)
            draw_errors(rng, counts, errors)
            variance = draw_logits(rng, hits, misses, level, ability, variance)
        _sum_up(counts, level, ability, errors, right, given, wrong)
        state = (counts, right, given, strength, errors, wrong, share)
        _draw_collapsed(rng, (offsets, annotator, label), truth, state, belief, turn >= burn_in)


@njit(cache=True, nogil=True, error_model="numpy")
def _sum_up(counts, level, ability, errors, right, given, wrong):
    """Fill right (A, K), how probable a right answer is by the population; given (A, K), the answers by truth;
    wrong (K,), the total concentration of wrong answers."""
    A, K = given.shape
    for k in range(K):
        wrong[k] = errors[k].sum() - errors[k, k]
    for a in range(A):
        for k in range(K):
            right[a, k] = logistic(level[k] + ability[a])
            n = 0.0
            for answer in range(K):
                n += counts[a, k, answer]
            given[a, k] = n


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_collapsed(rng, answers, truth, state, belief, kept):
    """Draw every item's label given all others, and add its probabilities to belief (I, K) where the turn is kept."""
    offsets, annotator, label = answers
    counts, _, given, _, _, _, share = state
    K = share.size
    weight = np.empty(K)
    for i in range(truth.size):
        first, last, old = offsets[i], offsets[i + 1], truth[i]
        share[old] -= 1.0
        for r in range(first, last):
            counts[annotator[r], old, label[r]] -= 1.0
            given[annotator[r], old] -= 1.0
        total = _weigh(annotator[first:last], label[first:last], state, weight)
        drawn = draw_one(rng, weight, total)
        truth[i] = drawn
        share[drawn] += 1.0
        for r in range(first, last):
            counts[annotator[r], drawn, label[r]] += 1.0
            given[annotator[r], drawn] += 1.0
        if kept:
            for k in range(K):
                belief[i, k] += weight[k] / total


@njit(cache=True, nogil=True, error_model="numpy")
def _weigh(annotator, label, state, weight):
    """Fill weight (K,) with how probable each label of an item is, up to a factor, by its answers (n,); their sum."""
    counts, right, given, strength, errors, wrong, share = state
    K = weight.size
    for k in range(K):
        weight[k] = share[k] + 1.0
    total = weight.sum()
    for r in range(annotator.size if K > 1 else 0):
        a, answer = annotator[r], label[r]
        total = 0.0
        for k in range(K):
            hit, n = counts[a, k, k], given[a, k]
            if k == answer:
                weight[k] *= (strength[k] * right[a, k] + hit) / (strength[k] + n)
            else:
                missed = strength[k] * (1.0 - right[a, k]) + n - hit
                this = errors[k, answer] + counts[a, k, answer]
                weight[k] *= missed * this / ((strength[k] + n) * (wrong[k] + n - hit))
            total += weight[k]
        if total < SMALL:
            for k in range(K):
                weight[k] /= total
            total = 1.0
    return total
