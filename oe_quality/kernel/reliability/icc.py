"""Intraclass correlation in the six forms of Shrout & Fleiss (1979), with missing answers too.

Where every annotator rated every item once, the mean squares of the two-way analysis of variance
give values and F-based intervals. Otherwise the variance components come from a mixed model with
crossed item and annotator effects (`reml`), and the intervals from the two-way jackknife.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.reliability import reml
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.results import Estimate, Interval

F_METHOD = "F distribution (Shrout & Fleiss 1979)"
SATTERTHWAITE_METHOD = "F distribution, degrees of freedom after Satterthwaite (McGraw & Wong 1996)"
NORMAL_POPULATION = "items and annotators drawn from normal populations"
AverageInterval = Literal["spearman-brown", "irr"]
"""How the bounds of ICC(A,k) are made. R's psych steps the bounds of ICC(A,1) up by Spearman-Brown;
R's irr computes the degrees of freedom from ICC(A,k) instead of ICC(A,1). They differ: [.071, .927]
against [.039, .929] on Shrout & Fleiss's table."""


class IccForm(StrEnum):
    """The six forms, named as McGraw & Wong (1996) do: A is absolute agreement, C consistency.

    Shrout & Fleiss call them ICC(1,1), (2,1), (3,1), (1,k), (2,k), (3,k).
    """

    ONE_WAY = "ICC(1)"
    AGREEMENT = "ICC(A,1)"
    CONSISTENCY = "ICC(C,1)"
    ONE_WAY_MEAN = "ICC(k)"
    AGREEMENT_MEAN = "ICC(A,k)"
    CONSISTENCY_MEAN = "ICC(C,k)"

    @property
    def single(self) -> IccForm:
        """The form for a single annotator's rating that this one belongs to."""
        return _SINGLE.get(self, self)

    @property
    def is_mean(self) -> bool:
        """Whether it speaks of the mean of k annotators."""
        return self in _SINGLE


_SINGLE = {
    IccForm.ONE_WAY_MEAN: IccForm.ONE_WAY,
    IccForm.AGREEMENT_MEAN: IccForm.AGREEMENT,
    IccForm.CONSISTENCY_MEAN: IccForm.CONSISTENCY,
}
SINGLE_FORMS = (IccForm.ONE_WAY, IccForm.AGREEMENT, IccForm.CONSISTENCY)


@dataclass(frozen=True, slots=True)
class IccTable:
    """All six forms on one set of ratings.

    Attributes:
        estimates: in the order of `IccForm`.
        k: how many annotators the forms of the mean speak of.
        method: "ANOVA", where the panel is complete, or "REML" (or "moments", for very large designs).
        item, annotator, residual: variance components of the two-way model, squared unit of the ratings;
            None where the model could not be fitted.
    """

    estimates: tuple[Estimate, ...]
    k: float
    method: str
    item: float | None
    annotator: float | None
    residual: float | None

    def __getitem__(self, form: IccForm) -> Estimate:
        return self.estimates[list(IccForm).index(form)]


def step_up(reliability: float, k: float) -> float:
    """Reliability of the mean of k from that of one (Spearman 1910, Brown 1910); k may be a fraction.

    >>> round(step_up(0.4, 5), 6)
    0.769231
    """
    return k * reliability / (1 + (k - 1) * reliability)


@one_blas_thread()
def icc(
    ratings: RatingChunk,
    *,
    k: float | None = None,
    level: float = 0.95,
    average_interval: AverageInterval = "spearman-brown",
    groups: int = 30,
    seed: int = 0,
) -> IccTable:
    """The six intraclass correlations.

    Args:
        ratings: the responses; incomplete panels and repeated answers are fine.
        k: how many annotators the forms of the mean speak of. By default as many as rated each item;
            where that varies, the harmonic mean over items, which is the number whose error variance is typical.
        level: nominal coverage of the intervals.
        average_interval: which bounds ICC(A,k) gets on a complete panel.
        groups, seed: of the jackknife, for incomplete panels (see `delete_group`).
    """
    matrix = complete_matrix(ratings)
    k = _typical_size(ratings) if k is None else float(k)
    if matrix is not None and min(matrix.shape) >= 2:
        return _from_anova(matrix, k, level, average_interval)
    return _from_mixed_model(ratings, k, level, groups, seed)


