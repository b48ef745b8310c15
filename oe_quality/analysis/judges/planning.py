"""How many people and items it takes until a model as good as this one is shown to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oe_quality.analysis.judges.data import Beside, Terms, beside
from oe_quality.analysis.judges.measure import models_of
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.judges.power import Coins, coins, power
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.scales import Question, Scale

if TYPE_CHECKING:
    from oe_quality.store import Store

PEOPLE = (3, 5, 10)
ITEMS = (30, 50, 75, 100, 150, 200, 300, 400, 600)
STUDIES = 200
UNPLANNED = {
    Scale.ORDINAL: "its labels have an order, and how far off mistakes are is no matter of right or wrong",
    Scale.MULTILABEL: "its answers are sets, and how sets are partly right is no matter of right or wrong",
    Scale.INTERVAL: "its answers are numbers, and how far off they are is no matter of right or wrong",
    Scale.RATIO: "its answers are numbers, and how far off they are is no matter of right or wrong",
    Scale.TEXT: "its answers are free text, which is not compared",
}
"""Scales whose answers the simulation, people who are right or wrong, does not describe, and why."""

INSTEAD = "`oeq judges` tests the answers at hand on every scale; its intervals show whether they are too few."


@dataclass(frozen=True, slots=True)
class PowerRow:
    """The power of one design for one model.

    Attributes:
        question, model: which; n_people: everybody answers every item; n_items; power: share of simulated studies in
            which the model passes; enough: whether it reaches the power asked for.
    """

    question: str
    model: str
    n_people: int
    n_items: int
    power: float
    enough: bool


@dataclass(frozen=True, slots=True)
class JudgePlan(Shown):
    """Designs of a judge test.

    Attributes:
        rows: per model and number of people, with more and more items until the power is reached.
        words: one sentence per model, and one per question without a plan; target: the power asked for;
        epsilon, q, seed: as asked for.
    """

    rows: tuple[PowerRow, ...]
    words: tuple[str, ...]
    target: float
    epsilon: float
    q: float
    seed: int

    def frame(self) -> pl.DataFrame:
        """One row per design: question, model, n_people, n_items, power, enough."""
        rows = [(r.question, r.model, r.n_people, r.n_items, r.power, r.enough) for r in self.rows]
        names = ("question", "model", "n_people", "n_items", "power", "enough")
        kinds = (pl.String(), pl.String(), pl.Int64(), pl.Int64(), pl.Float64(), pl.Boolean())
        return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")

    def to_dict(self) -> Json:
        """The JSON form, `oeq.judge_plan/1`."""
        return document("oeq.judge_plan/1", to_json(self))


def judge_plan(
    store: Store,
    question: str | None = None,
    *,
    models: tuple[str, ...] = (),
    target: float = 0.8,
    terms: Terms | None = None,
) -> JudgePlan:
    """Plan the alternative annotator test of a store's models, for single choice among labels without an order.

    Args:
        store: with answers of people and models; question, models: all by default; target: the power wanted;
        terms: epsilon, false discovery rate and seed.

    Raises:
        UsageError: the power is none, no such question or model, or a question whose answers cannot be simulated.
        NotComputableError: no model answered such a question that people answered.
    """
    terms = terms or Terms()
    if not 0 < target < 1:
        raise UsageError(f"a power of {target} is none", remedy="Give one such as 0.8.")
    chosen = models_of(store, models)
    asked = [store.question(question)] if question else list(store.questions())
    if question and asked[0].scale in UNPLANNED:
        raise UsageError(f"no plan can be made for {question!r}: {UNPLANNED[asked[0].scale]}", remedy=INSTEAD)
    rows: list[PowerRow] = []
    words: list[str] = []
    without: list[str] = []
    for it, codes in _beside(store, asked, chosen):
        asks = it.panel.question
        if asks.scale in UNPLANNED:
            without.append(f"{asks.name}: no plan is made, for {UNPLANNED[asks.scale]}. {INSTEAD}")
            continue
        for code in codes:
            made, text = _of_model(it, code, target, terms)
            rows += made
            words.append(text)
    if not words:
        raise NotComputableError(
            "no model answered a question with unordered labels, one an answer, that people answered too",
            remedy=INSTEAD if without else "Load both sides' answers, and say whose are a model's with --model NAME.",
        )
    return JudgePlan(tuple(rows), (*words, *without), target, terms.epsilon, terms.q, terms.seed)


def _beside(store: Store, asked: list[Question], models: tuple[str, ...]) -> Iterator[tuple[Beside, list[int]]]:
    """The questions that these models and people answered, each with the codes of the models."""
    for q in asked:
        if q.scale is Scale.TEXT:
            continue
        panel = store.panel(q.name, models=True)
        place = {key: code for code, key in enumerate(panel.annotators.to_list())}
        codes = [place[key] for key in models if key in place]
        it = beside(panel, store.models()["annotator"].to_list(), codes)
        if it is not None:
            yield it, codes


def _of_model(it: Beside, model: int, target: float, terms: Terms) -> tuple[list[PowerRow], str]:
    """The designs for one model, and what they come to."""
    name, question = str(it.panel.annotators[model]), it.panel.question.name
    of = _coins(it, model)
    if of is None:
        return [], f"{question}: people agree no more than by chance, so nothing can be planned for {name}."
    rows = list(_designs(question, name, of, target, terms))
    reached = [f"{r.n_items} items with {r.n_people} people" for r in rows if r.enough]
    kind = f"as good as {name} looks here (right on {of.judge:.0%} of items, people on {of.people:.0%})"
    if reached:
        return rows, f"{question}: a model {kind} is shown to be so with the power wanted by {' or '.join(reached)}."
    return rows, f"{question}: a model {kind} is not shown to be so often enough with {ITEMS[-1]} items."


def _designs(question: str, name: str, of: Coins, target: float, terms: Terms) -> Iterator[PowerRow]:
    for n_people in PEOPLE:
        for n_items in ITEMS:
            found = power(of, n_people, n_items, epsilon=terms.epsilon, q=terms.q, studies=STUDIES, seed=terms.seed)
            yield PowerRow(question, name, n_people, n_items, found, found >= target)
            if found >= target or (n_items >= ITEMS[4] and found < HOPELESS):
                break


HOPELESS = 0.02
"""Power below which, with many items, more would not help."""


def _coins(it: Beside, model: int) -> Coins | None:
    data = it.panel.data
    assert isinstance(data, Chunk)
    label, items, rows = data.label, it.items, it.rows_of(model)
    K = len(it.panel.labels)
    votes = np.zeros((it.panel.n_items, K))
    np.add.at(votes, (items[it.human], label[it.human]), 1.0)
    size = votes.sum(axis=1)
    several, both = size >= 2, (size >= 1) & (rows >= 0)
    if not several.any() or not both.any() or K < 2:
        return None
    among = ((votes * (votes - 1)).sum(axis=1)[several] / (size * (size - 1))[several]).mean()
    with_judge = (votes[np.flatnonzero(both), label[rows[both]]] / size[both]).mean()
    return coins(float(among), float(with_judge), K)
