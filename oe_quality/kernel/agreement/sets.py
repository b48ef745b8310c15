"""Distances between sets of labels, and sets as values that can be counted.

Each distinct set becomes one value, and all that is made for values works for sets: counts of patterns,
alpha, leave-outs. Distances are 1 - similarity, and the similarity of sets with nothing in common is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.agreement.distances import Forms, MatrixDistance, sparse_quadratic
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, OffsetArray, SetChunk

Codes = NDArray[np.int32]

DENSE_SETS = 1024
"""Up to so many distinct sets their distances are kept as a matrix."""


class SetMetric(StrEnum):
    """How far apart two sets are; 0 between two empty sets, 1 between an empty set and another."""

    MASI = "masi"
    """1 - J M; J Jaccard; M is 1 for equal sets, 2/3 if one holds the other, 1/3 if they overlap (Passonneau 2006)."""
    JACCARD = "jaccard"
    """1 - |A and B| / |A or B|."""
    DICE = "dice"
    """1 - 2 |A and B| / (|A| + |B|)."""
    EXACT = "exact"
    """0 for equal sets, else 1."""
    HIERARCHICAL = "hierarchical"
    """Labels matched one to one at best: same word 0, same category 1/2, else 1; mean over the larger set."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelSets:
    """Distinct sets of labels (V of them) in CSR form.

    Attributes:
        offsets: (V + 1,) int64; label: (E,) int32, ascending within a set.
        n_labels: K.
        category: (K,) int32 category of each label, for the hierarchical distance.
    """

    offsets: OffsetArray
    label: Codes
    n_labels: int
    category: Codes

    @property
    def n_sets(self) -> int:
        return len(self.offsets) - 1

    def incidence(self) -> Any:
        """(V, K) sparse, 1 where a set holds a label."""
        return csr_array((np.ones(len(self.label)), self.label, self.offsets), (self.n_sets, self.n_labels))

    def category_counts(self) -> Any:
        """(V, categories) sparse, labels of each category in each set."""
        sets = np.repeat(np.arange(self.n_sets), np.diff(self.offsets))
        shape = (self.n_sets, int(self.category.max(initial=0)) + 1)
        counts = csr_array((np.ones(len(sets)), (sets, self.category[self.label])), shape=shape)
        counts.sum_duplicates()
        return counts


def distinct_sets(chunk: SetChunk, n_labels: int, category: Codes | None = None) -> tuple[Chunk, LabelSets]:
    """Each response's set as one code: the same responses single-choice over V distinct sets.

    Sets are numbered by size, then labels, so that the codes do not depend on the order of the data.
    """
    width = np.diff(chunk.label_offsets)
    code = np.zeros(chunk.n_responses, dtype=np.int32)
    members: list[Codes] = []
    for size in np.unique(width):
        rows = np.flatnonzero(width == size)
        labels = chunk.label[chunk.label_offsets[rows][:, None] + np.arange(size)]
        distinct, inverse = np.unique(labels, axis=0, return_inverse=True) if size else (labels[:1], 0)
        code[rows] = np.ravel(inverse) + len(members)
        members.extend(distinct)
    offsets = np.concatenate([[0], np.cumsum([len(m) for m in members])]).astype(np.int64)
    flat = np.concatenate(members).astype(np.int32) if members else np.zeros(0, np.int32)
    groups = np.arange(n_labels, dtype=np.int32) if category is None else category
    return Chunk(chunk.offsets, chunk.annotator, code), LabelSets(offsets, flat, n_labels, groups)


def set_distance(sets: LabelSets, metric: SetMetric) -> MatrixDistance | SetDistance:
    """The distance between the distinct sets, as a matrix where that is small."""
    distance = SetDistance(sets, metric)
    if sets.n_sets > DENSE_SETS:
        return distance
    return MatrixDistance(metric.value, 1.0 - distance.times(np.eye(sets.n_sets)))


@dataclass(frozen=True, slots=True)
class SetDistance(Forms):
    """A distance between many distinct sets, computed whenever it is needed and never held."""

    sets: LabelSets
    metric: SetMetric

    @property
    def name(self) -> str:
        return self.metric.value

    @property
    def is_euclidean(self) -> bool:
        """MASI's factor for overlap, and matching words by category, are not known to come from points."""
        return self.metric not in (SetMetric.MASI, SetMetric.HIERARCHICAL)

    def embed(self, counts: Any) -> Any:
        return counts

    def quadratic(self, rows: Any) -> Floats:
        return sparse_quadratic(self, rows, self._dense)

    def against(self, total: Floats) -> Floats:
        return np.asarray(total.sum() - self.times(total[None, :])[0])

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        labels, groups = self.sets.incidence(), self.sets.category_counts()
        rows = (_bounds(labels), labels.indices, _bounds(groups), groups.indices, groups.data)
        return np.asarray(1.0 - _paired(self._metric(), *rows, a.astype(np.int32), b.astype(np.int32)))

    def times(self, rows: Floats) -> Floats:
        """(G, V) rows (G, V) times the similarities 1 - delta."""
        labels, groups = self.sets.incidence(), self.sets.category_counts()
        if self.metric is not SetMetric.HIERARCHICAL:
            groups = groups[:, :0]
        columns, forth = labels.tocsc(), np.ascontiguousarray(rows.T)
        back = groups.tocsc()
        products = _products(
            self._metric(),
            (_bounds(labels), labels.indices, _bounds(columns), columns.indices),
            (_bounds(groups), groups.indices, groups.data, _bounds(back), back.indices, back.data),
            forth,
        )
        return np.asarray(products.T)

    def _metric(self) -> int:
        return list(SetMetric).index(self.metric)

    def _dense(self, rows: Floats) -> Floats:
        return np.asarray(((rows.sum(axis=1)[:, None] - self.times(rows)) * rows).sum(axis=1))


