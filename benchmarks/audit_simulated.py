"""Simulated crews for the audit's benchmarks: panels in memory, with known kinds of annotators."""

from __future__ import annotations

import numpy as np
import polars as pl

from oe_quality.analysis.annotators.data import AuditData, assemble
from oe_quality.kernel.simulate import StudyWorld, choices, crew, ratings, study
from oe_quality.kernel.simulate.kinds import Kind
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

CREW = {"good": 20, "mediocre": 10, "spammer": 4, "marginal": 3, "constant": 3}


def choice_data(
    seed: int, counts: dict[str, int], n_labels: int, per_annotator: int, answers: int = 5, difficulty: float = 0.0
) -> tuple[AuditData, tuple[Kind, ...]]:
    """A single-choice study in which everybody gives about `per_annotator` answers."""
    people = crew(counts)
    n_items = per_annotator * people.n_annotators // answers
    world = choices(seed, n_items, people, n_labels, answers, difficulty=difficulty)
    question = Question("label", Scale.NOMINAL, tuple(f"L{k}" for k in range(n_labels)))
    panel = panel_of(question, world.chunk, people.n_annotators, world.plan.created_at, world.plan.duration_s)
    return assemble(panel, "it is the only one"), people.kind


def ratings_data(
    seed: int, counts: dict[str, int], per_annotator: int, answers: int = 5
) -> tuple[AuditData, tuple[Kind, ...]]:
    """A study that asks for one number from -5 to 5 and for no label."""
    people = crew(counts)
    world = ratings(seed, per_annotator * people.n_annotators // answers, people, answers)
    question = Question("rating", Scale.INTERVAL, low=world.slider.low, high=world.slider.high)
    panel = panel_of(question, world.chunk, people.n_annotators, world.plan.created_at, world.plan.duration_s)
    return assemble(panel, "it is the only one"), people.kind


def study_data(
    seed: int, counts: dict[str, int], per_annotator: int, answers: int = 5
) -> tuple[AuditData, tuple[Kind, ...]]:
    """A study in the manner of Open Empathic: label sets, valence and arousal."""
    people = crew(counts)
    world: StudyWorld = study(seed, per_annotator * people.n_annotators // answers, people, answers=answers)
    plan, A = world.emotion.plan, people.n_annotators
    labels = tuple(f"L{k:02}" for k in range(16))
    emotion = panel_of(
        Question("emotion", Scale.MULTILABEL, labels), world.emotion.chunk, A, plan.created_at, plan.duration_s
    )
    valence = panel_of(
        Question("valence", Scale.INTERVAL, low=-5, high=5, untouched=0.0),
        world.valence,
        A,
        plan.created_at,
        plan.duration_s,
    )
    arousal = panel_of(
        Question("arousal", Scale.INTERVAL, low=0, high=10, untouched=5.0),
        world.arousal,
        A,
        plan.created_at,
        plan.duration_s,
    )
    return assemble(emotion, "it is the only one", (arousal, valence)), people.kind


def panel_of(question: Question, chunk, n_annotators: int, created_at, duration_s) -> Panel:
    """A panel with made-up names that sort as the codes do."""
    names = [f"{a:05}" for a in range(n_annotators)]
    return Panel(
        question,
        pl.Series("item", [f"{i:07}" for i in range(chunk.n_items)]),
        pl.Series("annotator", names),
        pl.Series("alias", [f"A{name}" for name in names]),
        chunk,
        created_at,
        duration_s,
        np.full(chunk.n_items, -1, dtype=np.int32),
    )
