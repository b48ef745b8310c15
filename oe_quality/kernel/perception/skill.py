"""How well an annotator's answers follow those of the others: the weight of each in a shared picture.

The skill of annotator r is the slope of the regression of r's answers on the share of the other
annotators who gave the same answer (leave-one-out), both as deviations from the label's overall
rate. It is 0 in expectation for whoever answers without regard to the item, whatever their favourite
labels, because a constant and a lucky guess of the common label both deviate in no direction. Slopes
are shrunk towards their mean by what their standard errors say (DerSimonian and Laird 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.chunk import FloatArray
from oe_quality.kernel.perception.parts import Part, Parts

ROUNDS = 2
"""Passes in which the others are weighted by the skill found in the pass before."""


@dataclass(frozen=True, slots=True)
class Skill:
    """What each annotator's answers are worth.

    Attributes:
        weight: (A,) mean 1 over responses, at least 0: the shrunk slope over its mean; all 1 where nobody
            follows anybody or no item has two answers.
        slope, standard_error: (A,) before shrinkage; NaN-free, infinite errors where nothing was shared.
        informative: whether the data distinguish annotators at all.
    """

    weight: FloatArray
    slope: FloatArray
    standard_error: FloatArray
    informative: bool


def skills(questions: tuple[Parts, ...], n_annotators: int) -> Skill:
    """Skill of each annotator over one question, or over the labels of a multi-label one together.

    Args:
        questions: a pass over each; of a yes/no question only "yes" counts.
        n_annotators: A.
    """
    found = Skill(np.ones(n_annotators), np.zeros(n_annotators), np.full(n_annotators, np.inf), False)
    for _ in range(ROUNDS):
        found = _round(questions, found.weight)
    return found


def _round(questions: tuple[Parts, ...], weight: FloatArray) -> Skill:
    A = len(weight)
    n_responses = np.zeros(A)
    xy, xx = np.zeros(A), np.zeros(A)
    for parts in questions:
        base = _base(parts, weight)
        for part in parts():
            who = part.chunk.annotator
            x, y = _deviations(part, weight, base)
            xy += np.bincount(who, weights=(x * y).sum(axis=1), minlength=A)
            xx += np.bincount(who, weights=(x * x).sum(axis=1), minlength=A)
            n_responses += np.bincount(who, minlength=A)
    if xx.sum() <= 0 or xy.sum() <= 0:
        return Skill(np.ones(A), np.zeros(A), np.full(A, np.inf), False)
    slope = np.divide(xy, xx, out=np.full(A, xy.sum() / xx.sum()), where=xx > 0)
    noise = sum(_squared_noise(part, weight, _base(parts, weight), slope) for parts in questions for part in parts())
    # The variance of a sum of residuals times x, per unit of x squared, is taken as common to all annotators.
    variance = np.divide(noise / xx.sum(), xx, out=np.full(A, np.inf), where=xx > 0)
    shrunk = np.maximum(_shrink(slope, variance, xy.sum() / xx.sum()), 0.0)
    total = (shrunk * n_responses).sum()
    informative = bool(total > 0)
    fair = shrunk * n_responses.sum() / total if informative else np.ones(A)
    return Skill(fair, slope, np.sqrt(variance), informative)


def _base(parts: Parts, weight: FloatArray) -> FloatArray:
    """(K,) overall rate of each label."""
    totals: list[tuple[FloatArray, float]] = []
    for part in parts():
        w = weight[part.chunk.annotator]
        totals.append((w @ part.answer, float(w.sum())))
    votes = np.sum([votes for votes, _ in totals], axis=0)
    return np.asarray(votes / max(sum(n for _, n in totals), 1e-300), dtype=np.float64)


def _deviations(part: Part, weight: FloatArray, base: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(R, K) others' share and own answer, both minus the base rate; 0 where there are no others."""
    item, w = part.chunk.items(), weight[part.chunk.annotator]
    votes = part.per_item(w[:, None] * part.answer)
    total = part.per_item(w)
    others = total[item] - w
    alone = others <= 1e-9 * np.maximum(total[item], 1e-300)
    share = (votes[item] - w[:, None] * part.answer) / np.where(alone, 1.0, others)[:, None]
    x = np.where(alone[:, None], 0.0, share - base)
    # Of a yes/no question one column says it all; of K labels all do.
    columns = slice(1, 2) if part.answer.shape[1] == 2 else slice(None)
    return x[:, columns], (part.answer - base)[:, columns]


def _squared_noise(part: Part, weight: FloatArray, base: FloatArray, slope: FloatArray) -> float:
    x, y = _deviations(part, weight, base)
    residual = y - slope[part.chunk.annotator][:, None] * x
    return float((((residual * x).sum(axis=1)) ** 2).sum())


def _shrink(slope: FloatArray, variance: FloatArray, mean: float) -> FloatArray:
    """(A,) slopes drawn towards `mean` by empirical Bayes."""
    known = np.isfinite(variance) & (variance > 0)
    precision = 1.0 / variance[known]
    if known.sum() < 2:
        return np.full(len(slope), mean)
    excess = (precision * (slope[known] - mean) ** 2).sum() - (known.sum() - 1)
    between = max(0.0, excess / (precision.sum() - (precision**2).sum() / precision.sum()))
    keep = np.zeros(len(slope))
    keep[known] = between / (between + variance[known])
    return np.asarray(mean + keep * (slope - mean), dtype=np.float64)
