"""Compiled loops for models with a confusion matrix: the E step and the M step's sums in one pass.

Layout: the response (annotator a, label l) has the code a K + l, and parameters and sums are tables
of rows `code -> K values`, one per true label. So an answer costs one row gathered and one row
scattered, and rows needed `AHEAD` answers later are prefetched, which keeps the loop near the
memory's pace.

Likelihoods are multiplied, not added as logarithms. Every `GUARD` answers, entries below 2^-400 are
multiplied by 2^400 until they are not, and how often is kept per label; as no factor is below `TINY` > 2^-60,
nothing underflows however many answers an item has.

Loops over labels are spelt out: numba takes seconds to compile an array expression, for every K anew.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np
from numba import njit

from oe_quality.kernel.em.rows import add_row, multiply_row, prefetch_row, round_row, sum_row

AHEAD = 24
"""Answers between a row's prefetch and its use."""

GUARD = 8
"""Answers between looks at underflow."""

TINY = 1e-18
"""Least probability in a table."""

LOW = 2.0**-400
LOG_LOW = 400.0 * math.log(2.0)
LEAST = 5e-324
"""The smallest positive double: what an impossible gold answer counts as."""


@njit(cache=True, nogil=True, error_model="numpy")
def lift(p, shifts):
    """Multiply entries of p (K,) near underflow by 2^400 and count it; whether there were any."""
    lifted = False
    for k in range(p.size):
        while 0.0 < p[k] < LOW:  # `GUARD` factors may take it further down than one of these lifts it
            p[k] /= LOW
            shifts[k] += 1
            lifted = True
    return lifted


@njit(cache=True, nogil=True, error_model="numpy")
def drop(p, shifts):
    """Bring the entries of p (K,) back to one common exponent; returns its logarithm, and clears `shifts`.

    That is the largest entry's; an entry that is 0 has none.
    """
    common, found = shifts[0], False
    for k in range(p.size):
        if p[k] > 0.0:
            common = min(common, shifts[k]) if found else shifts[k]
            found = True
    for k in range(p.size):
        for _ in range(min(shifts[k] - common, 3)):  # thrice is zero in double precision
            p[k] *= LOW
        shifts[k] = 0
    return -common * LOG_LOW


@njit(cache=True, nogil=True, error_model="numpy")
def anchor(p, gold):
    """Make p (K,) one-hot at the gold answer; returns what the entry was."""
    evidence = max(p[gold], LEAST)
    p[:] = 0.0
    p[gold] = 1.0
    return evidence


@njit(cache=True, nogil=True, error_model="numpy")
def expect(labels, offsets, annotator, label, gold, table, prevalence, count_scale, log_scale, sums, totals, posterior):
    """E step over the items of a batch, adding expected counts on the way.

    Args:
        labels: tuple of K zeros, which makes K known when the loop is compiled.
        offsets, annotator, label, gold: of a `Batch`.
        table: (A K K,) probability of each answer: annotator, answer, truth.
        prevalence: (K,).
        count_scale, log_scale: units of the sums.
        sums: (A K K,) int64 expected counts, laid out as `table`; added to.
        totals: (K + 1,) int64 expected items per label, and the log-likelihood; added to.
        posterior: (I_b, K) to be filled, or (0, K).
    """
    K = len(labels)
    last = annotator.size - 1
    p = np.empty(K)
    units = np.empty(K, dtype=np.int64)
    shifts = np.zeros(K, dtype=np.int64)
    log_likelihood = np.int64(0)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        for k in range(K):
            p[k] = prevalence[k]
        lifted = False
        for r in range(low, high):
            ahead = min(r + AHEAD, last)
            row = (np.int64(annotator[ahead]) * K + label[ahead]) * K
            prefetch_row(labels, table, row)
            prefetch_row(labels, sums, row)
            multiply_row(labels, p, table, (np.int64(annotator[r]) * K + label[r]) * K)
            if (r - low) % GUARD == GUARD - 1:
                lifted |= lift(p, shifts)
        exponent = drop(p, shifts) if lifted else 0.0
        evidence = sum_row(labels, p) if gold[i] < 0 else anchor(p, gold[i])
        weight = 1.0 / evidence if gold[i] < 0 else 1.0
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k] * weight
        if low == high and gold[i] < 0:
            continue  # nothing is known of this item: it counts for nothing
        log_likelihood += np.int64(math.floor((math.log(evidence) + exponent) * log_scale + 0.5))
        round_row(labels, p, count_scale * weight, units)
        add_row(labels, totals, 0, units)
        for r in range(low, high):
            add_row(labels, sums, (np.int64(annotator[r]) * K + label[r]) * K, units)
    totals[K] += log_likelihood


