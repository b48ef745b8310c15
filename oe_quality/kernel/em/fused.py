"""Compiled loops for models with a confusion matrix: the E step and the M step's sums in one pass.

Layout: the response (annotator a, label l) has the code a K + l, and parameters and sums are tables
of rows `code -> K values`, one per true label. So an answer costs one row gathered and one row
scattered, and rows needed `AHEAD` answers later are prefetched, which keeps the loop near the
memory's pace.

Likelihoods are multiplied, not added as logarithms. Every `GUARD` answers, entries below 2^-400 are
multiplied by 2^400, and how often is kept per label; as no factor is below `TINY` > 2^-60, nothing
underflows however many answers an item has.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np
from numba import njit

from oe_quality.kernel.em.rows import add_row, multiply_row, prefetch_rows, round_row, sum_row

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
        if p[k] < LOW:
            p[k] /= LOW
            shifts[k] += 1
            lifted = True
    return lifted


@njit(cache=True, nogil=True, error_model="numpy")
def drop(p, shifts):
    """Bring the entries of p (K,) back to one common exponent; returns its logarithm, and clears `shifts`."""
    common = shifts.min()
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
        p[:] = prevalence
        lifted = False
        for r in range(low, high):
            ahead = min(r + AHEAD, last)
            prefetch_rows(labels, table, sums, (np.int64(annotator[ahead]) * K + label[ahead]) * K)
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
def count_votes(offsets, annotator, label, gold, count_scale, sums, totals):
    """As `expect`, with the share of votes (or the gold answer) in the posterior's place."""
    K = totals.size - 1
    p = np.empty(K)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        if low == high and gold[i] < 0:
            continue
        p[:] = 0.0
        if gold[i] >= 0:
            p[gold[i]] = 1.0
        else:
            for r in range(low, high):
                p[label[r]] += 1.0 / (high - low)
        for k in range(K):
            totals[k] += np.int64(p[k] * count_scale + 0.5)
        for r in range(low, high):
            row = (np.int64(annotator[r]) * K + label[r]) * K
            for k in range(K):
                sums[row + k] += np.int64(p[k] * count_scale + 0.5)


@njit(cache=True, nogil=True)
def count_answers(annotator, label, answers):
    """Add up how often each annotator gave each label, in answers (A, K)."""
    for r in range(annotator.size):
        answers[annotator[r], label[r]] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def normalise(n_labels, sums, scale, diagonal, off_diagonal, floor, table):
    """M step: fill `table` with the mode of every confusion row; returns the log prior, up to a constant.

    Args:
        n_labels: K.
        sums: (A K K,) int64 expected counts in units of 1 / scale, laid out as `table`.
        diagonal, off_diagonal: pseudo-counts added to right and wrong answers.
        floor: least expected count of an answer that the annotator ever gave.
        table: (A K K,) to be filled.
    """
    K = n_labels
    log_prior = 0.0
    for start in range(0, sums.size, K * K):
        for answer in range(K):
            row = start + answer * K
            given = sums[row : row + K].sum() > 0
            for truth in range(K):
                prior = diagonal if answer == truth else off_diagonal
                table[row + truth] = max(sums[row + truth] / scale + prior, floor if given else 0.0)
        for truth in range(K):
            total = 0.0
            for answer in range(K):
                total += table[start + answer * K + truth]
            for answer in range(K):
                cell = start + answer * K + truth
                table[cell] = max(table[cell] / total, TINY) if total > 0.0 else 1.0 / K
            if off_diagonal > 0.0:
                log_prior += off_diagonal * _log_product(table, start + truth, K)
            if diagonal != off_diagonal:
                log_prior += (diagonal - off_diagonal) * math.log(table[start + truth * K + truth])
    return log_prior


@njit(cache=True, nogil=True, error_model="numpy")
def _log_product(table, start, K):
    """Log of the product of every K-th value from `start`, K of them, none below `TINY`."""
    total = 0.0
    product = 1.0
    for step in range(K):
        product *= table[start + step * K]
        if step % GUARD == GUARD - 1:
            total += math.log(product)
            product = 1.0
    return total + math.log(product)
