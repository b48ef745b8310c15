"""Generalizability: how much of a rating is the item, the annotator, and noise, and what averaging gains.

A G-study estimates the variance components (Cronbach et al. 1972; Brennan 2001); a D-study says how
reliable the mean of k annotators would be. Two coefficients: E rho^2 counts only what changes the
order of the items as error (the same k annotators rate every item); Phi counts the annotators' own
levels too (each item gets other annotators, which is how crowds work).

Where annotators are nested in items, each having answered one, their levels are part of what is left over: Phi is then
the one-way intraclass correlation, and E rho^2 is not defined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.reliability import reml
from oe_quality.kernel.reliability.icc import step_up
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.results import Estimate, Interval

NESTED = "each annotator answered one item, so their own levels cannot be told from noise"
DEGENERATE = "everyone always gave the same answer, so there is no variance to share out"


@dataclass(frozen=True, slots=True)
class GStudy:
    """Variance components of one variable, or the sum of those of several answered together.

    Attributes:
        item, annotator, residual: variances in the squared unit of the values. Where each annotator answered one item
            only, `annotator` is None and its variance part of `residual`.
        relative: E rho^2 of a single annotator, item / (item + residual).
        absolute: Phi of a single annotator, item / (item + annotator + residual).
        method: "REML" or "moments" (see `reml`); "" where undefined.
    """

    item: float | None
    annotator: float | None
    residual: float | None
    relative: Estimate
    absolute: Estimate
    method: str

    def relative_of(self, k: float) -> Estimate:
        """E rho^2(k): reliability of the mean of the same k annotators for every item."""
        return _stepped(self.relative, k)

    def absolute_of(self, k: float) -> Estimate:
        """Phi(k): reliability of the mean of any k annotators, others for every item."""
        return _stepped(self.absolute, k)


def _stepped(one: Estimate, k: float) -> Estimate:
    """The estimate for the mean of k; both coefficients obey Spearman-Brown, and so do their bounds."""
    if one.value is None:
        return one
    interval = one.interval
    if interval is not None:
        # Near 1 the rounding of the step may turn round bounds that are next to each other.
        low, high = sorted((step_up(interval.low, k), step_up(interval.high, k)))
        interval = Interval(low, high, interval.level, interval.method, interval.population)
    return Estimate(step_up(one.value, k), interval, one.n_items, one.n_annotators, one.n_responses, note=one.note)


def needed(reliability: float, target: float) -> float | None:
    """Annotators per item whose mean reaches `target`, from the reliability of one; None if no number does.

    Inverse of Spearman-Brown, k = R (1 - r) / (r (1 - R)); round up for whole annotators.

    >>> round(needed(0.4, 0.8), 6)
    6.0
    """
    if reliability <= 0 or target >= 1:
        return None
    return max(target * (1 - reliability) / (reliability * (1 - target)), 0.0)


@one_blas_thread()
def g_study(
    items: CodeArray,
    annotators: CodeArray,
    values: Floats,
    *,
    level: float = 0.95,
    groups: int = 20,
    seed: int = 0,
) -> tuple[GStudy, ...]:
    """Item x annotator study of V variables answered together; (V + 1,), the last for all of them.

    The last study sums the components over the variables: it speaks of the vector as a whole, such as the
    shares of all labels, each in its own unit (Brennan 2001, ch. 9, with equal weights).
    Intervals are the two-way jackknife's on Fisher's z scale, with bounds below 0 set to 0.

    Args:
        items, annotators: (R,) codes.
        values: (R, V).
        level: nominal coverage.
        groups, seed: of the jackknife (see `delete_group`).
    """
    nested = len(np.unique(annotators)) == len(annotators)
    factors = (items,) if nested else (items, annotators)
    wholes = _fits_or_reasons(values, factors)
    fitted = [v for v, whole in enumerate(wholes) if isinstance(whole, reml.Components)]
    fits = [whole for whole in wholes if isinstance(whole, reml.Components)]
    counts = (len(np.unique(items)), len(np.unique(annotators)), len(items))
    if not fits:
        return tuple(_undefined(str(why), counts) for why in (*wholes, wholes[0] if wholes else DEGENERATE))
    refit = reml.refitter(values[:, fitted], factors, fits)

    def coefficients(keep: NDArray[np.bool_]) -> Floats:
        """(2 (F + 1),) on Fisher's scale: relative and absolute, of each fitted variable and of all."""
        return np.asarray(np.arctanh(np.clip(_coefficients(refit(keep)), 0, 1 - 1e-9)).ravel())

    point = _coefficients(fits)
    size = point.size
    spread = delete_group.two_way(coefficients, size, items, annotators, groups=groups, seed=seed)
    intervals = [_interval(spread, w, float(r), level) for w, r in enumerate(point.ravel())]
    studies = [_study(fit, point[f], intervals[2 * f : 2 * f + 2], counts, spread.note) for f, fit in enumerate(fits)]
    together = _study(_sum(fits), point[-1], intervals[-2:], counts, spread.note)
    by_variable = dict(zip(fitted, studies, strict=True))
    each = [by_variable[v] if v in by_variable else _undefined(str(why), counts) for v, why in enumerate(wholes)]
    return tuple(_as_nested(study, counts) if nested else study for study in (*each, together))


