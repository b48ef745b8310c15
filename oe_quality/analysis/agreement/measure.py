"""How far do annotators agree? Every question on its own scale, with an interval and what it rests on."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from oe_quality.analysis.agreement.by_label import by_label, label_confusions, prevalence
from oe_quality.analysis.agreement.by_pair import compare_pairs
from oe_quality.analysis.agreement.catalogue import Spec, chosen
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.agreement.results import (
    Agreement,
    Basis,
    Measured,
    QuestionAgreement,
)
from oe_quality.analysis.agreement.wording import THRESHOLDS, reading
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.agreement import intervals
from oe_quality.kernel.agreement.intervals import IntervalMethod, Uncertainty
from oe_quality.kernel.agreement.statistic import Statistic
from oe_quality.progress import Progress, silent
from oe_quality.results import Estimate
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

if TYPE_CHECKING:
    from oe_quality.store import Store

__all__ = ["Agreement", "IntervalMethod", "IntervalPlan", "QuestionAgreement", "agreement", "agreement_of"]


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


def agreement(
    store: Store,
    question: str | None = None,
    *,
    coefficient: tuple[str, ...] | str | None = None,
    by: str | None = None,
    pairs: bool = False,
    interval: IntervalMethod | str = IntervalMethod.TWO_WAY,
    level: float = 0.95,
    resamples: int = 1000,
    seed: int = 0,
    smallest: int = 30,
    progress: Progress = silent,
) -> Agreement:
    """Agreement on one question of a store, or on all that can be compared.

    Args:
        coefficient: names from `coefficients.COEFFICIENTS`; by default those that fit the scale.
        by: an item or annotator attribute, or time:year, time:month, time:week, time:day, to slice by.
        pairs: whether to compare all pairs of annotators.
        interval, level, resamples, seed: how intervals are made.
        smallest: items with two or more answers that a slice needs to be shown.

    Raises:
        UsageError: an unknown question, coefficient, attribute or interval.
        NotComputableError: the question is free text.
    """
    from oe_quality.analysis.agreement.by_slice import grouping, slices_of

    plan = _plan(interval, level, resamples, seed)
    asked = (coefficient,) if isinstance(coefficient, str) else coefficient
    questions = [store.question(question)] if question else [q for q in store.questions() if q.scale is not Scale.TEXT]
    rows = []
    for done, q in enumerate(questions):
        progress(f"agreement on {q.name}", done, len(questions))
        panel = store.panel(q.name)
        row = agreement_of(panel, coefficient=asked, pairs=pairs, plan=plan)
        if by is not None and row is not None:
            row = slices_of(panel, grouping(store, panel, by), row, plan, smallest=smallest)
        rows.append(row)
    progress("agreement", len(questions), len(questions))
    found = tuple(row for row in rows if row is not None)
    return Agreement(found, plan.method, level, resamples, seed, _notes(questions, rows))


def agreement_of(
    panel: Panel[Any],
    *,
    coefficient: tuple[str, ...] | None = None,
    pairs: bool = False,
    plan: IntervalPlan | None = None,
) -> QuestionAgreement | None:
    """Agreement on one panel; None where none of the coefficients asked for is defined on its scale."""
    plan = plan or IntervalPlan()
    answers = prepare(panel.question, panel.data, panel.n_annotators)
    specs = chosen(answers, coefficient)
    if not specs:
        return None
    basis = answers.basis()
    measured = measure_all(specs, answers, basis, plan)
    shares = prevalence(answers)
    labels = by_label(
        answers, basis, lambda statistic, name: uncertainty(statistic, plan, f"{panel.question.name}/{name}")
    )
    return QuestionAgreement(
        panel.question.name,
        panel.question.scale,
        measured[0],
        measured[1:],
        basis,
        panel.left_out,
        shares,
        reading(answers.scale, basis, measured, shares),
        labels,
        label_confusions(answers),
        compare_pairs(answers, panel) if pairs else None,
    )


def measure_all(specs: tuple[Spec, ...], answers: Answers, basis: Basis, plan: IntervalPlan) -> tuple[Measured, ...]:
    """Coefficients in order; families, such as the intraclass correlations, are fitted once."""
    families = dict.fromkeys(spec.family for spec in specs if spec.family is not None)
    fitted: dict[str, Estimate] = {}
    for family in families:
        if basis.n_pairable:
            fitted |= family(answers, plan.level, plan.seed)
    return tuple(_measure(spec, answers, basis, plan, fitted.get(spec.name)) for spec in specs)


def _measure(spec: Spec, answers: Answers, basis: Basis, plan: IntervalPlan, fitted: Estimate | None) -> Measured:
    """One coefficient with its interval, or why it is undefined."""
    counts = (basis.n_items - basis.n_single, basis.n_comparable, basis.n_pairable)
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
    estimate = Estimate(value, found.interval, *counts, note=found.note)
    return Measured(spec.name, spec.title, estimate, found.standard_error, found.design_effect)


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
            return intervals.normal_interval(statistic.value, spec.table(answers).standard_error, plan.level)
        return intervals.analytic_interval(statistic, plan.level)
    bootstrap = {
        IntervalMethod.ITEMS: intervals.item_bootstrap_interval,
        IntervalMethod.ANNOTATORS: intervals.annotator_bootstrap_interval,
        IntervalMethod.BOTH: intervals.two_way_bootstrap_interval,
    }[plan.method]
    return bootstrap(statistic, plan.level, plan.resamples, plan.generator(name))


def _plan(interval: IntervalMethod | str, level: float, resamples: int, seed: int) -> IntervalPlan:
    try:
        method = IntervalMethod(interval)
    except ValueError:
        known = ", ".join(IntervalMethod)
        raise UsageError(f"no interval is called {interval!r}", remedy=f"Known: {known}.") from None
    return IntervalPlan(method, level, resamples, seed)


def _notes(questions: list[Question], rows: list[QuestionAgreement | None]) -> tuple[str, ...]:
    skipped = [
        f"{q.name}: none of the coefficients asked for is defined on a question of scale {q.scale}."
        for q, row in zip(questions, rows, strict=True)
        if row is None
    ]
    return (*skipped, THRESHOLDS)
