"""Coefficients with intervals of their own: intraclass correlations, Lin's and Kendall's concordance, Light's kappa."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.agreement.comparable import Answers
from oe_quality.errors import NotComputableError
from oe_quality.kernel.agreement.distances import agreement_weights
from oe_quality.kernel.agreement.pairs import all_pairs
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.reliability.concordance import concordance, kendall_w
from oe_quality.kernel.reliability.icc import IccForm, icc, on_parts
from oe_quality.kernel.reliability.tolerance import agreement_within, share_within
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.results import Estimate

OnParts = Callable[[Answers], Callable[[NDArray[np.bool_]], float]]
"""From answers to a coefficient's value on those that a mask (R,) keeps; NaN where it is undefined there."""

ICC_FORMS = {
    "icc": (IccForm.AGREEMENT, "ICC(2,1)", "The share of variance that is the items', for one annotator's rating"),
    "icc-mean": (
        IccForm.AGREEMENT_MEAN,
        "ICC(2,k)",
        "The share of variance that is the items', for the mean over annotators",
    ),
    "icc-consistency": (IccForm.CONSISTENCY, "ICC(3,1)", "ICC(A,1) with annotators' constant offsets forgiven"),
    "icc-consistency-mean": (
        IccForm.CONSISTENCY_MEAN,
        "ICC(3,k)",
        "ICC(A,k) with annotators' constant offsets forgiven",
    ),
    "icc-one-way": (
        IccForm.ONE_WAY,
        "ICC(1,1)",
        "The share of variance that is the items', for one rating by whoever it may be: who rated is not used",
    ),
    "icc-one-way-mean": (
        IccForm.ONE_WAY_MEAN,
        "ICC(1,k)",
        "The share of variance that is the items', for the mean of ratings by whoever it may be",
    ),
}
"""Name for `--coefficient` -> the form (McGraw & Wong's name), Shrout & Fleiss's name, and what it means."""


def intraclass(answers: Answers, level: float, seed: int) -> dict[str, Estimate]:
    """All six intraclass correlations."""
    table = icc(as_ratings(answers), level=level, seed=seed)
    return {
        name: _share_of_variance(table[form]) if form.is_mean else table[form]
        for name, (form, _, _) in ICC_FORMS.items()
    }


def intraclass_on(name: str) -> OnParts:
    """One of them, by its name in `ICC_FORMS`."""
    return lambda answers: on_parts(as_ratings(answers), ICC_FORMS[name][0])


def _share_of_variance(mean: Estimate) -> Estimate:
    """The reliability of a mean with bounds below 0 set to 0; the lower one to the estimate where that lies lower.

    What is estimated is a share of variance, which is 0 or more. The estimate from mean squares falls below without
    limit, while that of one rating ends at -1 / (k - 1); both are left as every package gives them.
    """
    if mean.interval is None or mean.value is None:
        return mean
    low, high = max(mean.interval.low, min(0.0, mean.value)), max(mean.interval.high, 0.0)
    return replace(mean, interval=replace(mean.interval, low=low, high=high))


def kendall(answers: Answers, level: float, seed: int) -> dict[str, Estimate]:  # noqa: ARG001 (one shape for all)
    """Kendall's W."""
    return {"kendall-w": kendall_w(as_ratings(answers), level=level).w}


def kendall_on(answers: Answers) -> Callable[[NDArray[np.bool_]], float]:
    """Kendall's W of the items that are kept whole."""
    ratings = as_ratings(answers)
    return lambda keep: _value(kendall_w(without_empty(keep_responses(ratings, keep))).w)


def lin(answers: Answers, level: float, seed: int) -> dict[str, Estimate]:  # noqa: ARG001 (one shape for all)
    """Lin's concordance of the two annotators, over the items that both rated.

    Raises:
        NotComputableError: there are not two.
    """
    if (n := answers.basis().n_annotators) != 2:
        raise NotComputableError(f"defined for two annotators, here are {n}; icc takes any number")
    return {"ccc": concordance(*two_series(as_ratings(answers)), level=level).ccc}


def lin_on(answers: Answers) -> Callable[[NDArray[np.bool_]], float]:
    """Lin's concordance of two annotators on the items of which both answers are kept.

    Raises:
        NotComputableError: there are not two.
    """
    lin(answers, 0.95, 0)
    ratings = as_ratings(answers)
    return lambda keep: _value(concordance(*two_series(keep_responses(ratings, keep))).ccc)


def two_series(ratings: RatingChunk) -> tuple[Floats, Floats]:
    """(n,) ratings of the first and of the second of two annotators, on the n items that both rated."""
    both = np.repeat(np.diff(ratings.offsets) == 2, np.diff(ratings.offsets))
    values = ratings.value[both]
    # Within an item responses are ordered by annotator.
    return values[::2], values[1::2]


def within(tolerance: float, name: str) -> Callable[[Answers, float, int], dict[str, Estimate]]:
    """A family of one: the share of pairs of answers that differ by at most `tolerance`."""
    return lambda answers, level, seed: {name: agreement_within(as_ratings(answers), tolerance, level=level, seed=seed)}


def within_on(tolerance: float) -> OnParts:
    """Agreement within a tolerance, where answers are numbers or ranks."""

    def of(answers: Answers) -> Callable[[NDArray[np.bool_]], float]:
        ratings = as_ratings(answers)
        return lambda keep: share_within(keep_responses(ratings, keep), tolerance)

    return of


def light(answers: Answers, level: float, seed: int) -> dict[str, Estimate]:
    """Light's kappa: the mean of Cohen's kappas over all pairs of annotators, each pair weighing the same."""
    basis, mean_kappa = answers.basis(), light_on(answers)
    counts = (basis.n_items - basis.n_single, basis.n_comparable, basis.n_pairable)
    value = mean_kappa(np.ones(answers.coded.n_responses, dtype=np.bool_))
    if not np.isfinite(value):
        why = "no two annotators share items on which their answers varied"
        return {"light": Estimate(None, None, *counts, undefined=why)}
    items, annotators = answers.coded.items(), answers.coded.annotator
    spread = delete_group.two_way(lambda keep: np.array([mean_kappa(keep)]), 1, items, annotators, groups=30, seed=seed)
    interval = spread.interval(0, value, level, -1.0, 1.0)
    note = spread.told(0, interval, "no interval: without some items or annotators it is undefined")
    return {"light": Estimate(value, interval, *counts, note=note)}


def light_on(answers: Answers) -> Callable[[NDArray[np.bool_]], float]:
    """The mean of Cohen's kappas of the pairs that have one."""
    weights = agreement_weights("identity", answers.n_values)

    def mean_kappa(keep: NDArray[np.bool_]) -> float:
        kappa = all_pairs(keep_responses(answers.coded, keep), weights, answers.n_annotators).kappa
        known = kappa[np.isfinite(kappa)]
        return float(known.mean()) if len(known) else np.nan

    return mean_kappa


def _value(estimate: Estimate) -> float:
    return np.nan if estimate.value is None else estimate.value


def without_empty(ratings: RatingChunk) -> RatingChunk:
    """The items that have ratings."""
    kept = np.concatenate([[True], np.diff(ratings.offsets) > 0])
    return RatingChunk(ratings.offsets[kept], ratings.annotator, ratings.value)


def as_ratings(answers: Answers) -> RatingChunk:
    """The answers as numbers: ranks 0, 1, … for ordered labels."""
    assert answers.scores is not None
    return RatingChunk(answers.coded.offsets, answers.coded.annotator, answers.scores[answers.coded.label])
