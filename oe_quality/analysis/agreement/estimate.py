"""Coefficients on comparable answers: each with the interval that was asked for, or why there is none."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from oe_quality.analysis.agreement.catalogue import ON_COMPARED, OWN, ByFamily, Spec
from oe_quality.analysis.agreement.comparable import Answers
from oe_quality.analysis.agreement.results import Basis, Measured
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.agreement import intervals
from oe_quality.kernel.agreement.intervals import IntervalMethod, Uncertainty
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.plaintext import listing
from oe_quality.results import Estimate
from oe_quality.scales import Scale


@dataclass(frozen=True, slots=True)
class IntervalPlan:
    """How intervals are made.

    Attributes:
        method: see `IntervalMethod`; level: nominal coverage; resamples: of a bootstrap; seed: of its draws.
    """

    method: IntervalMethod = IntervalMethod.TWO_WAY
    level: float = 0.95
    resamples: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0.5 <= self.level < 1:
            raise UsageError(f"a level of {self.level} makes no interval", remedy="Give one such as 0.95.")
        if self.resamples < 2:
            raise UsageError(f"{self.resamples} resamples are too few", remedy="Give 1000, say.")

    def generator(self, name: str) -> np.random.Generator:
        """Draws that depend on the seed and on what is estimated, not on what else is."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])


def measure_all(specs: tuple[Spec, ...], answers: Answers, basis: Basis, plan: IntervalPlan) -> tuple[Measured, ...]:
    """Coefficients in order; families, such as the intraclass correlations, are fitted once."""
    families = dict.fromkeys(spec.family for spec in specs if spec.family is not None and answers.scale in spec.scales)
    fitted: dict[str, Estimate] = {}
    for family in families:
        if basis.n_pairable:
            fitted |= _fitted(family, specs, answers, basis, plan)
    return tuple(_measure(spec, answers, basis, plan, fitted.get(spec.name)) for spec in specs)


def _fitted(
    family: ByFamily, specs: tuple[Spec, ...], answers: Answers, basis: Basis, plan: IntervalPlan
) -> dict[str, Estimate]:
    """A family's estimates; where it is not defined on these answers, the reason in the place of each."""
    try:
        return family(answers, plan.level, plan.seed)
    except NotComputableError as error:
        why = Estimate(None, None, *_counts(basis), undefined=error.what)
        return {spec.name: why for spec in specs if spec.family is family}


def _counts(basis: Basis) -> tuple[int, int, int]:
    """Items, annotators and responses that can be compared."""
    return basis.n_items - basis.n_single, basis.n_comparable, basis.n_pairable


def _measure(spec: Spec, answers: Answers, basis: Basis, plan: IntervalPlan, fitted: Estimate | None) -> Measured:
    """One coefficient with its interval, or why it is undefined."""
    counts = _counts(basis)
    if answers.scale not in spec.scales:
        scales = listing([scale.value for scale in Scale if scale in spec.scales])
        why = f"defined on {scales} questions, and this one is {answers.scale}"
        return Measured(spec.name, spec.title, Estimate(None, None, *counts, undefined=why))
    if fitted is not None:
        return Measured(spec.name, spec.title, _own_interval(fitted, plan))
    try:
        if spec.statistic is None or not basis.n_pairable:
            raise NotComputableError(answers.why_undefined())
        statistic = spec.statistic(answers)
    except NotComputableError as error:
        return Measured(spec.name, spec.title, Estimate(None, None, *counts, undefined=error.what))
    value = statistic.value
    if not np.isfinite(value):
        return Measured(spec.name, spec.title, Estimate(None, None, *counts, undefined=answers.why_undefined()))
    found = uncertainty(statistic, plan, f"{answers.question.name}/{spec.name}", spec=spec, answers=answers)
    note = "; ".join(filter(None, [found.note, _other_convention(spec, answers)]))
    estimate = Estimate(value, found.interval, *counts, note=note)
    return Measured(spec.name, spec.title, estimate, found.standard_error, found.design_effect)


def _other_convention(spec: Spec, answers: Answers) -> str:
    """What the coefficient is where items with one answer have no part in chance; empty where there are none."""
    other = ON_COMPARED.get(spec.name)
    single = answers.table.n_single
    if other is None or not single:
        return ""
    build = OWN[other].statistic
    assert build is not None
    value = build(answers).value
    told = f"{value:.3f}" if np.isfinite(value) else "undefined"
    return f"chance is taken on all items, {single:,} with one answer among them; without these it is {told} ({other})"


def _own_interval(fitted: Estimate, plan: IntervalPlan) -> Estimate:
    if fitted.interval is None or plan.method is IntervalMethod.TWO_WAY:
        return fitted
    note = f"its interval is its own, not the one asked for ({plan.method})"
    return replace(fitted, note="; ".join(filter(None, [fitted.note, note])))


def uncertainty(
    statistic: Statistic, plan: IntervalPlan, name: str, *, spec: Spec | None = None, answers: Answers | None = None
) -> Uncertainty:
    """The interval that the plan asks for; `name` seeds its draws."""
    if plan.method is IntervalMethod.TWO_WAY:
        return intervals.two_way_interval(statistic, plan.level)
    if plan.method is IntervalMethod.ANALYTIC:
        if spec is not None and spec.table is not None and answers is not None:
            return intervals.normal_interval(statistic, spec.table(answers).standard_error, plan.level)
        return intervals.analytic_interval(statistic, plan.level)
    bootstrap = {
        IntervalMethod.ITEMS: intervals.item_bootstrap_interval,
        IntervalMethod.ANNOTATORS: intervals.annotator_bootstrap_interval,
        IntervalMethod.BOTH: intervals.two_way_bootstrap_interval,
    }[plan.method]
    return bootstrap(statistic, plan.level, plan.resamples, plan.generator(name))
