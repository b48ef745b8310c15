"""What is learned from answers left out: the prior's strength, and how wide honest intervals are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, CodeArray
from oe_quality.kernel.perception.model import FLOOR, Ballot, Prior, blend

Rows = NDArray[np.int64]
KAPPAS = np.geomspace(0.1, 300.0, 41)
"""Prior strengths that are tried, in annotators' worth."""
DEFAULT_KAPPA = 2.0
"""Prior strength where no item has two answers, so that none can be learned."""
BINS = np.array([0.05, 0.15, 0.35, 0.6])
"""Edges between the ranges of shares whose errors are measured apart."""
FEWEST_PAIRS = 200
"""Pairs of answers below which a range of shares borrows the overall factor."""
WIDEST = 6.0
"""Largest factor by which a variance is raised."""
ANCHOR = 50.0
"""Pairs' worth of trust in kappa as a first guess of lambda."""
ALONE = 1e-9
"""Summed weight of the others below which there are no others."""
FARTHEST = 40
"""Pairs of answers to an item are at most so many places apart (matters beyond 41 answers per item)."""


def typical_answers(ballots: Iterable[Ballot], n_labels: int) -> Floats:
    """(K, K) theta-bar: how annotators answer, on average, given the truth as the others tell it.

    One pseudo-answer with the overall rates stands behind each truth.
    """
    seen = np.zeros((n_labels, n_labels))
    for b in ballots:
        truth = b.without(np.arange(len(b.weight))).truth
        seen += (b.weight[:, None] * truth).T @ b.part.answer
    overall = (seen.sum(axis=0) + 1.0) / (seen.sum() + n_labels)
    return np.asarray((seen + overall) / (seen.sum(axis=1, keepdims=True) + 1.0), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Strength:
    """The worth of the predicted answer under which others' answers predict an annotator's best.

    Attributes:
        kappa: in annotators.
        log_loss: nats per left-out answer, weighted as the votes are; None where nobody has others, and
            `kappa` is then a guess.
    """

    kappa: float
    log_loss: float | None


def strength(ballots: Iterable[Ballot], typical: Floats) -> Strength:
    """Choose kappa by leave-one-annotator-out log-likelihood."""
    gain, mass = np.zeros(len(KAPPAS)), 0.0
    for b in ballots:
        rows, labels = np.nonzero(b.part.answer)
        said = b.without(np.arange(len(b.weight)))
        votes, total = said.votes[rows, labels], said.total[rows]
        predicted = (said.truth @ typical)[rows, labels]
        weight = b.weight[rows] * b.part.answer[rows, labels] * (total > ALONE)
        mass += float(weight.sum())
        for j, kappa in enumerate(KAPPAS):
            gain[j] += weight @ np.log(np.maximum((votes + kappa * predicted) / (total + kappa), FLOOR))
    if mass <= 0:
        return Strength(DEFAULT_KAPPA, None)
    best = int(np.argmax(gain))
    return Strength(float(KAPPAS[best]), float(-gain[best] / mass))


def likeness(ballots: Iterable[Ballot], typical: Floats, kappa: float) -> Floats:
    """(K,) lambda of each truth, by the method of moments.

    Two annotators r and q of an item vary together about theta-bar_t by the variance of the item's share alone:
    E[(y_r - theta-bar_t) . (y_q - theta-bar_t)] = (1 - |theta-bar_t|^2) / (lambda_t + 1). The truth is weighed as
    told by all others than the two. `ANCHOR` pairs that speak for `kappa` stand behind each truth.
    """
    spread = 1.0 - (typical**2).sum(axis=1)
    together, pairs = np.zeros(len(typical)), np.zeros(len(typical))
    for b in ballots:
        for row, partner in pairs_of(b.part.chunk):
            truth = (b.weight[row] * b.weight[partner])[:, None] * b.without(row, partner).truth
            for t, mean in enumerate(typical):
                product = ((b.part.answer[row] - mean) * (b.part.answer[partner] - mean)).sum(axis=1)
                together[t] += truth[:, t] @ product
            pairs += truth.sum(axis=0)
    variance = (together + ANCHOR * spread / (kappa + 1.0)) / (pairs + ANCHOR)
    alike = spread / np.maximum(variance, 1e-12) - 1.0
    return np.asarray(np.clip(alike, KAPPAS[0], KAPPAS[-1]), dtype=np.float64)


def pairs_of(chunk: Chunk) -> Iterator[tuple[Rows, Rows]]:
    """All ordered pairs of answers to an item by two annotators, in batches: (N,) rows and (N,) partners."""
    count = np.diff(chunk.offsets)
    of_row = count[chunk.items()]
    first = chunk.offsets[:-1][chunk.items()]
    place = np.arange(chunk.n_responses) - first
    for lag in range(1, min(int(count.max(initial=0)), FARTHEST + 1)):
        row = np.flatnonzero(of_row > lag)
        partner = first[row] + (place[row] + lag) % of_row[row]
        different = chunk.annotator[row] != chunk.annotator[partner]
        yield row[different], partner[different]


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """Squared errors that shares make and those that the model owns up to, summed over pairs by range of share.

    For two annotators r and q of an item, both left out, E[(y_r - s)(y_q - s)] is the squared error of the
    estimate s: their own noise is independent and drops out. So errors are measured without any truth.

    Attributes:
        made, owned: (B,) weighted sums; pairs: (B,) how many.
    """

    made: Floats
    owned: Floats
    pairs: Floats

    def __add__(self, other: Errors) -> Errors:
        return Errors(self.made + other.made, self.owned + other.owned, self.pairs + other.pairs)

    def factor(self) -> Floats:
        """(B,) by what the model's variance is to be multiplied in each range of shares: 1 or more."""
        if self.pairs.sum() < FEWEST_PAIRS or self.owned.sum() <= 0:
            return np.ones(len(self.pairs))
        overall = self.made.sum() / self.owned.sum()
        enough = (self.pairs >= FEWEST_PAIRS) & (self.owned > 0)
        own = np.divide(self.made, self.owned, out=np.full(len(self.pairs), overall), where=enough)
        return np.asarray(np.clip(np.maximum(own, overall), 1.0, WIDEST), dtype=np.float64)


def no_errors() -> Errors:
    """The sum over no pairs."""
    zero = np.zeros(len(BINS) + 1)
    return Errors(zero, zero, zero)


def errors(b: Ballot, prior: Prior, columns: slice) -> Errors:
    """Sum over all pairs of answers to an item, for the labels in `columns`."""
    total = no_errors()
    for row, partner in pairs_of(b.part.chunk):
        mean, variance = (v[:, columns] for v in blend(b.without(row, partner), prior))
        made = (b.part.answer[row][:, columns] - mean) * (b.part.answer[partner][:, columns] - mean)
        weight = np.broadcast_to((b.weight[row] * b.weight[partner])[:, None], mean.shape).ravel()
        at = np.digitize(mean, BINS).ravel()
        total += Errors(
            _by_bin(at, weight * made.ravel()),
            _by_bin(at, weight * variance.ravel()),
            _by_bin(at, np.ones(len(at))),
        )
    return total


def _by_bin(at: CodeArray, values: Floats) -> Floats:
    return np.bincount(at, weights=values, minlength=len(BINS) + 1).astype(np.float64)


def interval(mean: Floats, variance: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """(N, K) bounds: quantiles of the Beta distribution with this mean and variance.

    The bounds enclose the mean. A variance above half of the largest possible one stands at that half,
    a Beta of one annotator's worth.
    """
    most = np.maximum(mean * (1.0 - mean), 1e-300)
    spread = np.clip(variance, 1e-12 * most, 0.5 * most)
    worth = most / spread - 1.0
    a, b = np.maximum(mean * worth, 1e-9), np.maximum((1.0 - mean) * worth, 1e-9)
    tail = (1.0 - level) / 2.0
    low, high = betaincinv(a, b, tail), betaincinv(a, b, 1.0 - tail)
    return np.minimum(low, mean), np.maximum(high, mean)
