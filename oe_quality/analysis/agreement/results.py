"""What a study of agreement says: the forms of its findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.notebook import Shown
from oe_quality.results import Estimate
from oe_quality.scales import Scale
from oe_quality.store.panel import LeftOut


@dataclass(frozen=True, slots=True)
class Measured:
    """One coefficient on one question.

    Attributes:
        coefficient: its name for `--coefficient`, such as "alpha-masi"; title: its name for people.
        estimate: the value with its interval and what it rests on.
        standard_error: None where there is none.
        design_effect: variance over items and annotators, over that of items alone; None where not computed.
    """

    coefficient: str
    title: str
    estimate: Estimate
    standard_error: float | None = None
    design_effect: float | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """On what agreement was computed, and what had no part in it.

    Attributes:
        n_items: items with an answer; n_single: of those, with one answer only, which nothing is compared with.
        n_annotators: who answered; n_comparable: of those, who share an item with somebody.
        n_responses: answers; n_pairable: of those, on items with two or more.
        n_repeats: earlier answers of an annotator to the same item, where only the last counts.
        complete: whether everybody answered every item.
    """

    n_items: int
    n_single: int
    n_annotators: int
    n_comparable: int
    n_responses: int
    n_pairable: int
    n_repeats: int
    complete: bool


@dataclass(frozen=True, slots=True)
class LabelAgreement:
    """Agreement about one label against all others.

    Attributes:
        label: its name; n_chosen: answers that gave it; prevalence: their share of all answers.
        alpha, ac1: of "given or not"; specific: how often a second annotator gives it too, once one did.
        note: a caution, for labels too rare to judge.
    """

    label: str
    n_chosen: int
    prevalence: float
    alpha: Measured
    ac1: Measured
    specific: Measured
    note: str = ""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two labels that annotators give in place of one another.

    Attributes:
        label, other: one annotator gave the first and not the second, another on the same item the reverse.
        n_pairs: such pairs of answers, each item's pairs weighted to its number of answers.
        share: of all pairs of answers in which either label was given.
        lift: n_pairs over what unrelated answers of the same frequencies would give.
    """

    label: str
    other: str
    n_pairs: float
    share: float
    lift: float


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two annotators on the items that both answered.

    Attributes:
        first, second: aliases; n_items: shared items; agreed: share of equal answers (similarity, for sets and
            ratings); kappa: beyond chance, None where the two never varied; shrunk: kappa drawn to the mean of
            all pairs by as much as the overlap is small.
    """

    first: str
    second: str
    n_items: int
    agreed: float
    kappa: float | None
    shrunk: float | None


@dataclass(frozen=True, slots=True)
class PairTable(Shown):
    """All pairs of annotators with a common item.

    Attributes:
        measure: what `kappa` is, in words.
        mean, spread: mean and standard deviation of the true kappas between pairs; None where undefined.
        n_without_overlap: pairs that share no item.
        rows: ascending by aliases.
    """

    measure: str
    mean: float | None
    spread: float | None
    n_without_overlap: int
    rows: tuple[PairRow, ...]

    def frame(self) -> pl.DataFrame:
        """One row per pair: first, second, n_items, agreed, kappa, shrunk."""
        names = {"first": pl.String, "second": pl.String, "n_items": pl.Int64}
        schema = {**names, "agreed": pl.Float64, "kappa": pl.Float64, "shrunk": pl.Float64}
        rows = [(r.first, r.second, r.n_items, r.agreed, r.kappa, r.shrunk) for r in self.rows]
        return pl.DataFrame(rows, schema=schema, orient="row")


@dataclass(frozen=True, slots=True)
class SliceRow:
    """Agreement within one slice.

    Attributes:
        name: the value of the attribute; basis: what it rests on; measured: the headline coefficient.
        difference: from the rest of the answers, with an interval; None where the slice is everything.
        p_value: that the difference is zero; q_value: adjusted for the number of slices (Benjamini & Yekutieli 2001).
    """

    name: str
    basis: Basis
    measured: Measured
    difference: Estimate | None
    p_value: float | None
    q_value: float | None


@dataclass(frozen=True, slots=True)
class Slices:
    """Agreement by the values of an attribute.

    Attributes:
        by: the attribute; unit: "item", "annotator" or "time".
        smallest: items with two or more answers below which a slice is not shown.
        rows: slices large enough, largest first.
        folded: slices too small; folded_responses: the answers in them.
        without: answers whose item or annotator has no value of the attribute.
        false_discovery: the rate at which q values are to be read.
    """

    by: str
    unit: str
    smallest: int
    rows: tuple[SliceRow, ...]
    folded: int
    folded_responses: int
    without: int
    false_discovery: float = 0.05


@dataclass(frozen=True, slots=True)
class QuestionAgreement(Shown):
    """Agreement on one question.

    Attributes:
        question, scale: what was asked.
        headline: the coefficient that fits the scale; companions: others beside it.
        basis: what all of them rest on; left_out: whom the store held back.
        prevalence: (label, share of answers that gave it), most frequent first; empty for numbers.
        reading: what the numbers mean together, in sentences: paradoxes, sparsity, thresholds with their source.
        labels: each label against the rest; confusions: labels given in place of one another, most frequent first.
        pairs, slices: None unless asked for.
    """

    question: str
    scale: Scale
    headline: Measured
    companions: tuple[Measured, ...]
    basis: Basis
    left_out: LeftOut
    prevalence: tuple[tuple[str, float], ...] = ()
    reading: tuple[str, ...] = ()
    labels: tuple[LabelAgreement, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    pairs: PairTable | None = None
    slices: Slices | None = None

    @property
    def measured(self) -> tuple[Measured, ...]:
        """The headline, then its companions."""
        return (self.headline, *self.companions)

    def frame(self) -> pl.DataFrame:
        """One row per coefficient, in the columns of `Agreement.frame`."""
        return coefficient_frame((self,))


ROW_COLUMNS = {
    "question": pl.String,
    "scale": pl.String,
    "coefficient": pl.String,
    "headline": pl.Boolean,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "standard_error": pl.Float64,
    "design_effect": pl.Float64,
    "n_items": pl.Int64,
    "n_annotators": pl.Int64,
    "n_responses": pl.Int64,
    "interval": pl.String,
    "population": pl.String,
    "undefined": pl.String,
    "note": pl.String,
}


SLICE_COLUMNS = {
    "by": pl.String,
    "slice": pl.String,
    "difference": pl.Float64,
    "difference_low": pl.Float64,
    "difference_high": pl.Float64,
    "q_value": pl.Float64,
}
"""What slices add to `ROW_COLUMNS`; null in the rows of a whole question."""
_WHOLE = (None,) * len(SLICE_COLUMNS)


def coefficient_frame(questions: Sequence[QuestionAgreement]) -> pl.DataFrame:
    """One row per question and coefficient and, where agreement was asked for by slice, one per slice after them."""
    rows: list[tuple[object, ...]] = []
    for question in questions:
        rows += [(*coefficient_row(question, m), *_WHOLE) for m in question.measured]
        rows += _slice_rows(question)
    frame = pl.DataFrame(rows, schema=ROW_COLUMNS | SLICE_COLUMNS, orient="row")
    return frame if any(question.slices for question in questions) else frame.select(list(ROW_COLUMNS))


def _slice_rows(question: QuestionAgreement) -> Iterator[tuple[object, ...]]:
    if question.slices is None:
        return
    for row in question.slices.rows:
        difference = (*(row.difference.bounded if row.difference else (None, None, None)), row.q_value)
        yield (*coefficient_row(question, row.measured), question.slices.by, row.name, *difference)


def coefficient_row(question: QuestionAgreement, measured: Measured) -> tuple[object, ...]:
    """One coefficient as a row of `ROW_COLUMNS`."""
    estimate, interval = measured.estimate, measured.estimate.interval
    return (
        question.question,
        question.scale.value,
        measured.coefficient,
        measured is question.headline,
        *estimate.bounded,
        measured.standard_error,
        measured.design_effect,
        estimate.n_items,
        estimate.n_annotators,
        estimate.n_responses,
        interval.method if interval else None,
        interval.population if interval else None,
        estimate.undefined or None,
        estimate.note or None,
    )
