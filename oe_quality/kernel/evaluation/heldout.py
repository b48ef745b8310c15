"""How well a fit predicts the answers of people that it has not seen: the measure for choosing without gold.

A fifth of the answers is set aside at random, the model is fitted to the rest, and each answer set
aside is predicted as sum_k T_ik theta_a[k, y]: belief about the item times how the annotator answers.
Of small data more fifths are set aside in turn, so that what is learned does not hang on one draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource, InMemory, IntArray, offsets_of
from oe_quality.kernel.em import Fit

SHARE = 0.2
FOLDS = 5
ENOUGH = 2_000
"""Answers predicted beyond which no further fifth is set aside."""
MOST = 50_000
"""Answers set aside at most: more would not tell any two exponents or algorithms better apart."""
POOL_TOLERANCE = 5e-5
"""Relative gain at which the pool's fits stop, to all answers and to the rest: beyond it posteriors only get surer.
On 11 public sets the hierarchical model's labels are no better at 1e-5, and worse at 1e-7."""
FLOOR = 1e-12
"""No answer is predicted with less probability, so that one surprise is not infinitely bad."""
BLOCK_CELLS = 20_000_000
"""Annotators x labels squared whose matrices are made at once: 160 MB each."""
POOLING = 8.0
"""Answers' worth of the pooled confusion matrix in the prediction of methods that have none of their own."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Answers set aside, and the rest.

    Attributes:
        train: the rest, over the same items.
        item, annotator, label: (T,) the answers set aside.
    """

    train: ChunkSource[Chunk]
    item: IntArray
    annotator: IntArray
    label: IntArray

    @property
    def n(self) -> int:
        return len(self.item)

    def given(self, confusion: Floats) -> Floats:
        """(T, K) probability of each answer under every truth, by confusion matrices (A, K, K)."""
        return np.asarray(confusion[self.annotator, :, self.label])


@dataclass(frozen=True, slots=True)
class Rest:
    """A `ChunkSource`: the answers not set aside. Which these are is drawn anew, and alike, at every pass."""

    source: ChunkSource[Chunk]
    seed: int
    share: float
    fold: int = 0

    @property
    def n_annotators(self) -> int:
        return self.source.n_annotators

    @property
    def n_labels(self) -> int:
        return self.source.n_labels

    def __iter__(self) -> Iterator[Chunk]:
        for chunk, aside in self.drawn():
            keep = ~aside
            offsets = offsets_of(chunk.items()[keep], chunk.n_items)
            yield Chunk(offsets, chunk.annotator[keep], chunk.label[keep])

    def drawn(self) -> Iterator[tuple[Chunk, NDArray[np.bool_]]]:
        """Every chunk, and which of its answers are set aside (R,); the same for any split into chunks."""
        rng = np.random.default_rng(self.seed)
        low, high = self.fold * self.share, (self.fold + 1) * self.share
        for chunk in self.source:
            item, place = chunk.items(), rng.random(chunk.n_responses)
            aside = (low <= place) & (place < high)
            left = np.bincount(item[~aside], minlength=chunk.n_items)
            yield chunk, aside & (left[item] > 0)


def splits(source: ChunkSource[Chunk], seed: int) -> tuple[Split, ...]:
    """As many fifths set aside in turn as it takes to predict `ENOUGH` answers: five of small data, one of large.

    Splits in which nothing could be set aside are left out, so there may be none.
    """
    n = sum(chunk.n_responses for chunk in source)
    folds = min(max(math.ceil(ENOUGH / max(SHARE * n, 1)), 1), FOLDS)
    made = (split(source, seed, fold=fold) for fold in range(folds))
    return tuple(one for one in made if one.n)