_MASI, _JACCARD, _DICE, _EXACT, _HIERARCHICAL = range(5)
assert [m.name for m in SetMetric] == ["MASI", "JACCARD", "DICE", "EXACT", "HIERARCHICAL"]


def _bounds(sparse: Any) -> OffsetArray:
    return np.asarray(sparse.indptr, dtype=np.int64)


@njit(cache=True)
def _similarity(metric: int, common: float, shared: float, a: int, b: int) -> float:
    """1 - delta of two sets of sizes a and b, from the labels in common, and those matched within categories."""
    if a == 0 or b == 0:
        return 1.0 if a == b else 0.0
    equal = common == a and common == b
    if metric == _EXACT:
        return 1.0 if equal else 0.0
    if metric == _HIERARCHICAL:
        # Matching equal words first is optimal: a word matched elsewhere gains a half and loses a half.
        return float((common + shared) / (2 * max(a, b)))
    if metric == _DICE:
        return float(2 * common / (a + b))
    jaccard = float(common / (a + b - common))
    if metric == _JACCARD or equal:
        return jaccard
    return jaccard * 2 / 3 if common == min(a, b) else jaccard / 3


@njit(cache=True)
def _overlap(offsets: OffsetArray, member: Codes, number: Floats, x: int, y: int, counted: bool) -> float:
    """Members that rows x and y share, in ascending order; as multisets with `number` of each, if counted."""
    i, j, common = offsets[x], offsets[y], 0.0
    while i < offsets[x + 1] and j < offsets[y + 1]:
        if member[i] == member[j]:
            common += min(number[i], number[j]) if counted else 1.0
            i += 1
            j += 1
        elif member[i] < member[j]:
            i += 1
        else:
            j += 1
    return common


@njit(cache=True)
def _paired(
    metric: int,
    offsets: OffsetArray,
    label: Codes,
    bounds: OffsetArray,
    category: Codes,
    number: Floats,
    first: Codes,
    second: Codes,
) -> Floats:
    """(N,) similarities of paired sets."""
    result = np.empty(len(first))
    for i in range(len(first)):
        x, y = first[i], second[i]
        common = _overlap(offsets, label, number, x, y, False)
        shared = _overlap(bounds, category, number, x, y, True) if metric == _HIERARCHICAL else common
        a, b = offsets[x + 1] - offsets[x], offsets[y + 1] - offsets[y]
        result[i] = _similarity(metric, common, shared, a, b)
    return result


Labels: TypeAlias = tuple[OffsetArray, Codes, OffsetArray, Codes]
Groups: TypeAlias = tuple[OffsetArray, Codes, Floats, OffsetArray, Codes, Floats]


@njit(cache=True, parallel=True)
def _products(metric: int, labels: Labels, groups: Groups, columns: Floats) -> Floats:
    """(V, G) similarities (V, V) times columns (V, G), meeting only sets with a label or category in common.

    Args:
        labels: labels by set, and sets by label; groups: categories by set with their numbers, and sets by category.
    """
    offsets = labels[0]
    n_sets = len(columns)
    products = np.zeros(columns.shape)
    for block in prange((n_sets + 255) // 256):
        common, shared = np.zeros(n_sets), np.zeros(n_sets)
        met = np.empty(n_sets, np.int32)
        for x in range(256 * block, min(256 * block + 256, n_sets)):
            a = offsets[x + 1] - offsets[x]
            if a == 0:
                products[x] += columns[x]
            n_met = _meet(x, labels, groups, common, shared, met)
            for i in range(n_met):
                y = met[i]
                similarity = _similarity(metric, common[y], shared[y], a, offsets[y + 1] - offsets[y])
                for g in range(columns.shape[1]):
                    products[x, g] += similarity * columns[y, g]
                common[y] = shared[y] = 0.0
    return products


@njit(cache=True)
def _meet(x: int, labels: Labels, groups: Groups, common: Floats, shared: Floats, met: Codes) -> int:
    """Count what every other set has in common with x; list those that have anything."""
    offsets, label, label_sets, holder = labels
    bounds, category, number, category_sets, member, member_number = groups
    n_met = 0
    for e in range(offsets[x], offsets[x + 1]):
        for p in range(label_sets[label[e]], label_sets[label[e] + 1]):
            y = holder[p]
            if common[y] == 0:
                met[n_met] = y
                n_met += 1
            common[y] += 1
    for e in range(bounds[x], bounds[x + 1]):
        for p in range(category_sets[category[e]], category_sets[category[e] + 1]):
            y = member[p]
            if common[y] == 0 and shared[y] == 0:
                met[n_met] = y
                n_met += 1
            shared[y] += min(number[e], member_number[p])
    return n_met
