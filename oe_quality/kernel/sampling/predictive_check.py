"""Posterior predictive check: would annotators who err independently have given such answers?

Models of the Dawid-Skene kind take answers as independent given the label. For each state drawn from
the posterior (confusion matrices and labels), answers are drawn anew, and a discrepancy is computed for
the data and for the replicate (Gelman, Meng and Stern 1996, "Posterior predictive assessment of model
fitness via realized discrepancies", Statistica Sinica 6). Two are looked at: how much agreement differs
between items, which is too much where items differ in difficulty; and the agreements of pairs of
annotators beyond what the state expects, whose leading eigenvalue is too large where some annotators
err together or copy. What misleads everybody alike cannot be told from the truth, here or elsewhere.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.linalg import eigvalsh

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import Chunk, OffsetArray
from oe_quality.kernel.sampling.gibbs import Snapshots

MOST_ANNOTATORS = 400
"""Pairs are looked at among so many annotators, those with the most answers."""
MOST_PAIRS = 5_000_000
"""Pairs of answers looked at; of larger data, the first items that hold so many."""
MOST_OF_ITEM = 500
"""Answers of an item beyond which it is not looked at: its pairs would be most of all."""
FEWEST_ITEMS = 30
"""Items with two answers below which nothing is checked."""


class Discrepancy(StrEnum):
    """What is compared."""

    ITEMS = "items"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Check:
    """One discrepancy.

    Attributes:
        discrepancy: `ITEMS`: standard deviation over items of the share of agreeing pairs of answers;
            `PAIRS`: leading eigenvalue of the matrix of pairs' agreements beyond the expected ones.
        observed: of the data; expected: of the replicates; means over states.
        z: mean difference over its standard deviation.
        p: from the normal distribution; two-sided for `ITEMS`, of excess for `PAIRS`.
    """

    discrepancy: Discrepancy
    observed: float
    expected: float
    z: float
    p: float


@one_blas_thread()
def predictive_check(chunk: Chunk, states: Snapshots, *, seed: int = 0) -> tuple[Check, ...]:
    """Compare the data with replicates, one per state; empty where too few items have two answers.

    Args:
        chunk: the answers from which the states were drawn.
        states: draws from the posterior, two at least.
        seed: of the replicates.
    """
    A, K = states.confusion.shape[1:3]
    items = _looked_at(chunk)
    if len(items) < FEWEST_ITEMS or K < 2:
        return ()
    part, place = chunk.take(items), _places(chunk, A)
    rng = np.random.default_rng(seed)
    values = np.empty((2, len(states.truth), 2))
    for s, (confusion, truth) in enumerate(zip(states.confusion, states.truth[:, items], strict=True)):
        chance = rng.random(part.n_responses)
        again = _answers(part.offsets, part.annotator, truth, np.cumsum(confusion, axis=2), chance)
        for which, label in enumerate((part.label, again)):
            values[which, s, 0] = _item_spread(part.offsets, label)
            excess = _pair_excess(part.offsets, part.annotator, label, truth, confusion, place, int(place.max()) + 1)
            values[which, s, 1] = _leading(excess)
    return tuple(_compare(kind, values[:, :, i]) for i, kind in enumerate(Discrepancy))


def _leading(matrix: Floats) -> float:
    """The largest eigenvalue of a symmetric matrix (P, P)."""
    last = len(matrix) - 1
    return float(eigvalsh(matrix, subset_by_index=(last, last))[0])


def _compare(kind: Discrepancy, values: Floats) -> Check:
    """Data against replicates: values (2, S)."""
    difference = values[0] - values[1]
    spread = float(difference.std(ddof=1))
    z = float(difference.mean()) / spread if spread > 1e-12 else 0.0
    tail = math.erfc(abs(z) / math.sqrt(2.0))  # both tails
    if kind is Discrepancy.PAIRS:
        tail = 0.5 * tail if z > 0 else 1.0 - 0.5 * tail
    return Check(kind, float(values[0].mean()), float(values[1].mean()), z, tail)


def _looked_at(chunk: Chunk) -> OffsetArray:
    """The first items of 2 to `MOST_OF_ITEM` answers that together hold at most `MOST_PAIRS` pairs of answers."""
    n = np.diff(chunk.offsets)
    items = np.flatnonzero((n >= 2) & (n <= MOST_OF_ITEM))
    pairs = np.cumsum(n[items] * (n[items] - 1) // 2)
    return np.asarray(items[: np.searchsorted(pairs, MOST_PAIRS, side="right")])


def _places(chunk: Chunk, n_annotators: int) -> OffsetArray:
    """(A,) row of each annotator in the table of pairs, -1 for those left out."""
    busiest = np.argsort(-np.bincount(chunk.annotator, minlength=n_annotators), kind="stable")[:MOST_ANNOTATORS]
    place: NDArray[np.int64] = np.full(n_annotators, -1, dtype=np.int64)
    place[np.sort(busiest)] = np.arange(len(busiest))
    return place


@njit(cache=True, nogil=True)
def _answers(offsets, annotator, truth, cumulative, chance):
    """(R,) int32: draw each answer by inverting its cumulative confusion row (A, K, K)."""
    K = cumulative.shape[2]
    label = np.zeros(annotator.size, dtype=np.int32)
    for i in range(offsets.size - 1):
        for r in range(offsets[i], offsets[i + 1]):
            a, k = annotator[r], truth[i]
            while label[r] < K - 1 and chance[r] >= cumulative[a, k, label[r]]:
                label[r] += 1
    return label


@njit(cache=True, nogil=True, error_model="numpy")
def _item_spread(offsets, label):
    """Standard deviation over items of the share of agreeing pairs of answers."""
    total, squares, items = 0.0, 0.0, 0
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        agreeing = 0
        for r in range(low, high):
            for s in range(r + 1, high):
                agreeing += label[r] == label[s]
        if high - low >= 2:
            share = agreeing / (0.5 * (high - low) * (high - low - 1))
            total += share
            squares += share * share
            items += 1
    return math.sqrt(max(squares / items - (total / items) ** 2, 0.0)) if items > 0 else 0.0


@njit(cache=True, nogil=True, error_model="numpy")
def _pair_excess(offsets, annotator, label, truth, confusion, place, n_places):
    """(P, P) symmetric: agreements of pairs of annotators minus those expected given the labels."""
    excess = np.zeros((n_places, n_places))
    for i in range(offsets.size - 1):
        k = truth[i]
        for r in range(offsets[i], offsets[i + 1]):
            a = annotator[r]
            if place[a] < 0:
                continue
            for s in range(r + 1, offsets[i + 1]):
                b = annotator[s]
                if place[b] < 0 or a == b:
                    continue
                residual = 1.0 if label[r] == label[s] else 0.0
                for answer in range(confusion.shape[2]):
                    residual -= confusion[a, k, answer] * confusion[b, k, answer]
                excess[place[a], place[b]] += residual
                excess[place[b], place[a]] += residual
    return excess
