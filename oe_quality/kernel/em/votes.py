"""Votes with a weight per annotator, compiled: shares, and who agrees with the winner.

A tie is split evenly: an answer that is one of t winners agrees by 1 / t.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator,call-arg"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.em.contract import TIE, Batch, Extent
from oe_quality.kernel.em.fixed import to_float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Parameters: weight (A,) of each annotator's vote, not negative."""

    extent: Extent
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Sufficient statistics in fixed point, units of 1 / count_scale.

    Attributes:
        extent: of the data.
        sums: (A,) answers that agree with the vote's winner.
        totals: (K,) items per label, each split by its shares of votes.
    """

    extent: Extent
    sums: OffsetArray
    totals: OffsetArray

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(self.extent, self.sums + other.sums, self.totals + other.totals)

    @property
    def share(self) -> Floats:
        """(A,) share of an annotator's answers that agree with the winner; 1 / K for who gave none."""
        n = self.extent.n_by_annotator
        chance = np.full(len(n), 1.0 / self.extent.n_labels)
        return np.asarray(np.divide(to_float(self.sums, self.extent.count_scale), n, out=chance, where=n > 0))

    @property
    def items(self) -> Floats:
        """(K,) items per label."""
        return to_float(self.totals, self.extent.count_scale)


def expect(params: Weights, batches: Iterable[Batch]) -> Agreement:
    """Shares of weighted votes as posteriors, and agreement with their winners."""
    extent = params.extent
    A, K = extent.answers.shape
    found = Agreement(extent, np.zeros(A, dtype=np.int64), np.zeros(K, dtype=np.int64))
    nowhere = np.empty((0, K))
    for batch in batches:
        _expect(
            batch.offsets,
            batch.annotator,
            batch.label,
            batch.gold,
            params.weight,
            extent.count_scale,
            found.sums,
            found.totals,
            nowhere if batch.posterior is None else batch.posterior,
        )
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _shares(p, annotator, label, gold, weight):
    """Fill p (K,) with the shares of votes of one item, or its gold answer."""
    p[:] = 0.0
    if gold >= 0:
        p[gold] = 1.0
        return
    for r in range(label.size):
        p[label[r]] += weight[annotator[r]]
    if p.sum() == 0.0:  # nobody's vote weighs anything: all weigh the same
        for r in range(label.size):
            p[label[r]] += 1.0
    if label.size == 0:
        p[:] = 1.0
    p /= p.sum()


@njit(cache=True, nogil=True, error_model="numpy")
def _expect(offsets, annotator, label, gold, weight, count_scale, sums, totals, posterior):
    """Arguments as in `fused.expect`; weight and sums are (A,), totals (K,)."""
    K = totals.size
    p = np.empty(K)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        _shares(p, annotator[low:high], label[low:high], gold[i], weight)
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k]
        if low == high and gold[i] < 0:
            continue
        least = p.max() * (1.0 - TIE)
        winners = 0
        for k in range(K):
            winners += p[k] >= least
            totals[k] += np.int64(p[k] * count_scale + 0.5)
        for r in range(low, high):
            if p[label[r]] >= least:
                sums[annotator[r]] += np.int64(count_scale / winners + 0.5)
