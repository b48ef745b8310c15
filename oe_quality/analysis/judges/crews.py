"""People and a model, fitted to the answers at hand, of whom studies are drawn to plan a test."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.judges.data import Beside
from oe_quality.analysis.judges.shares import variables
from oe_quality.kernel.data.chunk import Chunk, CodeArray
from oe_quality.kernel.judges import crowd
from oe_quality.kernel.judges.power import Crew, coins
from oe_quality.plaintext import percent
from oe_quality.scales import Scale

Places = NDArray[np.int64]
MOST_LABELS = 100
"""Of sets that are simulated: each takes a variable, and pairs of them a correlation."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A crew that answers like these people and this model.

    Attributes:
        crew: None where there can be none; words: how good model and people look, or why there is no crew.
    """

    crew: Crew | None
    words: str


def fitted(it: Beside, model: int) -> Fitted:
    """Fit the model of the scale: a coin for labels without an order, cut normal variables for all else."""
    if it.panel.question.scale is Scale.NOMINAL:
        return _coins(it, model)
    if it.panel.question.scale is Scale.MULTILABEL and len(it.panel.labels) > MOST_LABELS:
        return Fitted(None, f"sets of more than {MOST_LABELS} labels are not simulated")
    values = _numbers(it)
    rows, human = it.rows_of(model), np.flatnonzero(it.human)
    answers = np.where((rows >= 0)[:, None], values[rows], np.nan)
    sets = it.panel.question.scale is Scale.MULTILABEL
    crew = crowd.fit_crowd(values[human], it.items[human], it.annotators[human], answers, sets=sets)
    if crew is None:
        few = f"fewer than {crowd.FEWEST} items have answers of two people and of the model"
        return Fitted(None, f"{few}, or people agree no more than by chance")
    return Fitted(crew, _near(it, rows, human, sets=sets))


def _numbers(it: Beside) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """(R, V) answers as variables: a number, the rank of an ordered label, or 1 for each label of a set."""
    data = it.panel.data
    return data.label[:, None].astype(np.float64) if isinstance(data, Chunk) else variables(it)[1]


def _near(it: Beside, rows: CodeArray, human: Places, *, sets: bool) -> str:
    """How near the model and people are to a person, in the terms of the test."""
    both = human[(rows >= 0)[it.items[human]]].astype(np.int64)
    with_model = it.likeness(rows[it.items[both]].astype(np.int64), both)
    pairs = it.human[it.pairs.first] & it.human[it.pairs.second]
    among = it.likeness(it.pairs.first[pairs], it.pairs.second[pairs])
    if sets:
        shared = f"its sets share {percent(float(with_model.mean()))} of their labels with a person's"
        return f"{shared}, those of two people {percent(float(among.mean()))}"
    off = "steps" if it.panel.question.scale is Scale.ORDINAL else "on average"
    model_off, people_off = (float(np.sqrt(-likeness).mean()) for likeness in (with_model, among))
    return f"{model_off:.2g} {off} off a person's answer, two people {people_off:.2g} off one another's"


def _coins(it: Beside, model: int) -> Fitted:
    data = it.panel.data
    assert isinstance(data, Chunk)
    label, items, rows = data.label, it.items, it.rows_of(model)
    K = len(it.panel.labels)
    votes = np.zeros((it.panel.n_items, K))
    np.add.at(votes, (items[it.human], label[it.human]), 1.0)
    size = votes.sum(axis=1)
    several, both = size >= 2, (size >= 1) & (rows >= 0)
    if not several.any() or not both.any() or K < 2:
        return Fitted(None, "no item has answers of two people, or none has one of the model")
    among = ((votes * (votes - 1)).sum(axis=1)[several] / (size * (size - 1))[several]).mean()
    with_judge = (votes[np.flatnonzero(both), label[rows[both]]] / size[both]).mean()
    found = coins(float(among), float(with_judge), K)
    if found is None:
        return Fitted(None, "people agree no more than by chance")
    return Fitted(found, f"right on {percent(found.judge)} of items, people on {percent(found.people)}")