def on_parts(ratings: RatingChunk, form: IccForm) -> Callable[[NDArray[np.bool_]], float]:
    """One form of the intraclass correlation on the responses that a mask (R,) keeps; NaN where it is undefined.

    Variances are fitted (REML) near those of all responses, and not below 0, where mean squares of complete panels may
    give less. Forms of the mean speak of as many annotators as rated an item of all responses.

    Raises:
        NotComputableError: the variances cannot be told apart on all responses.
    """
    items = ratings.items()
    factors = (items,) if form.single is IccForm.ONE_WAY else (items, ratings.annotator)
    refit = reml.refitter(ratings.value[:, None], factors, [reml.fit(ratings.value, factors)])
    k = _typical_size(ratings) if form.is_mean else 1.0

    def value(keep: NDArray[np.bool_]) -> float:
        fit = refit(keep)[0]
        single = _one_way_share(fit) if len(factors) == 1 else _two_way_shares(fit)[form.single is IccForm.CONSISTENCY]
        return step_up(single, k)

    return value


def _typical_size(ratings: RatingChunk) -> float:
    """How many annotators rated an item: the harmonic mean over items, whose error variance is typical."""
    sizes = np.diff(ratings.offsets)
    return float(len(sizes[sizes > 0]) / (1 / sizes[sizes > 0]).sum()) if ratings.n_responses else 1.0


