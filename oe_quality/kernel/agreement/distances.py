"""How far two answers lie apart, in a form that sums well.

Alpha needs a distance only through quadratic forms of counts, n' delta n. A distance therefore maps
counts (G, V) to rows (G, q) and evaluates forms of rows: a matrix for a few labels (q = V), and three
moments for numbers and angles (q = 3), whatever the number of distinct values.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.agreement.possible import squared_euclidean
from oe_quality.kernel.arrays import Floats

WeightName = Literal["identity", "linear", "quadratic", "ordinal"]

DENSE_VALUES = 64
"""Up to so many values, counts are kept as dense rows; beyond, as sparse ones."""
BLOCK_CELLS = 4_000_000
MOST_PAIRS = 250_000
"""Rows with more pairs of values than this are multiplied out densely."""


class Distance(Protocol):
    """A symmetric distance between V answers, zero between equal ones."""

    @property
    def name(self) -> str: ...

    def embed(self, counts: Any) -> Any:
        """Counts (G, V), sparse, as rows (G, q); linear."""
        ...

    def quadratic(self, rows: Any) -> Floats:
        """(G,) sum over c, k of n_c n_k delta(c, k) for each row's counts n."""
        ...

    def against(self, total: Floats) -> Floats:
        """(q,) delta N for one total N as a row (q,); a row times it is the sum over c, k of n_c N_k delta(c, k)."""
        ...

    def bilinear(self, total: Floats, rows: Any) -> Floats:
        """(G,) sum over c, k of N_c n_k delta(c, k) for each row."""
        ...

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        """Distances of paired codes, element by element."""
        ...

    @property
    def largest(self) -> float:
        """No two values lie further apart."""
        ...

    @property
    def is_euclidean(self) -> bool:
        """Whether distances are known to be squared distances between points."""
        ...


class Forms(ABC):
    """Forms of two rows, for distances that know how to multiply one total."""

    __slots__ = ()

    @property
    def largest(self) -> float:
        return 1.0

    @property
    def is_euclidean(self) -> bool:
        return True

    @abstractmethod
    def against(self, total: Floats) -> Floats:
        """(q,) delta N for one total N as a row (q,)."""

    def bilinear(self, total: Floats, rows: Any) -> Floats:
        """(G,) sum over c, k of N_c n_k delta(c, k), for one total N as a row (q,)."""
        return np.asarray(rows @ self.against(total))


@dataclass(frozen=True, slots=True, eq=False)
class MatrixDistance(Forms):
    """Any distance between few values, given as a matrix (V, V)."""

    name: str
    matrix: Floats

    @property
    def largest(self) -> float:
        return float(self.matrix.max(initial=0.0))

    @property
    def is_euclidean(self) -> bool:
        return squared_euclidean(self.matrix)

    def embed(self, counts: Any) -> Any:
        return counts.toarray() if counts.shape[1] <= DENSE_VALUES else counts

    def quadratic(self, rows: Any) -> Floats:
        return sparse_quadratic(self, rows, self._dense)

    def _dense(self, rows: Floats) -> Floats:
        return np.asarray(((rows @ self.matrix) * rows).sum(axis=1))

    def against(self, total: Floats) -> Floats:
        return np.asarray(self.matrix @ total)

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        return np.asarray(self.matrix[a, b])


@dataclass(frozen=True, slots=True, eq=False)
class MomentDistance(Forms):
    """A distance of low rank, delta(c, k) = phi_c' form phi_k, over any number of values.

    Attributes:
        features: (V, q) phi of each value.
        form: (q, q).
    """

    name: str
    features: Floats
    form: Floats

    def embed(self, counts: Any) -> Any:
        return counts @ self.features

    def quadratic(self, rows: Any) -> Floats:
        return np.asarray(((rows @ self.form) * rows).sum(axis=1))

    def against(self, total: Floats) -> Floats:
        return np.asarray(self.form @ total)

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        return np.asarray(np.einsum("iq,qp,ip->i", self.features[a], self.form, self.features[b]))


@dataclass(frozen=True, slots=True)
class NominalDistance(Forms):
    """0 for the same label, 1 for another, over any number V of labels."""

    n_values: int

    @property
    def name(self) -> str:
        return "nominal"

    def embed(self, counts: Any) -> Any:
        return counts.toarray() if counts.shape[1] <= DENSE_VALUES else counts

    def quadratic(self, rows: Any) -> Floats:
        squares = np.asarray((rows * rows).sum(axis=1)).ravel()
        return np.asarray(np.asarray(rows.sum(axis=1)).ravel() ** 2 - squares)

    def against(self, total: Floats) -> Floats:
        return np.asarray(total.sum() - total)

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        return np.asarray(a != b, dtype=np.float64)


def nominal(n_values: int) -> NominalDistance:
    """0 for the same label, 1 for another."""
    return NominalDistance(n_values)


def interval(values: Floats) -> MomentDistance:
    """(c - k)^2 for values (V,) in any unit (Krippendorff 2011, interval metric), as a share of the range squared."""
    spread = float(np.ptp(values)) if len(values) else 0.0
    x = (values - values.mean()) / (spread or 1.0) if len(values) else values
    form = np.array([[0.0, 0.0, 1.0], [0.0, -2.0, 0.0], [1.0, 0.0, 0.0]])
    return MomentDistance("interval", np.stack([np.ones_like(x), x, x * x], axis=1), form)


