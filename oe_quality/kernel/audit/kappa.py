"""Agreement with the others' consensus beyond what the own label rates reach by chance.

kappa_r = (a - e) / (m - e), over the responses of annotator r to items that others answered too:

- a: mean support of the answer. Single choice: the probability that the others' consensus gives to
  the chosen label, so m = 1. Multi-label: the expected number of labels judged as the consensus does,
  so m = K; this is the pooled kappa of De Vries, Elliott, Kanouse & Teleki (2008, Field Methods 20:272)
  with a soft second rater.
- e: the same for answers given at the annotator's own rates without regard to the item (Cohen 1960,
  chance from both margins). A constant answer has a = e, and so scores nothing.

The standard error is the delete-one jackknife over responses, in closed form.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.order import Timeline
from oe_quality.kernel.data.chunk import OffsetArray
from oe_quality.kernel.uncertainty.rounding import ROUNDING


@dataclass(frozen=True, slots=True, eq=False)
class LooKappa:
    """Kappa of each annotator; NaN where it is undefined.

    Attributes:
        value, standard_error: (A,); the latter NaN with fewer than 3 usable responses.
        n: (A,) int64 responses to items with at least one other annotator.
        agreement, chance: (A,) a / m and e / m.
        lowest: (A,) what kappa would be if no answer agreed.
    """

    value: Floats
    standard_error: Floats
    n: NDArray[np.int64]
    agreement: Floats
    chance: Floats
    lowest: Floats


def loo_kappa(
    line: Timeline,
    chosen: NDArray[np.bool_],
    support: Floats,
    usable: NDArray[np.bool_],
    *,
    exclusive: bool,
) -> LooKappa:
    """Kappa of each annotator against the consensus of the others.

    Args:
        line: responses by annotator.
        chosen: (R, K) which labels each response chose.
        support: (R, K) the others' consensus, see `support`.
        usable: (R,) whether somebody else answered the item.
        exclusive: single choice (only the chosen label counts) or multi-label (each label counts).
    """
    A = line.n_annotators
    out = np.full((4, A), np.nan)
    n = np.zeros(A, dtype=np.int64)
    _loo_kappa(line.offsets, line.rows, chosen, support, usable, exclusive, out, n)
    lowest = np.divide(-out[3], 1.0 - out[3], out=np.full(A, -np.inf), where=out[3] < 1.0 - ROUNDING)
    return LooKappa(out[0], out[1], n, out[2], out[3], lowest)


def blind_sd(chosen: NDArray[np.bool_], support: Floats, usable: NDArray[np.bool_], *, exclusive: bool) -> float:
    """SD of what one answer adds to kappa when it is drawn at everybody's label rates without regard to the item.

    Kappa over n such answers has the standard error sd / sqrt(n), so it tells how soon they would be noticed. The
    labels of a set are taken to be drawn independently. NaN where kappa is undefined.
    """
    if not usable.any():
        return float("nan")
    rate, held = chosen[usable].mean(axis=0), support[usable]
    mean = held.mean(axis=0)
    over = held - mean
    if exclusive:
        variance = (over**2 @ rate - (over @ rate) ** 2).mean()
        room = 1.0 - float(rate @ mean)
    else:
        variance = (4.0 * over**2 @ (rate * (1 - rate))).mean()
        room = float((rate * (1 - mean) + (1 - rate) * mean).sum())
    return float(np.sqrt(max(variance, 0.0)) / room) if room > ROUNDING else float("nan")


def answer_scores(chosen: NDArray[np.bool_], support: Floats, *, exclusive: bool) -> tuple[Floats, Floats, Floats]:
    """How well each response fits the others.

    Returns:
        (R,) agreement, the summand of a / m above; (R,) what an answer drawn from the consensus itself
        would score on that item, so that the difference speaks of the annotator and not of the item; (R,)
        mean support of the labels that were chosen.
    """
    K = chosen.shape[1]
    if exclusive:
        score = (chosen * support).sum(axis=1)
        return score, (support**2).sum(axis=1), score
    score = np.where(chosen, support, 1 - support).sum(axis=1) / K
    expected = (support**2 + (1 - support) ** 2).sum(axis=1) / K
    size = chosen.sum(axis=1)
    held = np.where(size > 0, (chosen * support).sum(axis=1) / np.maximum(size, 1), 1 - support.max(axis=1, initial=0))
    return score, expected, held


def blind_scores(
    chosen: NDArray[np.bool_],
    support: Floats,
    usable: NDArray[np.bool_],
    annotator: NDArray[np.int32],
    n_annotators: int,
    *,
    exclusive: bool,
) -> Floats:
    """(R,) what an answer at the annotator's own label rates, given without regard to the item, would score on it.

    Rates are those of the usable answers; other arguments as for `answer_scores`.
    """
    K, who = chosen.shape[1], annotator[usable]
    n = np.maximum(np.bincount(who, minlength=n_annotators), 1)
    given = [np.bincount(who, weights=chosen[usable, k], minlength=n_annotators) / n for k in range(K)]
    score = np.zeros(len(annotator))
    for k, rate in enumerate(given):
        mine = rate[annotator]
        score += mine * support[:, k]
        if not exclusive:
            score += (1.0 - mine) * (1.0 - support[:, k])
    return score if exclusive else score / K


@nb.njit(cache=True, parallel=True)
def _loo_kappa(
    offsets: OffsetArray,
    rows: NDArray[np.int64],
    chosen: NDArray[np.bool_],
    support: Floats,
    usable: NDArray[np.bool_],
    exclusive: bool,
    out: Floats,
    n_out: NDArray[np.int64],
) -> None:
    K = support.shape[1]
    top = 1.0 if exclusive else float(K)
    for a in nb.prange(len(offsets) - 1):
        rate, mean, total, n = _margins(rows[offsets[a] : offsets[a + 1]], chosen, support, usable, exclusive)
        n_out[a] = n
        if n == 0:
            continue
        chance = _chance(rate / n, mean / n, exclusive)
        out[2, a], out[3, a] = total / n / top, chance / top
        if top - chance <= ROUNDING:
            continue
        out[0, a] = (total / n - chance) / (top - chance)
        if n < 3:
            continue
        out[1, a] = _jackknife(
            rows[offsets[a] : offsets[a + 1]], chosen, support, usable, exclusive, rate, mean, total, n
        )


@nb.njit(cache=True)
def _margins(rows, chosen, support, usable, exclusive):
    """Sums over usable responses: own label counts (K,), support (K,), agreement, and their number."""
    K = support.shape[1]
    rate, mean = np.zeros(K), np.zeros(K)
    total, n = 0.0, 0
    for r in rows:
        if usable[r]:
            n += 1
            total += _agreement(chosen[r], support[r], exclusive)
            for k in range(K):
                rate[k] += chosen[r, k]
                mean[k] += support[r, k]
    return rate, mean, total, n


@nb.njit(cache=True)
def _agreement(chosen, support, exclusive):
    total = 0.0
    for k in range(len(support)):
        if chosen[k]:
            total += support[k]
        elif not exclusive:
            total += 1.0 - support[k]
    return total


@nb.njit(cache=True)
def _chance(rate, mean, exclusive):
    total = 0.0
    for k in range(len(rate)):
        total += rate[k] * mean[k]
        if not exclusive:
            total += (1.0 - rate[k]) * (1.0 - mean[k])
    return total


@nb.njit(cache=True)
def _jackknife(rows, chosen, support, usable, exclusive, rate, mean, total, n):
    """Delete-one standard error; NaN where leaving one response out makes kappa undefined."""
    K = len(rate)
    top = 1.0 if exclusive else float(K)
    first, second = 0.0, 0.0
    rate_without, mean_without = np.empty(K), np.empty(K)
    for r in rows:
        if not usable[r]:
            continue
        for k in range(K):
            rate_without[k] = (rate[k] - chosen[r, k]) / (n - 1)
            mean_without[k] = (mean[k] - support[r, k]) / (n - 1)
        chance = _chance(rate_without, mean_without, exclusive)
        if top - chance <= ROUNDING:
            return np.nan
        value = ((total - _agreement(chosen[r], support[r], exclusive)) / (n - 1) - chance) / (top - chance)
        first += value
        second += value * value
    return np.sqrt(max(second - first * first / n, 0.0) * (n - 1) / n)
