"""Distances between sets of labels, and sets as values that can be counted.

Each distinct set becomes one value. Two sets without a common label (or category) lie 1 apart under
every distance here, so only the similarities of overlapping sets are ever held: delta = 1 - S, S sparse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.agreement.distances import MatrixDistance, sparse_quadratic
from oe_quality.kernel.chunk import Chunk, OffsetArray, SetChunk

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]

DENSE_SETS = 1024
"""Up to so many distinct sets their distances are kept as a matrix."""
BLOCK_SETS = 512


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


@dataclass(frozen=True, slots=True)
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
    sparse = SetDistance(sets, metric)
    if sets.n_sets > DENSE_SETS:
        return sparse
    rows = [block.toarray() for _, block in sparse.similarities()]
    return MatrixDistance(metric.value, 1.0 - (np.concatenate(rows) if rows else np.zeros((0, 0))))


@dataclass(frozen=True, slots=True)
class SetDistance:
    """A distance between many distinct sets, from the similarities of those that overlap."""

    sets: LabelSets
    metric: SetMetric

    @property
    def name(self) -> str:
        return self.metric.value

    def embed(self, counts: Any) -> Any:
        return counts

    def quadratic(self, rows: Any) -> Floats:
        return sparse_quadratic(
            self, rows, lambda dense: ((dense.sum(axis=1)[:, None] - self._times(dense)) * dense).sum(axis=1)
        )

    def bilinear(self, total: Floats, rows: Any) -> Floats:
        return np.asarray(rows @ (total.sum() - self._times(total[None, :])[0]))

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        sets, size = self.sets, np.diff(self.sets.offsets).astype(float)
        left, right = a.astype(np.int32), b.astype(np.int32)
        common = _overlaps(sets.offsets, sets.label, np.ones(len(sets.label)), left, right)
        shared = common
        if self.metric is SetMetric.HIERARCHICAL:
            groups = sets.category_counts()
            shared = _overlaps(groups.indptr.astype(np.int64), groups.indices, groups.data, left, right)
        return 1.0 - _similarity(self.metric, common, shared, size[a], size[b])

    def similarities(self) -> Iterator[tuple[int, Any]]:
        """Blocks of rows of S (V, V), sparse, each with its first row."""
        incidence, groups = self.sets.incidence(), self.sets.category_counts()
        size = np.diff(self.sets.offsets).astype(float)
        empty = np.flatnonzero(size == 0)
        for start in range(0, self.sets.n_sets, BLOCK_SETS):
            rows = slice(start, min(start + BLOCK_SETS, self.sets.n_sets))
            common = (incidence[rows] @ incidence.T).tocoo()
            if self.metric is SetMetric.HIERARCHICAL:
                yield start, self._hierarchical(groups, rows, common, size)
                continue
            value = _similarity(self.metric, common.data, common.data, size[rows][common.row], size[common.col])
            block = csr_array((value, (common.row, common.col)), shape=common.shape)
            yield start, _with_empty(block, empty, start)

    def _hierarchical(self, groups: Any, rows: slice, common: Any, size: Floats) -> Any:
        """Half for every pair of labels matched within a category, and half more for the same word."""
        half = csr_array((rows.stop - rows.start, self.sets.n_sets))
        for layer in _layers(groups):
            half = half + layer[rows] @ layer.T
        half = half + csr_array((common.data, (common.row, common.col)), shape=common.shape)
        half = half.tocoo()
        value = half.data / (2 * np.maximum(size[rows][half.row], size[half.col]))
        block = csr_array((value, (half.row, half.col)), shape=half.shape)
        return _with_empty(block, np.flatnonzero(size == 0), rows.start)

    def _times(self, rows: Floats) -> Floats:
        """(G, V) rows (G, V) times S."""
        products = np.empty_like(rows)
        for start, block in self.similarities():
            products[:, start : start + block.shape[0]] = (block @ rows.T).T
        return products


@njit(cache=True)
def _overlaps(
    offsets: NDArray[np.int64],
    member: NDArray[np.int32],
    times: Floats,
    a: NDArray[np.int32],
    b: NDArray[np.int32],
) -> Floats:
    """Size of the intersection of paired multisets, whose members stand in ascending order."""
    common = np.zeros(len(a))
    for i in range(len(a)):
        x, y = offsets[a[i]], offsets[b[i]]
        while x < offsets[a[i] + 1] and y < offsets[b[i] + 1]:
            if member[x] == member[y]:
                common[i] += min(times[x], times[y])
                x += 1
                y += 1
            elif member[x] < member[y]:
                x += 1
            else:
                y += 1
    return common


def _similarity(metric: SetMetric, common: Floats, shared: Floats, a: Floats, b: Floats) -> Floats:
    """1 - delta from the sizes of the overlap (labels, and labels matched by category) and of both sets."""
    both_empty = (a == 0) & (b == 0)
    if metric is SetMetric.EXACT:
        return np.asarray((common == a) & (common == b), dtype=float)
    if metric is SetMetric.DICE:
        part = 2 * common / np.maximum(a + b, 1)
    elif metric is SetMetric.HIERARCHICAL:
        # Matching equal words first is optimal: a word matched elsewhere gains a half and loses a half.
        part = (common + shared) / (2 * np.maximum(np.maximum(a, b), 1))
    else:
        part = common / np.maximum(a + b - common, 1)
        if metric is SetMetric.MASI:
            equal = (common == a) & (common == b)
            part = part * np.where(equal, 1.0, np.where(common == np.minimum(a, b), 2 / 3, 1 / 3))
    return np.where(both_empty, 1.0, part)


def _with_empty(block: Any, empty: NDArray[np.intp], start: int) -> Any:
    """Say that the empty set is like itself, which shares no label to find it by."""
    for e in empty:
        if start <= e < start + block.shape[0]:
            lil = block.tolil()
            lil[e - start, e] = 1.0
            block = csr_array(lil)
    return block


def _layers(groups: Any) -> list[Any]:
    """Counts (V, C) as a sum of 0/1 layers, so that sum of min(x, y) is a sum of products of layers."""
    top = int(groups.data.max(initial=0))
    layers = []
    for level in range(1, top + 1):
        keep = groups.data >= level
        row = np.repeat(np.arange(groups.shape[0]), np.diff(groups.indptr))
        layers.append(csr_array((keep[keep].astype(float), (row[keep], groups.indices[keep])), shape=groups.shape))
    return layers
