"""What aggregation gives: belief about one truth, the spread of perception, or a rating.

The two kinds of soft label are kept apart by type. `Consensus` says which category is true and how
sure we are; `Perception` says what share of people perceive each category. Neither stands for the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import IntArray
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.store.panel import LeftOut

ByLabel = dict[str, Floats]
DECIMALS = 6
"""Of probabilities and shares in JSON; frames keep all."""


@dataclass(frozen=True, slots=True, eq=False)
class AnnotatorFit:
    """What a model learned about each annotator.

    Attributes:
        aliases: (A,) pseudonyms.
        n_responses: (A,) responses that the fit saw.
        accuracy, accuracy_low, accuracy_high: (A,) expected share of right answers at the fit's prevalence.
        confusion, confusion_low, confusion_high: (A, K, K), truth x answer; None for models without one.
        interval_method: how the bounds were made, and their nominal level.
    """

    aliases: tuple[str, ...]
    n_responses: IntArray
    accuracy: Floats
    accuracy_low: Floats
    accuracy_high: Floats
    confusion: Floats | None
    confusion_low: Floats | None
    confusion_high: Floats | None
    interval_method: str


class Basis(StrEnum):
    """What says how sure a consensus may be."""

    NONE = "none"
    """Nothing: probabilities are as the model gives them."""
    TOO_FEW = "too few answers"
    SET_ASIDE = "answers set aside"
    GOLD = "gold answers"


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure the labels of a consensus are made.

    Attributes:
        basis: what it was learned from; n_gold: items with gold behind it, 0 for another basis.
        exponent: of the last tempering, 1 where none; floor: share of wrong labels that is put under everything.
        most: the highest probability that a label can reach under that floor. Of sets all three are those of winners.
    """

    basis: Basis = Basis.NONE
    n_gold: int = 0
    exponent: float = 1.0
    floor: float = 0.0
    most: float = 1.0

    @property
    def known(self) -> bool:
        """Whether anything beside the model itself says how sure to be."""
        return self.basis in (Basis.SET_ASIDE, Basis.GOLD)

    def __str__(self) -> str:
        """As in `calibrated on 120 gold answers`."""
        if self.known:
            return f"calibrated on {f'{self.n_gold:,} ' if self.n_gold else ''}{self.basis}"
        return f"not calibrated{'' if self.basis is Basis.NONE else f': {self.basis}'}"