def split(source: ChunkSource[Chunk], seed: int, share: float = SHARE, *, fold: int = 0) -> Split:
    """Set a random share of the answers aside, at most some `MOST`; no answer is in two folds of one seed.

    Items keep at least one answer: what nobody else answered cannot be predicted from the others.
    """
    n = sum(chunk.n_responses for chunk in source)
    rest = Rest(source, seed, min(share, MOST / max(n, 1)), fold)
    held, first = [], 0
    for chunk, aside in rest.drawn():
        held.append((chunk.items()[aside] + np.int32(first), chunk.annotator[aside], chunk.label[aside]))
        first += chunk.n_items
    in_memory = isinstance(source, InMemory)
    train = InMemory(tuple(rest), rest.n_annotators, rest.n_labels) if in_memory else rest
    return Split(train, *(np.concatenate(column) for column in zip(*held, strict=True)))


def predictive(belief: Floats, given: Floats, total: Floats | float = 1.0) -> Floats:
    """(T,) probability of each answer set aside.

    Args:
        belief: (T, K) posterior of each answer's item, from the train answers, times `total`.
        given: (T, K) from `Split.given`.
        total: (T,) sums of the rows of `belief`.
    """
    return np.asarray(np.maximum(np.einsum("tk,tk->t", belief, given) / total, FLOOR))


def given_aside(found: Fit, part: Split) -> Floats:
    """(T, K) probability of each answer set aside under every truth, by a fit to the rest; see `answering`.

    Where all annotators' matrices together would fill memory, those of some annotators are made at a time.
    """
    A, K = part.train.n_annotators, part.train.n_labels
    if found.confusion is not None or A * K**2 <= BLOCK_CELLS:
        return part.given(answering(found, part.train))
    size = max(BLOCK_CELLS // K**2, 1)
    blocks = [range(first, min(first + size, A)) for first in range(0, A, size)]
    total = np.zeros((K, K))
    for block in blocks:
        total += expected_counts(found.posterior, part.train, block).sum(axis=0)
    together, out = _rates(total), np.empty((part.n, K))
    for block in blocks:
        here = np.flatnonzero((block.start <= part.annotator) & (part.annotator < block.stop))
        rates = _drawn_towards(together, expected_counts(found.posterior, part.train, block))
        out[here] = rates[part.annotator[here] - block.start, :, part.label[here]]
    return out


def answering(found: Fit, train: ChunkSource[Chunk]) -> Floats:
    """(A, K, K) how each annotator answers, truth x answer.

    The model's own confusion matrices; for models without, those that follow from its posterior, each
    annotator's drawn towards what all annotators do together.
    """
    if found.confusion is not None:
        return found.confusion
    counts = expected_counts(found.posterior, train)
    return _drawn_towards(_rates(counts.sum(axis=0)), counts)


def _rates(total: Floats) -> Floats:
    """(K, K) what all annotators do together, of their expected answers, truth x answer."""
    together = total + 1.0 / len(total)
    return np.asarray(together / together.sum(axis=1, keepdims=True))


def _drawn_towards(together: Floats, counts: Floats) -> Floats:
    shrunk = counts + POOLING * together
    return np.asarray(shrunk / shrunk.sum(axis=2, keepdims=True))


def expected_counts(posterior: Floats, source: ChunkSource[Chunk], among: range | None = None) -> Floats:
    """(A, K, K) expected answers of each annotator, truth x answer, under a posterior (I, K).

    Probabilities are rounded to a binary fraction so fine that their sums are exact, whatever the chunks.

    Args:
        posterior, source: of the items; their answers.
        among: the annotators asked for, all by default; A is how many these are.
    """
    who, K = among or range(source.n_annotators), source.n_labels
    A = len(who)
    scale = 2.0 ** (52 - sum(chunk.n_responses for chunk in source).bit_length())
    counts, first = np.zeros((K, A * K)), 0
    for chunk in source:
        item, annotator, label = chunk.items(), chunk.annotator, chunk.label
        if among is not None:
            here = (who.start <= annotator) & (annotator < who.stop)
            item, annotator, label = item[here], annotator[here] - np.int32(who.start), label[here]
        cell = annotator.astype(np.int64) * K + label
        belief = np.rint(posterior[first : first + chunk.n_items][item] * scale)
        for truth in range(K):
            counts[truth] += np.bincount(cell, weights=belief[:, truth], minlength=A * K)
        first += chunk.n_items
    return np.asarray((counts / scale).reshape(K, A, K).transpose(1, 0, 2))
