"""How many people and items it takes until a model as good as this one is shown to be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from oe_quality.analysis.judges.crews import fitted
from oe_quality.analysis.judges.data import Beside, Terms, beside
from oe_quality.analysis.judges.measure import models_of
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.judges.power import Crew, power
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.scales import Question, Scale

if TYPE_CHECKING:
    from oe_quality.store import Store

PEOPLE = (3, 5, 10)
ITEMS = (30, 50, 75, 100, 150, 200, 300, 400, 600)
STUDIES = 200
HOPELESS, MANY = 0.02, 150
"""Power below which, with so many items, more would not help."""
INSTEAD = "`oeq judges` tests the answers at hand; its intervals show whether they are too few."


@dataclass(frozen=True, slots=True)
class PowerRow:
    """The power of one design for one model.

    Attributes:
        question, model: which; n_people: everybody answers every item; n_items; power: share of simulated studies in
            which the model passes, of 200, or of fewer where these tell on which side of the power asked for it lies.
        enough: whether it reaches that.
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
    """Plan the alternative annotator test of a store's models, on studies drawn from what was fitted to their answers.

    Args:
        store: with answers of people and models; question, models: all by default; target: the power wanted;
        terms: epsilon, false discovery rate and seed.

    Raises:
        UsageError: the power is none, no such question or model, or a question with free text.
        NotComputableError: no model answered a question that people answered.
    """
    terms = terms or Terms()
    if not 0 < target < 1:
        raise UsageError(f"a power of {target} is none", remedy="Give one such as 0.8.")
    chosen = models_of(store, models)
    asked = [store.question(question)] if question else list(store.questions())
    if question and asked[0].scale is Scale.TEXT:
        raise UsageError(f"no plan can be made for {question!r}: free text is not compared", remedy=INSTEAD)
    rows: list[PowerRow] = []
    words: list[str] = []
    for it, codes in _beside(store, asked, chosen):
        for code in codes:
            made, text = _of_model(it, code, target, terms)
            rows += made
            words.append(text)
    if not words:
        raise NotComputableError(
            "no model answered a question that people answered too",
            remedy="Load both sides' answers, and say whose are a model's with --model NAME.",
        )
    return JudgePlan(tuple(rows), tuple(words), target, terms.epsilon, terms.q, terms.seed)


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
    of = fitted(it, model)
    if of.crew is None:
        return [], f"{question}: nothing can be planned for {name}: {of.words}. {INSTEAD}"
    rows = list(_designs(question, name, of.crew, target, terms))
    reached = [f"{r.n_items} items with {r.n_people} people" for r in rows if r.enough]
    kind = f"as good as {name} looks here ({of.words})"
    if reached:
        return rows, f"{question}: a model {kind} is shown to be so with the power wanted by {' or '.join(reached)}."
    return rows, f"{question}: a model {kind} is not shown to be so often enough with {ITEMS[-1]} items."


def _designs(question: str, name: str, of: Crew, target: float, terms: Terms) -> Iterator[PowerRow]:
    for n_people in PEOPLE:
        for n_items in ITEMS:
            found = power(
                of,
                n_people,
                n_items,
                epsilon=terms.epsilon,
                q=terms.q,
                studies=STUDIES,
                target=target,
                seed=terms.seed,
            )
            yield PowerRow(question, name, n_people, n_items, found, found >= target)
            if found >= target or (n_items >= MANY and found < HOPELESS):
                break
