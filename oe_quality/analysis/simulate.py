"""Simulated studies as files: a tidy export that `oeq load` reads, and the truth behind it beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.kernel.simulate import (
    ChoiceWorld,
    Crew,
    Design,
    Kind,
    RatingWorld,
    StudyWorld,
    choices,
    crew,
    ratings,
    study,
)
from oe_quality.suggest import one_of

__all__ = ["Form", "Plan", "Simulation", "simulate"]


class Form(StrEnum):
    """What annotators are asked."""

    STUDY = "study"
    """Emotions (multi-label), valence -5..5 and arousal 0..10, in one annotation."""
    CHOICE = "choice"
    """One label of several."""
    RATING = "rating"
    """A number from -5 to 5."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to simulate.

    Attributes:
        form: what is asked.
        items: how many; labels: how many there are to choose from (study, choice).
        kinds: annotators by `Kind`, such as {"good": 20, "spammer": 3}.
        answers: per item, a number or an inclusive range.
        difficulty: mean probability that an answer is a guess (choice).
        missing: share of answers that never come; heavy_tail: whether a few annotators do most.
        copy_rate, drift_at, hurry_rate: of copiers, drifting annotators, speeders; see `Crew`.
        seed: of everything.
    """

    form: Form = Form.STUDY
    items: int = 200
    labels: int = 16
    kinds: Mapping[str, int] = field(default_factory=lambda: {"good": 20, "mediocre": 5, "spammer": 3})
    answers: int | tuple[int, int] = 5
    difficulty: float = 0.0
    missing: float = 0.0
    heavy_tail: bool = False
    copy_rate: float = 0.9
    drift_at: float = 0.5
    hurry_rate: float = 0.5
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Simulation:
    """A simulated study as tables.

    Attributes:
        annotations: tidy, one row per answer: item, annotator, question, answer, created_at, duration_s.
        items: the truth of each item; annotators: of each annotator.
        confusion: annotator, truth, answer, probability (choice); None elsewhere.
        scales: what `oeq load --scale` wants to be told.
    """

    annotations: pl.DataFrame
    items: pl.DataFrame
    annotators: pl.DataFrame
    confusion: pl.DataFrame | None
    scales: tuple[str, ...]

    def tables(self) -> dict[str, pl.DataFrame]:
        """File name -> table."""
        found = {
            "annotations.csv": self.annotations,
            "truth_items.csv": self.items,
            "truth_annotators.csv": self.annotators,
        }
        return found if self.confusion is None else {**found, "truth_confusion.csv": self.confusion}


def simulate(plan: Plan | None = None, /, **said: Any) -> Simulation:
    """Draw a study; the same plan gives the same tables, those of `oeq simulate`.

    Args:
        plan: what to simulate; said: or fields of `Plan` by name, which go before it.

    Returns:
        Answers, truth and people; `from_frame` takes it as it is.

    Raises:
        UsageError: the plan cannot be carried out, such as more answers per item than annotators, or has no such field.

    >>> made = simulate(form="choice", items=30, labels=3, kinds={"good": 5, "spammer": 1}, seed=7)
    >>> made.annotations.height, made.annotators["kind"].to_list().count("spammer")
    (150, 1)
    """
    known = [one.name for one in fields(Plan)]
    for name in said:
        if name not in known:
            raise UsageError(f"nothing to say of a simulation is called {name!r}", remedy=one_of(name, known))
    plan = replace(plan or Plan(), **said)
    if plan.form not in list(Form):
        raise UsageError(f"no study has the form {str(plan.form)!r}", remedy=one_of(str(plan.form), list(Form)))
    plan = replace(plan, form=Form(plan.form))
    people = crew(plan.kinds, copy_rate=plan.copy_rate, drift_at=plan.drift_at, hurry_rate=plan.hurry_rate)
    if plan.form is Form.CHOICE:
        return _of_choice(_draw_choice(plan, people))
    n, answers, heavy, missing = plan.items, plan.answers, plan.heavy_tail, plan.missing
    if plan.form is Form.RATING:
        return _of_rating(ratings(plan.seed, n, people, answers, heavy_tail=heavy, missing=missing))
    return _of_study(study(plan.seed, n, people, plan.labels, answers, heavy_tail=heavy, missing=missing))


def _draw_choice(plan: Plan, people: Crew) -> ChoiceWorld:
    return choices(
        plan.seed,
        plan.items,
        people,
        plan.labels,
        plan.answers,
        difficulty=plan.difficulty,
        heavy_tail=plan.heavy_tail,
        missing=plan.missing,
    )


def _of_choice(world: ChoiceWorld) -> Simulation:
    labels = _names("label", world.n_labels)
    people = _names("annotator", world.n_annotators)
    A, K = world.n_annotators, world.n_labels
    confusion = pl.DataFrame(
        {
            "annotator": np.repeat(people, K * K),
            "truth": np.tile(np.repeat(labels, K), A),
            "answer": np.tile(labels, A * K),
            "probability": world.confusion.ravel(),
        }
    )
    items = pl.DataFrame(
        {
            "item": _names("item", world.chunk.n_items),
            "truth": labels[world.truth],
            "difficulty": world.difficulty,
        }
    )
    answers = _answers(world.plan, world.chunk, labels)
    return Simulation(
        _table(world.plan, A, {"label": answers}), items, _annotators(world.kind, world.copies), confusion, ()
    )


def _of_rating(world: RatingWorld) -> Simulation:
    items = pl.DataFrame({"item": _names("item", world.chunk.n_items), "truth": world.truth})
    about = {"offset": world.offset, "scale": world.scale, "noise": world.noise}
    rated = _table(world.plan, world.n_annotators, {"rating": _numbers(world.chunk)})
    slider = world.slider
    scale = f"rating=interval:{slider.low:g}..{slider.high:g}"
    return Simulation(rated, items, _annotators(world.kind, world.copies, about), None, (scale,))


def _of_study(world: StudyWorld) -> Simulation:
    emotion = world.emotion
    labels = _names("emotion", emotion.n_labels)
    second = [labels[k] if k >= 0 else None for k in emotion.secondary]
    items = pl.DataFrame(
        {
            "item": _names("item", emotion.chunk.n_items),
            "primary": labels[emotion.primary],
            "secondary": pl.Series(second, dtype=pl.String),
            "valence": world.true_valence,
            "arousal": world.true_arousal,
            **{f"share_{label}": emotion.share[:, k] for k, label in enumerate(labels)},
        }
    )
    about = {
        "skill": emotion.skill,
        "generosity": emotion.generosity,
        "valence_offset": world.valence_offset,
        "arousal_offset": world.arousal_offset,
    }
    answers = {
        "emotion": _answers(emotion.plan, emotion.chunk, labels),
        "valence": _numbers(world.valence),
        "arousal": _numbers(world.arousal),
    }
    return Simulation(
        _table(emotion.plan, emotion.n_annotators, answers),
        items,
        _annotators(emotion.kind, emotion.copies, about),
        None,
        ("emotion=multilabel", "valence=interval:-5..5", "arousal=interval:0..10"),
    )


def _names(what: str, n: int) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """(n,) names that sort as their numbers do."""
    width = len(str(n))
    return np.array([f"{what}{number:0{width}d}" for number in range(1, n + 1)])


def _answers(plan: Design, chunk: Chunk | SetChunk, labels: np.ndarray[tuple[int], np.dtype[np.str_]]) -> list[str]:
    """(R,) the cell of each response: a label, or a JSON list of labels."""
    if isinstance(chunk, Chunk):
        return [str(label) for label in labels[chunk.label]]
    bounds = zip(chunk.label_offsets[:-1].tolist(), chunk.label_offsets[1:].tolist(), strict=True)
    chosen = labels[chunk.label].tolist()
    cells = [json.dumps(chosen[low:high]) for low, high in bounds]
    assert len(cells) == plan.n_responses
    return cells


def _numbers(chunk: RatingChunk) -> list[str]:
    return [f"{value:.6g}" for value in chunk.value]


def _table(plan: Design, n_annotators: int, answers: Mapping[str, Iterable[str]]) -> pl.DataFrame:
    """Tidy: the answers to all questions, in the order in which they were given."""
    base = pl.DataFrame(
        {
            "item": _names("item", plan.n_items)[plan.items()],
            "annotator": _names("annotator", n_annotators)[plan.annotator],
            "created_at": pl.Series(plan.created_at).cast(pl.Datetime("us")).dt.to_string("iso:strict"),
            "duration_s": plan.duration_s,
        }
    )
    each = [
        base.with_columns(pl.lit(question).alias("question"), pl.Series("answer", list(cells)))
        for question, cells in answers.items()
    ]
    columns = ["item", "annotator", "question", "answer", "created_at", "duration_s"]
    return pl.concat(each).sort("created_at", "item", "annotator", maintain_order=True).select(columns)


def _annotators(
    kinds: tuple[Kind, ...],
    copies: np.ndarray[tuple[int], np.dtype[np.int32]],
    about: Mapping[str, np.ndarray[tuple[int], np.dtype[np.float64]]] | None = None,
) -> pl.DataFrame:
    people = _names("annotator", len(kinds))
    source = [str(people[a]) if a >= 0 else None for a in copies]
    return pl.DataFrame(
        {
            "annotator": people,
            "kind": [kind.value for kind in kinds],
            "copies": pl.Series(source, dtype=pl.String),
            **(about or {}),
        }
    )
