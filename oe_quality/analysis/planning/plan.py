"""How many answers per item: what averaging k of them gains, and how many reach a target.

Ratings are planned for as the mean of k ratings, labels as the share of k annotators who give them.
Either way the reliability is that of a D-study (`kernel.gstudy`): Phi(k), where each item is answered
by other annotators, which is how crowds work; and E rho^2(k), where the same k answer every item.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.distributions.variables import AnyPanel, variables_of
from oe_quality.analysis.planning.labels import label_plan
from oe_quality.analysis.planning.ranking import ranking
from oe_quality.analysis.planning.results import TOGETHER, AtK, Plan, PlanPart, Plans
from oe_quality.errors import UsageError
from oe_quality.kernel.reliability.gstudy import GStudy, g_study, needed
from oe_quality.progress import Progress, silent
from oe_quality.scales import Scale
from oe_quality.store import Store
from oe_quality.store.panel import ChoicePanel, SetPanel

MOST_ANSWERS = 10_000
"""Answers per item beyond which a number speaks of rounding, and of no study."""
DEFAULT_KS = (1, 2, 3, 4, 5, 7, 10, 15, 20, 30)
MEASURES = {
    Scale.NOMINAL: "share of annotators who give the label",
    Scale.MULTILABEL: "share of annotators who give the label",
    Scale.ORDINAL: "mean place on the scale, its steps taken as equal",
    Scale.INTERVAL: "mean rating",
    Scale.RATIO: "mean rating",
}


def plan(
    source: Store | AnyPanel,
    question: str | None = None,
    *,
    target: float = 0.8,
    ks: Sequence[int] = DEFAULT_KS,
    level: float = 0.95,
    groups: int = 20,
    seed: int = 0,
) -> Plan:
    """Plan the answers per item for one question.

    Args:
        source: a store, with the name of a question in it, or a panel.
        question: which one, of a store.
        target: the reliability that the mean or share should reach, in (0, 1).
        ks: numbers of answers to show; 1 is always among them.
        level: nominal coverage of the intervals (two-way jackknife).
        groups, seed: of the jackknife.

    Returns:
        Per label or dimension the reliability (0..1) of k answers, and the k that reaches the target.

    Raises:
        UsageError: the target is no reliability, or a store came without a question.

    Source: Cronbach et al. 1972; Brennan 2001, "Generalizability Theory".

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.plan(store, "label", target=0.9)
    >>> found.parts[0].part, found.answers_now
    ('all labels together', 5.0)
    """
    if not 0 < target < 1:
        raise UsageError(
            f"a target of {target:g} is no reliability", remedy="Give a number between 0 and 1, such as 0.8."
        )
    if isinstance(source, Store):
        if question is None:
            raise UsageError("no question was named", remedy="Name one, or plan all with plan_all.")
        source = source.panel(question)
    variables = variables_of(source)
    items, annotators = source.data.items(), source.data.annotator
    studies = g_study(items, annotators, variables.values, level=level, groups=groups, seed=seed)
    sizes = np.diff(source.data.offsets)
    ks = tuple(sorted({1, *ks}))
    named = zip(variables.names, variables.chosen, studies, strict=False)
    parts = [_part(name, n, study, ks, target, sizes) for name, n, study in named]
    if variables.are_labels:
        parts.insert(0, _part(TOGETHER, source.n_responses, studies[-1], ks, target, sizes))
    answered = sizes[sizes > 0]
    return Plan(
        question=source.question.name,
        measure=MEASURES[source.question.scale],
        target=target,
        answers_now=float(len(answered) / (1 / answered).sum()) if len(answered) else 0.0,
        parts=tuple(parts),
        method=next((study.method for study in studies if study.method), ""),
        seed=seed,
        left_out=source.left_out,
        warnings=variables.warnings,
        ranking=ranking(cast(ChoicePanel | SetPanel, source), target) if variables.are_labels else None,
        labels=label_plan(cast(ChoicePanel | SetPanel, source), seed=seed) if variables.are_labels else None,
    )


def plan_all(
    store: Store, *, target: float = 0.8, groups: int = 20, seed: int = 0, progress: Progress = silent
) -> Plans:
    """Plan every question of a store that can be planned: all but text and those nobody answered.

    Args:
        store: the annotations.
        target: reliability to reach, between 0 and 1.
        groups: of the jackknife behind the intervals; more are slower and steadier.
        seed: of everything random; progress: told of the questions.

    Returns:
        A plan per question, as of `plan`.

    Raises:
        UsageError: the target lies outside 0 to 1.

    Source: Cronbach et al. 1972; Brennan 2001, "Generalizability Theory".

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     [plan.question for plan in oeq.plan_all(store).plans]
    ['label']
    """
    questions = [q.name for q in store.questions() if q.scale in MEASURES]
    made: list[Plan] = []
    for done, name in enumerate(questions):
        progress(f"planning {name}", done, len(questions))
        panel = store.panel(name)
        made += [plan(panel, target=target, groups=groups, seed=seed)] if panel.n_responses > 0 else []
    progress("planning", len(questions), len(questions))
    return Plans(tuple(made))


def _part(
    name: str,
    n_chosen: int,
    study: GStudy,
    ks: Sequence[int],
    target: float,
    sizes: NDArray[np.int64],
) -> PlanPart:
    one = study.absolute
    curve = tuple(AtK(k, study.absolute_of(k), study.relative_of(k), _standard_error(study, k)) for k in ks)
    count = _whole(one.value, target)
    low = _whole(one.interval.high, target) if one.interval else None
    high = _whole(one.interval.low, target) if one.interval else None
    more = None if count is None else int(np.maximum(count - sizes, 0).sum())
    return PlanPart(name, n_chosen, study.item, study.annotator, study.residual, curve, count, low, high, more)


def _standard_error(study: GStudy, k: int) -> float | None:
    if study.residual is None:
        return None
    return math.sqrt(((study.annotator or 0.0) + study.residual) / k)


def _whole(reliability: float | None, target: float) -> int | None:
    """Whole answers per item, at least one; None where no number up to `MOST_ANSWERS` reaches the target."""
    count = None if reliability is None else needed(reliability, target)
    # The slack keeps 6.000000001, which is 6, from becoming 7.
    return None if count is None or count > MOST_ANSWERS else max(1, math.ceil(count - 1e-9))
