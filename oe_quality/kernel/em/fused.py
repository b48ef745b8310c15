"""Compiled loops for models with a confusion matrix: the E step and the M step's sums in one pass.

Layout: the response (annotator a, label l) has the code a K + l, and parameters and sums are tables
of rows `code -> K values`, one per true label. So an answer costs one row gathered and one row
scattered, and rows needed `AHEAD` answers later are prefetched, which keeps the loop near the
memory's pace. `labels`, a tuple of K zeros, makes K known when the loop is compiled.

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
from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.extending import intrinsic

AHEAD = 24
"""Answers between a row's prefetch and its use."""

GUARD = 8
"""Answers between looks at underflow."""

TINY = 1e-18
"""Least probability in a table."""

LOW = 2.0**-400
LOG_LOW = 400.0 * math.log(2.0)
PER_LINE = 8
"""Values of 8 bytes in a cache line."""


@intrinsic
def prefetch(typing_context, array, index):  # noqa: ARG001 - an intrinsic's signature
    """Ask for the cache line of `array[index]`; never faults."""

    def generate(context, builder, signature, arguments):
        view = context.make_array(signature.args[0])(context, builder, value=arguments[0])
        pointer = builder.bitcast(builder.gep(view.data, [arguments[1]]), cgutils.voidptr_t)
        i32 = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, i32, i32, i32])
        function = builder.module.declare_intrinsic("llvm.prefetch", [cgutils.voidptr_t], kind)
        builder.call(function, [pointer, i32(0), i32(3), i32(1)])
        return context.get_dummy_value()

    return types.void(array, types.intp), generate


@njit(cache=True, nogil=True)
def prefetch_rows(labels, table, sums, row):
    """Ask for the lines of one row of both tables; `row` is the index of its first value."""
    for k in range(0, len(labels), PER_LINE):
        prefetch(table, row + k)
        prefetch(sums, row + k)


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
def settle(p, gold, exponent):
    """Turn likelihoods p (K,) into probabilities, one-hot where gold is known; returns the log evidence."""
    if gold >= 0:
        evidence = math.log(max(p[gold], 5e-324)) + exponent
        p[:] = 0.0
        p[gold] = 1.0
        return evidence
    total = p.sum()
    p /= total
    return math.log(total) + exponent


@njit(cache=True, nogil=True, error_model="numpy")
def expect(labels, offsets, annotator, label, gold, table, prevalence, count_scale, log_scale, sums, totals, posterior):
    """E step over the items of a batch, adding expected counts on the way.

    Args:
        labels: tuple of K zeros.
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
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        for k in range(K):
            p[k] = prevalence[k]
        lifted = False
        for r in range(low, high):
            ahead = min(r + AHEAD, last)
            prefetch_rows(labels, table, sums, (np.int64(annotator[ahead]) * K + label[ahead]) * K)
            row = (np.int64(annotator[r]) * K + label[r]) * K
            for k in range(K):
                p[k] *= table[row + k]
            if (r - low) % GUARD == GUARD - 1:
                lifted |= lift(p, shifts)
        exponent = drop(p, shifts) if lifted else 0.0
        evidence = settle(p, gold[i], exponent)
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k]
        if low == high and gold[i] < 0:
            continue  # nothing is known of this item: it counts for nothing
        for k in range(K):
            units[k] = np.int64(p[k] * count_scale + 0.5)
            totals[k] += units[k]
        totals[K] += np.int64(math.floor(evidence * log_scale + 0.5))
        for r in range(low, high):
            row = (np.int64(annotator[r]) * K + label[r]) * K
            for k in range(K):
                sums[row + k] += units[k]


@njit(cache=True, nogil=True, error_model="numpy")
def count_votes(labels, offsets, annotator, label, gold, count_scale, sums, totals):
    """As `expect`, with the share of votes (or the gold answer) in the posterior's place."""
    K = len(labels)
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
    counts = np.empty((K, K))
    log_prior = 0.0
    for start in range(0, sums.size, K * K):
        for answer in range(K):
            given = 0
            for truth in range(K):
                given += sums[start + answer * K + truth]
            least = floor if given > 0 else 0.0
            for truth in range(K):
                prior = diagonal if answer == truth else off_diagonal
                counts[answer, truth] = max(sums[start + answer * K + truth] / scale + prior, least)
        for truth in range(K):
            total = 0.0
            for answer in range(K):
                total += counts[answer, truth]
            for answer in range(K):
                share = max(counts[answer, truth] / total, TINY) if total > 0.0 else 1.0 / K
                table[start + answer * K + truth] = share
                prior = diagonal if answer == truth else off_diagonal
                if prior > 0.0:
                    log_prior += prior * math.log(share)
    return log_prior
