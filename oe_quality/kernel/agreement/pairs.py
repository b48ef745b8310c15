"""All pairs of annotators at once: how many items they share, and how well they agree on them.

Each annotator in turn is compared with everybody on the same items, so the memory is that of the
pairs that do overlap. Small overlaps are shrunk towards the mean of all pairs (empirical Bayes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.agreement.distances import Distance
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty.rounding import ROUNDING

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of annotators with a common item, ascending. N of them.

    Attributes:
        first, second: (N,) annotator codes, first < second.
        n: (N,) items that both answered.
        agreed: (N,) mean agreement weight on them; with identity weights the share of equal answers.
        kappa: (N,) Cohen's kappa on those items; NaN where both always gave the same label.
        shrunk: (N,) kappa drawn towards `mean` by as much as its overlap is small.
        mean, spread: of true kappas between pairs, estimated.
    """

    first: Codes
    second: Codes
    n: NDArray[np.int64]
    agreed: Floats
    kappa: Floats
    shrunk: Floats
    mean: float
    spread: float


def all_pairs(chunk: Chunk, weights: Floats, n_annotators: int) -> Pairs:
    """Compare all pairs.

    Args:
        chunk: answers, one per annotator and item.
        weights: (K, K) agreement weights; the identity for plain kappa.
        n_annotators: A.
    """
    order = np.argsort(chunk.annotator, kind="stable")
    starts = np.searchsorted(chunk.annotator[order], np.arange(n_annotators + 1))
    items = chunk.items()[order]
    label = chunk.label[order]
    place = (chunk.offsets, chunk.annotator, chunk.label)
    offsets = np.concatenate([[0], np.cumsum(_partners(starts, items, *place[:2], n_annotators))]).astype(np.int64)
    nominal = bool((weights == np.eye(len(weights))).all())
    second, n, agreed, expected = _compare(starts, items, label, *place, offsets, weights, nominal)
    first = np.repeat(np.arange(n_annotators, dtype=np.int32), np.diff(offsets))
    by_partner = np.lexsort((second, first))
    second, n, agreed, expected = second[by_partner], n[by_partner], agreed[by_partner], expected[by_partner]
    room = 1.0 - expected
    kappa = np.divide(agreed - expected, room, out=np.full(len(n), np.nan), where=room > ROUNDING)
    shrunk, mean, spread = shrink(kappa, _kappa_variance(n, agreed, expected))
    return Pairs(first, second, n, agreed, kappa, shrunk, mean, spread)


def all_pairs_by_distance(chunk: Chunk, distance: Distance, expected: float, n_annotators: int) -> Pairs:
    """Compare all pairs under any distance, relative to the disagreement expected over everybody.

    kappa is 1 - mean distance / expected, which is defined for a pair of any overlap; `agreed` is
    1 - mean distance, a similarity where distances end at 1.

    Args:
        distance: between the chunk's values; expected: alpha's expected disagreement D_e.
    """
    a, b, own, other = _comparisons(chunk.offsets, chunk.annotator, chunk.label)
    key, place, n = np.unique(a.astype(np.int64) * n_annotators + b, return_inverse=True, return_counts=True)
    apart = distance.between(own, other)
    mean = np.bincount(place, weights=apart, minlength=len(key)) / np.maximum(n, 1)
    first, second = (key // max(n_annotators, 1)).astype(np.int32), (key % max(n_annotators, 1)).astype(np.int32)
    if not expected > 0 or not len(key):
        nothing = np.full(len(key), np.nan)
        return Pairs(first, second, n, 1.0 - mean, nothing, nothing, float("nan"), 0.0)
    kappa = 1.0 - mean / expected
    noise = max(float(apart.var()), 1e-12) / expected**2
    shrunk, centre, spread = shrink(kappa, noise / n)
    return Pairs(first, second, n, 1.0 - mean, kappa, shrunk, centre, spread)


def shrink(estimate: Floats, variance: Floats) -> tuple[Floats, float, float]:
    """Draw estimates (N,) towards their mean by their variances (N,): empirical Bayes, normal model.

    The variance between true values is found by moments (Paule & Mandel 1982). An undefined estimate (NaN)
    says nothing and becomes the mean.

    Returns:
        Shrunk estimates (N,), the mean and the standard deviation of true values.
    """
    known = np.isfinite(estimate) & np.isfinite(variance) & (variance > 0)
    if not known.any():
        return np.full(len(estimate), np.nan), float("nan"), 0.0
    y, v = estimate[known], variance[known]
    between = _paule_mandel(y, v)
    weight = 1 / (v + between)
    mean = float(weight @ y / weight.sum())
    shrunk = np.full(len(estimate), mean)
    shrunk[known] = mean + between / (between + v) * (y - mean)
    return shrunk, mean, float(np.sqrt(between))


def _paule_mandel(y: Floats, v: Floats) -> float:
    """The between variance at which the weighted squares about the mean equal their degrees of freedom."""

    def excess(between: float) -> float:
        weight = 1 / (v + between)
        return float(weight @ (y - weight @ y / weight.sum()) ** 2) - (len(y) - 1)

    if len(y) < 2 or excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.ptp(y)) ** 2 + 1e-12
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def _kappa_variance(n: NDArray[np.int64], agreed: Floats, expected: Floats) -> Floats:
    """(N,) sampling variance of kappa with the pooled agreement, since a pair's own may be 0 or 1 by luck."""
    if not len(n):
        return np.zeros(0)
    pooled = float(n @ agreed) / float(n.sum())
    room = np.maximum(1 - expected, 1e-3)
    return np.asarray(max(pooled * (1 - pooled), 1e-6) / (n * room**2))


