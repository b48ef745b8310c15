"""Hold a store against thresholds that the user states, by the bound of each interval, not its middle.

A minimum is met if the interval's lower end reaches it, a maximum if the upper end stays below: so a
store passes on evidence, and too few data fail with that reason. There are no default thresholds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.agreement.measure import agreement
from oe_quality.analysis.agreement.results import Measured
from oe_quality.analysis.annotators.audit import Status, audit
from oe_quality.analysis.annotators.results import ON_LIST
from oe_quality.analysis.compare.requirements import CheckReport, CheckRow, Requirement
from oe_quality.analysis.compare.snapshot import Coefficient, headlines, of_release
from oe_quality.analysis.judges.data import Terms
from oe_quality.analysis.judges.measure import judges
from oe_quality.analysis.judges.results import Outcome
from oe_quality.config import Config
from oe_quality.errors import UsageError
from oe_quality.kernel.uncertainty.wilson import wilson
from oe_quality.plaintext import percent
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store import Store, open_store
from oe_quality.suggest import one_of


def check(
    store: Store,
    requirements: Sequence[Requirement],
    *,
    baseline: Sequence[Coefficient] | None = None,
    config: Config | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> CheckReport:
    """Hold a store against requirements, and against an earlier store if one is given.

    Args:
        store: what is checked.
        requirements: each with a rule of `RULES`.
        baseline: the coefficients of an earlier store or release (`coefficients_of`); alpha of every question
            that both hold must not be clearly lower.
        config, seed, progress: as for the audit.

    Returns:
        A row per requirement, and whether all of them are met.

    Raises:
        UsageError: nothing was required, or a rule or question is unknown.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.check(store, [oeq.Requirement("min-raters", 2)])
    >>> found.passed
    True
    """
    if not requirements and baseline is None:
        raise UsageError(
            "nothing was required", remedy="State a threshold, such as --min-alpha emotion=0.3, or a --baseline."
        )
    context = _Context(store, config or Config(), seed, progress)
    rows = [_rule(requirement)(context, requirement) for requirement in requirements]
    if baseline is not None:
        rows += _against(context, baseline)
    return CheckReport(tuple(rows), store.fingerprint())


class _Context:
    """A store with what has been computed on it already: several rules need the same audit."""

    def __init__(self, store: Store, config: Config, seed: int, progress: Progress) -> None:
        self.store, self.config, self.seed, self.progress = store, config, seed, progress
        self._flagged: tuple[int, int] | None = None

    def flagged(self) -> tuple[int, int]:
        """Annotators whose answers call for a review, and annotators judged."""
        if self._flagged is None:
            found = audit(self.store, config=self.config, seed=self.seed, progress=self.progress)
            judged = [row for row in found.rows if row.status is not Status.INSUFFICIENT]
            self._flagged = sum(row.status in ON_LIST for row in judged), len(judged)
        return self._flagged


Rule = Callable[[_Context, Requirement], CheckRow]


def _min_alpha(context: _Context, wanted: Requirement) -> CheckRow:
    found = agreement(context.store, wanted.question, seed=context.seed)[wanted.question].headline
    it = found.estimate
    if it.value is None or it.interval is None:
        return _failed(wanted, it.value, f"{found.title} is undefined: {it.undefined or 'it has no interval'}")
    words = (
        f"{found.title} is {it.value:.3f}, its {percent(it.interval.level)} interval ({it.interval.method}) begins at "
        f"{it.interval.low:.3f}; {it.n_items:,} items, {it.n_annotators:,} annotators"
    )
    return _minimum(wanted, it.value, it.interval.low, words)


def _max_flagged(context: _Context, wanted: Requirement) -> CheckRow:
    flagged, judged = context.flagged()
    if judged == 0:
        return _failed(wanted, None, "no annotator has enough annotations to be judged")
    bound = wilson(flagged, judged)[1]
    words = (
        f"{flagged:,} of {judged:,} judged annotators are to be reviewed ({percent(flagged / judged)}); "
        f"the 95 % interval (Wilson) ends at {percent(bound)}"
    )
    return _maximum(wanted, flagged / judged, bound, words)


def _min_raters(context: _Context, wanted: Requirement) -> CheckRow:
    fewest, n_below, n_items, name = None, 0, 0, ""
    for question in _questions(context.store, wanted.question):
        sizes = np.diff(context.store.panel(question).data.offsets)
        n_items = max(n_items, len(sizes))
        if len(sizes) and (fewest is None or sizes.min() < fewest):
            fewest, n_below, name = int(sizes.min()), int((sizes < wanted.threshold).sum()), question
    if fewest is None:
        return _failed(wanted, None, "no item has an answer")
    words = (
        f"the fewest annotators of any item are {fewest} (question {name}); {n_below:,} items have fewer than asked for"
    )
    return _minimum(wanted, fewest, fewest, words)


def _max_ties(context: _Context, wanted: Requirement) -> CheckRow:
    panel = context.store.panel(wanted.question)
    if panel.question.scale.is_numeric or panel.question.scale is Scale.TEXT:
        raise UsageError(f"{wanted.question} is {panel.question.scale}: only labels can tie")
    if panel.n_items == 0:
        return _failed(wanted, None, "no item has an answer")
    undecided, n = int((labels_of(panel, check=False, seed=context.seed).winner < 0).sum()), panel.n_items
    bound = wilson(undecided, n)[1]
    words = f"{undecided:,} of {n:,} items have no winner; the 95 % interval ends at {percent(bound, 1)}"
    return _maximum(wanted, undecided / n, bound, words)


def _min_items(context: _Context, wanted: Requirement) -> CheckRow:
    n = context.store.panel(wanted.question).n_items if wanted.question else context.store.info().n_items
    return _minimum(wanted, n, n, f"{n:,} items have an answer")


def _min_judge_agreement(context: _Context, wanted: Requirement) -> CheckRow:
    model, question = _model_and_question(wanted)
    (judge,) = judges(context.store, question, models=(model,), terms=Terms(seed=context.seed)).questions[0].judges
    it = judge.agreement.with_people
    if it.value is None or it.interval is None:
        return _failed(wanted, it.value, f"agreement of {model} with people is undefined: {it.undefined or it.note}")
    words = (
        f"{model} agrees with people by {it.value:.3f} (xRR), its {percent(it.interval.level)} interval begins at "
        f"{it.interval.low:.3f}; {it.n_items:,} items, {it.n_annotators:,} people"
    )
    return _minimum(wanted, it.value, it.interval.low, words)


def _alt_test(context: _Context, wanted: Requirement) -> CheckRow:
    model, _, question = wanted.question.partition(":")
    found = judges(context.store, question or None, models=(model,), terms=Terms(seed=context.seed))
    tests = [(q.question, judge.alt_test) for q in found.questions for judge in q.judges]
    if any(test.outcome is Outcome.CANNOT_BE_TOLD for _, test in tests):
        names = ", ".join(name for name, test in tests if test.outcome is Outcome.CANNOT_BE_TOLD)
        return _failed(wanted, None, f"too few people share enough items with {model} on {names}")
    lowest = min(test.winning_rate or 0.0 for _, test in tests)
    words = "; ".join(
        f"{name}: wins over {sum(c.won for c in test.contests)} of {len(test.contests)} annotators"
        for name, test in tests
    )
    return _minimum(wanted, lowest, lowest, f"{model}: {words}")


def _model_and_question(wanted: Requirement) -> tuple[str, str]:
    model, _, question = wanted.question.rpartition(":")
    if not model:
        raise UsageError(f"--{wanted.rule} names no model", remedy=f"Write it as --{wanted.rule} MODEL:QUESTION=0.5.")
    return model, question


RULES: dict[str, Rule] = {
    "min-alpha": _min_alpha,
    "max-flagged": _max_flagged,
    "min-raters": _min_raters,
    "max-ties": _max_ties,
    "min-items": _min_items,
    "min-judge-agreement": _min_judge_agreement,
    "alt-test": _alt_test,
}


def coefficients_of(path: Path, *, seed: int = 0) -> tuple[Coefficient, ...]:
    """The headline coefficients of a store or a release, for a baseline."""
    if path.is_dir():
        return of_release(path).agreement
    with open_store(path) as store:
        return headlines(agreement(store, seed=seed))


def _against(new: _Context, earlier: Sequence[Coefficient]) -> list[CheckRow]:
    """Alpha of every common question: the new interval's upper end must reach the old value."""
    there = {question.name for question in new.store.questions()}
    common = [it for it in earlier if it.question in there and it.estimate.value is not None]
    return [_not_lower(it, agreement(new.store, it.question, seed=new.seed)[it.question].headline) for it in common]


