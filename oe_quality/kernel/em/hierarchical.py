"""Hierarchical Dawid-Skene: confusion matrices partially pooled, how much is learned from the data.

Paun, Carpenter, Chamberlain, Hovy, Kruschwitz, Poesio (2018), "Comparing Bayesian models of
annotation", TACL 6, 571-585, model HDS, with the ability that an annotator brings to all classes
(see `pooling`). Fitted by variational Bayes over labels, prevalence and confusion rows; the
population's parameters by the maximum of the same lower bound (empirical Bayes). In the E step each
probability stands as exp E[log theta], which discounts what rests on few answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, gammaln

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em import confusion, pooling
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.confusion import ConfusionCounts, Confusions
from oe_quality.kernel.em.contract import Batch, Extent, Findings, Responses
from oe_quality.kernel.em.fixed import aligned
from oe_quality.kernel.em.pooling import Population


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Parameters.

    Attributes:
        confusions: the E step's table, exp E[log theta], with exp E[log prevalence], and in
            `log_prior` minus the divergence of the posterior from the prior plus the log hyperprior.
        population: what annotators have in common.
        mean: (A, K, K) posterior mean of the confusion matrices, truth x answer.
        prevalence: (K,) posterior mean.
    """

    confusions: Confusions
    population: Population
    mean: Floats
    prevalence: Floats


@dataclass(frozen=True, slots=True)
class Hierarchical:
    """The algorithm.

    Attributes:
        items_prior: Dirichlet pseudo-count of each label's prevalence.
        rounds: updates of the population per step; see `pooling.ascend`.
    """

    items_prior: float = 2.0
    rounds: int = 4
    passes: int | None = None
    state_size: int = 0
    sequential: bool = False

    def init(self, responses: Responses, rng: np.random.Generator | None) -> Pooled:
        """All annotators alike. So the first posteriors lie near the majority's, and a label that never
        has one does not become the class of disputed items, as it would from vote shares."""
        extent = responses.extent
        start = pooling.neutral(extent.n_annotators, extent.n_labels)
        params = self._posterior(start, confusion.empty_counts(extent), rounds=0)
        if rng is None:
            return params
        scattered = confusion.scattered(params.confusions, rng)
        return Pooled(scattered, params.population, params.mean, params.prevalence)

    def expect(self, params: Pooled, batches: Iterable[Batch]) -> ConfusionCounts:
        return confusion.expect(params.confusions, batches)

    def maximise(self, params: Pooled, stats: ConfusionCounts) -> Pooled:
        return self._posterior(params.population, stats, self.rounds)

    def leap(self, trail: Sequence[tuple[Pooled, ConfusionCounts]]) -> Pooled:
        (one, first), (two, second), (three, third) = trail
        length = confusion.leap_length(first, second, third)
        start = pooling.ahead(one.population, two.population, three.population, length)
        return self.maximise(replace(three, population=start), confusion.ahead(first, second, third, length))

    def objective(self, params: Pooled, stats: ConfusionCounts) -> float:
        """A lower bound of the log evidence, plus the log hyperprior."""
        return stats.log_likelihood + params.confusions.log_prior

    def findings(self, params: Pooled, stats: ConfusionCounts) -> Findings:
        accuracy = np.einsum("k,akk->a", params.prevalence, params.mean)
        return Findings(params.prevalence, accuracy, params.mean, np.ascontiguousarray(stats.answers))

    def _posterior(self, population: Population, counts: ConfusionCounts, rounds: int) -> Pooled:
        extent = counts.extent
        answers = np.ascontiguousarray(counts.answers)
        population = pooling.ascend(population, answers, rounds)
        table, mean, gap = _tables(population, answers)
        weight, share, prevalence_gap = self._prevalence(extent, counts.items)
        log_prior = gap + prevalence_gap + pooling.log_hyperprior(population)
        return Pooled(Confusions(extent, table, weight, log_prior), population, mean, share)

    def _prevalence(self, extent: Extent, items: Floats) -> tuple[Floats, Floats, float]:
        """exp E[log prevalence], E[prevalence], and minus the divergence from its prior."""
        prior = np.full(extent.n_labels, self.items_prior)
        after = items + prior
        expected_log = digamma(after) - digamma(after.sum())
        gap = _log_beta(after) - _log_beta(prior) - float(items @ expected_log)
        return np.exp(expected_log), after / after.sum(), gap


def _tables(population: Population, answers: Floats) -> tuple[Floats, Floats, float]:
    """exp E[log theta] (A K K,), E[theta] (A, K, K), and minus the divergence from the prior."""
    p = population
    table = aligned(answers.size, np.float64)
    mean = np.ones_like(answers)
    if answers.shape[1] == 1:  # a single label: every answer is right
        table[:] = 1.0
        return table, mean, 0.0
    gap = pooling.posterior_tables(answers, p.right, p.strength, p.error_strength, p.errors, table, mean)
    return table, mean, float(gap)


def _log_beta(concentration: Floats) -> float:
    """Logarithm of the multivariate beta function."""
    return float(gammaln(concentration).sum() - gammaln(concentration.sum()))


CARD = Card(
    name="hierarchical",
    title="Hierarchical Dawid-Skene",
    sentence="weighs answers by each annotator's confusion matrix, drawn to what annotators have in common",
    source="Paun et al. 2018 (HDS), by variational Bayes",
    make=Hierarchical,
    independent=True,
)
