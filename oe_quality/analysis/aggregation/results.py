"""What aggregation gives: belief about one truth, the spread of perception, or a rating.

The two kinds of soft label are kept apart by type. `Consensus` says which category is true and how
sure we are; `Perception` says what share of people perceive each category. Neither stands for the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.entropy import entropy_bits
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.store.panel import LeftOut

Ints = NDArray[np.int32]
DECIMALS = 6
"""Of probabilities and shares in JSON; frames keep all."""


@dataclass(frozen=True, slots=True)
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
    n_responses: Ints
    accuracy: Floats
    accuracy_low: Floats
    accuracy_high: Floats
    confusion: Floats | None
    confusion_low: Floats | None
    confusion_high: Floats | None
    interval_method: str


@dataclass(frozen=True, slots=True)
class Consensus(Shown):
    """Which label is true, as a probability: belief about one hidden truth per item.

    Attributes:
        question, method: what was asked; the algorithm, such as "dawid-skene".
        items: (I,) item names; labels: (K,).
        posterior: (I, K) rows sum to 1; calibrated if `temperature` is not 1.
        winner: (I,) label code, or -1 on a tie (relative difference below 1e-9) or where nobody answered.
        n_annotators: (I,) distinct annotators.
        prevalence: (K,) estimated share of each label among items.
        annotators: what was learned about annotators; None for plain majority vote.
        history: objective per step; `converged` is False when the step limit ended the fit.
        mode_gap: best minus second-best distinct restart's objective, None with a single start.
        temperature: exponent of the post-hoc tempering, 1 where none; `calibration` says how it was chosen.
        seed: of the restarts; left_out: whom the fit did not see; warnings: in sentences.
    """

    question: str
    method: str
    items: pl.Series
    labels: tuple[str, ...]
    posterior: Floats
    winner: Ints
    n_annotators: Ints
    prevalence: Floats
    annotators: AnnotatorFit | None
    history: tuple[float, ...]
    converged: bool
    mode_gap: float | None
    temperature: float
    calibration: str
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    @property
    def entropy(self) -> Floats:
        """(I,) bits of uncertainty about the one truth."""
        return entropy_bits(self.posterior)

    def frame(self) -> pl.DataFrame:
        """One row per item: item, winner (null on a tie), confidence, entropy, n_annotators, p_<label>."""
        names = pl.Series("winner", [self.labels[w] if w >= 0 else None for w in self.winner], dtype=pl.String)
        columns: list[pl.Series] = [
            self.items.alias("item"),
            names,
            pl.Series("confidence", self.posterior.max(axis=1)),
            pl.Series("entropy", self.entropy),
            pl.Series("n_annotators", self.n_annotators),
        ]
        columns += [pl.Series(f"p_{label}", self.posterior[:, k]) for k, label in enumerate(self.labels)]
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.consensus/1`; the `probability` of an item is in the order of `labels`."""
        body = {
            "steps": len(self.history),
            "objective": self.history[-1] if self.history else None,
            "mode_gap": self.mode_gap,
            "temperature": self.temperature,
        }
        return document("oeq.consensus/1", body | _belief(self))


@dataclass(frozen=True, slots=True)
class Perception(Shown):
    """What share of people perceive each label in each item: disagreement kept as signal.

    Attributes:
        question, method: what was asked; how the share was estimated.
        population: "all" annotators or the "reliable" ones.
        items: (I,); labels: (K,).
        share, low, high: (I, K) in 0..1 with 95 % intervals. For a multi-label question each column
            is a share of its own; for a single choice rows sum to 1 (the next annotator's answer).
        n_annotators: (I,) distinct annotators.
        weights: (A,) mean 1, the weight of each annotator in `aliases`.
        shrinkage: (K,) prior strength kappa in annotators' worth of evidence.
    """

    question: str
    method: str
    population: str
    items: pl.Series
    labels: tuple[str, ...]
    share: Floats
    low: Floats
    high: Floats
    n_annotators: Ints
    aliases: tuple[str, ...]
    weights: Floats
    shrinkage: Floats
    seed: int
    left_out: LeftOut
    multilabel: bool = True
    warnings: tuple[str, ...] = ()

    def frame(self) -> pl.DataFrame:
        """One row per item: item, n_annotators, share_<label>, low_<label>, high_<label>."""
        columns: list[pl.Series] = [self.items.alias("item"), pl.Series("n_annotators", self.n_annotators)]
        for k, label in enumerate(self.labels):
            for kind, values in (("share", self.share), ("low", self.low), ("high", self.high)):
                columns.append(pl.Series(f"{kind}_{label}", values[:, k]))
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
                "seed": self.seed,
                "left_out": to_json(self.left_out),
                "warnings": list(self.warnings),
                "labels": list(self.labels),
                "items": _records(self.frame(), share=self.share, low=self.low, high=self.high),
            },
        )