@dataclass(frozen=True, slots=True)
class Member:
    """One algorithm of a pool.

    Attributes:
        method: which; weight: in the pool, 0..1; exponent: of its tempering.
        log_loss: bits per answer set aside, None where none could be.
    """

    method: str
    weight: float
    exponent: float
    log_loss: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Consensus(Shown):
    """Which label is true, as a probability: belief about one hidden truth per item, from the answers alone.

    Attributes:
        question, method: what was asked; "pool", or an algorithm such as "dawid-skene".
        items: (I,) item names; labels: (K,).
        posterior: (I, K) rows sum to 1; `calibration` says how sure it was made.
        winner: (I,) label code, or -1 where the highest probabilities tie (relative difference below 1e-9) or
            nobody answered.
        n_annotators: (I,) distinct annotators; counts: (I, K) answers that gave each label.
        prevalence: (K,) estimated share of each label among items.
        annotators: what was learned about annotators; None for plain majority vote.
        history: objective per step; `converged` is False when the step limit ended the fit.
        mode_gap: best minus second-best distinct restart's objective, None with a single start.
        seed: of the restarts; left_out: whom the fit did not see; warnings: in sentences.
        members: of the pool, empty for a single algorithm; sampled: share of the hierarchical member that its
            sampler's draws make up.
        dependence: share of the items whose winner depends on the algorithm, None where only one was fitted.
    """

    question: str
    method: str
    items: pl.Series
    labels: tuple[str, ...]
    posterior: Floats
    winner: IntArray
    n_annotators: IntArray
    counts: IntArray
    prevalence: Floats
    annotators: AnnotatorFit | None
    history: tuple[float, ...]
    converged: bool
    mode_gap: float | None
    calibration: Calibration
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    sampled: float = 0.0
    dependence: float | None = None

    @property
    def kind(self) -> str:
        """What the result is: belief about one truth."""
        return "consensus"

    def per_label(self) -> ByLabel:
        """What it says of each label, (I, K), by the prefix of its columns."""
        return {"p": self.posterior}

    @property
    def confidence(self) -> Floats:
        """(I,) probability that the winner is right; of the most probable label where there is no winner."""
        return np.asarray(self.posterior.max(axis=1))

    @property
    def entropy(self) -> Floats:
        """(I,) bits of uncertainty about the one truth."""
        return entropy_bits(self.posterior)

    def frame(self) -> pl.DataFrame:
        """One row per item: item, winner (null on a tie), confidence, entropy, n_annotators, n_<label> (answers that
        gave it), p_<label>."""
        names = pl.Series("winner", [self.labels[w] if w >= 0 else None for w in self.winner], dtype=pl.String)
        columns: list[pl.Series] = [
            self.items.alias("item"),
            names,
            pl.Series("confidence", self.confidence),
            pl.Series("entropy", self.entropy),
            pl.Series("n_annotators", self.n_annotators),
        ]
        columns += by_label("n", self.counts, self.labels) + by_label("p", self.posterior, self.labels)
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.consensus/1`; the `probability` of an item is in the order of `labels`."""
        body = {
            "steps": len(self.history),
            "objective": self.history[-1] if self.history else None,
            "mode_gap": self.mode_gap,
            "exponent": self.calibration.exponent,
            "floor": self.calibration.floor,
            "members": to_json(self.members),
            "sampled": self.sampled,
            "dependence": self.dependence,
        }
        return document("oeq.consensus/1", body | _belief(self))


@dataclass(frozen=True, slots=True, eq=False)
class Perception(Shown):
    """What share of people perceive each label in each item: disagreement kept as signal.

    Attributes:
        question, method: what was asked; how the share was estimated.
        population: "all" annotators or the "reliable" ones.
        items: (I,); labels: (K,).
        share, low, high: (I, K) in 0..1 with 95 % intervals. For a multi-label question each column
            is a share of its own; for a single choice rows sum to 1 (the next annotator's answer).
        n_annotators: (I,) distinct annotators; counts: (I, K) answers that gave each label.
        weights: (A,) mean 1, the weight of each annotator in `aliases`.
        shrinkage: (K,) prior strength kappa in annotators' worth of evidence.
        by_kinds: what part of the shares of a single choice, 0..1, kinds of items found in the votes alone have; None
            where none could be told, and of sets.
    """

    question: str
    method: str
    population: str
    items: pl.Series
    labels: tuple[str, ...]
    share: Floats
    low: Floats
    high: Floats
    n_annotators: IntArray
    counts: IntArray
    aliases: tuple[str, ...]
    weights: Floats
    shrinkage: Floats
    seed: int
    left_out: LeftOut
    multilabel: bool = True
    warnings: tuple[str, ...] = ()
    by_kinds: float | None = None

    @property
    def kind(self) -> str:
        """What the result is: the spread of perception."""
        return "perception"

    def per_label(self) -> ByLabel:
        """What it says of each label, (I, K), by the prefix of its columns."""
        return {"share": self.share, "low": self.low, "high": self.high}

    def frame(self) -> pl.DataFrame:
        """One row per item: item, n_annotators, n_<label> (answers that gave it), share_<label>, low_<label>,
        high_<label>."""
        columns: list[pl.Series] = [self.items.alias("item"), pl.Series("n_annotators", self.n_annotators)]
        columns += by_label("n", self.counts, self.labels)
        for k, label in enumerate(self.labels):
            for prefix, values in self.per_label().items():
                columns.append(pl.Series(column_of(prefix, label), values[:, k]))
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.perception/1`; the `share`, `low` and `high` of an item are in the order of `labels`."""
        return document(
            "oeq.perception/1",
            {
                "question": self.question,
                "kind": "perception",
                "method": self.method,
                "population": self.population,
                "by_kinds": self.by_kinds,
                "seed": self.seed,
                "left_out": to_json(self.left_out),
                "warnings": list(self.warnings),
                "labels": list(self.labels),
                "items": _records(self, n=self.counts, **self.per_label()),
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ratings(Shown):
    """One number per item with its standard error, and what was learned about each annotator.

    Attributes:
        question, method: what was asked; "mean", "ewe", "znorm", "bias-scale-precision" or "cumulative-link".
        items: (I,); value, standard_error: (I,) in the question's unit; NaN-free: an item that nobody
            answered is not in `items`. standard_error is NaN-free too: with one answer it rests on the model.
        n_annotators: (I,).
        aliases: (A,); offset, scale, precision: (A,) x = offset + scale * true + noise, precision = 1 / noise
            variance; offset_low, offset_high: (A,) 95 % interval. None for methods that learn none.
        cross_validation: (method, held-out RMSE) for every candidate; empty where none was made.
    """

    question: str
    method: str
    items: pl.Series
    value: Floats
    standard_error: Floats
    n_annotators: IntArray
    aliases: tuple[str, ...]
    offset: Floats | None
    offset_low: Floats | None
    offset_high: Floats | None
    scale: Floats | None
    precision: Floats | None
    cross_validation: tuple[tuple[str, float], ...]
    converged: bool
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the result is: a number per item."""
        return "ratings"

    @property
    def labels(self) -> tuple[str, ...]:
        """Numbers have none."""
        return ()

    def per_label(self) -> ByLabel:
        """Nothing: numbers have no labels."""
        return {}

    def frame(self) -> pl.DataFrame:
        """One row per item: item, value, standard_error, n_annotators."""
        return pl.DataFrame(
            [
                self.items.alias("item"),
                pl.Series("value", self.value),
                pl.Series("standard_error", self.standard_error),
                pl.Series("n_annotators", self.n_annotators),
            ]
        )

    def to_dict(self) -> Json:
        """The JSON form, `oeq.ratings/1`."""
        return document(
            "oeq.ratings/1",
            {
                "question": self.question,
                "kind": "ratings",
                "method": self.method,
                "cross_validation": [{"method": m, "rmse": r} for m, r in self.cross_validation],
                "converged": self.converged,
                "seed": self.seed,
                "left_out": to_json(self.left_out),
                "warnings": list(self.warnings),
                "items": self.frame().to_dicts(),
            },
        )


