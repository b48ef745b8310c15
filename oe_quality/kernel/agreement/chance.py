"""Chance-corrected coefficients from counts: (p_a - p_e) / (1 - p_e), and percent agreement itself.

With r_ik answers of label k on item i, r_i in all, and weights w_kl of partial agreement:
p_a = mean over items with r_i >= 2 of sum over k of r_ik (sum over l of w_kl r_il - 1) / (r_i (r_i - 1)), and
pi_k = mean over items with r_i >= 1 of r_ik / r_i (Gwet 2014, "Handbook of Inter-Rater Reliability", ch. 2-4).
The coefficients differ only in p_e. Items with one answer count in pi and not in p_a; other programs leave them out of
both (`compared`), and on sparse data the two differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from oe_quality.kernel.agreement.alpha import sizes
from oe_quality.kernel.agreement.counts import CountTable
from oe_quality.kernel.agreement.distances import DENSE_VALUES, Distance, agreement_weights, by_blocks
from oe_quality.kernel.agreement.possible import corrected, least_agreement, least_ratio
from oe_quality.kernel.agreement.statistic import PatternStatistic, less_by_blocks, measure
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty.rounding import ROUNDING


class Chance(StrEnum):
    """What counts as agreement by chance."""

    PERCENT = "percent_agreement"
    """p_e = 0."""
    FLEISS = "fleiss_kappa"
    """p_e = sum of w_kl pi_k pi_l (Fleiss 1971; with two annotators Scott 1955)."""
    GWET = "gwet_ac"
    """p_e = sum of w_kl * sum of pi_k (1 - pi_k) / (K (K - 1)) (Gwet 2008): AC1, or AC2 with weights."""
    UNIFORM = "brennan_prediger"
    """p_e = sum of w_kl / K^2 (Brennan & Prediger 1981; Bennett, Alpert & Goldstein's S, 1954)."""


@dataclass(frozen=True, slots=True, eq=False)
class ChanceCorrected:
    """One of the family. Sums: item's p_a, [r >= 2], [r >= 1], and the shares r_k / r (K).

    Attributes:
        chance: what p_e is; weights: (K, K) of partial agreement.
        compared: whether pi is the mean over items with r_i >= 2, as p_a is, in place of all that were answered.
    """

    chance: Chance
    weights: Floats
    compared: bool = False

    @property
    def name(self) -> str:
        return self.chance.value

    def sums(self, counts: Any, squares: Any = None) -> Any:
        size, others = sizes(counts, squares)
        pairable = others > 0
        weighted = by_blocks(counts, lambda block: ((block @ self.weights) * block).sum(axis=1))
        alone = size**2 - others * size
        agreed = np.where(pairable, (weighted - alone) / np.where(pairable, others * size, 1.0), 0.0)
        heard = pairable if self.compared else size > 0
        head = np.stack([agreed, pairable.astype(float), heard.astype(float)], axis=1)
        share = np.divide(1.0, size, out=np.zeros(len(size)), where=heard)
        if counts.shape[1] <= DENSE_VALUES:
            return np.concatenate([head, counts.toarray() * share[:, None]], axis=1)
        return csr_array(hstack([head, diags_array(share) @ counts], format="csr"))

    def of(self, totals: Floats) -> Floats:
        observed = _divide(totals[:, 0], totals[:, 1])
        if self.chance is Chance.PERCENT:
            return observed
        expected = self.expected(_divide(totals[:, 3:], totals[:, 2, None]))
        return _divide(observed - expected, 1.0 - expected)

    def lowest(self, total: Floats, table: CountTable) -> float:
        agreed = least_agreement(table.size, table.frequency, self.weights)
        if self.chance is Chance.PERCENT or total[2] < 1:
            return agreed
        nothing = corrected(agreed, float(self.expected(total[None, 3:] / total[2])[0]))
        if self.chance is not Chance.FLEISS or total[1] < 1:
            return nothing
        # Items with one answer count for what is expected and not for what is observed.
        return max(nothing, 1.0 - (1.0 - least_ratio(table.size)) * float(total[2] / total[1]))

    def less(self, total: Floats, removed: Any) -> Floats:
        return less_by_blocks(self, total, removed)

    def expected(self, share: Floats) -> Floats:
        """(G,) p_e for label shares pi (G, K)."""
        k = len(self.weights)
        if self.chance is Chance.PERCENT:
            return np.zeros(len(share))
        if self.chance is Chance.FLEISS:
            return np.asarray(((share @ self.weights) * share).sum(axis=1))
        if self.chance is Chance.UNIFORM:
            return np.full(len(share), self.weights.sum() / k**2)
        if k < 2:
            return np.ones(len(share))
        return np.asarray(self.weights.sum() * (share * (1 - share)).sum(axis=1) / (k * (k - 1)))


@dataclass(frozen=True, slots=True)
class MeanSimilarity:
    """Mean over items of 1 - the mean distance between two answers. Sums: the item's share, [r >= 2]."""

    distance: Distance

    @property
    def name(self) -> str:
        return f"mean_{self.distance.name}_similarity"

    def sums(self, counts: Any, squares: Any = None) -> Any:
        size, others = sizes(counts, squares)
        pairable = others > 0
        apart = self.distance.quadratic(self.distance.embed(counts)) / np.where(pairable, others * size, 1.0)
        return np.stack([np.where(pairable, 1.0 - apart, 0.0), pairable.astype(float)], axis=1)

    def of(self, totals: Floats) -> Floats:
        return _divide(totals[:, 0], totals[:, 1])

    def lowest(self, total: Floats, table: CountTable) -> float:  # noqa: ARG002 (one shape for all)
        return 0.0

    def less(self, total: Floats, removed: Any) -> Floats:
        return less_by_blocks(self, total, removed)


@dataclass(frozen=True, slots=True)
class SpecificAgreement:
    """How often another annotator gives the label too, once one gave it: o_kk / n_k of the coincidences.

    With two annotators this is 2a / (2a + b + c), the positive agreement of Cicchetti & Feinstein (1990).
    """

    value: int

    @property
    def name(self) -> str:
        return "specific_agreement"

    def sums(self, counts: Any, squares: Any = None) -> Any:
        _, others = sizes(counts, squares)
        pairable = others > 0
        mine = counts[:, [self.value]].toarray().ravel()
        own = mine if squares is None else squares[:, [self.value]].toarray().ravel()
        agreed = np.where(pairable, (mine**2 - own) / np.where(pairable, others, 1.0), 0.0)
        return np.stack([agreed, mine * pairable], axis=1)

    def of(self, totals: Floats) -> Floats:
        return _divide(totals[:, 0], totals[:, 1])

    def lowest(self, total: Floats, table: CountTable) -> float:  # noqa: ARG002 (one shape for all)
        return 0.0

    def less(self, total: Floats, removed: Any) -> Floats:
        return less_by_blocks(self, total, removed)


def chance_corrected(
    table: CountTable,
    chance: Chance,
    weights: Floats | None = None,
    chunk: Chunk | None = None,
    *,
    compared: bool = False,
) -> PatternStatistic:
    """A coefficient of the family on a table; weights (K, K) are the identity unless given.

    Args:
        compared: whether chance is taken on items with two or more answers only (see `ChanceCorrected`).
    """
    w = agreement_weights("identity", table.n_values) if weights is None else weights
    alone_matter = chance in (Chance.FLEISS, Chance.GWET) and not compared
    return measure(ChanceCorrected(chance, w, compared), table, only_pairable=not alone_matter, chunk=chunk)


def _divide(a: Floats, b: Floats) -> Floats:
    """a / b, NaN where b is zero but for rounding."""
    b = np.broadcast_to(b, a.shape)
    return np.asarray(np.divide(a, b, out=np.full(a.shape, np.nan), where=b > ROUNDING))
