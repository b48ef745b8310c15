"""Shares of single-choice and multi-label questions, for all annotators or the reliable ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, IntArray, SetChunk, distinct_annotators
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.perception.model import Ballot, Prior, ballot, belief_of, blend
from oe_quality.kernel.perception.parts import (
    Parts,
    Presence,
    choice_parts,
    top_intensity,
)
from oe_quality.kernel.perception.shrink import (
    BINS,
    errors,
    interval,
    likeness,
    no_errors,
    strength,
    typical_answers,
)
from oe_quality.kernel.perception.skill import skills
from oe_quality.kernel.perception.trust import trust_in_kinds
from oe_quality.progress import Progress, silent


class Population(StrEnum):
    """Whose perception is described."""

    ALL = "all"
    """Everybody who answered, each counting the same."""
    RELIABLE = "reliable"
    """Everybody by how well they follow the others; who answers at random counts for nothing."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares with intervals, and what they rest on.

    Attributes:
        share, low, high: (I, K); variance: (I, K) widened, the one behind the interval.
        n_annotators: (I,) int32.
        weights: (A,) mean 1.
        kappa: (K,) worth of the predicted answer in annotators; the same for all labels of a single choice.
        widening: (K,) mean factor on the model's variance, from pairs of annotators left out.
        log_loss: nats per left-out annotation under its others, None where no item has two answers.
        informative: whether annotators could be told apart (matters for `RELIABLE`).
        part: of the picture by the votes alone (`kinds`) in the shares, 0..1; None where none could be fitted, and for
            labels of sets, each of which is a question of its own.
    """

    share: Floats
    variance: Floats
    low: Floats
    high: Floats
    n_annotators: IntArray
    weights: Floats
    kappa: Floats
    widening: Floats
    log_loss: float | None
    informative: bool
    part: float | None = None


def choice_shares(
    source: ChunkSource[Chunk],
    population: Population = Population.ALL,
    *,
    method: Method = Method.DAWID_SKENE,
    seed: int = 0,
    progress: Progress = silent,
) -> Shares:
    """The distribution over labels that the next annotator would give, per item.

    Args:
        source: single-choice answers.
        population: whose next answer.
        method: the model of the hidden truth, one with confusion matrices.

    Raises:
        NotComputableError: nobody answered.
    """
    weights, informative = _weights((lambda: choice_parts(source),), source.n_annotators, population)
    column = _column(source, lambda: choice_parts(source), weights, (method, seed, progress))
    return Shares(
        column.share,
        column.variance,
        column.low,
        column.high,
        distinct_annotators(source),
        weights,
        np.full(source.n_labels, column.kappa),
        np.full(source.n_labels, column.widening),
        column.log_loss,
        informative,
        column.part,
    )


def set_shares(
    source: ChunkSource[SetChunk],
    population: Population = Population.RELIABLE,
    *,
    method: Method = Method.DAWID_SKENE,
    seed: int = 0,
    progress: Progress = silent,
) -> Shares:
    """The share of people who perceive each label, per item: one yes/no question per label, one skill per annotator.

    Each annotation is one unit of evidence, however many labels it names. Intensities are answers between
    no and yes.

    Args:
        source: multi-label answers.
        population: whose perception.
        method: the model of the hidden truth of each yes/no question.

    Raises:
        NotComputableError: nobody answered.
    """
    top, K = top_intensity(source), source.n_labels
    questions = tuple(_presence_parts(source, k, top) for k in range(K))
    weights, informative = _weights(questions, source.n_annotators, population)
    columns = []
    for k in range(K):
        progress("perception", k, K)
        columns.append(_column(Presence(source, k), questions[k], weights, (method, seed, silent), present=True))
    progress("perception", K, K)
    losses = [column.log_loss for column in columns if column.log_loss is not None]
    return Shares(
        np.concatenate([column.share for column in columns], axis=1),
        np.concatenate([column.variance for column in columns], axis=1),
        np.concatenate([column.low for column in columns], axis=1),
        np.concatenate([column.high for column in columns], axis=1),
        distinct_annotators(source),
        weights,
        np.array([column.kappa for column in columns]),
        np.array([column.widening for column in columns]),
        sum(losses) if losses else None,
        informative,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """One fitted question: the reported columns of its shares (I, 1 or K); `part` as in `Shares`."""

    share: Floats
    variance: Floats
    low: Floats
    high: Floats
    kappa: float
    widening: float
    log_loss: float | None
    part: float | None


def _presence_parts(source: ChunkSource[SetChunk], label: int, top: float) -> Parts:
    return lambda: Presence(source, label).parts(top)


def _weights(questions: tuple[Parts, ...], n_annotators: int, population: Population) -> tuple[Floats, bool]:
    if population is Population.ALL:
        return np.ones(n_annotators), True
    found = skills(questions, n_annotators)
    return found.weight, found.informative


def _column(
    source: ChunkSource[Chunk],
    parts: Parts,
    weights: Floats,
    how: tuple[Method, int, Progress],
    *,
    present: bool = False,
) -> _Column:
    """Shares of all labels; of one of a set's, as a yes/no question, that it is `present`, and by `model` alone."""
    columns = slice(1, 2) if present else slice(None)
    method, seed, progress = how
    belief = belief_of(fit(method, source, seed=seed, max_steps=200, tol=1e-7, progress=progress))

    def ballots() -> Iterator[Ballot]:
        return (ballot(part, weights, belief) for part in parts())

    typical = typical_answers(ballots(), source.n_labels)
    found = strength(ballots(), typical)
    alike = likeness(ballots(), typical, found.kappa)
    trust = None if present else trust_in_kinds(ballots, typical, found)
    prior = Prior(typical, found.kappa, alike)
    if trust is not None and trust.part > 0:
        prior = replace(prior, kinds=trust.kinds, part=trust.part)
    wrong = sum((errors(b, prior, columns) for b in ballots()), no_errors())
    factor = wrong.factor()
    pieces = []
    for b in ballots():
        mean, variance = (v[:, columns] for v in blend(b.everything(), prior))
        variance = variance * factor[np.digitize(mean, BINS)]
        pieces.append((mean, variance, *interval(mean, variance)))
    share, variance, low, high = (np.concatenate(piece) for piece in zip(*pieces, strict=True))
    widening = float(factor @ wrong.owned / wrong.owned.sum()) if wrong.owned.sum() > 0 else 1.0
    loss, part = (found.log_loss, None) if trust is None else (trust.log_loss, trust.part)
    return _Column(share, variance, low, high, found.kappa, widening, loss, part)
