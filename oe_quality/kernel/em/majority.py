"""Majority vote: the posterior is the share of votes, and a tie stays a tie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.em import confusion, votes
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Findings, Responses
from oe_quality.kernel.em.votes import Agreement, Weights


@dataclass(frozen=True, slots=True)
class Majority:
    """The algorithm; an annotator's accuracy is the agreement with the majority that they are part of."""

    passes: int | None = 1
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, _: np.random.Generator | None) -> Weights:
        return Weights(responses.extent, np.ones(responses.extent.n_annotators))

    def expect(self, params: Weights, batches: Iterable[Batch]) -> Agreement:
        return votes.expect(params, batches)

    def maximise(self, params: Weights, _: Agreement) -> Weights:
        return params

    def objective(self, _: Weights, __: Agreement) -> None:
        return None

    def findings(self, _: Weights, stats: Agreement) -> Findings:
        return Findings(confusion.shares(stats.items), stats.share)


CARD = Card(
    name="majority",
    title="Majority vote",
    sentence="counts all annotators the same: a label's probability is its share of the votes, and a tie stays a tie",
    source="votes, as in any count",
    make=Majority,
    learns_annotators=False,
)
