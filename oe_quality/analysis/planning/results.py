"""What a plan says: the forms of its findings."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut

TOGETHER = "all labels together"


@dataclass(frozen=True, slots=True)
class AtK:
    """What k answers per item give.

    Attributes:
        k: answers per item.
        reliability: Phi(k), each item with other annotators.
        same_annotators: E rho^2(k), the same k annotators for all items.
        standard_error: of one item's mean or share around what all such annotators would give, in the
            values' unit (for shares 0..1); None where the components are undefined.
    """

    k: int
    reliability: Estimate
    same_annotators: Estimate
    standard_error: float | None


@dataclass(frozen=True, slots=True)
class PlanPart:
    """The plan for one label, for all together, or for a rating.

    Attributes:
        part: the label, `TOGETHER`, or the question's name for ratings.
        n_chosen: answers that gave the label; all answers where the part is no label.
        item, annotator, residual: variance components, squared unit; None where undefined.
        curve: one entry per k.
        needed: answers per item that reach the target; None if no number up to 10,000 does or it is undefined.
        needed_low, needed_high: the same at the upper and the lower bound of the reliability; None likewise.
        more_answers: answers still lacking over all items to have `needed` on each; None where `needed` is.
    """

    part: str
    n_chosen: int
    item: float | None
    annotator: float | None
    residual: float | None
    curve: tuple[AtK, ...]
    needed: int | None
    needed_low: int | None
    needed_high: int | None
    more_answers: int | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """What it takes until every item has so many answers.

    Attributes:
        each: answers on every item; answers: still to give, over all items; hours: that they take at the usual pace,
            None where unknown.
    """

    each: int
    answers: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """What it takes to rank items by disagreement.

    Attributes:
        n_items: with four answers or more, from which it is known.
        reliability: of a ranking by as many answers as the median item has, None where undefined.
        needed: answers per item that reach the target, None where no number does; needed_low, needed_high: at the
            upper and the lower bound of how far items differ, None where no number does.
        more_answers: still lacking over all items; hours: that they take at the usual pace, None where unknown.
        usual: what the number of answers costs that it takes as a rule, least and most.
        undefined: why nothing can be told of these items, else empty.
    """

    n_items: int
    reliability: float | None
    needed: int | None
    needed_low: int | None
    needed_high: int | None
    more_answers: int | None
    hours: float | None
    usual: tuple[Lacking, ...] = ()
    undefined: str = ""


@dataclass(frozen=True, slots=True)
class MoreAnswers:
    """What so many more answers per item make of the labels.

    Attributes:
        each: more answers for an item.
        right: expected share of right labels if every item gets them; answers: how many those are in all; hours: that
            they take at the usual pace, None where unknown.
        right_unsure, answers_unsure, hours_unsure: the same if only items whose label is not sure get them; the share
            is of all labels.
    """

    each: int
    right: float
    answers: int
    hours: float | None
    right_unsure: float
    answers_unsure: int
    hours_unsure: float | None


@dataclass(frozen=True, slots=True)
class LabelPlan:
    """What more answers would make of the labels that are published.

    Attributes:
        n_items: with an answer; right: share of their labels expected to be right as they are, which is the mean
            confidence.
        n_unsure: labels with a confidence below `sure`.
        curve: what more answers give, up to as many as the median item has.
    """

    n_items: int
    right: float
    n_unsure: int
    sure: float
    curve: tuple[MoreAnswers, ...]


@dataclass(frozen=True, slots=True)
class Plan(Shown):
    """How reliable k answers per item are for one question.

    Attributes:
        question, measure: what is planned; what the k answers are made into.
        target: the reliability to reach, in 0..1.
        answers_now: answers per item as they stand (harmonic mean over items).
        parts: for labels one per label with enough answers, most frequent first, and all together, first of all.
        ranking: what it takes to rank items by disagreement; None for numbers.
        labels: what more answers would make of the labels; None for numbers, and for labels too many to model.
        method: how the variance components were estimated.
        seed, left_out, warnings: of the jackknife; whom the study did not see; in sentences.
    """

    question: str
    measure: str
    target: float
    answers_now: float
    parts: tuple[PlanPart, ...]
    method: str
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()
    ranking: Ranking | None = None
    labels: LabelPlan | None = None

    def frame(self) -> pl.DataFrame:
        """One row per part and k: question, part, n_chosen, k, reliability, low, high, same_annotators,
        standard_error, needed, needed_low, needed_high, more_answers, undefined.
        """
        rows = [(self.question, part, at) for part in self.parts for at in part.curve]
        return pl.DataFrame([_curve_row(*row) for row in rows], schema=_CURVE, orient="row")

    def summary(self) -> pl.DataFrame:
        """One row per part, for people: the reliability of one answer and of as many as now, and what is needed."""
        rows = [_summary_row(self, part) for part in self.parts]
        return pl.DataFrame(rows, schema=_SUMMARY, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.plan/1`."""
        names = (
            "question",
            "measure",
            "target",
            "answers_now",
            "method",
            "seed",
            "left_out",
            "warnings",
            "parts",
            "ranking",
            "labels",
        )
        return document("oeq.plan/1", {name: to_json(getattr(self, name)) for name in names})


@dataclass(frozen=True, slots=True)
class Plans(Shown):
    """The plans of several questions."""

    plans: tuple[Plan, ...]

    def frame(self) -> pl.DataFrame:
        """The rows of every plan (see `Plan.frame`)."""
        return pl.concat([plan.frame() for plan in self.plans]) if self.plans else pl.DataFrame(schema=_CURVE)

    def summary(self) -> pl.DataFrame:
        """The rows of every plan's summary."""
        return pl.concat([plan.summary() for plan in self.plans]) if self.plans else pl.DataFrame(schema=_SUMMARY)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.plans/1`."""
        return document("oeq.plans/1", {"plans": [plan.to_dict() for plan in self.plans]})


_CURVE: dict[str, pl.DataType] = {
    "question": pl.String(),
    "part": pl.String(),
    "n_chosen": pl.Int64(),
    "k": pl.Int64(),
    "reliability": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "same_annotators": pl.Float64(),
    "standard_error": pl.Float64(),
    "needed": pl.Int64(),
    "needed_low": pl.Int64(),
    "needed_high": pl.Int64(),
    "more_answers": pl.Int64(),
    "undefined": pl.String(),
}
_SUMMARY: dict[str, pl.DataType] = {
    "question": pl.String(),
    "part": pl.String(),
    "answers": pl.Int64(),
    "one answer": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "as now": pl.Float64(),
    "needed": pl.Int64(),
    "from": pl.Int64(),
    "to": pl.Int64(),
    "more answers": pl.Int64(),
}


def _curve_row(question: str, part: PlanPart, at: AtK) -> tuple[object, ...]:
    return (
        question,
        part.part,
        part.n_chosen,
        at.k,
        *at.reliability.bounded,
        at.same_annotators.value,
        at.standard_error,
        part.needed,
        part.needed_low,
        part.needed_high,
        part.more_answers,
        at.reliability.undefined or None,
    )


def _summary_row(plan: Plan, part: PlanPart) -> tuple[object, ...]:
    one = next((at.reliability for at in part.curve if at.k == 1), None)
    value, low, high = one.bounded if one else (None, None, None)
    k = plan.answers_now
    return (
        plan.question,
        part.part,
        part.n_chosen,
        value,
        low,
        high,
        None if value is None else k * value / (1 + (k - 1) * value),
        part.needed,
        part.needed_low,
        part.needed_high,
        part.more_answers,
    )