@dataclass(frozen=True, slots=True)
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
    n_annotators: Ints
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


@dataclass(frozen=True, slots=True)
class ConsensusSet(Shown):
    """Which labels of a multi-label question are true: one belief per label, each a question of its own.

    Attributes:
        question, method: what was asked; the algorithm.
        items: (I,); labels: (K,).
        posterior: (I, K) probability that the label applies; rows need not sum to 1.
        ambiguous: (I, K) bool, where "applies" and "does not" tie (relative difference below 1e-9).
        n_annotators: (I,) distinct annotators.
        prevalence: (K,) estimated share of items to which each label applies.
        annotators: one fit per label, with K = 2 (absent, present).
        converged: of every label's fit.
        temperature: (K,) exponents of the post-hoc tempering; `calibration` says how they were chosen.
    """

    question: str
    method: str
    items: pl.Series
    labels: tuple[str, ...]
    posterior: Floats
    ambiguous: NDArray[np.bool_]
    n_annotators: Ints
    prevalence: Floats
    annotators: tuple[AnnotatorFit | None, ...]
    converged: bool
    temperature: Floats
    calibration: str
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()

    @property
    def winner(self) -> Ints:
        """(I,) the label most probably true, or -1 where two tie for it."""
        top = self.posterior.max(axis=1, keepdims=True)
        tied = (self.posterior >= top * (1 - 1e-9)).sum(axis=1) > 1
        return np.where(tied, -1, self.posterior.argmax(axis=1)).astype(np.int32)

    @property
    def entropy(self) -> Floats:
        """(I,) bits of uncertainty, summed over labels."""
        both = np.stack([self.posterior.ravel(), 1 - self.posterior.ravel()], axis=1)
        return np.asarray(entropy_bits(both).reshape(self.posterior.shape).sum(axis=1))

    def frame(self) -> pl.DataFrame:
        """One row per item: item, winner (null on a tie), labels (those more probable than not), confidence,
        entropy, n_annotators, p_<label>."""
        applies = (self.posterior > 0.5) & ~self.ambiguous
        columns: list[pl.Series] = [
            self.items.alias("item"),
            pl.Series("winner", [self.labels[w] if w >= 0 else None for w in self.winner], dtype=pl.String),
            pl.Series(
                "labels",
                [[self.labels[k] for k in np.flatnonzero(row)] for row in applies],
                dtype=pl.List(pl.String),
            ),
            pl.Series("confidence", self.posterior.max(axis=1)),
            pl.Series("entropy", self.entropy),
            pl.Series("n_annotators", self.n_annotators),
        ]
        columns += [pl.Series(f"p_{label}", self.posterior[:, k]) for k, label in enumerate(self.labels)]
        return pl.DataFrame(columns)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.consensus-set/1`; the `probability` of an item is in the order of `labels`."""
        temperature = dict(zip(self.labels, self.temperature.tolist(), strict=True))
        return document("oeq.consensus-set/1", {"temperature": temperature} | _belief(self))


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
        "calibration": result.calibration,
        "seed": result.seed,
        "prevalence": dict(zip(result.labels, result.prevalence.tolist(), strict=True)),
        "left_out": to_json(result.left_out),
        "warnings": list(result.warnings),
        "labels": list(result.labels),
        "items": _records(result.frame(), probability=result.posterior),
    }


def _records(frame: pl.DataFrame, **by_label: Floats) -> list[Json]:
    """One record per item: what the frame says of the item as a whole, and lists over labels from arrays (I, K).

    A name per label and item would make most of a document: questions may have hundreds of labels.
    """
    prefixes = ("p_", "share_", "low_", "high_")
    whole = frame.select([name for name in frame.columns if not name.startswith(prefixes)])
    lists = {name: np.round(values, DECIMALS).tolist() for name, values in by_label.items()}
    return [{**row, **{name: rows[i] for name, rows in lists.items()}} for i, row in enumerate(whole.to_dicts())]


SoftLabel = Consensus | ConsensusSet | Perception | Ratings
