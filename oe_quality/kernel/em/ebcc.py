"""EBCC, enhanced Bayesian classifier combination: annotators may err together.

Li, Rubinstein and Cohn (2019), "Exploiting worker correlation for label aggregation in crowdsourcing",
ICML. Each label has M subtypes; given the subtype annotators answer independently, so given the label
alone they may be correlated: all may stumble over the same kind of item. Mean-field variational Bayes
(section 4), with the paper's priors. The bound has many maxima: use some 40 restarts, the best is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.em import confusion, subtypes
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.fixed import aligned, to_float

RESTARTS = 40
"""Starts that the paper's figures rest on."""


@dataclass(frozen=True, slots=True, eq=False)
class Subtypes:
    """Parameters.

    Attributes:
        extent: of the data.
        table: (A K C,) E[log theta], see `subtypes`.
        prior: (C,) E[log share] among items of each subtype that is left.
        owner: (C,) int64 the label of each.
        pseudo_items: (K,) Dirichlet prior of labels: the votes' sum, as in the authors' experiments.
        gap: minus the divergence of the posterior of shares and confusion rows from their prior.
    """

    extent: Extent
    table: Floats
    prior: Floats
    owner: OffsetArray
    pseudo_items: Floats
    gap: float


@dataclass(frozen=True, slots=True, eq=False)
class SubtypeCounts:
    """Sufficient statistics in fixed point.

    Attributes:
        extent: of the data.
        owner: (C,) the label of each subtype.
        sums: (A K C,) expected answers; totals: (C + 1,) expected items, last the log normalisers.
    """

    extent: Extent
    owner: OffsetArray
    sums: OffsetArray
    totals: OffsetArray

    def __add__(self, other: SubtypeCounts) -> SubtypeCounts:
        return SubtypeCounts(self.extent, self.owner, self.sums + other.sums, self.totals + other.totals)

    @property
    def items(self) -> Floats:
        """(C,) expected items per subtype."""
        return to_float(self.totals[:-1], self.extent.count_scale)

    @property
    def answers(self) -> Floats:
        """(A, K, K) expected answers, truth x answer, over subtypes."""
        A, K = self.extent.answers.shape
        by_subtype = to_float(self.sums, self.extent.count_scale).reshape(A, K, -1)
        return np.stack([by_subtype[:, :, self.owner == k].sum(axis=2) for k in range(K)], axis=1)

    def without_empty(self) -> SubtypeCounts:
        """The counts of subtypes that hold any item, and of one of each label."""
        A, K = self.extent.answers.shape
        keep = self.totals[:-1] > 0
        keep[np.searchsorted(self.owner, np.arange(K))] = True  # owners ascend
        if keep.all():
            return self
        sums = aligned(A * K * int(keep.sum()), np.int64)
        sums[:] = self.sums.reshape(A * K, -1)[:, keep].ravel()
        return SubtypeCounts(self.extent, self.owner[keep], sums, self.totals[np.append(keep, True)])


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Counts of a start, and the votes per label (K,) in fixed point."""

    counts: SubtypeCounts
    votes: OffsetArray

    def __add__(self, other: Start) -> Start:
        return Start(self.counts + other.counts, self.votes + other.votes)


@dataclass(frozen=True, slots=True)
class Ebcc:
    """The algorithm.

    Attributes:
        subtypes: M, of each label.
        concentration: of the Dirichlet over subtypes, in all; small values leave subtypes empty.
        diagonal, off_diagonal: pseudo-counts of right and wrong answers in each confusion row.
    """

    subtypes: int = 10
    concentration: float = 0.1
    diagonal: float = 4.0
    off_diagonal: float = 1.0
    passes: int | None = None
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Subtypes:
        """Vote shares, split among subtypes by chance, or, without `rng`, by how contested an item is."""
        extent = responses.extent
        seed = np.uint64(0 if rng is None else rng.integers(2**63))

        def work(batches: Iterable[Batch]) -> Start:
            owner = np.repeat(np.arange(extent.n_labels), self.subtypes)
            begun = Start(_nothing(extent, owner), np.zeros(extent.n_labels, dtype=np.int64))
            counts = begun.counts
            for b in batches:
                subtypes.start(
                    b.offsets,
                    b.annotator,
                    b.label,
                    b.gold,
                    b.first,
                    seed,
                    rng is not None,
                    extent.count_scale,
                    counts.sums,
                    counts.totals,
                    begun.votes,
                )
            return begun

        begun = responses.sweep(work)
        pseudo_items = np.maximum(to_float(begun.votes, extent.count_scale), 1e-3)
        return self._posterior(begun.counts, pseudo_items)

    def expect(self, params: Subtypes, batches: Iterable[Batch]) -> SubtypeCounts:
        extent = params.extent
        counts = _nothing(extent, params.owner)
        nowhere = np.empty((0, extent.n_labels))
        for b in batches:
            subtypes.expect(
                b.offsets,
                b.annotator,
                b.label,
                b.gold,
                params.table,
                params.prior,
                params.owner,
                extent.n_labels,
                extent.count_scale,
                extent.log_scale,
                counts.sums,
                counts.totals,
                nowhere if b.posterior is None else b.posterior,
            )
        return counts

    def maximise(self, params: Subtypes, stats: SubtypeCounts) -> Subtypes:
        return self._posterior(stats.without_empty(), params.pseudo_items)

    def objective(self, params: Subtypes, stats: SubtypeCounts) -> float:
        """The lower bound of the log evidence, up to a constant."""
        return float(stats.totals[-1] / params.extent.log_scale) + params.gap

    def findings(self, params: Subtypes, stats: SubtypeCounts) -> Findings:
        """Confusion rows are averages over subtypes, weighted by the answers given to each."""
        K = params.extent.n_labels
        answers = stats.answers
        rows = answers + self.off_diagonal + (self.diagonal - self.off_diagonal) * np.eye(K)
        rows /= rows.sum(axis=2, keepdims=True)
        prevalence = confusion.shares(np.bincount(stats.owner, stats.items, K) + params.pseudo_items)
        return Findings(prevalence, np.einsum("k,akk->a", prevalence, rows), rows, answers)

    def _posterior(self, counts: SubtypeCounts, pseudo_items: Floats) -> Subtypes:
        extent, owner, K = counts.extent, counts.owner, counts.extent.n_labels
        table = aligned(len(counts.sums), np.float64)
        gap = subtypes.posterior_rows(
            counts.sums, extent.count_scale, owner, K, self.diagonal, self.off_diagonal, table
        )
        by_label = np.zeros((K, self.subtypes))
        place = np.arange(len(owner)) - np.searchsorted(owner, owner)
        by_label[owner, place] = counts.items
        within = np.full(by_label.shape, self.concentration / self.subtypes)
        log_label, label_gap = _dirichlet(by_label.sum(axis=1)[None], pseudo_items[None])
        log_subtype, subtype_gap = _dirichlet(by_label, within)
        prior = (log_label.T + log_subtype)[owner, place]
        return Subtypes(extent, table, prior, owner, pseudo_items, gap + label_gap + subtype_gap)


def _nothing(extent: Extent, owner: OffsetArray) -> SubtypeCounts:
    """Counts of nothing, to be added to."""
    A, K = extent.answers.shape
    return SubtypeCounts(extent, owner, aligned(A * K * len(owner), np.int64), np.zeros(len(owner) + 1, dtype=np.int64))


def _dirichlet(counts: Floats, prior: Floats) -> tuple[Floats, float]:
    """E[log share] of rows with a Dirichlet prior, and minus their posteriors' divergence from it.

    Args:
        counts, prior: (rows, n).
    """
    after = counts + prior
    expected = digamma(after) - digamma(after.sum(axis=1, keepdims=True))
    gap = _log_beta(after) - _log_beta(prior) - float((counts * expected).sum())
    return expected, gap


def _log_beta(concentration: Floats) -> float:
    return float(gammaln(concentration).sum() - gammaln(concentration.sum(axis=1)).sum())


CARD = Card(
    name="ebcc",
    title="EBCC",
    sentence="weighs answers by confusion matrices of several kinds of item per label, so annotators may err together",
    source="Li, Rubinstein & Cohn 2019",
    make=Ebcc,
    restarts=RESTARTS,
    compared=False,
)