@njit(cache=True, nogil=True, error_model="numpy")
def count_votes(labels, offsets, annotator, label, gold, count_scale, sums, totals):
    """As `expect`, with the share of votes (or the gold answer) in the posterior's place."""
    K = len(labels)
    last = annotator.size - 1
    votes = np.zeros(K, dtype=np.int64)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        if gold[i] >= 0:
            votes[gold[i]] = np.int64(count_scale)
        else:
            for r in range(low, high):
                votes[label[r]] += np.int64(count_scale / (high - low) + 0.5)
        for r in range(low, high):
            ahead = min(r + AHEAD, last)
            prefetch_row(labels, sums, (np.int64(annotator[ahead]) * K + label[ahead]) * K)
            add_row(labels, sums, (np.int64(annotator[r]) * K + label[r]) * K, votes)
        add_row(labels, totals, 0, votes)
        votes[:] = 0


@njit(cache=True, nogil=True)
def squared_moves(first, second, third):
    """Sums of squares of second - first, and of third - 2 second + first; (n,) int64 each."""
    step = bend = 0.0
    for i in range(first.size):
        one, two = float(second[i] - first[i]), float(third[i] - second[i])
        step += one * one
        bend += (two - one) * (two - one)
    return step, bend


@njit(cache=True, nogil=True)
def extrapolate(first, second, third, length, out):
    """Fill out (n,) with first + 2 length (second - first) + length^2 (third - 2 second + first), none below 0."""
    for i in range(out.size):
        one, two = float(second[i] - first[i]), float(third[i] - second[i])
        out[i] = max(np.int64(0), first[i] + np.int64(2.0 * length * one + length * length * (two - one)))


@njit(cache=True, nogil=True)
def count_answers(annotator, label, answers):
    """Add up how often each annotator gave each label, in answers (A, K)."""
    for r in range(annotator.size):
        answers[annotator[r], label[r]] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def normalise(labels, sums, scale, diagonal, off_diagonal, floor, table):
    """M step: fill `table` with the mode of every confusion row; returns the log prior, up to a constant.

    Args:
        labels: tuple of K zeros.
        sums: (A K K,) int64 expected counts in units of 1 / scale, laid out as `table`.
        diagonal, off_diagonal: pseudo-counts added to right and wrong answers.
        floor: least expected count of an answer that the annotator ever gave.
        table: (A K K,) to be filled.
    """
    K = len(labels)
    weights = np.empty(K)
    products = np.ones(K)
    all_log = right_log = 0.0
    all_product = right_product = 1.0
    for start in range(0, sums.size, K * K):
        _fill(labels, start, sums, 1.0 / scale, diagonal, off_diagonal, floor, table, weights)
        for answer in range(K):
            row = start + answer * K
            for truth in range(K):
                share = max(table[row + truth] * weights[truth], TINY)
                table[row + truth] = share
                products[truth] *= share
            right_product *= table[row + answer]
            if right_product < LOW:  # a logarithm now and then is enough
                right_log += math.log(right_product)
                right_product = 1.0
            if answer % GUARD == GUARD - 1 or answer == K - 1:
                for truth in range(K):
                    all_product *= products[truth]
                    products[truth] = 1.0
                    if all_product < LOW:
                        all_log += math.log(all_product)
                        all_product = 1.0
    all_log += math.log(all_product)
    right_log += math.log(right_product)
    return off_diagonal * all_log + (diagonal - off_diagonal) * right_log


@njit(cache=True, nogil=True, error_model="numpy")
def _fill(labels, start, sums, unit, diagonal, off_diagonal, floor, table, weights):
    """One annotator's counts with their pseudo-counts, and 1 / their sum per truth in weights (K,).

    A truth without any count gets even ones.
    """
    K = len(labels)
    weights[:] = 0.0
    for answer in range(K):
        row = start + answer * K
        given = 0
        for truth in range(K):
            given += sums[row + truth]
        least = floor if given > 0 else 0.0
        for truth in range(K):
            prior = diagonal if answer == truth else off_diagonal
            count = sums[row + truth] * unit + prior
            count = count if count > least else least
            table[row + truth] = count
            weights[truth] += count
    for truth in range(K):
        if weights[truth] == 0.0:
            weights[truth] = K
            for answer in range(K):
                table[start + answer * K + truth] = 1.0
        weights[truth] = 1.0 / weights[truth]
