"""Do an annotator's labels fit the annotator's own ratings?

A sincere dissenter sees other emotions than most, yet rates what they see: their words go with their
valence and arousal. A spammer's words go with nothing. So what labels mean on the rating scales is
learned from everybody else, the annotator's ratings are predicted from their own labels, and the
correlation is held against that of the annotator's own ratings in random order. Agreement with
others does not enter.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.order import Timeline
from oe_quality.kernel.audit.sequence import sequential_p
from oe_quality.kernel.data.chunk import OffsetArray

PRIOR_STRENGTH = 5.0
"""Answers' worth of the overall mean that a label's mean is shrunk towards."""
MOST_PERMUTATIONS = 999
"""The p-value is compared with a level of a few per cent, for which more draws tell nothing new."""


@dataclass(frozen=True, slots=True, eq=False)
class Coherence:
    """Correlation of own ratings with those that the own labels suggest.

    Attributes:
        value: (A,) -1..1, pooled over the rating scales, each in units of its overall SD; NaN where
            undefined: fewer than 5 annotations with both, or no variation in labels or in ratings.
        p: (A,) one-sided permutation p-value; NaN where undefined.
        n: (A,) int64 annotations with labels and all ratings.
        still: (A,) whether there are annotations enough, but the ratings never vary.
    """

    value: Floats
    p: Floats
    n: NDArray[np.int64]
    still: NDArray[np.bool_]


def coherence(line: Timeline, chosen: NDArray[np.bool_], ratings: Floats, permutations: int, seed: int) -> Coherence:
    """Test each annotator's labels against their own ratings.

    Args:
        line: annotations by annotator.
        chosen: (N, K) the labels of each annotation; rows without any are left out.
        ratings: (N, D) answers on D numeric scales; rows with a NaN are left out.
        permutations, seed: of the test; at most `MOST_PERMUTATIONS` are drawn.
    """
    A = line.n_annotators
    used = np.asarray(chosen.any(axis=1) & np.isfinite(ratings).all(axis=1), dtype=np.bool_)
    spread = ratings[used].std(axis=0) if used.any() else np.ones(ratings.shape[1])
    z = (ratings - np.nanmean(ratings[used], axis=0)) / np.where(spread > 0, spread, 1.0) if used.any() else ratings
    who = np.empty(len(chosen), dtype=np.int64)
    who[line.rows] = np.repeat(np.arange(A), line.counts)
    predicted = _predict_without(who, chosen, np.where(used[:, None], z, 0.0), used, A)
    value, p = np.full(A, np.nan), np.full(A, np.nan)
    n, still = np.zeros(A, dtype=np.int64), np.zeros(A, dtype=np.bool_)
    draws = min(permutations, MOST_PERMUTATIONS)
    _coherence(line.offsets, line.rows, used, predicted, z, draws, seed, value, p, n, still)
    return Coherence(value, p, n, still)


def _predict_without(
    who: NDArray[np.int64], chosen: NDArray[np.bool_], z: Floats, used: NDArray[np.bool_], n_annotators: int
) -> Floats:
    """(N, D) mean over the chosen labels of what each label means to the other annotators."""
    K, D = chosen.shape[1], z.shape[1]
    members = chosen & used[:, None]
    row, label = np.nonzero(members)
    own_key = who[row] * K + label
    own_count = np.bincount(own_key, minlength=n_annotators * K)
    count = np.bincount(label, minlength=K)
    size = np.maximum(members.sum(axis=1), 1)
    predicted = np.empty((len(chosen), D))
    for d in range(D):
        total = np.bincount(label, weights=z[row, d], minlength=K)
        own_total = np.bincount(own_key, weights=z[row, d], minlength=n_annotators * K)
        mean = (total[label] - own_total[own_key]) / (count[label] - own_count[own_key] + PRIOR_STRENGTH)
        predicted[:, d] = np.bincount(row, weights=mean, minlength=len(chosen)) / size
    return predicted


@nb.njit(cache=True, parallel=True)
def _coherence(
    offsets: OffsetArray,
    rows: NDArray[np.int64],
    used: NDArray[np.bool_],
    predicted: Floats,
    z: Floats,
    draws: int,
    seed: int,
    value: Floats,
    p: Floats,
    n_out: NDArray[np.int64],
    still: NDArray[np.bool_],
) -> None:
    for a in nb.prange(len(offsets) - 1):
        own = rows[offsets[a] : offsets[a + 1]]
        own = own[used[own]]
        n = len(own)
        n_out[a] = n
        if n < 5:
            continue
        x, y = _centred(predicted, own), _centred(z, own)
        sxx, syy = (x * x).sum(), (y * y).sum()
        still[a] = syy < 1e-9
        if sxx < 1e-9 or syy < 1e-9:
            continue
        observed = (x * y).sum()
        value[a] = observed / np.sqrt(sxx * syy)
        np.random.seed(seed + a)
        order = np.arange(n)
        reached, done = 0, 0
        while done < draws and reached < 20:
            np.random.shuffle(order)
            total = 0.0
            for j in range(n):
                for d in range(x.shape[1]):
                    total += x[j, d] * y[order[j], d]
            done += 1
            reached += total >= observed - 1e-12
        p[a] = sequential_p(reached, done)


@nb.njit(cache=True)
def _centred(values: Floats, rows: NDArray[np.int64]) -> Floats:
    """(n, D) the given rows, each column minus its mean."""
    out = np.empty((len(rows), values.shape[1]))
    for d in range(values.shape[1]):
        mean = 0.0
        for j in range(len(rows)):
            mean += values[rows[j], d]
        mean /= len(rows)
        for j in range(len(rows)):
            out[j, d] = values[rows[j], d] - mean
    return out
