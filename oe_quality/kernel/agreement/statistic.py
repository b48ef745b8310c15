"""A coefficient as a function of sums over items, and everything that resampling asks of one.

A coefficient says what one item with given counts contributes (`sums`), and what the totals mean
(`of`). Leaving out an item subtracts its contribution. Leaving out one answer puts the contribution
of the shorter pattern in place of the old. An annotator answers an item at most once, so leaving out
an annotator is the sum of those replacements over the annotator's answers. All three are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.agreement.counts import CountTable, entry_of_response
from oe_quality.kernel.agreement.distances import by_blocks
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty.statistic import Cells, Deleted

NARROW = 32
"""Up to so many sums, products over patterns are plain loops."""


class Coefficient(Protocol):
    """A coefficient of agreement; `q` sums determine it."""

    @property
    def name(self) -> str:
        """Its name in results, such as "alpha"."""
        ...

    def sums(self, counts: Any, squares: Any = None) -> Any:
        """Contributions (G, q), dense or sparse, of items with the counts (G, V), sparse.

        Args:
            counts: how often each value was given, or the sum of the weights of who gave it.
            squares: (G, V) the sum of those weights squared; by default `counts`, as for weights of 1.
        """
        ...

    def of(self, totals: Floats) -> Floats:
        """(G,) the coefficient for each row of totals (G, q); NaN where undefined."""
        ...

    def lowest(self, total: Floats, table: CountTable) -> float:
        """A value below which the coefficient cannot lie with so many answers; minus infinity if none is known.

        Args:
            total: (q,) as observed; table: what was counted.
        """
        ...

    def less(self, total: Floats, removed: Any) -> Floats:
        """(G,) the coefficient for `total` (q,) less each row of `removed` (G, q), dense or sparse."""
        ...


def less_by_blocks(coefficient: Coefficient, total: Floats, removed: Any) -> Floats:
    """`Coefficient.less` by plain subtraction."""
    return by_blocks(removed, lambda block: coefficient.of(total - block))


@dataclass(frozen=True, slots=True, eq=False)
class PatternStatistic:
    """A coefficient on a table of counts.

    Attributes:
        coefficient, table: the two.
        chunk: the coded answers that the table counts; None where only counts are known.
        terms: (P, q) contribution of one item of each pattern, dense or sparse.
        total: (q,).
        only_pairable: whether items with a single answer matter not at all (alpha), so that they do
            not count as units of the jackknife.
    """

    coefficient: Coefficient
    table: CountTable
    chunk: Chunk | None
    terms: Any
    total: Floats
    only_pairable: bool

    @property
    def value(self) -> float:
        return float(self.coefficient.of(self.total[None, :])[0])

    @property
    def lowest(self) -> float:
        return self.coefficient.lowest(self.total, self.table)

    @property
    def frequency(self) -> NDArray[np.int64]:
        return self.table.frequency * self._matters()

    def item_rows(self) -> NDArray[np.int32]:
        rows = self.table.pattern_of_item
        return np.where((rows >= 0) & np.append(self._matters(), False)[rows], rows, -1).astype(np.int32)

    def without_items(self) -> Deleted:
        return Deleted(self.coefficient.less(self.total, self.terms), self.frequency)

    def without_answers(self) -> Deleted:
        pattern = self.table.pattern_of_entry()
        times = self.table.count * self.table.frequency[pattern]
        return Deleted(self.coefficient.less(self.total, self._loss()), times)

    def cells(self) -> Cells:
        chunk, table = self.chunk, self.table
        assert chunk is not None, "where answers stand needs the answers, not counts alone"
        row = entry_of_response(chunk.offsets, chunk.label, table.pattern_of_item, table.offsets, table.value)
        return Cells(chunk.items(), chunk.annotator, row)

    def without_annotators(self) -> Deleted:
        matters = self._matters()[self.table.pattern_of_entry()]
        present = (self.table.by_annotator @ matters.astype(float)) > 0
        values = self.coefficient.less(self.total, self.table.by_annotator @ self._loss())
        return Deleted(values, present.astype(np.int64))

    def resampled(self, frequency: Floats) -> Floats:
        rows = max(1, 20_000_000 // max(1, len(self.total)))
        parts = [
            self.coefficient.of(np.asarray(_product(frequency[start : start + rows], self.terms)))
            for start in range(0, len(frequency), rows)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def reweighted(self, item_weight: Floats, annotator_weight: Floats) -> float:
        assert self.chunk is not None, "resampling annotators needs their answers, not counts alone"
        weight = annotator_weight[self.chunk.annotator].astype(np.float64)
        shape = (self.chunk.n_items, self.table.n_values)
        place = (self.chunk.label, self.chunk.offsets)
        counts = csr_array((weight, *place), shape=shape)
        squares = csr_array((weight**2, *place), shape=shape)
        kept = np.flatnonzero((item_weight > 0) & (np.asarray(counts.sum(axis=1)).ravel() > 0))
        terms = self.coefficient.sums(_without_zeros(counts[kept]), _without_zeros(squares[kept]))
        total = np.asarray(_product(item_weight[None, kept].astype(np.float64), terms))
        return float(self.coefficient.of(total)[0])

    def _matters(self) -> NDArray[np.bool_]:
        return self.table.size > 1 if self.only_pairable else np.ones(self.table.n_patterns, dtype=np.bool_)

    def _loss(self) -> Any:
        """(N, q) what goes when one answer of each entry goes."""
        return self.terms[self.table.pattern_of_entry()] - self.coefficient.sums(self.table.counts_less_one())


def measure(
    coefficient: Coefficient, table: CountTable, *, only_pairable: bool, chunk: Chunk | None = None
) -> PatternStatistic:
    """Evaluate a coefficient's sums on a table; `chunk` is what was counted, for resampling annotators."""
    terms = coefficient.sums(table.counts())
    total = np.asarray(_product(table.frequency[None, :].astype(np.float64), terms))[0]
    return PatternStatistic(coefficient, table, chunk, terms, total, only_pairable)


def _without_zeros(rows: Any) -> Any:
    rows.sum_duplicates()
    rows.eliminate_zeros()
    return rows


def _product(frequency: Floats, terms: Any) -> Any:
    """(B, P) frequencies times (P, q) contributions, dense or sparse, as a dense (B, q)."""
    if not isinstance(terms, np.ndarray):
        return (terms.T @ frequency.T).T
    if terms.shape[1] > NARROW:
        return frequency @ terms
    return _narrow_product(frequency, np.ascontiguousarray(terms))


@njit(cache=True)
def _narrow_product(frequency: Floats, terms: Floats) -> Floats:
    """The same for few columns, where a matrix library's threads cost more than they save."""
    total = np.zeros((len(frequency), terms.shape[1]))
    for b in range(len(frequency)):
        for p in range(len(terms)):
            times = frequency[b, p]
            if times != 0:
                for q in range(terms.shape[1]):
                    total[b, q] += times * terms[p, q]
    return total
