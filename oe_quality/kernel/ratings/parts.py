"""What all rating methods share: sums per item and per annotator, and the form of their estimates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray, RatingChunk


class RatingMethod(StrEnum):
    """Ways to make one number of an item's ratings."""

    MEAN = "mean"
    EWE = "ewe"
    ZNORM = "znorm"
    BIAS_SCALE_PRECISION = "bias-scale-precision"


@dataclass(frozen=True, slots=True, eq=False)
class Raters:
    """What was learned about annotators: answer = offset + scale * true value + noise.

    Attributes:
        offset, offset_se, scale, precision: (A,) in the question's unit; precision is one over the noise variance.
            An annotator without answers has the population's values.
        weight: (A,) the weight of an annotator's answers in an item's value, up to a factor.
    """

    offset: Floats
    offset_se: Floats
    scale: Floats
    precision: Floats
    weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class RatingFit:
    """One number per item.

    Attributes:
        method: how it was made.
        value, standard_error: (I,); NaN for items without answers under methods that learn no population.
        raters: None for methods that learn nothing about annotators; EWE learns the weight alone, see `weight`.
        weight: (A,) weight of each annotator; all 1 for the mean.
        history: objective per step, in nats; empty for closed forms.
        converged: False when the step limit ended the fit.
    """

    method: RatingMethod
    value: Floats
    standard_error: Floats
    weight: Floats
    raters: Raters | None = None
    history: tuple[float, ...] = ()
    converged: bool = True


def sums(index: CodeArray, values: Floats, n: int) -> Floats:
    """(n,) sums of values (R,) by index (R,)."""
    return np.bincount(index, weights=values, minlength=n).astype(np.float64)


def counts(index: CodeArray, n: int) -> Floats:
    """(n,) how often each index occurs."""
    return np.bincount(index, minlength=n).astype(np.float64)


def ratio(numerator: Floats, denominator: Floats, otherwise: float | Floats) -> Floats:
    """Quotient where the denominator is positive, else `otherwise`."""
    good = denominator > 0
    return np.asarray(np.where(good, numerator / np.where(good, denominator, 1.0), otherwise), dtype=np.float64)


def weighted_means(chunk: RatingChunk, weight: Floats, values: Floats) -> tuple[Floats, Floats]:
    """(I,) weighted mean of `values` (R,) and its standard error, given response weights (R,).

    Where all weights of an item are 0 its answers count the same. The error takes the answers' variance
    about their item's mean as common to all items (one-way analysis of variance), so that an item with one
    answer has an error too; it is NaN where no item has two.
    """
    item, n = chunk.items(), chunk.n_items
    total = sums(item, weight, n)
    w = np.where(total[item] > 0, weight, 1.0)
    total = sums(item, w, n)
    mean = ratio(sums(item, w * values, n), total, np.nan)
    residual = values - mean[item]
    # E[sum w e^2] = variance * sum w (1 - w / total) for equal variances and independent errors.
    freedom = float((w * (1.0 - w / total[item])).sum())
    within = float((w * residual**2).sum()) / freedom if freedom > 1e-12 else float("nan")
    share = ratio(sums(item, w**2, n), total**2, np.nan)
    return mean, np.sqrt(within * share)
