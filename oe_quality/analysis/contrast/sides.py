"""One side of a comparison: a coefficient on its answers, and where these stand among all that are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oe_quality.analysis.agreement.catalogue import Spec, chosen
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all
from oe_quality.analysis.contrast.results import Side
from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.uncertainty.difference import difference
from oe_quality.kernel.uncertainty.moves import Place
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A coefficient on the answers of one side.

    Attributes:
        side: what is told of it; statistic: None where it is undefined, `side` says why; answers: what it rests on.
    """

    side: Side
    statistic: Statistic | None
    answers: Answers


def prepared(panel: AnyPanel) -> Answers:
    """The answers of a panel, coded and counted."""
    return prepare(panel.question, panel.data, panel.n_annotators)


def spec_of(answers: Answers, coefficient: str) -> Spec:
    """The coefficient of that name, whose units can be left out.

    Raises:
        UsageError: there is none of that name, or none on this scale, or its units cannot be left out one by one.
    """
    (spec,) = chosen(answers, (coefficient,))
    if answers.scale not in spec.scales:
        listed = ", ".join(sorted(scale.value for scale in spec.scales))
        raise UsageError(
            f"{spec.name} is defined on {listed} questions, and {answers.question.name} is {answers.scale}",
            remedy="Take alpha, which is that of each question's own scale.",
        )
    if spec.statistic is None:
        raise UsageError(
            f"{spec.title} cannot be compared: no item can be left out of it on its own",
            remedy="Take alpha: on numbers it estimates what an intraclass correlation does.",
        )
    return spec


def measured(name: str, answers: Answers, spec: Spec, level: float) -> Measure:
    """The coefficient of one side, with its own interval or the reason why there is none."""
    (found,) = measure_all((spec,), answers, answers.basis(), IntervalPlan(level=level))
    side = Side(name, spec.name, found.estimate)
    if found.estimate.value is None or spec.statistic is None:
        return Measure(side, None, answers)
    return Measure(side, spec.statistic(answers), answers)


def places(panels: Sequence[AnyPanel]) -> tuple[Place, ...]:
    """Where the items and annotators of several panels stand in a numbering of all, by their keys."""
    items = _numbered([panel.items.to_list() for panel in panels])
    annotators = _numbered([panel.annotators.to_list() for panel in panels])
    return tuple(Place(item, annotator) for item, annotator in zip(items, annotators, strict=True))


def _numbered(keys: list[list[str]]) -> list[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    number: dict[str, int] = {}
    for key in sorted({key for one in keys for key in one}):
        number[key] = len(number)
    return [np.array([number[key] for key in one], dtype=np.int64) for one in keys]


def apart(
    first: Measure, second: Measure, level: float, where: Sequence[Place] | None
) -> tuple[Estimate, float | None]:
    """First less second, and the p value of no difference.

    Args:
        where: the places of both; None where they have codes in common and no answer in common.
    """
    one, other = first.side.estimate, second.side.estimate
    items, annotators = min(one.n_items, other.n_items), min(one.n_annotators, other.n_annotators)
    counts = (items, annotators, one.n_responses + other.n_responses)
    for side in (first.side, second.side):
        if side.estimate.value is None:
            return Estimate(None, None, *counts, undefined=f"{side.name}: {side.estimate.undefined}"), None
    assert first.statistic is not None
    assert second.statistic is not None
    try:
        found = difference(first.statistic, second.statistic, level, where)
    except NotComputableError as error:
        return Estimate(None, None, *counts, undefined=error.what), None
    return Estimate(found.value, found.interval, *counts, note=found.note), found.p_value
