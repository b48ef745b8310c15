"""Krippendorff's alpha for any distance, missing answers and unequal numbers of annotators.

alpha = 1 - D_o / D_e (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability"). With m answers
on an item, n pairable answers in all and n_c of them of value c,
n D_o = sum over items of (sum over ordered pairs of delta) / (m - 1), and
n (n - 1) D_e = sum over c, k of n_c n_k delta(c, k).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from oe_quality.kernel.agreement.counts import CountTable
from oe_quality.kernel.agreement.distances import BLOCK_CELLS, Distance, interval
from oe_quality.kernel.agreement.possible import NONE_KNOWN, least_ratio
from oe_quality.kernel.agreement.statistic import PatternStatistic, less_by_blocks, measure
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk

MOST_RANKS = 64
"""Up to so many ranks, alpha's ordinal metric is computed anew for every deletion."""
SMALLEST_DISAGREEMENT = 1e-12
"""Expected disagreement below this, where distances end at 1, is rounding: nothing could disagree."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Alpha under a fixed distance. Sums: n D_o, n, and the pairable counts as the distance embeds them."""

    distance: Distance

    @property
    def name(self) -> str:
        return "alpha"

    def sums(self, counts: Any, squares: Any = None) -> Any:
        size, others = sizes(counts, squares)
        pairable = others > 0
        rows = self.distance.embed(counts)
        disagreement = np.where(pairable, self.distance.quadratic(rows) / np.where(pairable, others, 1.0), 0.0)
        head = np.stack([disagreement, size * pairable], axis=1)
        if isinstance(rows, np.ndarray):
            return np.concatenate([head, rows * pairable[:, None]], axis=1)
        return csr_array(hstack([head, diags_array(pairable.astype(float)) @ rows], format="csr"))

    def of(self, totals: Floats) -> Floats:
        return self._alpha(totals[:, 0], totals[:, 1], self.distance.quadratic(totals[:, 2:]))

    def expected_disagreement(self, totals: Floats) -> float:
        """D_e of one row of totals (q,); NaN without two answers."""
        n = float(totals[1])
        return float(self.distance.quadratic(totals[None, 2:])[0]) / (n * (n - 1)) if n > 1 else float("nan")

    def lowest(self, total: Floats, table: CountTable) -> float:
        apart = self.distance.largest / self.expected_disagreement(total)
        nothing = 1.0 - apart if np.isfinite(apart) else NONE_KNOWN
        return max(nothing, least_ratio(table.size, table.n_pairable)) if self.distance.is_euclidean else nothing

    def less(self, total: Floats, removed: Any) -> Floats:
        if isinstance(removed, np.ndarray):
            return less_by_blocks(self, total, removed)
        gone, head = removed[:, 2:], removed[:, :2].toarray()
        against = self.distance.against(total[2:])
        expected = total[2:] @ against - 2 * (gone @ against) + self.distance.quadratic(gone)
        return self._alpha(total[0] - head[:, 0], total[1] - head[:, 1], expected)

    def _alpha(self, observed: Floats, n: Floats, expected: Floats) -> Floats:
        """From n D_o, n, and n (n - 1) D_e."""
        scale = np.maximum(n, 1.0) ** 2
        defined = (n > 1) & (expected > SMALLEST_DISAGREEMENT * scale)
        ratio = np.divide((n - 1) * observed, expected, out=np.full(len(n), np.nan), where=defined)
        return np.asarray(1.0 - ratio)


