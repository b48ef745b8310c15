"""One side of a comparison: a coefficient on its answers, and where these stand among all that are compared."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.agreement.catalogue import ByStatistic, Spec, chosen
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all
from oe_quality.analysis.contrast.results import Side
from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.uncertainty.difference import Difference, difference, recomputed
from oe_quality.kernel.uncertainty.moves import Place
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.results import Estimate

KENDALL = "kendall-w"
THEIR_RANKS = "Kendall's W needs everyone to rank everything, so that it speaks of these annotators"


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A coefficient on the answers of one side.

    Attributes:
        side: what is told of it; answers: what it rests on.
        statistic: None where it is undefined, `side` says why, or where no unit of it can be left out on its own.
        on_parts: its value on the answers that a mask keeps; None where it is undefined.
    """

    side: Side
    statistic: Statistic | None
    answers: Answers
    on_parts: Callable[[NDArray[np.bool_]], float] | None = None


def prepared(panel: AnyPanel) -> Answers:
    """The answers of a panel, coded and counted."""
    return prepare(panel.question, panel.data, panel.n_annotators)


def spec_of(answers: Answers, coefficient: str, *, parts_do: bool = False) -> Spec:
    """The coefficient of that name, whose units can be left out.

    Args:
        parts_do: whether one will do that can be computed anew on parts of the answers alone.

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
    if spec.statistic is None and not (parts_do and spec.on_parts is not None):
        raise UsageError(
            f"{spec.title} cannot be compared over groups: no item can be left out of it on its own",
            remedy="Take alpha: on numbers it estimates what an intraclass correlation does.",
        )
    return spec


def measured(name: str, answers: Answers, spec: Spec, level: float) -> Measure:
    """The coefficient of one side, with its own interval or the reason why there is none."""
    (found,) = measure_all((spec,), answers, answers.basis(), IntervalPlan(level=level))
    side = Side(name, spec.name, found.estimate)
    if found.estimate.value is None:
        return Measure(side, None, answers)
    if spec.statistic is None:
        assert spec.on_parts is not None
        return Measure(side, None, answers, spec.on_parts(answers))
    return Measure(side, spec.statistic(answers), answers, _anew(spec.statistic, answers))


def _anew(statistic: ByStatistic, answers: Answers) -> Callable[[NDArray[np.bool_]], float]:
    """The coefficient's value on the answers that a mask (R,) keeps."""

    def value(keep: NDArray[np.bool_]) -> float:
        data = answers.data
        assert data is not None
        part = prepare(answers.question, keep_responses(data, keep), answers.n_annotators)
        return statistic(part).value if part.basis().n_pairable else math.nan

    return value


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
    try:
        if first.statistic is None or second.statistic is None:
            assert where is not None
            found = _recomputed(first, second, level, where)
        else:
            found = difference(first.statistic, second.statistic, level, where)
    except NotComputableError as error:
        return Estimate(None, None, *counts, undefined=error.what), None
    return Estimate(found.value, found.interval, *counts, note=found.note), found.p_value


def _recomputed(first: Measure, second: Measure, level: float, where: Sequence[Place]) -> Difference:
    """The same where a coefficient can only be computed anew: on what is left of both when some answers are not."""
    assert first.on_parts is not None
    assert second.on_parts is not None
    one, other = first.on_parts, second.on_parts
    cells, (mine, theirs) = _cells((first, second), where)

    def on(keep: NDArray[np.bool_]) -> float:
        return one(keep[mine]) - other(keep[theirs])

    ranks = {side.coefficient for side in (first.side, second.side)} & {KENDALL}
    value = (first.side.estimate.value or 0.0) - (second.side.estimate.value or 0.0)
    items, annotators = cells // (1 << 32), cells % (1 << 32)
    return recomputed(value, on, items, annotators, level, these_annotators=THEIR_RANKS if ranks else "")


def _cells(sides: tuple[Measure, Measure], where: Sequence[Place]) -> tuple[NDArray[np.int64], list[NDArray[np.int64]]]:
    """Every item and annotator that stand in an answer of either side, as one number; and which is each answer's."""
    keys = [
        place.item[side.answers.coded.items()] * (1 << 32) + place.annotator[side.answers.coded.annotator]
        for side, place in zip(sides, where, strict=True)
    ]
    cells, rows = np.unique(np.concatenate(keys), return_inverse=True)
    return cells, np.split(rows, [len(keys[0])])
