"""Models in which every annotator has a confusion matrix: parameters, sums and passes that they share.

Dawid-Skene and its hierarchical form differ only in the M step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.em import fused
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.fixed import aligned, to_float
from oe_quality.kernel.em.rows import labels_of

MOST_CELLS = 250_000_000
"""Cells of one table; a fit holds some five tables of 8 bytes a cell."""

LONGEST_LEAP = 64.0
"""Steps; a longer leap lands lower more often than it saves."""


@dataclass(frozen=True, slots=True, eq=False)
class Confusions:
    """Parameters.

    Attributes:
        extent: of the data.
        table: (A K K,) probability of annotator a's answer l given the truth k at (a K + l) K + k.
        prevalence: (K,) sums to 1.
        log_prior: of these parameters in nats, up to a constant.
    """

    extent: Extent
    table: Floats
    prevalence: Floats
    log_prior: float = 0.0

    @property
    def matrices(self) -> Floats:
        """(A, K, K) truth x answer, rows sum to 1."""
        A, K = self.extent.n_annotators, self.extent.n_labels
        return self.table.reshape(A, K, K).transpose(0, 2, 1)


@dataclass(frozen=True, slots=True, eq=False)
class ConfusionCounts:
    """Sufficient statistics, in fixed point.

    Attributes:
        extent: of the data.
        sums: (A K K,) expected answers, laid out as `Confusions.table`, in units of 1 / count_scale.
        totals: (K + 1,) expected items per label in the same units; last the log-likelihood in
            units of 1 / log_scale.
    """

    extent: Extent
    sums: OffsetArray
    totals: OffsetArray

    def __add__(self, other: ConfusionCounts) -> ConfusionCounts:
        return ConfusionCounts(self.extent, self.sums + other.sums, self.totals + other.totals)

    @property
    def answers(self) -> Floats:
        """(A, K, K) expected answers, truth x answer."""
        A, K = self.extent.n_annotators, self.extent.n_labels
        return to_float(self.sums, self.extent.count_scale).reshape(A, K, K).transpose(0, 2, 1)

    @property
    def items(self) -> Floats:
        """(K,) expected items per label."""
        return to_float(self.totals[:-1], self.extent.count_scale)

    @property
    def log_likelihood(self) -> float:
        """Of the parameters under which the counts were expected, in nats."""
        return float(self.totals[-1] / self.extent.log_scale)


def empty_counts(extent: Extent) -> ConfusionCounts:
    """Counts of nothing, to be added to.

    Raises:
        NotComputableError: more than `MOST_CELLS`.
    """
    A, K = extent.n_annotators, extent.n_labels
    if A * K * K > MOST_CELLS:
        raise NotComputableError(
            f"confusion matrices of {A:,} annotators and {K:,} labels would have {A * K * K:,} cells",
            remedy="Use an algorithm that has one number per annotator: one-coin, wawa or majority.",
        )
    return ConfusionCounts(extent, aligned(A * K * K, np.int64), np.zeros(K + 1, dtype=np.int64))


def expect(params: Confusions, batches: Iterable[Batch]) -> ConfusionCounts:
    """E step: counts expected under `params`, and the posteriors of batches that ask for them.

    P(k | answers) is proportional to prevalence_k times the product of table entries (Dawid and
    Skene 1979, eq. 2.5).
    """
    extent = params.extent
    counts = empty_counts(extent)
    nowhere = np.empty((0, extent.n_labels))
    for batch in batches:
        fused.expect(
            labels_of(extent.n_labels),
            batch.offsets,
            batch.annotator,
            batch.label,
            batch.gold,
            params.table,
            params.prevalence,
            extent.count_scale,
            extent.log_scale,
            counts.sums,
            counts.totals,
            nowhere if batch.posterior is None else batch.posterior,
        )
    return counts


def leap_length(first: ConfusionCounts, second: ConfusionCounts, third: ConfusionCounts) -> float:
    """How far to leap, in steps, from how the counts moved in two; 1 is no leap (Varadhan and Roland's -alpha)."""
    step, bend = fused.squared_moves(first.sums, second.sums, third.sums)
    return min(max(1.0, (step / bend) ** 0.5), LONGEST_LEAP) if bend > 0.0 else 1.0


def ahead(first: ConfusionCounts, second: ConfusionCounts, third: ConfusionCounts, length: float) -> ConfusionCounts:
    """The counts extrapolated from three successive ones; answers keep their sum, but for those raised to 0."""
    sums = aligned(third.sums.size, np.int64)
    fused.extrapolate(first.sums, second.sums, third.sums, length, sums)
    totals = third.totals.copy()
    fused.extrapolate(first.totals[:-1], second.totals[:-1], third.totals[:-1], length, totals[:-1])
    return ConfusionCounts(third.extent, sums, totals)


def count_votes(responses: Responses) -> ConfusionCounts:
    """Counts expected where each item's posterior is its share of votes, or its gold answer."""
    extent = responses.extent

    def work(batches: Iterable[Batch]) -> ConfusionCounts:
        counts = empty_counts(extent)
        for b in batches:
            fused.count_votes(
                labels_of(extent.n_labels),
                b.offsets,
                b.annotator,
                b.label,
                b.gold,
                extent.count_scale,
                counts.sums,
                counts.totals,
            )
        return counts

    return responses.sweep(work)


def shares(counts: Floats, floor: float = fused.TINY) -> Floats:
    """(K,) counts as shares that sum to 1, none below `floor` beforehand."""
    raised = np.maximum(counts, floor)
    return np.asarray(raised / raised.sum())


def scattered(params: Confusions, rng: np.random.Generator, mix: float = 0.5) -> Confusions:
    """A random start: each confusion row mixed with a uniformly drawn distribution.

    Args:
        mix: weight of the random part, 0..1.
    """
    A, K = params.extent.n_annotators, params.extent.n_labels
    noise = rng.standard_exponential((A, K, K))
    noise /= noise.sum(axis=1, keepdims=True)  # over answers, for each truth
    table = aligned(A * K * K, np.float64)
    table[:] = (1.0 - mix) * params.table + mix * noise.ravel()
    return Confusions(params.extent, table, params.prevalence, params.log_prior)


def describe(params: Confusions, counts: ConfusionCounts) -> Findings:
    """Confusion matrices and what follows from them: accuracy_a = sum_k prevalence_k theta_akk."""
    confusion = np.ascontiguousarray(params.matrices)
    accuracy = np.einsum("k,akk->a", params.prevalence, confusion)
    return Findings(params.prevalence, accuracy, confusion, np.ascontiguousarray(counts.answers))