@dataclass(frozen=True, slots=True, eq=False)
class ConsensusSet(Shown):
    """Which labels of a multi-label question are true: a belief per label, and the set that follows.

    Two kinds of sureness have two names. `confidence` is of one label, the winner; `set_confidence` is of the whole
    set, every label that is in it and every one that is not.

    Attributes:
        question, method: what was asked; "pool", or an algorithm.
        items: (I,); labels: (K,).
        posterior: (I, K) probability that the label applies; rows need not sum to 1.
        winner: (I,) the label that stands for the item, or -1 where the two foremost tie.
        applies: (I, K) bool, the labels of the set.
        n_annotators: (I,) distinct annotators; counts: (I, K) answers that gave each label.
        prevalence: (K,) estimated share of items to which each label applies.
        annotators: one fit per label, with K = 2 (absent, present).
        converged: of every label's fit.
        exponents: (K,) of the tempering of each label's fit; `calibration` says how they were chosen.
    """

    question: str
    method: str
    items: pl.Series
    labels: tuple[str, ...]
    posterior: Floats
    winner: IntArray
    applies: NDArray[np.bool_]
    n_annotators: IntArray
    counts: IntArray
    prevalence: Floats
    annotators: tuple[AnnotatorFit | None, ...]
    converged: bool
    exponents: Floats
    calibration: Calibration
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the result is: belief about one truth."""
        return "consensus"

    def per_label(self) -> ByLabel:
        """What it says of each label, (I, K), by the prefix of its columns."""
        return {"p": self.posterior}

    @property
    def confidence(self) -> Floats:
        """(I,) probability that the winner applies; of the most probable label where there is no winner."""
        own = self.posterior[np.arange(len(self.winner)), np.maximum(self.winner, 0)]
        return np.where(self.winner >= 0, own, self.posterior.max(axis=1, initial=0.0))

    @property
    def set_confidence(self) -> Floats:
        """(I,) probability that the set is right in every label, taken as independent given the answers."""
        right = np.where(self.applies, self.posterior, 1.0 - self.posterior)
        return np.asarray(right.prod(axis=1))

    @property
    def entropy(self) -> Floats:
        """(I,) bits of uncertainty, summed over labels."""
        both = np.stack([self.posterior.ravel(), 1 - self.posterior.ravel()], axis=1)
        return np.asarray(entropy_bits(both).reshape(self.posterior.shape).sum(axis=1))

    def frame(self) -> pl.DataFrame:
        """One row per item: item, winner (null on a tie), labels (the set), confidence (of the winner),
        set_confidence (of the whole set), entropy, n_annotators, n_<label> (answers that gave it), p_<label>."""
        columns: list[pl.Series] = [
            self.items.alias("item"),
            pl.Series("winner", [self.labels[w] if w >= 0 else None for w in self.winner], dtype=pl.String),
            pl.Series(
                "labels",
                [[self.labels[k] for k in np.flatnonzero(row)] for row in self.applies],
                dtype=pl.List(pl.String),
            ),
            pl.Series("confidence", self.confidence),
            pl.Series("set_confidence", self.set_confidence),
            pl.Series("entropy", self.entropy),
            pl.Series("n_annotators", self.n_annotators),
        ]
        columns += by_label("n", self.counts, self.labels) + by_label("p", self.posterior, self.labels)
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.consensus-set/2`; the `probability` of an item is in the order of `labels`."""
        exponents = dict(zip(self.labels, self.exponents.tolist(), strict=True))
        return document("oeq.consensus-set/2", {"exponents": exponents} | _belief(self))