def as_matrix(pairs: Pairs, values: Floats, n_annotators: int) -> Floats:
    """(A, A) symmetric matrix of one value per pair; NaN where two annotators share no item, or on the diagonal."""
    matrix = np.full((n_annotators, n_annotators), np.nan)
    matrix[pairs.first, pairs.second] = matrix[pairs.second, pairs.first] = values
    return matrix


@njit(cache=True, parallel=True)
def _partners(
    starts: NDArray[np.intp],
    items: Codes,
    offsets: NDArray[np.int64],
    annotator: Codes,
    n_annotators: int,
) -> NDArray[np.int64]:
    """(A,) annotators of higher code that share an item with each."""
    count = np.zeros(n_annotators, np.int64)
    for block in prange((n_annotators + 63) // 64):
        seen = np.full(n_annotators, -1, np.int32)
        for a in range(64 * block, min(64 * block + 64, n_annotators)):
            for p in range(starts[a], starts[a + 1]):
                for r in range(offsets[items[p]], offsets[items[p] + 1]):
                    b = annotator[r]
                    if b > a and seen[b] != a:
                        seen[b] = a
                        count[a] += 1
    return count


@njit(cache=True, parallel=True)
def _compare(
    starts: NDArray[np.intp],
    items: Codes,
    label: Codes,
    offsets: NDArray[np.int64],
    annotator: Codes,
    item_label: Codes,
    pair_offsets: NDArray[np.int64],
    weights: Floats,
    nominal: bool,
) -> tuple[Codes, NDArray[np.int64], Floats, Floats]:
    """Second annotator, overlap, mean agreement and chance agreement of each pair."""
    n_pairs, n_annotators, K = pair_offsets[-1], len(starts) - 1, len(weights)
    second = np.empty(n_pairs, np.int32)
    overlap = np.zeros(n_pairs, np.int64)
    agreed = np.zeros(n_pairs)
    expected = np.zeros(n_pairs)
    for block in prange((n_annotators + 63) // 64):
        slot = np.full(n_annotators, -1, np.int64)
        for a in range(64 * block, min(64 * block + 64, n_annotators)):
            first, width = pair_offsets[a], pair_offsets[a + 1] - pair_offsets[a]
            mine = np.zeros((width, K), np.int32)
            theirs = np.zeros((width, K), np.int32)
            found = 0
            for p in range(starts[a], starts[a + 1]):
                own = label[p]
                for r in range(offsets[items[p]], offsets[items[p] + 1]):
                    b = annotator[r]
                    if b <= a:
                        continue
                    if slot[b] < first:
                        slot[b] = first + found
                        second[first + found] = b
                        found += 1
                    at = slot[b]
                    overlap[at] += 1
                    agreed[at] += weights[own, item_label[r]]
                    mine[at - first, own] += 1
                    theirs[at - first, item_label[r]] += 1
            for j in range(width):
                at = first + j
                total = 0.0
                for k in range(K):
                    if nominal:
                        total += float(mine[j, k]) * theirs[j, k]
                    elif mine[j, k]:
                        for m in range(K):
                            total += weights[k, m] * mine[j, k] * theirs[j, m]
                expected[at] = total / (float(overlap[at]) * overlap[at])
                agreed[at] /= overlap[at]
    return second, overlap, agreed, expected


@njit(cache=True)
def _comparisons(offsets: NDArray[np.int64], annotator: Codes, label: Codes) -> tuple[Codes, Codes, Codes, Codes]:
    """Every two answers to an item: both annotators, lower code first, and both answers."""
    total = 0
    for i in range(len(offsets) - 1):
        m = offsets[i + 1] - offsets[i]
        total += m * (m - 1) // 2
    a, b = np.empty(total, np.int32), np.empty(total, np.int32)
    own, other = np.empty(total, np.int32), np.empty(total, np.int32)
    n = 0
    for i in range(len(offsets) - 1):
        for r in range(offsets[i], offsets[i + 1]):
            for s in range(r + 1, offsets[i + 1]):
                a[n], b[n], own[n], other[n] = annotator[r], annotator[s], label[r], label[s]
                n += 1
    return a, b, own, other


def confusions(chunk: Chunk, n_values: int) -> Floats:
    """(V, V) counts of paired answers of exactly two annotators, lower annotator code by rows."""
    pairs = np.flatnonzero(np.diff(chunk.offsets) == 2)
    first = chunk.offsets[pairs]
    ones = np.ones(len(first))
    place = (chunk.label[first], chunk.label[first + 1])
    return np.asarray(csr_array((ones, place), shape=(n_values, n_values)).toarray())
