"""How well an annotator's answers follow those of the others: the weight of each in a shared picture.

The skill of annotator r is the slope of the regression, label by label, of r's answers on the share of the
other annotators who gave the same answer (leave-one-out). It is 0 in expectation for whoever answers without
regard to the item, whatever their favourite labels: those go into the intercept. Slopes are shrunk towards
their mean by what their standard errors say (DerSimonian and Laird 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats, sums_by
from oe_quality.kernel.perception.parts import Part, Parts

ROUNDS = 2
"""Passes in which the others are weighted by the skill found in the pass before."""


@dataclass(frozen=True, slots=True, eq=False)
class Skill:
    """What each annotator's answers are worth.

    Attributes:
        weight: (A,) mean 1 over responses, at least 0: the shrunk slope over its mean; all 1 where nobody
            follows anybody or no item has two answers.
        slope, standard_error: (A,) before shrinkage; NaN-free, infinite errors where nothing was shared.
        informative: whether the data distinguish annotators at all.
    """

    weight: Floats
    slope: Floats
    standard_error: Floats
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


def _round(questions: tuple[Parts, ...], weight: Floats) -> Skill:
    A = len(weight)
    lines = [_lines(parts, weight) for parts in questions]
    xy = np.sum([line.xy.sum(axis=1) for line in lines], axis=0)
    xx = np.sum([line.xx.sum(axis=1) for line in lines], axis=0)
    if xx.sum() <= 0 or xy.sum() <= 0:
        return Skill(np.ones(A), np.zeros(A), np.full(A, np.inf), False)
    slope = np.divide(xy, xx, out=np.full(A, xy.sum() / xx.sum()), where=xx > 0)
    noise = sum(
        _squared_noise(part, weight, line, slope)
        for parts, line in zip(questions, lines, strict=True)
        for part in parts()
    )
    # The variance of a sum of residuals times x, per unit of x squared, is taken as common to all annotators.
    variance = np.divide(noise / xx.sum(), xx, out=np.full(A, np.inf), where=xx > 0)
    shrunk = np.maximum(_shrink(slope, variance, xy.sum() / xx.sum()), 0.0)
    total = (shrunk * lines[0].n).sum()
    if total <= 0:
        return Skill(np.ones(A), slope, np.sqrt(variance), False)
    return Skill(shrunk * lines[0].n.sum() / total, slope, np.sqrt(variance), True)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Regression sums of each annotator on each label: n (A,), means of x and y, centred xy and xx (A, K)."""

    n: Floats
    x: Floats
    y: Floats
    xy: Floats
    xx: Floats


def _lines(parts: Parts, weight: Floats) -> _Lines:
    A = len(weight)
    sums: list[list[Floats]] = []
    for part in parts():
        who = part.chunk.annotator
        x, y, usable = _shares(part, weight)
        columns = [usable[:, None] * values for values in (np.ones_like(x[:, :1]), x, y, x * y, x * x)]
        sums.append([sums_by(who, values, A) for values in columns])
        sums[-1].append(np.bincount(who, minlength=A).astype(np.float64))
    used, sx, sy, sxy, sxx, n = (np.sum(column, axis=0) for column in zip(*sums, strict=True))
    m = np.maximum(used, 1.0)
    return _Lines(n, sx / m, sy / m, sxy - sx * sy / m, np.maximum(sxx - sx**2 / m, 0.0))


def _shares(part: Part, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """(R, K) the others' share, (R, K) the own answer, and (R,) 1 where there are others, else 0."""
    item, w = part.chunk.items(), weight[part.chunk.annotator]
    votes = part.per_item(w[:, None] * part.answer)
    total = part.per_item(w)
    others = total[item] - w
    alone = others <= 1e-9 * np.maximum(total[item], 1e-300)
    share = (votes[item] - w[:, None] * part.answer) / np.where(alone, 1.0, others)[:, None]
    # Of a yes/no question one column says it all; of K labels all do.
    columns = slice(1, 2) if part.answer.shape[1] == 2 else slice(None)
    return share[:, columns], part.answer[:, columns], (~alone).astype(np.float64)


def _squared_noise(part: Part, weight: Floats, line: _Lines, slope: Floats) -> float:
    who = part.chunk.annotator
    share, answer, usable = _shares(part, weight)
    x, y = share - line.x[who], answer - line.y[who]
    residual = y - slope[who][:, None] * x
    return float(((usable * (residual * x).sum(axis=1)) ** 2).sum())


def _shrink(slope: Floats, variance: Floats, mean: float) -> Floats:
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