@dataclass(frozen=True, slots=True)
class OrdinalAlpha:
    """Alpha under Krippendorff's ordinal metric, which depends on how often each rank was used.

    delta(c, k) = (sum of n_g for g = c..k, less (n_c + n_k) / 2)^2 is the squared difference of midranks,
    and they change with every deletion. So the sums are the whole coincidence matrix, o_ck (K x K).
    """

    n_values: int

    @property
    def name(self) -> str:
        return "alpha"

    def sums(self, counts: Any, squares: Any = None) -> Any:
        k = self.n_values
        step = max(1, BLOCK_CELLS // (k * k))
        own = counts if squares is None else squares
        blocks = [
            self._coincidences(counts[s : s + step].toarray(), own[s : s + step].toarray())
            for s in range(0, counts.shape[0], step)
        ]
        if k * k <= BLOCK_CELLS // 1000:
            return np.concatenate(blocks) if blocks else np.zeros((0, k * k))
        return csr_array(np.concatenate([csr_array(b) for b in blocks]))

    def of(self, totals: Floats) -> Floats:
        k = self.n_values
        matrices = totals.reshape(-1, k, k)
        margin = matrices.sum(axis=2)
        midrank = np.cumsum(margin, axis=1) - margin / 2
        n = margin.sum(axis=1)
        # sum of o_ck (h_c - h_k)^2 = 2 (sum of n_c h_c^2 - h' o h), in both the observed and the expected table.
        squares = (margin * midrank**2).sum(axis=1)
        observed = 2 * (squares - np.einsum("gc,gck,gk->g", midrank, matrices, midrank))
        expected = 2 * (n * squares - (margin * midrank).sum(axis=1) ** 2)
        defined = (n > 1) & (expected > SMALLEST_DISAGREEMENT * np.maximum(n, 1.0) ** 4)
        return np.asarray(1.0 - np.divide((n - 1) * observed, expected, out=np.full(len(n), np.nan), where=defined))

    def lowest(self, total: Floats, table: CountTable) -> float:  # noqa: ARG002 (one shape for all)
        return least_ratio(table.size, table.n_pairable)

    def less(self, total: Floats, removed: Any) -> Floats:
        return less_by_blocks(self, total, removed)

    def _coincidences(self, counts: Floats, own: Floats) -> Floats:
        """(G, K * K) each item's ordered pairs of answers, over m - 1; `own` are pairs with oneself."""
        size = counts.sum(axis=1)
        others = np.divide(size**2 - own.sum(axis=1), size, out=np.zeros(len(size)), where=size > 0)
        pairs = counts[:, :, None] * counts[:, None, :]
        diagonal = np.arange(self.n_values)
        pairs[:, diagonal, diagonal] -= own
        pairs /= np.where(others > 0, others, 1.0)[:, None, None]
        pairs[others <= 0] = 0.0
        return np.asarray(pairs.reshape(len(counts), -1))


def sizes(counts: Any, squares: Any = None) -> tuple[Floats, Floats]:
    """(G,) answers m on each item, and m - 1, the number of others that each answer is paired with.

    With weights w the latter is (m^2 - sum of w^2) / m, as nobody is paired with oneself.
    """
    size = np.asarray(counts.sum(axis=1)).ravel()
    own = size if squares is None else np.asarray(squares.sum(axis=1)).ravel()
    return size, np.divide(size**2 - own, size, out=np.zeros(len(size)), where=size > 0)


def alpha(table: CountTable, distance: Distance, chunk: Chunk | None = None) -> PatternStatistic:
    """Krippendorff's alpha of a table under a distance between its V values."""
    return measure(Alpha(distance), table, only_pairable=True, chunk=chunk)


def ordinal_alpha(table: CountTable, chunk: Chunk | None = None) -> PatternStatistic:
    """Krippendorff's alpha with the ordinal metric; values are ranks 0..V-1.

    With more than `MOST_RANKS` values the midranks are those of all the data and stay fixed when
    something is left out, which keeps memory from growing with values squared.
    """
    if table.n_values <= MOST_RANKS:
        return measure(OrdinalAlpha(table.n_values), table, only_pairable=True, chunk=chunk)
    weight = (table.frequency * (table.size > 1))[table.pattern_of_entry()] * table.count
    margin = np.bincount(table.value, weights=weight, minlength=table.n_values)
    return alpha(table, replace(interval(np.cumsum(margin) - margin / 2), name="ordinal"), chunk)


def coincidences(table: CountTable) -> Floats:
    """(V, V) the coincidence matrix: ordered pairs of answers within items, each over m - 1."""
    pairable = np.flatnonzero(table.size > 1)
    counts = table.counts()[pairable]
    weight = table.frequency[pairable] / (table.size[pairable] - 1)
    joint = (counts.T @ diags_array(weight) @ counts).toarray()
    joint[np.diag_indices(table.n_values)] -= counts.T @ weight
    return np.asarray(joint)