def _not_lower(earlier: Coefficient, now: Measured) -> CheckRow:
    before, after = earlier.estimate.value, now.estimate
    assert before is not None, "baselines without a value were left out"
    wanted = Requirement("baseline", before, earlier.question)
    if after.value is None or after.interval is None:
        return _failed(wanted, after.value, f"{now.title} was {before:.3f} and is now undefined: {after.undefined}")
    lower = after.interval.high < before
    words = (
        f"{now.title} was {before:.3f} and is {after.value:.3f}; its interval reaches {after.interval.high:.3f}, "
        f"so it is {'' if lower else 'not '}clearly lower than before"
    )
    return _minimum(wanted, after.value, after.interval.high, words)


def _rule(requirement: Requirement) -> Rule:
    if requirement.rule not in RULES:
        raise UsageError(f"there is no check {requirement.rule!r}", remedy=one_of(requirement.rule, RULES))
    return RULES[requirement.rule]


def _questions(store: Store, question: str) -> list[str]:
    if question:
        return [store.question(question).name]
    return [q.name for q in store.questions() if q.scale is not Scale.TEXT]


def _minimum(wanted: Requirement, value: float, bound: float, words: str) -> CheckRow:
    margin = bound - wanted.threshold
    return CheckRow(wanted, float(value), float(bound), float(margin), margin >= 0, words)


def _maximum(wanted: Requirement, value: float, bound: float, words: str) -> CheckRow:
    margin = wanted.threshold - bound
    return CheckRow(wanted, float(value), float(bound), float(margin), margin >= 0, words)


def _failed(wanted: Requirement, value: float | None, why: str) -> CheckRow:
    return CheckRow(wanted, value, None, None, False, why)
