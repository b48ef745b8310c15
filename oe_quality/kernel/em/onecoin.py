"""One-coin Dawid-Skene: an annotator is right with one probability, whatever the label.

Zhang, Chen, Zhou and Jordan (2016), "Spectral methods meet EM: a provably optimal algorithm for
crowdsourcing", JMLR 17(102), section 2. Wrong answers fall evenly on the other K - 1 labels. By
default labels are taken as equally likely beforehand: with one probability per annotator, a learned
prevalence tends to run off to the commonest label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em import confusion, hits
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.hits import Hits

FLOOR = 1e-10
"""Least probability of a right answer and of each wrong one, as in crowd-kit."""

MOST_MATRICES = 20_000_000
"""Cells of all annotators' matrices up to which they are spelt out: they say nothing that the skills do not."""


@dataclass(frozen=True, slots=True, eq=False)
class Coins:
    """Parameters: skill (A,) probability of a right answer, prevalence (K,), and their log prior in nats."""

    extent: Extent
    skill: Floats
    prevalence: Floats
    log_prior: float = 0.0

    @property
    def hit(self) -> Floats:
        """(A,) probability of the right answer."""
        return np.maximum(self.skill, FLOOR)

    @property
    def miss(self) -> Floats:
        """(A,) probability of each wrong answer; with a single label there is none, and it is set to `hit`."""
        others = self.extent.n_labels - 1
        return np.maximum((1.0 - self.skill) / others, FLOOR) if others else self.hit


@dataclass(frozen=True, slots=True)
class OneCoin:
    """The algorithm.

    Attributes:
        right, wrong: pseudo-counts of right and wrong answers of every annotator; both 0 is maximum likelihood.
        learn_prevalence: whether labels' shares are estimated too.
    """

    right: float = 2.0
    wrong: float = 1.0
    learn_prevalence: bool = False
    passes: int | None = None
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Coins:
        """From vote shares, or with skills drawn from U(1/K, 1)."""
        extent = responses.extent
        flat = Coins(extent, np.full(extent.n_annotators, 0.5), np.full(extent.n_labels, 1.0 / extent.n_labels))
        if rng is not None:
            return Coins(extent, rng.uniform(1.0 / extent.n_labels, 1.0, extent.n_annotators), flat.prevalence)
        votes = hits.count_votes(responses)
        return self._mode(extent, votes.hits.sum(axis=1), votes.items)

    def expect(self, params: Coins, batches: Iterable[Batch]) -> Hits:
        odds = np.broadcast_to((params.hit / params.miss)[:, None], params.extent.answers.shape)
        return hits.expect(params.extent, odds, params.prevalence, batches)

    def maximise(self, _: Coins, stats: Hits) -> Coins:
        return self._mode(stats.extent, stats.hits.sum(axis=1), stats.items)

    def objective(self, params: Coins, stats: Hits) -> float:
        return stats.log_likelihood(np.log(params.miss)[:, None]) + params.log_prior

    def findings(self, params: Coins, stats: Hits) -> Findings:
        K, prevalence = params.extent.n_labels, confusion.shares(stats.items)
        if len(params.skill) * K * K > MOST_MATRICES:
            hit = params.hit / (params.hit + (K - 1) * params.miss)
            return Findings(prevalence, hit)
        matrix = np.broadcast_to(params.miss[:, None, None], (len(params.skill), K, K)).copy()
        matrix[:, np.arange(K), np.arange(K)] = params.hit[:, None]
        matrix /= matrix.sum(axis=2, keepdims=True)
        return Findings(prevalence, np.diagonal(matrix, axis1=1, axis2=2).mean(axis=1), matrix)

    def _mode(self, extent: Extent, right: Floats, items: Floats) -> Coins:
        n = extent.n_by_annotator + self.right + self.wrong
        skill = np.divide(right + self.right, n, out=np.full(len(n), 1.0 / extent.n_labels), where=n > 0)
        skill = np.clip(skill, 0.0, 1.0)
        K = extent.n_labels
        prevalence = confusion.shares(items, FLOOR) if self.learn_prevalence else np.full(K, 1.0 / K)
        log_prior = 0.0
        if K > 1 and self.right + self.wrong > 0:
            log_prior = float((self.right * np.log(skill) + self.wrong * np.log(1.0 - skill)).sum())
        return Coins(extent, skill, prevalence, log_prior)


CARD = Card(
    name="one-coin",
    title="One-coin Dawid-Skene",
    sentence="weighs annotators by one probability of being right each, whatever the label",
    source="Zhang, Chen, Zhou & Jordan 2016",
    make=OneCoin,
    independent=True,
)