def by_label(prefix: str, values: Floats | IntArray, labels: tuple[str, ...]) -> list[pl.Series]:
    """One column per label, `<prefix>_<label>`, of values (I, K)."""
    return [pl.Series(column_of(prefix, label), values[:, k]) for k, label in enumerate(labels)]


def column_of(prefix: str, label: str) -> str:
    """The name of a label's column; a label `annotators` does not take the place of `n_annotators`.

    >>> column_of("n", "sad"), column_of("n", "annotators")
    ('n_sad', 'n_annotators_')
    """
    name = f"{prefix}_{label}"
    return name if name != "n_annotators" else f"{name}_"


@dataclass(frozen=True, slots=True)
class Comparison(Shown):
    """How well each algorithm predicts answers that it has not seen, best first.

    Attributes:
        question: its name; chosen: the method taken.
        rows: (method, held-out log-loss in bits per answer, its standard error over items, exponent).
        n: answers predicted.
    """

    question: str
    chosen: str
    rows: tuple[tuple[str, float, float, float], ...]
    n: int

    def frame(self) -> pl.DataFrame:
        """One row per method: method, log_loss, standard_error, exponent, n, chosen."""
        schema = {"method": pl.String, "log_loss": pl.Float64, "standard_error": pl.Float64, "exponent": pl.Float64}
        frame = pl.DataFrame(list(self.rows), schema=schema, orient="row")
        return frame.with_columns(pl.lit(self.n).alias("n"), (pl.col("method") == self.chosen).alias("chosen"))

    def to_dict(self) -> Json:
        """The JSON form, `oeq.comparison/1`."""
        body = {"question": self.question, "chosen": self.chosen, "n": self.n, "methods": self.frame().to_dicts()}
        return document("oeq.comparison/1", body)


def _belief(result: Consensus | ConsensusSet) -> Json:
    """What the JSON forms of both have in common."""
    return {
        "question": result.question,
        "kind": "consensus",
        "method": result.method,
        "converged": result.converged,
        "calibration": str(result.calibration),
        "calibrated": result.calibration.known,
        "seed": result.seed,
        "prevalence": dict(zip(result.labels, result.prevalence.tolist(), strict=True)),
        "left_out": to_json(result.left_out),
        "warnings": list(result.warnings),
        "labels": list(result.labels),
        "items": _records(result, n=result.counts, probability=result.posterior),
    }


def label_columns(result: SoftLabel) -> dict[str, tuple[str, str]]:
    """Column of the result's frame -> the prefix that says what it holds, and the label of which it speaks."""
    prefixes = ("n", *result.per_label())
    return {column_of(prefix, label): (prefix, label) for prefix in prefixes for label in result.labels}


def _records(result: Consensus | ConsensusSet | Perception, **arrays: Floats | IntArray) -> list[Json]:
    """One record per item: what the frame says of the item as a whole, and lists over labels from arrays (I, K).

    A name per label and item would make most of a document: questions may have hundreds of labels.
    """
    whole = result.frame().drop(list(label_columns(result)))
    lists = {name: np.round(values, DECIMALS).tolist() for name, values in arrays.items()}
    return [{**row, **{name: rows[i] for name, rows in lists.items()}} for i, row in enumerate(whole.to_dicts())]


SoftLabel = Consensus | ConsensusSet | Perception | Ratings
