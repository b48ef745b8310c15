"""What changed between two stores or releases: the forms of the findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from oe_quality.analysis.compare.people import PersonChange, Standing
from oe_quality.analysis.judges.drift import JudgeChange
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json


class Why(StrEnum):
    """The nearest reason why an item's label is another one now."""

    GOLD = "gold was given or taken back"
    METHOD = "the method changed"
    EXCLUSION = "somebody who answered it was left out or taken back in"
    NEW = "more answers to it came"
    ANSWERS = "its answers changed"
    RELIABILITY = "annotators were judged anew; its own answers are the same"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared.

    Attributes:
        name: the store's or release's file name; kind: "store" or "release"; version: of a release, else empty.
        question, method: what its labels answer, and by which algorithm; both empty where it has no labels.
        n_items, n_annotators, n_annotations: on the question.
        n_open: items without gold; n_sure: those of them whose label is sure (`record.SURE`).
        fingerprint: of the store that it is, or was made from.
    """

    name: str
    kind: str
    version: str
    question: str
    method: str
    n_items: int
    n_annotators: int
    n_annotations: int
    n_open: int
    n_sure: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class AgreementChange:
    """One question's headline coefficient, before and after.

    Attributes:
        question, coefficient: which; before, after: with their own intervals.
        difference: after less before, with the interval that `Comparison.interval_method` names.
    """

    question: str
    coefficient: str
    before: Estimate
    after: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Flip:
    """An item whose label, or whole set of labels, is not the same on both sides.

    Attributes:
        item, before, after: the label, or the set with ` + ` between its labels; None where the item has no label.
        confidence_before, confidence_after: of the label, or of the whole set; None where unknown; why: the nearest
            reason.
    """

    item: str
    before: str | None
    after: str | None
    confidence_before: float | None
    confidence_after: float | None
    why: Why


@dataclass(frozen=True, slots=True)
class Changes:
    """How much came, went and changed.

    Attributes:
        items_added, items_removed: names, ascending.
        annotations_added, annotations_removed: answers to the question that only one side has.
        annotations_changed: answers by the same annotator to the same item that differ.
        annotators_added, annotators_removed: names, ascending.
        All of annotations and annotators are None where the two sides name people differently.
    """

    items_added: tuple[str, ...]
    items_removed: tuple[str, ...]
    annotations_added: int | None
    annotations_removed: int | None
    annotations_changed: int | None
    annotators_added: tuple[str, ...] | None
    annotators_removed: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Comparison(Shown):
    """Two stores or releases, the second held against the first.

    Attributes:
        before, after: the two sides; changes: what came, went and changed.
        agreement: every question that both sides have.
        flips: labels that differ, the surest first; n_common: items with a label or a tie on both sides.
        flip_share: of the common items; confidence_shift: mean of after less before on the common items.
        interval_method: how the intervals of differences were made.
        notes: what could not be compared, and why.
        people: what changed for people; empty where one side does not know them.
        standings: how everybody of the later side stood and stands; empty where one side does not know people.
        judges: how far each model agrees with people, then and now; empty where one side has no models.
    """

    before: Side
    after: Side
    changes: Changes
    agreement: tuple[AgreementChange, ...]
    flips: tuple[Flip, ...]
    n_common: int
    flip_share: Estimate
    confidence_shift: Estimate
    interval_method: str
    notes: tuple[str, ...] = ()
    people: tuple[PersonChange, ...] = ()
    judges: tuple[JudgeChange, ...] = ()
    standings: tuple[Standing, ...] = ()

    @property
    def method_changed(self) -> bool:
        """Whether the labels were made by another algorithm."""
        return self.before.method != self.after.method

    def frame(self) -> pl.DataFrame:
        """One row per measure: measure, before, after, difference, low, high, undefined."""
        rows = [_agreement_row(change) for change in self.agreement]
        rows += [
            (f"{it.model} with people on {it.question}", it.before.value, it.after.value, *_estimate(it.difference))
            for it in self.judges
        ]
        rows += [
            _count_row("items", self.before.n_items, self.after.n_items),
            _count_row("annotators", self.before.n_annotators, self.after.n_annotators),
            _count_row("annotations", self.before.n_annotations, self.after.n_annotations),
            ("share of common items with another label", None, None, *_estimate(self.flip_share)),
            ("mean confidence on common items", None, None, *_estimate(self.confidence_shift)),
        ]
        return pl.DataFrame(rows, schema=_MEASURES, orient="row")

    def flip_frame(self) -> pl.DataFrame:
        """One row per flip: item, before, after, confidence_before, confidence_after, why."""
        rows = [(f.item, f.before, f.after, f.confidence_before, f.confidence_after, f.why.value) for f in self.flips]
        return pl.DataFrame(rows, schema=_FLIPS, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.compare/1`."""
        return document("oeq.compare/1", {**to_json(self), "method_changed": self.method_changed})


_MEASURES = {
    "measure": pl.String,
    "before": pl.Float64,
    "after": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "undefined": pl.String,
}
_FLIPS = {
    "item": pl.String,
    "before": pl.String,
    "after": pl.String,
    "confidence_before": pl.Float64,
    "confidence_after": pl.Float64,
    "why": pl.String,
}
Row = tuple[str, float | None, float | None, float | None, float | None, float | None, str]


def _agreement_row(change: AgreementChange) -> Row:
    name = f"{change.question}: {change.coefficient}"
    return (name, change.before.value, change.after.value, *_estimate(change.difference))


def _count_row(name: str, before: int, after: int) -> Row:
    return (name, float(before), float(after), float(after - before), None, None, "")


def _estimate(it: Estimate) -> tuple[float | None, float | None, float | None, str]:
    return (*it.bounded, it.undefined)
