"""Models beside one another: how far they agree, and whether they make the same mistakes."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from oe_quality.analysis.judges.data import Beside, Terms
from oe_quality.analysis.judges.results import ModelPair
from oe_quality.analysis.judges.shares import variables
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.judges.shared_errors import FEWEST, SharedErrors, group_of, shared_errors
from oe_quality.kernel.reliability.replication import estimates
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.population import NEW_ITEMS
from oe_quality.results import Estimate, Interval

SHARED_AT = 0.05


def pairs(it: Beside, models: list[int], terms: Terms) -> tuple[ModelPair, ...]:
    """All pairs of models: how far they agree, and whether they err alike."""
    _, values = variables(it)
    human = np.flatnonzero(it.human)
    people = group_of(values[human], it.items[human], it.annotators[human], it.panel.n_items)
    answers = {model: _answers(values, it.rows_of(model)) for model in models}
    found = []
    for first, second in combinations(models, 2):
        errors = shared_errors(answers[first], answers[second], people, level=terms.level)
        found.append((_pair(it, first, second, errors, terms), errors))
    q = adjusted(np.array([errors.p_value if errors else np.nan for _, errors in found]), "by")
    return tuple(
        replace(pair, q_value=float(value), shared=bool(value < SHARED_AT)) if errors else pair
        for (pair, errors), value in zip(found, q, strict=True)
    )


def _answers(values: Floats, rows: CodeArray) -> Floats:
    """(I, V) a model's answers as variables, NaN where it gave none."""
    return np.where((rows >= 0)[:, None], values[rows], np.nan)


def _pair(it: Beside, first: int, second: int, errors: SharedErrors | None, terms: Terms) -> ModelPair:
    names = it.panel.annotators
    agreement = _agreement(it, first, second, terms)
    if errors is None:
        why = f"fewer than {FEWEST} items that both and two people answered, or a model always says the same"
        return ModelPair(str(names[first]), str(names[second]), agreement, Estimate(None, undefined=why), None, False)
    between = Interval(errors.low, errors.high, terms.level, "jackknife over items", NEW_ITEMS)
    correlation = Estimate(errors.correlation, between, errors.n_items)
    return ModelPair(str(names[first]), str(names[second]), agreement, correlation, None, False)


def _agreement(it: Beside, first: int, second: int, terms: Terms) -> Estimate:
    """xRR of two models, over new items."""
    one, two = it.annotators == first, it.annotators == second
    both = np.isin(it.items, np.intersect1d(it.items[one], it.items[two]))
    rows = np.flatnonzero((one | two) & both)
    counts = (len(np.unique(it.items[rows])), 2, len(rows))

    def coefficient(keep: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
        kept = np.zeros(len(one), dtype=np.bool_)
        kept[rows[keep]] = True
        return np.array([it.pairs.xrr(one & kept, two & kept)])

    if not len(rows):
        return Estimate(None, None, *counts, undefined="they share no item that a person answered")
    point = coefficient(np.ones(len(rows), dtype=np.bool_))
    spread = delete_group.over_items(coefficient, 1, it.items[rows], seed=terms.seed)
    reason = "all their answers are equal, so agreement cannot be told from chance"
    possible = ((it.pairs.lowest_xrr(one & both, two & both), 1.0),)
    return estimates(point, spread, terms.level, counts, (reason,), possible)[0]
