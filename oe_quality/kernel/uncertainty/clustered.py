"""Means of answers, with a covariance that knows that items and annotators were sampled, not answers.

The variance of a mean is put together by the rule of `two_way` from sums of residuals within clusters: no
resampling, and the same every time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_BOTH, NEW_ITEMS, cannot_be_told
from oe_quality.kernel.uncertainty.two_way import combined, degrees_of_freedom, own_degrees


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """Means of V variables.

    Attributes:
        mean: (V,).
        variance: (V,) of the means, at least what items alone give, and with fewer than five annotators that; NaN with
            one item only.
        covariance: (V, V) of the means, likewise; the diagonal may exceed `variance`.
        degrees: of Student's t; own_degrees: (V,) of each mean by itself (`two_way.own_degrees`).
        n_items, n_annotators, n_responses: with weight.
    """

    mean: Floats
    variance: Floats
    covariance: Floats
    degrees: int
    own_degrees: Floats
    n_items: int
    n_annotators: int
    n_responses: int

    @property
    def method(self) -> str:
        """What the intervals are."""
        return "two-way clustered, Student's t" if self._of_new_annotators else "clustered by item, Student's t"

    @property
    def population(self) -> str:
        """For whom they speak."""
        return NEW_BOTH if self._of_new_annotators else NEW_ITEMS

    @property
    def note(self) -> str:
        """Why they speak of these annotators only; empty where they do not."""
        return "" if self._of_new_annotators else cannot_be_told(self.n_annotators)

    @property
    def _of_new_annotators(self) -> bool:
        return self.n_annotators >= FEWEST_ANNOTATORS

    @property
    def standard_error(self) -> Floats:
        """(V,)."""
        return np.asarray(np.sqrt(self.variance))

    def bounds(
        self,
        level: float = 0.95,
        lowest: Floats | float = -np.inf,
        highest: Floats | float = np.inf,
        *,
        own: bool = False,
    ) -> tuple[Floats, Floats]:
        """(V,) and (V,) Student's t bounds, within the ends of the scale, which are one number or (V,).

        With `own`, by each mean's own degrees of freedom.
        """
        half = self._steps(level, own=own) * self.standard_error
        low = np.minimum(np.maximum(self.mean - half, lowest), self.mean)
        return low, np.maximum(np.minimum(self.mean + half, highest), self.mean)

    def _steps(self, level: float, *, own: bool) -> Floats:
        """(V,) standard errors to either side."""
        degrees = np.maximum(self.own_degrees if own else float(self.degrees), 1.0)
        return np.broadcast_to(special.stdtrit(degrees, 0.5 + level / 2), self.mean.shape)

    def share_bounds(self, level: float = 0.95, *, own: bool = False) -> tuple[Floats, Floats]:
        """(V,) and (V,) bounds of shares, made on the logit scale so that they stay within 0..1; NaN at 0 and 1."""
        inside = (self.mean > 0) & (self.mean < 1)
        p = np.where(inside, self.mean, 0.5)
        half = self._steps(level, own=own) * self.standard_error / (p * (1 - p))
        low, high = special.expit(special.logit(p) - half), special.expit(special.logit(p) + half)
        return np.where(inside, low, np.nan), np.where(inside, high, np.nan)


def means(values: Floats, items: CodeArray, annotators: CodeArray, weights: Floats | None = None) -> Means:
    """Means of values (R, V), weighted by weights (R,) where given."""
    w = np.ones(len(values)) if weights is None else weights
    total = w.sum()
    if total <= 0:
        nothing = np.full(values.shape[1], np.nan)
        return Means(nothing, nothing, np.full((len(nothing), len(nothing)), np.nan), 0, nothing, 0, 0, 0)
    mean = w @ values / total
    influence = w[:, None] * (values - mean) / total
    used = w > 0
    by_item, n_items = _cluster_covariance(influence[used], items[used])
    by_annotator, n_annotators = _cluster_covariance(influence[used], annotators[used])
    n = int(used.sum())
    single = influence[used].T @ influence[used]
    if n_items < 2:
        unknown = np.full_like(by_item, np.nan)
        return Means(mean, np.diag(unknown), unknown, 0, np.zeros(len(mean)), n_items, n_annotators, n)
    if n_annotators < FEWEST_ANNOTATORS:
        by_items = np.full(len(mean), n_items - 1.0)
        return Means(mean, np.diag(by_item), by_item, n_items - 1, by_items, n_items, n_annotators, n)
    parts = np.diag(by_item), np.diag(by_annotator), np.diag(single)
    variance = combined(*parts)
    difference = by_item + by_annotator - single
    # A difference of matrices need be no covariance; the sum without it always is one, and errs on the safe side.
    proper = (np.diag(difference) >= variance).all() and np.linalg.eigvalsh(difference).min(initial=0.0) >= 0
    covariance = difference if proper else by_item + by_annotator
    own = own_degrees(*parts, n_items, n_annotators, n)
    degrees = degrees_of_freedom(n_items, n_annotators)
    return Means(mean, variance, covariance, degrees, own, n_items, n_annotators, n)


def _cluster_covariance(influence: Floats, cluster: CodeArray) -> tuple[Floats, int]:
    """Sum over clusters of the outer products of their influence, G / (G - 1) times; and G."""
    _, dense = np.unique(cluster, return_inverse=True)
    count = int(dense.max(initial=-1)) + 1
    sums = np.zeros((count, influence.shape[1]))
    np.add.at(sums, dense, influence)
    return count / max(count - 1, 1) * sums.T @ sums, count