def _as_nested(study: GStudy, counts: tuple[int, int, int]) -> GStudy:
    """Without what cannot be told of annotators who answered one item each."""
    if study.absolute.value is None:
        return study
    note = "; ".join(filter(None, (study.absolute.note, f"one-way: {NESTED}")))
    relative = Estimate(None, None, *counts, undefined=NESTED)
    return replace(study, annotator=None, relative=relative, absolute=replace(study.absolute, note=note))


def _fits_or_reasons(values: Floats, factors: tuple[CodeArray, ...]) -> list[reml.Components | str]:
    try:
        fits = reml.fit_each(values, factors)
    except NotComputableError as error:
        return [error.what] * values.shape[1]
    return [fit if fit.residual + sum(fit.variance) > 0 else DEGENERATE for fit in fits]


def _sum(fits: Sequence[reml.Components]) -> reml.Components:
    """The components of the vector of variables: sums over them."""
    item, annotator = (sum(_crossed(fit)[j] for fit in fits) for j in (0, 1))
    first = fits[0]
    converged = all(fit.converged for fit in fits)
    residual = sum(fit.residual for fit in fits)
    return reml.Components(
        (item, annotator), residual, first.mean, first.levels, first.n_responses, first.method, converged, None
    )


def _coefficients(fits: Sequence[reml.Components]) -> Floats:
    """(F + 1, 2) E rho^2 and Phi of one annotator, for each fit and, last, for their sum; NaN where 0/0."""
    table = np.array([(*_crossed(fit), fit.residual) for fit in (*fits, _sum(fits))])
    item, annotator, residual = table.T
    totals = np.stack([item + residual, item + annotator + residual], axis=1)
    return np.where(totals > 0, item[:, None] / np.where(totals > 0, totals, 1), np.nan)


def _crossed(fit: reml.Components) -> tuple[float, float]:
    """Variances of items and annotators; 0 for annotators whose own is part of the residual."""
    return fit.variance[0], fit.variance[1] if len(fit.variance) > 1 else 0.0


def _interval(spread: delete_group.Spread, which: int, value: float, level: float) -> Interval | None:
    bounds = spread.bounds(which, math.atanh(min(value, 1 - 1e-9)), level) if math.isfinite(value) else None
    return spread.named(bounds and (max(math.tanh(bounds[0]), 0.0), max(math.tanh(bounds[1]), 0.0)), level)


def _study(
    fit: reml.Components,
    point: Floats,
    intervals: Sequence[Interval | None],
    counts: tuple[int, int, int],
    whom: str,
) -> GStudy:
    caution = "; ".join(filter(None, ("" if fit.converged else "the fit did not converge", whom)))
    estimates = []
    for value, interval in zip(point, intervals, strict=True):
        note = caution if interval else "; ".join(filter(None, (caution, "no interval: too few to leave some out")))
        if math.isfinite(value):
            estimates.append(Estimate(float(value), interval, *counts, note=note))
        else:
            estimates.append(Estimate(None, None, *counts, undefined=DEGENERATE))
    return GStudy(*_crossed(fit), fit.residual, estimates[0], estimates[1], fit.method)


def _undefined(why: str, counts: tuple[int, int, int]) -> GStudy:
    nothing = Estimate(None, None, *counts, undefined=why)
    return GStudy(None, None, None, nothing, nothing, "")


@dataclass(frozen=True, slots=True)
class NestedStudy:
    """Components of a p x (r:t) design: raters nested in tasks, both crossed with persons.

    In annotation: items p, rated under conditions t (batches, versions of a guideline) by other annotators r in each.

    Attributes:
        person, task, rater, person_task, residual: variances; rater is r within t, residual pr within t.
        tasks, raters_per_task: the design that was observed; the number of raters is the mean over tasks.
    """

    person: float
    task: float
    rater: float
    person_task: float
    residual: float
    tasks: int
    raters_per_task: float

    def relative(self, tasks: float, raters_per_task: float) -> float:
        """E rho^2 of the mean over so many tasks with so many raters each (Brennan 2001, sect. 3.2)."""
        error = self.person_task / tasks + self.residual / (tasks * raters_per_task)
        return self.person / (self.person + error)

    def absolute(self, tasks: float, raters_per_task: float) -> float:
        """Phi of the mean over so many tasks with so many raters each."""
        error = (self.task + self.person_task) / tasks + (self.rater + self.residual) / (tasks * raters_per_task)
        return self.person / (self.person + error)


@one_blas_thread()
def nested_study(value: Floats, person: CodeArray, task: CodeArray, rater: CodeArray) -> NestedStudy:
    """REML components of a p x (r:t) design from parallel arrays (R,); `rater` codes may recur across tasks.

    Raises:
        NotComputableError: the design cannot tell the components apart, or all answers are equal.
    """
    width = int(max(person.max(initial=0), rater.max(initial=0))) + 1
    task_person, task_rater = task.astype(np.int64) * width + person, task.astype(np.int64) * width + rater
    fit = reml.fit(value, (person, task, task_rater, task_person))
    if fit.residual + sum(fit.variance) <= 0:
        raise NotComputableError(DEGENERATE)
    tasks = len(np.unique(task))
    persons, of_tasks, raters, interaction = fit.variance
    return NestedStudy(persons, of_tasks, raters, interaction, fit.residual, tasks, len(np.unique(task_rater)) / tasks)
