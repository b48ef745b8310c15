"""MACE: an annotator knows the label, or answers from a strategy of their own.

Hovy, Berg-Kirkpatrick, Vaswani and Hovy (2013), "Learning whom to trust with MACE", NAACL-HLT,
1120-1130: the generative story of section 2 with the variational Bayes of section 2.2, priors
Beta(.5, .5) on knowing and Dirichlet(10, ..., 10) on the strategy, labels equally likely beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import digamma, gammaln

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em import confusion, hits
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.hits import Hits


@dataclass(frozen=True, slots=True, eq=False)
class Spamming:
    """Parameters of the variational distributions, and the probabilities that the E step uses.

    Attributes:
        extent: of the data.
        knowing: (A, 2) Beta parameters of not knowing and knowing.
        strategy: (A, K) Dirichlet parameters of the labels given when not knowing.
        log_knowing, log_strategy: expected logarithms of the variables so distributed.
        odds: (A, K) of a right answer's two ways, knowing or guessing, against guessing alone.
    """

    extent: Extent
    knowing: Floats
    strategy: Floats
    log_knowing: Floats
    log_strategy: Floats
    odds: Floats

    @property
    def log_guess(self) -> Floats:
        """(A, K) of not knowing and giving that label."""
        return self.log_knowing[:, :1] + self.log_strategy


def spamming(extent: Extent, knowing: Floats, strategy: Floats, log_knowing: Floats, log_strategy: Floats) -> Spamming:
    """`Spamming` with the odds that follow."""
    odds = 1.0 + np.exp(log_knowing[:, 1:] - log_knowing[:, :1] - log_strategy)
    return Spamming(extent, knowing, strategy, log_knowing, log_strategy, odds)


@dataclass(frozen=True, slots=True)
class Mace:
    """The algorithm.

    Attributes:
        spam, trust: Beta prior on not knowing and knowing.
        labels: Dirichlet prior on the strategy, each label.
    """

    spam: float = 0.5
    trust: float = 0.5
    labels: float = 10.0
    passes: int | None = None
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Spamming:
        """Everyone knows half of the time and else guesses evenly; or both weights from U(1, 2.5), as in crowd-kit."""
        A, K = responses.extent.answers.shape
        if rng is None:
            return self.start(responses, np.full((A, 2), 0.5), np.full((A, K), 1.0 / K))
        return self.start(responses, rng.uniform(1.0, 2.5, (A, 2)), rng.uniform(1.0, 2.5, (A, K)))

    def start(self, responses: Responses, knowing: Floats, strategy: Floats) -> Spamming:
        """The distributions that follow from the posterior under weights (A, 2) and (A, K), normalised by row."""
        knowing = knowing / knowing.sum(axis=1, keepdims=True)
        strategy = strategy / strategy.sum(axis=1, keepdims=True)
        weights = spamming(responses.extent, knowing, strategy, np.log(knowing), np.log(strategy))
        return self.maximise(weights, responses.sweep(partial(self.expect, weights)))

    def expect(self, params: Spamming, batches: Iterable[Batch]) -> Hits:
        K = params.extent.n_labels
        return hits.expect(params.extent, params.odds, np.full(K, 1.0 / K), batches)

    def maximise(self, params: Spamming, stats: Hits) -> Spamming:
        """Expected counts of knowing and of each label given without knowing, plus the priors."""
        knew = stats.hits * (1.0 - 1.0 / params.odds)
        guessed = stats.extent.answers - knew
        knowing = np.stack([guessed.sum(axis=1) + self.spam, knew.sum(axis=1) + self.trust], axis=1)
        strategy = guessed + self.labels
        return spamming(stats.extent, knowing, strategy, _mean_log(knowing), _mean_log(strategy))

    def objective(self, params: Spamming, stats: Hits) -> float:
        """The lower bound of the evidence: log-likelihood under the means minus both divergences."""
        prior = np.array([self.spam, self.trust])
        even = np.full(params.extent.n_labels, self.labels)
        divergence = _divergence(params.knowing, prior, params.log_knowing)
        divergence += _divergence(params.strategy, even, params.log_strategy)
        return stats.log_likelihood(params.log_guess) - divergence

    def findings(self, params: Spamming, stats: Hits) -> Findings:
        know = params.knowing[:, 1] / params.knowing.sum(axis=1)
        strategy = params.strategy / params.strategy.sum(axis=1, keepdims=True)
        prevalence = confusion.shares(stats.items)
        K = params.extent.n_labels
        matrices = know[:, None, None] * np.eye(K) + (1.0 - know)[:, None, None] * strategy[:, None, :]
        accuracy = np.einsum("k,akk->a", prevalence, matrices)
        return Findings(prevalence, accuracy, matrices, skill=know, strategy=strategy)


def _mean_log(parameters: Floats) -> Floats:
    """E log of Dirichlet variables with the given parameters, by row."""
    return np.asarray(digamma(parameters) - digamma(parameters.sum(axis=1, keepdims=True)))


def _divergence(q: Floats, p: Floats, mean_log: Floats) -> float:
    """Kullback-Leibler divergence of Dirichlet rows q (A, n) from p (n,), in nats, summed over rows.

    `mean_log` (A, n) is E log under q.
    """
    constant = len(q) * (gammaln(p).sum() - gammaln(p.sum()))
    return float(gammaln(q.sum(axis=1)).sum() - gammaln(q).sum() + ((q - p) * mean_log).sum() + constant)


CARD = Card(
    name="mace",
    title="MACE",
    sentence="weighs annotators by how often they know the label rather than answer from a habit of their own",
    source="Hovy et al. 2013",
    make=Mace,
    independent=True,
)
