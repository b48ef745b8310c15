"""How far do annotators agree? Every question on its own scale, with an interval and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.by_label import by_label, label_confusions, prevalence
from oe_quality.analysis.agreement.by_pair import compare_pairs
from oe_quality.analysis.agreement.by_slice import grouping, slices_of
from oe_quality.analysis.agreement.catalogue import CHOICE, chosen
from oe_quality.analysis.agreement.comparable import Answers, prepare, prepare_streamed
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all, uncertainty
from oe_quality.analysis.agreement.results import QuestionAgreement
from oe_quality.analysis.agreement.weights import Weights, matrix
from oe_quality.analysis.agreement.wording import THRESHOLDS, reading
from oe_quality.analysis.at_hand import Watched, answers_to
from oe_quality.errors import UsageError
from oe_quality.kernel.agreement.intervals import IntervalMethod
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store.panel import Answered, Panel
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store


def agreement(
    store: Store,
    question: str | None = None,
    *,
    coefficient: tuple[str, ...] | str | None = None,
    by: str | None = None,
    weights: Weights | None = None,
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
        store: the answers; question: its name; None for all that can be compared.
        coefficient: names from `catalogue.coefficients`; by default those that fit the scale.
        by: an item or annotator attribute, or time:year, time:month, time:week, time:day, to slice by.
        weights: of partial agreement between the labels of one question, for the coefficients whose name ends in
            -own: a function of two labels, or a table {(label, label): number}; 1 for equal labels, or distances, 0.
        pairs: whether to compare all pairs of annotators.
        interval, level, resamples, seed: how intervals are made.
        smallest: items with two or more answers that a slice needs to be shown.
        progress: told of the questions.

    Returns:
        Per question a headline, its companions and what they rest on, each with an interval or the reason why there is
        none; values are 1 at most, 0 where agreement is by chance.

    Raises:
        UsageError: an unknown question, coefficient, attribute or interval, or weights that are none.
        NotComputableError: the question is free text.

    Source: per coefficient, in `oeq agreement --explain`; the intervals' rule is Cameron, Gelbach & Miller 2011.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.agreement(store, coefficient=("alpha", "percent"))
    >>> found.frame().select("coefficient", "value", "n_items").rows()
    [('alpha-nominal', 0.5333333333333333, 4), ('percent', 0.75, 4)]
    """
    plan = _plan(interval, level, resamples, seed)
    asked = (coefficient,) if isinstance(coefficient, str) else coefficient
    if weights is not None and question is None:
        raise UsageError("weights are of one question's labels", remedy="Name the question.")
    if weights is not None and by is not None:
        raise UsageError("weights of one's own and slices do not go together", remedy="Ask for one of them.")
    questions = [store.question(question)] if question else [q for q in store.questions() if q.scale is not Scale.TEXT]
    rows = []
    for done, q in enumerate(questions):
        progress(f"agreement on {q.name}", done, len(questions))
        # Sets of labels have no codes before all of them were seen.
        panel = store.panel(q.name) if q.scale is Scale.MULTILABEL else answers_to(store, q.name)
        _refuse_unstreamed(panel, plan, pairs=pairs, by=by)
        row = agreement_of(panel, coefficient=asked, weights=weights, pairs=pairs, plan=plan, progress=progress)
        if by is not None and isinstance(panel, Panel):
            row = slices_of(panel, grouping(store, panel, by), row, plan, smallest=smallest)
        rows.append(row)
    progress("agreement", len(questions), len(questions))
    return Agreement(tuple(rows), plan.method, level, resamples, seed, (THRESHOLDS,))


def agreement_of(
    panel: Answered[Any],
    *,
    coefficient: tuple[str, ...] | None = None,
    weights: Weights | None = None,
    pairs: bool = False,
    plan: IntervalPlan | None = None,
    progress: Progress = silent,
) -> QuestionAgreement:
    """Agreement on one panel; a coefficient that is not defined on its scale says so in the place of a value."""
    plan = plan or IntervalPlan()
    answers = _prepared(panel, progress)
    if weights is not None and answers.scale in CHOICE:
        answers = replace(answers, weights=matrix(panel.question.labels, weights))
    specs = chosen(answers, coefficient)
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
        compare_pairs(answers, panel) if pairs and isinstance(panel, Panel) else None,
    )


def _prepared(panel: Answered[Any], progress: Progress) -> Answers:
    """The answers coded and counted: at once where they are in memory, else in parts."""
    if isinstance(panel, Panel):
        return prepare(panel.question, panel.data, panel.n_annotators)
    source = panel.source()
    watched = Watched(source, len(panel.items), f"counting the answers to {panel.question.name}", progress)
    return prepare_streamed(panel.question, watched)


def _refuse_unstreamed(panel: Answered[Any], plan: IntervalPlan, *, pairs: bool, by: str | None) -> None:
    """Raise where what is asked needs all answers at once, and they are read in parts."""
    if isinstance(panel, Panel):
        return
    what = "pairs of annotators" if pairs else "slices" if by else ""
    if not what and plan.method in (IntervalMethod.TWO_WAY, IntervalMethod.ITEMS):
        return
    raise UsageError(
        f"{what or f'intervals by {plan.method}'} need all answers to {panel.question.name!r} at once, and they are "
        "more than the memory that may be used holds",
        remedy="Say with OEQ_MEMORY, such as OEQ_MEMORY=16GB, that more may be used, or leave it away.",
    )


def _plan(interval: IntervalMethod | str, level: float, resamples: int, seed: int) -> IntervalPlan:
    try:
        method = IntervalMethod(interval)
    except ValueError:
        raise UsageError(f"no interval is called {interval!r}", remedy=one_of(interval, IntervalMethod)) from None
    return IntervalPlan(method, level, resamples, seed)