def complete_matrix(ratings: RatingChunk) -> Floats | None:
    """(I, A) ratings where each annotator rated each item exactly once, else None."""
    annotators = np.unique(ratings.annotator)
    if ratings.n_responses != ratings.n_items * len(annotators) or not ratings.n_responses:
        return None
    if (np.diff(ratings.offsets) != len(annotators)).any():
        return None
    grid = ratings.annotator.reshape(ratings.n_items, -1)
    return ratings.value.reshape(grid.shape) if (grid == annotators).all() else None


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Of a complete panel of n items by m annotators: rows (items), columns (annotators), error, within rows."""

    n: int
    m: int
    rows: float
    columns: float
    error: float
    within: float


def _mean_squares(x: Floats) -> _MeanSquares:
    n, m = x.shape
    grand = x.mean()
    rows = m * ((x.mean(axis=1) - grand) ** 2).sum()
    columns = n * ((x.mean(axis=0) - grand) ** 2).sum()
    within = ((x - x.mean(axis=1, keepdims=True)) ** 2).sum()
    # Cancellation may leave a trace of negative error where annotators differ by constants only.
    error = max(within - columns, 0.0) if within - columns > ROUNDING * max(within, 1e-300) else 0.0
    degrees = (n - 1) * (m - 1)
    return _MeanSquares(n, m, rows / (n - 1), columns / (m - 1), error / degrees, within / (n * (m - 1)))


def _from_anova(x: Floats, k: float, level: float, average: AverageInterval) -> IccTable:
    ms = _mean_squares(x)
    n_items, n_annotators = x.shape
    bounds = {
        IccForm.ONE_WAY: _f_bounds(ms.rows, ms.within, ms.n - 1, ms.n * (ms.m - 1), ms.m, level),
        IccForm.CONSISTENCY: _f_bounds(ms.rows, ms.error, ms.n - 1, (ms.n - 1) * (ms.m - 1), ms.m, level),
        IccForm.AGREEMENT: _agreement_bounds(ms, level),
    }
    values = {
        IccForm.ONE_WAY: _ratio(ms.rows - ms.within, ms.rows + (ms.m - 1) * ms.within),
        IccForm.CONSISTENCY: _ratio(ms.rows - ms.error, ms.rows + (ms.m - 1) * ms.error),
        IccForm.AGREEMENT: _agreement(ms),
    }
    estimates = []
    for form in IccForm:
        low_high = _stepped(bounds[form.single], k) if form.is_mean else bounds[form]
        method = SATTERTHWAITE_METHOD if form.single is IccForm.AGREEMENT else F_METHOD
        if form is IccForm.AGREEMENT_MEAN and average == "irr" and math.isclose(k, ms.m):
            low_high = _agreement_bounds(ms, level, as_irr=True)
        interval = None if low_high is None else Interval(*low_high, level, method, NORMAL_POPULATION)
        whom = "" if form.single is IccForm.CONSISTENCY or n_annotators >= FEWEST_ANNOTATORS else on_trust(n_annotators)
        estimates.append(_estimate(form, values[form.single], interval, k, (n_items, n_annotators, x.size), whom))
    item, annotator = (ms.rows - ms.error) / ms.m, (ms.columns - ms.error) / ms.n
    return IccTable(tuple(estimates), k, "ANOVA", max(item, 0.0), max(annotator, 0.0), ms.error)


def on_trust(n_annotators: int) -> str:
    """What an interval for new annotators rests on where there are few.

    >>> on_trust(3)
    'new annotators are taken to be like these by the normal model alone: 3 people cannot show how they vary'
    """
    return (
        f"new annotators are taken to be like these by the normal model alone: {n_annotators} people cannot show how "
        "they vary"
    )


def _ratio(numerator: float, denominator: float) -> float | None:
    return numerator / denominator if denominator > 0 else None


def _stepped(bounds: tuple[float, float] | None, k: float) -> tuple[float, float] | None:
    if bounds is None or 1 + (k - 1) * bounds[0] <= 0:
        return None
    return step_up(bounds[0], k), step_up(bounds[1], k)


def _estimate(
    form: IccForm, single: float | None, interval: Interval | None, k: float, n: tuple[int, int, int], whom: str = ""
) -> Estimate:
    if single is None:
        return Estimate(None, None, *n, undefined="all ratings are equal, so there is no variance to share out")
    if form.is_mean and 1 + (k - 1) * single <= 0:
        return Estimate(
            None, None, *n, undefined=f"one rating's reliability is {single:.3f}, too negative to step up to {k:g}"
        )
    value = step_up(single, k) if form.is_mean else single
    note = whom if interval is not None else "no interval: the variances leave none"
    return Estimate(value, interval, *n, note=note)


def _f_bounds(between: float, error: float, df1: float, df2: float, m: int, level: float) -> tuple[float, float] | None:
    """Exact bounds of a one-way or consistency ICC from the F ratio (Shrout & Fleiss 1979, p. 424)."""
    if error <= 0 or between <= 0:
        return None
    f, upper = between / error, 0.5 + level / 2
    low = f / float(special.fdtri(df1, df2, upper))
    high = f * float(special.fdtri(df2, df1, upper))
    return (low - 1) / (low + m - 1), (high - 1) / (high + m - 1)


def _agreement(ms: _MeanSquares) -> float | None:
    """ICC(A,1) of a complete panel."""
    return _ratio(ms.rows - ms.error, ms.rows + (ms.m - 1) * ms.error + ms.m * (ms.columns - ms.error) / ms.n)


def _agreement_bounds(ms: _MeanSquares, level: float, *, as_irr: bool = False) -> tuple[float, float] | None:
    """Approximate bounds of ICC(A,1) (McGraw & Wong 1996, table 7; Fleiss & Shrout 1978).

    `as_irr` gives the bounds of ICC(A,k) as R's irr does, with ICC(A,k) where the degrees of freedom want ICC(A,1).
    """
    share = _agreement(ms)
    if share is None or ms.error <= 0 or share >= 1:
        return None
    if as_irr:
        share = step_up(share, ms.m)
    a = ms.m * share / (ms.n * (1 - share))
    b = 1 + a * (ms.n - 1)
    spread = (a * ms.columns) ** 2 / (ms.m - 1) + (b * ms.error) ** 2 / ((ms.n - 1) * (ms.m - 1))
    if not math.isfinite(share) or spread <= 0:
        return None
    v = (a * ms.columns + b * ms.error) ** 2 / spread
    upper = 0.5 + level / 2
    f_low, f_high = float(special.fdtri(ms.n - 1, v, upper)), float(special.fdtri(v, ms.n - 1, upper))
    rest = ms.m * ms.columns + (ms.m * ms.n - ms.m - ms.n) * ms.error
    low = ms.n * (ms.rows - f_low * ms.error) / (f_low * rest + ms.n * ms.rows)
    high = ms.n * (f_high * ms.rows - ms.error) / (rest + ms.n * f_high * ms.rows)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    return (step_up(low, ms.m), step_up(high, ms.m)) if as_irr else (low, high)


def _from_mixed_model(ratings: RatingChunk, k: float, level: float, groups: int, seed: int) -> IccTable:
    items, annotators, n = ratings.items(), ratings.annotator, ratings.n_responses
    counts = (len(np.unique(items)), len(np.unique(annotators)), n)
    one_way, why_one = _try(ratings.value, (items,))
    two_way, why_two = _try(ratings.value, (items, annotators))
    if two_way is None and counts[1] == n > 1:
        why_two = (
            f"each annotator rated one item, so annotators cannot be told from noise; {IccForm.ONE_WAY} speaks of that"
        )
    refit_one = reml.refitter(ratings.value[:, None], (items,), [one_way]) if one_way else None
    refit_two = reml.refitter(ratings.value[:, None], (items, annotators), [two_way]) if two_way else None

    def singles(keep: NDArray[np.bool_]) -> Floats:
        """(3,) the single forms on Fisher's scale, in the order of `SINGLE_FORMS`."""
        out = np.full(3, np.nan)
        if refit_one:
            out[0] = _one_way_share(refit_one(keep)[0])
        if refit_two:
            out[1:] = _two_way_shares(refit_two(keep)[0])
        return np.asarray(np.arctanh(np.clip(out, -1 + 1e-9, 1 - 1e-9)))

    whole = np.tanh(singles(np.ones(n, dtype=np.bool_)))
    spread = delete_group.two_way(singles, 3, items, annotators, groups=groups, seed=seed)
    estimates = []
    for form in IccForm:
        which = SINGLE_FORMS.index(form.single)
        why = why_one if which == 0 else why_two
        if why or not math.isfinite(whole[which]):
            estimates.append(Estimate(None, None, *counts, undefined=why or "all ratings are equal"))
            continue
        bounds = spread.bounds(which, float(np.arctanh(whole[which])), level)
        # A share of variance is not below 0 in this model, so neither are its bounds.
        back = None if bounds is None else (max(math.tanh(bounds[0]), 0.0), max(math.tanh(bounds[1]), 0.0))
        interval = spread.named(_stepped(back, k) if form.is_mean else back, level)
        estimates.append(_estimate(form, float(whole[which]), interval, k, counts, spread.note))
    if two_way is None:
        return IccTable(tuple(estimates), k, "REML", None, None, None)
    item, annotator = two_way.variance
    return IccTable(tuple(estimates), k, two_way.method, item, annotator, two_way.residual)


def _try(value: Floats, factors: tuple[NDArray[np.int32], ...]) -> tuple[reml.Components | None, str]:
    """The fit, or the reason why there is none."""
    try:
        return reml.fit(value, factors), ""
    except NotComputableError as error:
        return None, error.what


def _one_way_share(fit: reml.Components) -> float:
    total = fit.variance[0] + fit.residual
    return fit.variance[0] / total if total > 0 else math.nan


def _two_way_shares(fit: reml.Components) -> tuple[float, float]:
    """Agreement and consistency of a single rating: item variance over all, and over item and residual."""
    item, annotator = fit.variance
    total = item + annotator + fit.residual
    if total <= 0 or item + fit.residual <= 0:
        return math.nan, math.nan
    return item / total, item / (item + fit.residual)
