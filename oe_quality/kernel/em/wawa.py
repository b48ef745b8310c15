"""Wawa, worker agreement with aggregate: votes weighted by agreement with the majority.

As in crowd-kit (Ustalov, Pavlichenko and Tseitlin 2024, JOSS 9(96)), but for ties of the first vote,
which are split evenly instead of going to the first label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.em import confusion, votes
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Findings, Responses
from oe_quality.kernel.em.votes import Agreement, Weights


@dataclass(frozen=True, slots=True)
class Wawa:
    """The algorithm: a plain vote, then one weighted by the agreement with it.

    `Findings.skill` is the weight; the accuracy is the agreement with the weighted vote.
    """

    passes: int | None = 2
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, _: np.random.Generator | None) -> Weights:
        return Weights(responses.extent, np.ones(responses.extent.n_annotators))

    def expect(self, params: Weights, batches: Iterable[Batch]) -> Agreement:
        return votes.expect(params, batches)

    def maximise(self, _: Weights, stats: Agreement) -> Weights:
        return Weights(stats.extent, stats.share)

    def objective(self, _: Weights, __: Agreement) -> None:
        return None

    def findings(self, params: Weights, stats: Agreement) -> Findings:
        return Findings(confusion.shares(stats.items), stats.share, skill=params.weight)


CARD = Card(
    name="wawa",
    title="Wawa",
    sentence="weighs each vote by how often the annotator agrees with the majority",
    source="Ustalov, Pavlichenko & Tseitlin 2024 (crowd-kit)",
    make=Wawa,
)
