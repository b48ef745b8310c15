"""Models in which an answer is right or wrong in one way: compiled E step, and the sums of hits.

One-coin and MACE share the form P(answer l | truth k) = miss[a, l] where l != k, and
miss[a, l] odds[a, l] where l = k. So the posterior needs one factor per answer, and expected hits
per (annotator, label), a table of A K numbers, are all that the M step asks for.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.em.contract import Batch, Extent, Responses
from oe_quality.kernel.em.fixed import aligned, to_float
from oe_quality.kernel.em.fused import AHEAD, GUARD, LOW, TINY, anchor, drop, lift
from oe_quality.kernel.em.rows import add_row, labels_of, prefetch, round_row, sum_row


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Sufficient statistics, in fixed point.

    Attributes:
        extent: of the data.
        sums: (A K,) expected right answers among annotator a's answers l, at a K + l, in units of
            1 / count_scale.
        totals: (K + 1,) expected items per label in the same units; last the log-likelihood without
            the misses' part, in units of 1 / log_scale.
    """

    extent: Extent
    sums: OffsetArray
    totals: OffsetArray

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.extent, self.sums + other.sums, self.totals + other.totals)

    @property
    def hits(self) -> Floats:
        """(A, K) expected right answers by annotator and label answered."""
        return to_float(self.sums, self.extent.count_scale).reshape(self.extent.answers.shape)

    @property
    def items(self) -> Floats:
        """(K,) expected items per label."""
        return to_float(self.totals[:-1], self.extent.count_scale)

    def log_likelihood(self, log_miss: Floats) -> float:
        """In nats, of the parameters under which these were expected; `log_miss` is (A, K) or (A, 1)."""
        return float(self.totals[-1] / self.extent.log_scale + (self.extent.answers * log_miss).sum())


def expect(extent: Extent, odds: Floats, prevalence: Floats, batches: Iterable[Batch]) -> Hits:
    """E step for odds (A, K) of a hit against a miss, all positive."""
    A, K = extent.answers.shape
    found = nothing(extent)
    table = aligned(A * K, np.float64)
    table[:] = np.clip(odds, TINY, 1.0 / TINY).ravel()
    nowhere = np.empty((0, K))
    for batch in batches:
        _expect(
            labels_of(K),
            batch.offsets,
            batch.annotator,
            batch.label,
            batch.gold,
            table,
            prevalence,
            extent.count_scale,
            extent.log_scale,
            found.sums,
            found.totals,
            nowhere if batch.posterior is None else batch.posterior,
        )
    return found


def count_votes(responses: Responses) -> Hits:
    """Hits expected where each item's posterior is its share of votes, or its gold answer."""
    extent = responses.extent

    def work(batches: Iterable[Batch]) -> Hits:
        found = nothing(extent)
        for b in batches:
            _count_votes(b.offsets, b.annotator, b.label, b.gold, extent.count_scale, found.sums, found.totals)
        return found

    return responses.sweep(work)


def nothing(extent: Extent) -> Hits:
    """No hits, to be added to."""
    A, K = extent.answers.shape
    return Hits(extent, aligned(A * K, np.int64), np.zeros(K + 1, dtype=np.int64))


@njit(cache=True, nogil=True, error_model="numpy")
def _lower(p, shifts):
    """Multiply entries of p (K,) near overflow by 2^-400 and count it; whether there were any."""
    lowered = False
    for k in range(p.size):
        while 1.0 / LOW < p[k] < math.inf:
            p[k] *= LOW
            shifts[k] -= 1
            lowered = True
    return lowered


@njit(cache=True, nogil=True, error_model="numpy")
def _expect(labels, offsets, annotator, label, gold, odds, prevalence, count_scale, log_scale, sums, totals, posterior):
    """As `fused.expect`, with tables of one value per (annotator, label)."""
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
        shifted = False
        for r in range(low, high):
            ahead = min(r + AHEAD, last)
            code = np.int64(annotator[ahead]) * K + label[ahead]
            prefetch(odds, code)
            prefetch(sums, code)
            p[label[r]] *= odds[np.int64(annotator[r]) * K + label[r]]
            if (r - low) % GUARD == GUARD - 1:
                shifted |= lift(p, shifts) | _lower(p, shifts)
        exponent = drop(p, shifts) if shifted else 0.0
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
            sums[np.int64(annotator[r]) * K + label[r]] += units[label[r]]
    totals[K] += log_likelihood


@njit(cache=True, nogil=True, error_model="numpy")
def _count_votes(offsets, annotator, label, gold, count_scale, sums, totals):
    """As `_expect`, with the share of votes (or the gold answer) in the posterior's place."""
    K = totals.size - 1
    votes = np.zeros(K, dtype=np.int64)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        if gold[i] >= 0:
            votes[gold[i]] = np.int64(count_scale)
            totals[gold[i]] += votes[gold[i]]
        else:
            for r in range(low, high):
                votes[label[r]] += np.int64(count_scale / (high - low) + 0.5)
                totals[label[r]] += np.int64(count_scale / (high - low) + 0.5)
        for r in range(low, high):
            sums[np.int64(annotator[r]) * K + label[r]] += votes[label[r]]
        votes[:] = 0
