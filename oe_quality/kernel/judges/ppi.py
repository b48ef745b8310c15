"""Means from many answers of a model and few of people: prediction-powered inference.

Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023 (Science 382:669) correct the mean of a model's answers on all items
by its mean error on the items that people answered too; PPI++ (Angelopoulos, Duchi & Zrnic 2023, arXiv 2311.01453,
example 6.1) weighs the model by the lambda that gives the least variance, so that a useless model costs nothing. Here
an item may have several answers by people who were sampled too: the correction's variance is the two-way clustered one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.clustered import Means, means


@dataclass(frozen=True, slots=True, eq=False)
class Powered:
    """Means of V variables.

    Attributes:
        mean: (V,) prediction-powered; people: (V,) of people's answers alone; model: (V,) of the model's alone, on
            all items that it answered.
        weight: (V,) lambda, 0 (the model tells nothing) to 1 (PPI of 2023).
        variance, people_variance: (V,) of the first two.
        degrees: (V,) of Student's t.
        n_labelled: items that people and the model answered; n_unlabelled: items that the model alone answered;
            n_responses: answers by people on the former; n_annotators: who gave them.
    """

    mean: Floats
    people: Floats
    model: Floats
    weight: Floats
    variance: Floats
    people_variance: Floats
    degrees: Floats
    n_labelled: int
    n_unlabelled: int
    n_responses: int
    n_annotators: int

    def bounds(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """(V,) and (V,) Student's t bounds of `mean`."""
        half = special.stdtrit(np.maximum(self.degrees, 1.0), 0.5 + level / 2) * np.sqrt(self.variance)
        return self.mean - half, self.mean + half

    @property
    def gain(self) -> Floats:
        """(V,) how many times as many human answers would give the same precision without the model, at least 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = self.people_variance / self.variance
        return np.where(np.isfinite(ratio), np.maximum(ratio, 1.0), 1.0)


def powered_means(values: Floats, items: CodeArray, annotators: CodeArray, model: Floats) -> Powered:
    """Means over items of what people would answer.

    Args:
        values: (R, V) answers by people: numbers, or 1 for the label given and 0 for the others.
        items: (R,) their items, codes 0..I-1; annotators: (R,) who gave them.
        model: (I, V) the model's answers likewise; NaN where it gave none.

    Every item counts once, however many people answered it.
    """
    answered = np.asarray(np.isfinite(model).all(axis=1))
    use = answered[items]
    y, item, who = values[use], items[use], annotators[use]
    size = np.bincount(item, minlength=len(model))
    alone = answered & (size == 0)
    per_item = 1.0 / size[item]
    weight = _weights(y, item, per_item, model, size, alone)
    correction = means(y - weight * model[item], item, who, per_item)
    classical = means(y, item, who, per_item)
    unlabelled = model[alone]
    count = len(unlabelled)
    of_model = unlabelled.mean(axis=0) if count else np.zeros(values.shape[1])
    spread = unlabelled.var(axis=0, ddof=1) / count if count > 1 else np.zeros(values.shape[1])
    return Powered(
        correction.mean + weight * of_model,
        classical.mean,
        model[answered].mean(axis=0) if answered.any() else np.full(values.shape[1], np.nan),
        weight,
        correction.variance + weight**2 * spread,
        classical.variance,
        together(correction.variance, correction.own_degrees, weight**2 * spread, count),
        correction.n_items,
        count,
        correction.n_responses,
        correction.n_annotators,
    )


def together(first: Floats, degrees: Floats, second: Floats, count: int) -> Floats:
    """(V,) degrees of freedom of the sum of a variance that has `degrees`, and one of `count` items (Satterthwaite)."""
    of_parts = first**2 / np.maximum(degrees, 1.0) + second**2 / max(count - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (first + second) ** 2 / of_parts
    return np.where(np.isfinite(found), found, degrees)


def _weights(
    y: Floats,
    item: CodeArray,
    per_item: Floats,
    model: Floats,
    size: NDArray[np.int64],
    alone: NDArray[np.bool_],
) -> Floats:
    """(V,) lambda: cov(people's mean, model) / ((1 + n / N) var(model)), within 0..1; 0 with nothing unlabelled."""
    labelled = np.flatnonzero(size > 0)
    n, many = len(labelled), int(alone.sum())
    if n < 3 or many < 2:
        return np.zeros(y.shape[1])
    by_item = np.zeros(model.shape)
    np.add.at(by_item, item, y * per_item[:, None])
    people, there = by_item[labelled], model[labelled]
    together = ((people - people.mean(axis=0)) * (there - there.mean(axis=0))).sum(axis=0) / (n - 1)
    spread = np.concatenate([there, model[alone]]).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = together / ((1 + n / many) * spread)
    return np.clip(np.where(np.isfinite(weight), weight, 0.0), 0.0, 1.0)


def powered_difference(
    values: Floats, items: CodeArray, annotators: CodeArray, model: Floats, group: NDArray[np.int64]
) -> tuple[Floats, Floats, Floats]:
    """(V,) mean of the items of group 1 less that of group 0, (V,) its variance, and (V,) its degrees of freedom.

    The groups may share annotators: what these have in common cancels in the difference, and the variance knows it.

    Args:
        values, items, annotators, model: as for `powered_means`.
        group: (I,) 0 or 1; other items take no part.
    """
    sides = [_restricted(values, items, annotators, model, group == g) for g in (0, 1)]
    answered = np.asarray(np.isfinite(model).all(axis=1))
    size = np.bincount(items[answered[items]], minlength=len(model))
    influence, weights = np.zeros(values.shape), np.zeros(len(values))
    total = 0.0
    for sign, side, g in zip((-1.0, 1.0), sides, (0, 1), strict=True):
        rows = np.flatnonzero(answered[items] & (group[items] == g))
        weights[rows] = 1.0 / size[items[rows]]
        share = weights[rows].sum()
        total += share
        corrected = values[rows] - side.weight * model[items[rows]]
        influence[rows] = sign * (corrected - np.average(corrected, axis=0, weights=weights[rows])) / share
    joint: Means = means(influence * total, items, annotators, weights)
    alone = [side.weight**2 * _spread_alone(model, size, answered & (group == g)) for g, side in enumerate(sides)]
    of_models = np.asarray(alone[0] + alone[1])
    degrees = together(joint.variance, joint.own_degrees, of_models, sum(side.n_unlabelled for side in sides))
    return sides[1].mean - sides[0].mean, joint.variance + of_models, degrees


def _restricted(
    values: Floats, items: CodeArray, annotators: CodeArray, model: Floats, keep: NDArray[np.bool_]
) -> Powered:
    rows = keep[items]
    there = np.where(keep[:, None], model, np.nan)
    return powered_means(values[rows], items[rows], annotators[rows], there)


def _spread_alone(model: Floats, size: NDArray[np.int64], keep: NDArray[np.bool_]) -> Floats:
    alone = model[keep & (size == 0)]
    return alone.var(axis=0, ddof=1) / len(alone) if len(alone) > 1 else np.zeros(model.shape[1])
