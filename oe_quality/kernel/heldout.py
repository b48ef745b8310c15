"""How well a fit predicts the answers of people that it has not seen: the measure for choosing without gold.

A fifth of the answers is set aside at random, the model is fitted to the rest, and each answer set
aside is predicted as sum_k T_ik theta_a[k, y]: belief about the item times how the annotator answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.chunk import Chunk, FloatArray, IntArray, offsets_of
from oe_quality.kernel.em import Fit

SHARE = 0.2
FLOOR = 1e-12
"""No answer is predicted with less probability, so that one surprise is not infinitely bad."""
POOLING = 8.0
"""Answers' worth of the pooled confusion matrix in the prediction of methods that have none of their own."""


@dataclass(frozen=True, slots=True)
class Split:
    """Answers set aside, and the rest.

    Attributes:
        train: the rest, as a chunk over the same items.
        item, annotator, label: (T,) the answers set aside.
    """

    train: Chunk
    item: IntArray
    annotator: IntArray
    label: IntArray

    @property
    def n(self) -> int:
        return len(self.item)


def split(chunk: Chunk, seed: int, share: float = SHARE) -> Split:
    """Set a random share of the answers aside.

    Items keep at least one answer: what nobody else answered cannot be predicted from the others.
    """
    rng = np.random.default_rng(seed)
    items = chunk.items()
    rank = rng.random(chunk.n_responses)
    aside = rank < share
    left = np.bincount(items[~aside], minlength=chunk.n_items)
    aside &= left[items] > 0
    keep = ~aside
    train = Chunk(offsets_of(items[keep], chunk.n_items), chunk.annotator[keep], chunk.label[keep])
    return Split(train, items[aside], chunk.annotator[aside], chunk.label[aside])


def predictive(posterior: FloatArray, confusion: FloatArray, test: Split) -> FloatArray:
    """(T,) probability of each answer set aside.

    Args:
        posterior: (I, K) belief about each item, from the train answers.
        confusion: (A, K, K) truth x answer.
        test: the answers.
    """
    given = confusion[test.annotator, :, test.label]
    return np.asarray(np.maximum(np.einsum("tk,tk->t", posterior[test.item], given), FLOOR))


def answering(found: Fit, train: Chunk) -> FloatArray:
    """(A, K, K) how each annotator answers, truth x answer.

    The model's own confusion matrices; for models without, those that follow from its posterior, each
    annotator's drawn towards what all annotators do together.
    """
    if found.confusion is not None:
        return found.confusion
    counts = expected_counts(found.posterior, train, len(found.n_responses))
    together = counts.sum(axis=0) + 1.0 / counts.shape[1]
    together /= together.sum(axis=1, keepdims=True)
    shrunk = counts + POOLING * together
    return np.asarray(shrunk / shrunk.sum(axis=2, keepdims=True))


def expected_counts(posterior: FloatArray, chunk: Chunk, n_annotators: int) -> FloatArray:
    """(A, K, K) expected answers of each annotator, truth x answer, under a posterior (I, K)."""
    K = posterior.shape[1]
    cell = chunk.annotator.astype(np.int64) * K + chunk.label
    belief = posterior[chunk.items()]
    columns = [np.bincount(cell, weights=belief[:, k], minlength=n_annotators * K) for k in range(K)]
    return np.stack([column.reshape(n_annotators, K) for column in columns], axis=1)
