"""What a comparison of models with people says: the forms of its findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from oe_quality.kernel.judges.agreement import JudgeAgreement
from oe_quality.kernel.judges.confidence import Bin
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.scales import Scale


class Outcome(StrEnum):
    """Whether a model may stand in for an annotator."""

    PASSED = "passed"
    """It wins over at least half of the annotators who could be tested."""
    NOT_SHOWN = "not shown"
    """It wins over fewer: it may be worse, or there may be too few items to tell."""
    CANNOT_BE_TOLD = "cannot be told"
    """Fewer than three people share enough items with it and with others."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A model against one annotator, both held against the others' answers to the same items.

    Attributes:
        annotator: alias; n_items: that both and somebody else answered.
        advantage: share of the items on which the model is at least as near to the others.
        p_value: of the null hypothesis that the annotator is nearer by epsilon or more; won: whether it is rejected.
    """

    annotator: str
    n_items: int
    advantage: float
    p_value: float
    won: bool


@dataclass(frozen=True, slots=True)
class AltTestResult:
    """The alternative annotator test of one model.

    Attributes:
        outcome: see `Outcome`; winning_rate: share of contests won, None where there was none.
        advantage: mean probability of being at least as near to the others as an annotator is.
        contests: one per annotator tested; n_too_few: annotators with too few shared items to be tested.
        epsilon, q, fewest_items: as asked for.
    """

    outcome: Outcome
    winning_rate: float | None
    advantage: Estimate
    contests: tuple[Contest, ...]
    n_too_few: int
    epsilon: float
    q: float
    fewest_items: int


@dataclass(frozen=True, slots=True)
class Bias:
    """How often a model gives a label more than people do on the same items; for numbers, how much higher it is.

    Attributes:
        label: empty for numbers.
        model, people: share of items with the label (numbers: mean).
        difference: model less people.
    """

    label: str
    model: float
    people: float
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Differing:
    """An item on which all people who answered say one thing, and the model another.

    Attributes:
        item, people, model: the item, the answer of all people, the model's.
        n_people: how many answered; with one, which of the two is right cannot be told.
    """

    item: str
    people: str
    model: str
    n_people: int


@dataclass(frozen=True, slots=True)
class Differences:
    """The items on which a model says something else than all people who answered.

    Attributes:
        items: those with most people first, then those furthest apart; 200 at most.
        n_unanimous: items that the model and at least two people answered, who all agree; n_differing: of them.
        n_single: items that the model and one person answered; n_single_differing: of them.
    """

    items: tuple[Differing, ...]
    n_unanimous: int
    n_differing: int
    n_single: int
    n_single_differing: int


@dataclass(frozen=True, slots=True)
class Powered:
    """The share of a label (numbers: the mean) over all items that the model answered, corrected by people.

    Attributes:
        label: empty for numbers.
        estimate: prediction-powered; people: from people's answers alone, on the items that they answered.
        weight: how much the model counts, 0 to 1.
        gain: how many times as many human answers would be as precise without the model.
        n_model_only: items that the model alone answered.
        corrected: Rogan and Gladen's estimate, for one of two labels; None elsewhere or where it cannot be had.
    """

    label: str
    estimate: Estimate
    people: Estimate
    weight: float
    gain: float
    n_model_only: int
    corrected: Estimate | None


@dataclass(frozen=True, slots=True)
class SliceRow:
    """A model's nearness to people on the items with one value of an attribute, against the other items.

    Attributes:
        value: of the attribute; n_items: with it.
        near: mean likeness to people's answers there (labels: share that are equal; sets: Jaccard; numbers: less the
            absolute difference).
        difference: less that on the other items.
        q_value: of no difference, over all slices (Benjamini & Yekutieli 2001); None where there is no p-value.
    """

    value: str
    n_items: int
    near: float
    difference: Estimate
    q_value: float | None


@dataclass(frozen=True, slots=True)
class SharesApart:
    """The share of a label (numbers: the mean) on the items with one value of an attribute, against the other items.

    Attributes:
        value: of the attribute; label: empty for numbers.
        share: prediction-powered, over all items with the value that the model answered.
        difference: less that of the other items, prediction-powered on both sides.
        q_value: of no difference, over all values and labels (Benjamini & Yekutieli 2001); None without a p-value.
    """

    value: str
    label: str
    share: float
    difference: Estimate
    q_value: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """How many items most people gave one label and the model another, or the same."""

    people: str
    model: str
    n: int


@dataclass(frozen=True, slots=True)
class LabelRate:
    """One label, people's majority being taken as right.

    Attributes:
        recall: of the items that have it, the share to which the model gives it; 1 less that are missed.
        precision: of the items to which the model gives it, the share that have it; 1 less that are false alarms.
    """

    label: str
    recall: Estimate
    precision: Estimate


@dataclass(frozen=True, slots=True)
class AgainstMajority:
    """A model against the label that most people gave.

    Attributes:
        n_items: with such a label; n_ties: items that both answered where people tie.
        accuracy: share of them to which the model gives it; kappa: Cohen's, beyond chance.
        labels: in the question's order; cells: the confusion matrix, largest first, empty cells left out.
    """

    n_items: int
    n_ties: int
    accuracy: Estimate
    kappa: Estimate
    labels: tuple[LabelRate, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Confidence:
    """How a model's stated confidence does against the answer of most people.

    Attributes:
        n_items: with a confidence and such an answer.
        error: expected calibration error, 0..1; gap: mean confidence less share right, above 0 where it is too sure.
        brier: mean squared distance of confidence and outcome, 0..1.
        bins: the reliability diagram.
    """

    n_items: int
    error: Estimate
    gap: Estimate
    brier: Estimate
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """One model on one question.

    Attributes:
        model: its name.
        agreement: with people, and theirs among themselves on the same items.
        alt_test: may it stand in for one of them.
        biases: per label, largest first.
        differing: items on which it says something else than all people who answered.
        n_changed: items whose majority label another vote, the model's, changes; n_voted: items that both answered;
            None for numbers and sets.
        powered: see `Powered`; empty where it answered nothing that people did not.
        slices, apart: by the attribute asked for: nearness to people, and shares that people correct.
        majority: against people's majority, for single choice.
        confidence: how far its stated confidence may be believed; None where it states none, or for under 30 items.
    """

    model: str
    agreement: JudgeAgreement
    alt_test: AltTestResult
    biases: tuple[Bias, ...]
    differing: Differences
    n_changed: int | None
    n_voted: int
    powered: tuple[Powered, ...]
    slices: tuple[SliceRow, ...]
    apart: tuple[SharesApart, ...]
    majority: AgainstMajority | None
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One person held against the other people, as a model is.

    Attributes:
        annotator: alias; agreement: xRR with the others.
    """

    annotator: str
    agreement: Estimate


