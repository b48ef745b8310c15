"""People and a judge who answer with numbers, ordered labels or sets, fitted to answers and drawn anew.

Behind every answer stand V normal variables, cut where the answers' own distribution is cut (a Gaussian copula; of one
ordered label the cumulative probit model, McCullagh 1980): one for a number or a rank, one for each label of a set.

    of a person a on item i:  z = u_i + l_a + e_ia        of the judge:  z = w_i

u is what people share of an item, l a person's leaning, e chance; w varies with u as far as the judge agrees with
people, and is cut by the judge's own distribution, which holds its bias and its spread. Their covariances are those
that give the covariances that were seen: of two people on one item, of one person on two items, of the judge with
people, of two labels in one set. What a covariance of cut variables says of the variables themselves follows from their
Hermite series (Mehler 1866): cov = sum over n of c_n d_n rho^n.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.judges.likeness import Likeness, jaccard

TERMS = 80
"""Of the Hermite series."""
GRID = np.linspace(-0.99, 0.99, 199)
"""Correlations at which a covariance is computed; between them it is interpolated."""
POWERS = GRID ** np.arange(1, TERMS + 1)[:, None]
ROUNDING = 1e-9
"""Below 0, an eigenvalue that is 0."""
FEWEST = 10
"""Items that two people, and a person and the judge, answered, below which nothing is fitted."""


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """How a normal variable becomes an answer.

    Attributes:
        values: (m,) ascending; cuts: (m - 1,) where it passes from one to the next; series: (TERMS,) the Hermite
            coefficients of the step function.
    """

    values: Floats
    cuts: Floats
    series: Floats

    def answers(self, z: Floats) -> Floats:
        """(N,) the answers behind which the variables z (N,) stand."""
        return np.asarray(self.values[np.searchsorted(self.cuts, z)])


def cuts_of(answers: Floats, weights: Floats) -> Cuts:
    """The cuts that give the weighted distribution of answers (N,).

    >>> found = cuts_of(np.array([1.0, 2.0, 2.0, 5.0]), np.ones(4))
    >>> found.values.tolist(), found.cuts.round(2).tolist()
    ([1.0, 2.0, 5.0], [-0.67, 0.67])
    """
    values, place = np.unique(answers, return_inverse=True)
    share = np.cumsum(np.bincount(place, weights=weights))
    cuts = special.ndtri(share[:-1] / share[-1])
    height = np.diff(values) * np.exp(-(cuts**2) / 2) / math.sqrt(2 * math.pi)
    series = np.zeros(TERMS)
    before, hermite = np.zeros(len(cuts)), np.ones(len(cuts))
    for n in range(1, TERMS + 1):
        series[n - 1] = height @ hermite / math.sqrt(n)
        before, hermite = hermite, (cuts * hermite - math.sqrt(n - 1) * before) / math.sqrt(n)
    return Cuts(values, cuts, series)


def correlations(first: list[Cuts], second: list[Cuts], covariance: Floats) -> Floats:
    """(V, W) correlations of the normal variables behind answers whose covariances are (V, W), within -.99 to .99."""
    there = np.array([one.series for one in second])
    found = np.zeros(covariance.shape)
    for v, one in enumerate(first):
        curves = np.maximum.accumulate((there * one.series) @ POWERS, axis=1)
        for w, curve in enumerate(curves):
            found[v, w] = np.interp(covariance[v, w], curve, GRID) if curve[-1] > curve[0] else 0.0
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Crowd:
    """People and a judge whose answers have V variables.

    Attributes:
        people, judge: V cuts each; shared: (2V, 2V) factor of the covariance of (u, w); leaning: (V,) SD of l;
        chance: (V, V) factor of the covariance of e.
        sets: whether the variables are the labels of a set; else there is one, a number.
    """

    people: list[Cuts]
    judge: list[Cuts]
    shared: Floats
    leaning: Floats
    chance: Floats
    sets: bool

    def study(self, rng: np.random.Generator, n_people: int, n_items: int) -> Likeness:
        """See `power.Crew`."""
        V = len(self.people)
        together = rng.standard_normal((n_items, 2 * V)) @ self.shared.T
        own = rng.standard_normal((n_items, n_people, V)) @ self.chance.T
        z = together[:, None, :V] + rng.standard_normal((n_people, V)) * self.leaning + own
        by_people = _answered(self.people, z.reshape(-1, V))
        given = np.concatenate([by_people, _answered(self.judge, together[:, V:])])
        if self.sets:
            chosen = given > 0
            return lambda first, second: jaccard(chosen[first], chosen[second])
        return lambda first, second: -np.square(given[first, 0] - given[second, 0])


def _answered(cuts: list[Cuts], z: Floats) -> Floats:
    return np.stack([one.answers(z[:, v]) for v, one in enumerate(cuts)], axis=1)


def fit_crowd(
    values: Floats, items: CodeArray, annotators: CodeArray, model: Floats, *, sets: bool = False
) -> Crowd | None:
    """Fit people and a judge to what they answered; None with too few shared items, or where people share nothing.

    Every item counts once, however many people answered it.

    Args:
        values: (R, V) answers by people; items: (R,) codes 0..I-1; annotators: (R,) who gave them.
        model: (I, V) the judge's, NaN where it gave none.
        sets: whether the variables are labels, 1 where given; else V is 1.
    """
    size = np.bincount(items, minlength=len(model))
    both = np.asarray(np.isfinite(model).all(axis=1) & (size > 0))
    if (size >= 2).sum() < FEWEST or both.sum() < FEWEST:
        return None
    V = values.shape[1]
    weights = 1.0 / size[items]
    people = [cuts_of(values[:, v], weights) for v in range(V)]
    judge = [cuts_of(model[both, v], np.ones(int(both.sum()))) for v in range(V)]
    between = correlations(people, people, _of_two_people(values, items, size))
    np.fill_diagonal(between, np.maximum(np.diag(between), 0.0))
    if not np.trace(between):
        return None
    with_judge = correlations(people, judge, _with_judge(values, items, size, model, both))
    most = np.sqrt(np.diag(between))
    np.fill_diagonal(with_judge, np.clip(np.diag(with_judge), -most, most))
    within = correlations(people, people, np.cov(values.T, aweights=weights, ddof=0).reshape(V, V))
    own = correlations(judge, judge, np.cov(model[both].T, ddof=0).reshape(V, V))
    np.fill_diagonal(own, 1.0)
    leaning = np.diag(correlations(people, people, np.diag(_of_two_items(values, annotators, weights))))
    leaning = np.clip(leaning, 0.0, 1 - np.diag(between))
    by_label = np.asarray(np.tile(np.eye(V), (2, 2)))
    shared = _possible(np.block([[between, with_judge], [with_judge.T, own]]), by_label)
    rest = within - shared[:V, :V]
    np.fill_diagonal(rest, 1 - np.diag(between) - leaning)
    return Crowd(people, judge, _factor(shared), np.sqrt(leaning), _factor(_possible(rest, np.eye(V))), sets)


def _of_two_people(values: Floats, items: CodeArray, size: CodeArray) -> Floats:
    """(V, V) covariance of the answers of two people to one item."""
    several = (size >= 2)[items]
    x, item = values[several], items[several]
    n = size[item]
    centred = x - np.average(x, axis=0, weights=1.0 / n)
    sums = np.zeros((len(size), x.shape[1]))
    np.add.at(sums, item, centred)
    pairs = np.where(size >= 2, 1.0 / np.maximum(size * (size - 1), 1), 0.0)
    return np.asarray((sums.T * pairs) @ sums - (centred.T * pairs[item]) @ centred) / int((size >= 2).sum())


def _of_two_items(values: Floats, annotators: CodeArray, weights: Floats) -> Floats:
    """(V,) covariance of one person's answers to two items."""
    centred = values - np.average(values, axis=0, weights=weights)
    count = np.bincount(annotators)
    sums = np.zeros((len(count), values.shape[1]))
    np.add.at(sums, annotators, centred)
    pairs = float((count * (count - 1)).sum())
    return np.asarray(((sums**2).sum(axis=0) - (centred**2).sum(axis=0)) / max(pairs, 1.0))


def _with_judge(values: Floats, items: CodeArray, size: CodeArray, model: Floats, both: Bools) -> Floats:
    """(V, V) covariance of a person's answer and the judge's to one item."""
    mean = np.zeros(model.shape)
    np.add.at(mean, items, values / size[items][:, None])
    people, judge = mean[both] - mean[both].mean(axis=0), model[both] - model[both].mean(axis=0)
    return np.asarray(people.T @ judge) / len(people)


def _possible(matrix: Floats, kept: Floats) -> Floats:
    """A matrix that is a covariance: what is not `kept` (a mask, 1 where it is) is drawn in no further than it takes.

    Covariances that were seen err one by one, and together may belong to no variables at all.
    """
    whole = (matrix + matrix.T) / 2
    for share in np.linspace(1.0, 0.0, 51):
        drawn = whole * (kept + share * (1 - kept))
        if np.linalg.eigvalsh(drawn)[0] >= -ROUNDING:
            return np.asarray(drawn)
    return np.asarray(whole * kept)


def _factor(matrix: Floats) -> Floats:
    """F with F F' the matrix."""
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
