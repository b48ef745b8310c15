"""Dawid-Skene: every annotator has a confusion matrix, every item one hidden label.

Dawid and Skene (1979), "Maximum likelihood estimation of observer error-rates using the EM
algorithm", Applied Statistics 28, 20-28: eq. 2.3 and 2.4 are the M step, eq. 2.5 the E step. The
maximum a posteriori form adds pseudo-counts, so that three answers do not make a certainty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.em import confusion, fused
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.confusion import ConfusionCounts, Confusions
from oe_quality.kernel.em.contract import Batch, Findings, Responses
from oe_quality.kernel.em.fixed import aligned
from oe_quality.kernel.em.rows import labels_of

FLOOR = 1e-10
"""Expected count below which maximum likelihood does not let a given answer sink, as in crowd-kit."""


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """The algorithm.

    Attributes:
        diagonal, off_diagonal: pseudo-counts of right and wrong answers in each confusion row; both
            0 is maximum likelihood.
    """

    diagonal: float = 2.0
    off_diagonal: float = 1.0
    passes: int | None = None
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Confusions:
        params = self._mode(confusion.count_votes(responses))
        return params if rng is None else confusion.scattered(params, rng)

    def expect(self, params: Confusions, batches: Iterable[Batch]) -> ConfusionCounts:
        return confusion.expect(params, batches)

    def maximise(self, _: Confusions, stats: ConfusionCounts) -> Confusions:
        return self._mode(stats)

    def objective(self, params: Confusions, stats: ConfusionCounts) -> float:
        return stats.log_likelihood + params.log_prior

    def findings(self, params: Confusions, stats: ConfusionCounts) -> Findings:
        return confusion.describe(params, stats)

    def _mode(self, counts: ConfusionCounts) -> Confusions:
        extent = counts.extent
        table = aligned(len(counts.sums), np.float64)
        log_prior = fused.normalise(
            labels_of(extent.n_labels),
            counts.sums,
            extent.count_scale,
            self.diagonal,
            self.off_diagonal,
            FLOOR,
            table,
        )
        return Confusions(extent, table, confusion.shares(counts.items), log_prior)


CARD = Card(
    name="dawid-skene",
    title="Dawid-Skene",
    sentence="weighs answers by each annotator's confusion matrix, with pseudo-counts so that few answers prove little",
    source="Dawid & Skene 1979, maximum a posteriori",
    make=DawidSkene,
    independent=True,
)
MAXIMUM_LIKELIHOOD = Card(
    name="dawid-skene-ml",
    title="Dawid-Skene (maximum likelihood)",
    sentence="weighs answers by each annotator's confusion matrix, as the answers alone have it",
    source="Dawid & Skene 1979",
    make=lambda: DawidSkene(diagonal=0.0, off_diagonal=0.0),
    independent=True,
    compared=False,
)