@dataclass(frozen=True, slots=True)
class ModelPair:
    """Two models.

    Attributes:
        first, second: their names.
        agreement: xRR between them.
        errors: correlation of their errors: 0 where they have nothing in common but the items, 1 for one model by two
            names; undefined with too few items that both and two people answered.
        q_value: of no correlation, over all pairs (Benjamini & Yekutieli 2001); None where untested.
        shared: whether they err alike (q < .05).
    """

    first: str
    second: str
    agreement: Estimate
    errors: Estimate
    q_value: float | None
    shared: bool


@dataclass(frozen=True, slots=True)
class QuestionJudges:
    """The models on one question.

    Attributes:
        question, scale: what was asked.
        coefficient: what agreement is measured by, in words.
        judges: ascending by name; yardsticks: people with most answers shared with a model, best first.
        pairs: of models.
        notes: what was left out and why.
    """

    question: str
    scale: Scale
    coefficient: str
    judges: tuple[Judge, ...]
    yardsticks: tuple[Yardstick, ...]
    pairs: tuple[ModelPair, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judges(Shown):
    """Models beside people.

    Attributes:
        questions: those that a model answered; level, seed: as asked for.
    """

    questions: tuple[QuestionJudges, ...]
    level: float
    seed: int

    def frame(self) -> pl.DataFrame:
        """One row per question and model: question, model, outcome, winning_rate, advantage, low, high, agreement,
        agreement_low, agreement_high, among_people, normalised, n_items, n_annotators, n_unanimous, n_differing."""
        rows = [
            (
                q.question,
                judge.model,
                judge.alt_test.outcome.value,
                judge.alt_test.winning_rate,
                *judge.alt_test.advantage.bounded,
                *judge.agreement.with_people.bounded,
                judge.agreement.among_people.value,
                judge.agreement.normalised.value,
                judge.agreement.with_people.n_items,
                judge.agreement.with_people.n_annotators,
                judge.differing.n_unanimous,
                judge.differing.n_differing,
            )
            for q in self.questions
            for judge in q.judges
        ]
        real, whole = pl.Float64(), pl.Int64()
        schema: dict[str, pl.DataType] = {
            "question": pl.String(), "model": pl.String(), "outcome": pl.String(), "winning_rate": real,
            "advantage": real, "low": real, "high": real, "agreement": real, "agreement_low": real,
            "agreement_high": real, "among_people": real, "normalised": real, "n_items": whole, "n_annotators": whole,
            "n_unanimous": whole, "n_differing": whole,
        }  # fmt: skip
        return pl.DataFrame(rows, schema=schema, orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.judges/1`."""
        return document("oeq.judges/1", to_json(self))