def circular(values: Floats, period: float) -> MomentDistance:
    """sin^2(pi (c - k) / period), for angles and hours of the day (Krippendorff 2019, ch. 12)."""
    angle = 2 * np.pi * values / period
    features = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle)], axis=1)
    return MomentDistance("circular", features, np.diag([0.5, -0.5, -0.5]))


def ratio(values: Floats) -> Distance:
    """((c - k) / (c + k))^2 for values (V,) with a true zero (Krippendorff 2011, ratio metric); 0 between zeros.

    Raises:
        ValueError: a value is negative.
    """
    if len(values) and values.min() < 0:
        raise ValueError("the ratio metric needs values with a true zero, none negative")
    if len(values) ** 2 <= BLOCK_CELLS:
        return MatrixDistance("ratio", _ratio_rows(values, values))
    return RatioDistance(values)


@dataclass(frozen=True, slots=True, eq=False)
class RatioDistance(Forms):
    """The ratio metric over many distinct values (V,), a block of rows at a time."""

    values: Floats

    @property
    def name(self) -> str:
        return "ratio"

    def embed(self, counts: Any) -> Any:
        return counts

    def quadratic(self, rows: Any) -> Floats:
        return sparse_quadratic(self, rows, lambda dense: (self._times(dense) * dense).sum(axis=1))

    def against(self, total: Floats) -> Floats:
        return np.asarray(self._times(total[None, :])[0])

    def _times(self, rows: Floats) -> Floats:
        """(G, V) rows (G, V) times the matrix of distances."""
        products = np.empty_like(rows)
        step = max(1, BLOCK_CELLS // len(self.values))
        for start in range(0, len(self.values), step):
            block = _ratio_rows(self.values, self.values[start : start + step])
            products[:, start : start + step] = rows @ block
        return products

    def between(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Floats:
        c, k = self.values[a], self.values[b]
        return np.asarray(np.square(np.divide(c - k, c + k, out=np.zeros(len(c)), where=c + k > 0)))


def _ratio_rows(a: Floats, b: Floats) -> Floats:
    total = a[:, None] + b
    return np.asarray(np.square(np.divide(a[:, None] - b, total, out=np.zeros_like(total), where=total > 0)))


def agreement_weights(name: WeightName, n_values: int) -> Floats:
    """(K, K) weights of partial agreement between ordered labels, 1 on the diagonal.

    identity; linear 1 - |k-l|/(K-1); quadratic 1 - (k-l)^2/(K-1)^2 (Cohen 1968; Fleiss & Cohen 1973);
    ordinal 1 - C(|k-l|+1, 2)/C(K, 2) (Gwet 2014, ch. 3), which is not Krippendorff's ordinal metric.
    """
    if name == "identity" or n_values < 2:
        return np.eye(n_values)
    apart = np.abs(np.subtract.outer(np.arange(n_values), np.arange(n_values))).astype(float)
    if name == "ordinal":
        apart = apart * (apart + 1) / 2
    elif name == "quadratic":
        apart = apart**2
    return np.asarray(1.0 - apart / apart.max())


def from_weights(name: str, weights: Floats) -> MatrixDistance:
    """The distance 1 - w, which turns agreement weights into a metric for alpha (Gwet 2014)."""
    return MatrixDistance(name, 1.0 - weights)


def by_blocks(rows: Any, function: Callable[[Floats], Floats]) -> Floats:
    """Apply a row-wise function to rows (G, q), dense or sparse, holding few of them dense at a time."""
    if isinstance(rows, np.ndarray):
        return np.asarray(function(rows))
    n, width = rows.shape
    step = max(1, BLOCK_CELLS // max(1, width))
    parts = [function(rows[start : start + step].toarray()) for start in range(0, n, step)]
    return np.concatenate(parts) if parts else np.zeros(0)


def sparse_quadratic(distance: Distance, rows: Any, dense: Callable[[Floats], Floats]) -> Floats:
    """(G,) the quadratic form of rows (G, V): by the pairs of values in a row where these are few, else by `dense`."""
    if isinstance(rows, np.ndarray):
        return dense(rows)
    width = np.diff(rows.indptr).astype(np.int64)
    many = width**2 > MOST_PAIRS
    result = np.zeros(len(width))
    result[~many] = _by_pairs(distance, rows[np.flatnonzero(~many)])
    if many.any():
        result[many] = by_blocks(rows[np.flatnonzero(many)], dense)
    return result


def _by_pairs(distance: Distance, rows: Any) -> Floats:
    width = np.diff(rows.indptr).astype(np.int64)
    squares = width**2
    result = np.zeros(len(width))
    starts = np.unique(np.searchsorted(np.cumsum(squares), np.arange(0, squares.sum() + 1, BLOCK_CELLS)))
    for low, high in pairwise([*starts, len(width)]):
        row = np.repeat(np.arange(low, high), squares[low:high])
        before = np.cumsum(squares[low:high]) - squares[low:high]
        within = np.arange(len(row)) - np.repeat(before, squares[low:high])
        i = rows.indptr[row] + within // width[row]
        j = rows.indptr[row] + within % width[row]
        terms = rows.data[i] * rows.data[j] * distance.between(rows.indices[i], rows.indices[j])
        result[low:high] = np.bincount(row - low, weights=terms, minlength=high - low)
    return result
