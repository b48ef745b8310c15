"""Do two annotators share more answers than the items explain?

For a pair (a, b) and each item that both answered, all is taken under the posterior q of the item's
truth that leaves *both* out. With P_a(k) = sum_t q_t theta_a[t, k] and the joint probability of both
answering k, J(k) = sum_t q_t theta_a[t, k] theta_b[t, k], an equal answer k scores

    w(k) = log(1 + c / (1 - c) * sqrt(P_a(k) P_b(k)) / J(k)),

and unequal answers score 0: the log-likelihood ratio of "one copies the other on a share c of the
items" against independence. So agreeing on what everybody says counts little, and sharing an error
much; with equal weights the test would lose most of its power among accurate annotators. The sum of
w - E[w] over items and questions is referred to a Pearson type III distribution with its exact first three
moments, for sums of rare large scores are skewed. Its variance is multiplied by the dispersion phi
(McCullagh & Nelder 1989, ch. 4): the mean squared standardised excess of an item over all pairs, which
pays for questions that depend on each other, such as the labels of one multi-label answer.
Answer-copying indices of this family: Wollack (1997), Wesolowsky (2000), van der Linden & Sotaridona (2006).
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, ndtr, ndtri

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.support import exponentiate
from oe_quality.kernel.data.chunk import OffsetArray

FLOOR = 1e-12
COPIED = 0.5
"""The share of copied items, c, for which the scores are most powerful."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of annotators with enough shared items, and those items.

    Attributes:
        first, second: (P,) int32 annotator codes, first < second.
        offsets: (P + 1,) int64 into the shared items.
        first_row, second_row: (S,) int64 the two responses to each shared item.
    """

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    offsets: OffsetArray
    first_row: NDArray[np.int64]
    second_row: NDArray[np.int64]

    @property
    def n_pairs(self) -> int:
        return len(self.first)

    @property
    def n_shared(self) -> NDArray[np.int64]:
        """(P,) shared items of each pair."""
        return np.diff(self.offsets)


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """What each shared item contributes, summed over questions.

    Attributes:
        same, expected: (S,) number of questions answered alike, and its expectation.
        score, mean, variance, third: (S,) the score, and its first three (central) moments under independence.
        lift: (S,) expected score were the item copied, minus `mean`.
        questions: how many questions were added.
    """

    same: Floats
    expected: Floats
    score: Floats
    mean: Floats
    variance: Floats
    third: Floats
    lift: Floats
    questions: int


@dataclass(frozen=True, slots=True, eq=False)
class Excess:
    """The test of each pair.

    Attributes:
        z: (P,) standardised excess, on the normal scale after the correction for skewness.
        p: (P,) one-sided p-value.
        same, expected: (P,) questions answered alike, and how many were to be expected.
        detectable: (P,) smallest share of copied items that is found four times in five at `z_needed`; inf for none.
    """

    z: Floats
    p: Floats
    same: Floats
    expected: Floats
    detectable: Floats


def shared_pairs(offsets: OffsetArray, annotator: NDArray[np.int32], n_annotators: int, min_shared: int) -> Pairs:
    """All pairs with at least `min_shared` shared items.

    Works annotator by annotator, so memory grows with the pairs that qualify and not with all pairs.

    Args:
        offsets: (I + 1,) int64; annotator: (R,) ascending and unique within an item.
    """
    rows = np.argsort(annotator, kind="stable").astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(np.bincount(annotator, minlength=n_annotators)))).astype(np.int64)
    item = np.repeat(np.arange(len(offsets) - 1, dtype=np.int64), np.diff(offsets))
    threads = nb.get_num_threads()
    n_pairs, n_shared = _count_partners(starts, rows, item, offsets, annotator, n_annotators, min_shared, threads)
    pair_at = np.concatenate(([0], np.cumsum(n_pairs)))
    item_at = np.concatenate(([0], np.cumsum(n_shared)))
    P, S = int(pair_at[-1]), int(item_at[-1])
    first, second = np.empty(P, dtype=np.int32), np.empty(P, dtype=np.int32)
    pair_offsets = np.zeros(P + 1, dtype=np.int64)
    first_row, second_row = np.empty(S, dtype=np.int64), np.empty(S, dtype=np.int64)
    _fill_partners(
        starts, rows, item, offsets, annotator, n_annotators, min_shared, threads,
        pair_at, item_at, first, second, pair_offsets, first_row, second_row,
    )  # fmt: skip
    return Pairs(first, second, pair_offsets, first_row, second_row)


def no_sharing(pairs: Pairs) -> Sharing:
    """Nothing compared yet."""
    return _sharing(np.zeros((7, len(pairs.first_row))), 0)


def _sharing(found: Floats, questions: int) -> Sharing:
    """Name the rows of the (7, S) array that the compiled loop fills."""
    same, expected, score, mean, variance, third, lift = found
    return Sharing(same, expected, score, mean, variance, third, lift, questions)


def add_question(
    sharing: Sharing,
    pairs: Pairs,
    offsets: OffsetArray,
    annotator: NDArray[np.int32],
    code: NDArray[np.int32],
    confusion: Floats,
    prevalence: Floats,
) -> Sharing:
    """Compare one more single-choice question (or one label of a multi-label one).

    Args:
        offsets, annotator: the responses that `pairs` point into.
        code: (R,) answers 0..K-1, -1 where this question was left open.
        confusion: (A, K, K) truth x answer; prevalence: (K,).
    """
    table = np.log(np.maximum(np.ascontiguousarray(np.swapaxes(confusion, 1, 2)), FLOOR))
    log_prior = np.log(np.maximum(prevalence, FLOOR))
    total = _log_posteriors(offsets, annotator, code, table, log_prior)
    item = np.repeat(np.arange(len(offsets) - 1, dtype=np.int64), np.diff(offsets))
    s = sharing
    found = np.stack([s.same, s.expected, s.score, s.mean, s.variance, s.third, s.lift])
    _add_question(
        pairs.first, pairs.second, pairs.offsets, pairs.first_row, pairs.second_row,
        item, code, np.ascontiguousarray(confusion), table, total, found,
    )  # fmt: skip
    return _sharing(found, sharing.questions + 1)


def dispersion(sharing: Sharing) -> float:
    """phi: mean squared standardised excess of an item, at least 1.

    Each is capped at its 99 % quantile, so that a few copied items do not hide themselves.
    """
    known = sharing.variance > 1e-12
    if known.sum() < 100:
        return 1.0
    squared = (sharing.score - sharing.mean)[known] ** 2 / sharing.variance[known]
    return float(max(1.0, np.minimum(squared, np.quantile(squared, 0.99)).mean()))


def excess(pairs: Pairs, sharing: Sharing, phi: float, z_needed: float = 3.0) -> Excess:
    """Test each pair for answers shared beyond what the items explain.

    Args:
        pairs, sharing: the pairs and what was compared.
        phi: see `dispersion`.
        z_needed: at which a pair would be called, for `detectable`.
    """
    if not pairs.n_pairs:
        return Excess(*(np.zeros(0) for _ in range(5)))
    total = {
        name: np.add.reduceat(values, pairs.offsets[:-1])
        for name, values in (
            ("same", sharing.same), ("expected", sharing.expected), ("over", sharing.score - sharing.mean),
            ("variance", phi * sharing.variance), ("third", phi**1.5 * sharing.third), ("lift", sharing.lift),
        )
    }  # fmt: skip
    spread = np.sqrt(np.maximum(total["variance"], 1e-12))
    raw = np.where(total["variance"] > 1e-12, total["over"] / spread, 0.0)
    p = _pearson_tail(raw, total["third"] / spread**3)
    detectable = np.divide(
        (z_needed + ndtri(0.8)) * spread, total["lift"], out=np.full(len(p), np.inf), where=total["lift"] > 1e-12
    )
    return Excess(-ndtri(np.clip(p, 1e-300, 1.0)), p, total["same"], total["expected"], detectable)


def _pearson_tail(z: Floats, skewness: Floats) -> Floats:
    """P(Z > z) for a standardised Pearson type III variable: a gamma of shape 4 / skewness^2, shifted."""
    skew = np.maximum(skewness, 1e-3)
    shape = 4.0 / skew**2
    tail = gammaincc(shape, np.maximum(shape + z * np.sqrt(shape), 0.0))
    return np.asarray(np.where(skewness > 1e-2, tail, ndtr(-z)))


@nb.njit(cache=True, parallel=True)
def _count_partners(starts, rows, item, offsets, annotator, n_annotators, min_shared, threads):
    """(A,) qualifying partners with a higher code, and (A,) the items shared with them."""
    n_pairs, n_shared = np.zeros(n_annotators, dtype=np.int64), np.zeros(n_annotators, dtype=np.int64)
    for part in nb.prange(threads):
        count = np.zeros(n_annotators, dtype=np.int64)
        for a in range(part, n_annotators, threads):
            if starts[a + 1] - starts[a] < min_shared:
                continue
            _partners(a, starts, rows, item, offsets, annotator, count)
            # Looking at everybody instead of at those met would take the square of all people.
            for j in range(starts[a], starts[a + 1]):
                for s in range(rows[j] + 1, offsets[item[rows[j]] + 1]):
                    b = annotator[s]
                    if count[b] >= min_shared:
                        n_pairs[a] += 1
                        n_shared[a] += count[b]
                    count[b] = 0
    return n_pairs, n_shared


@nb.njit(cache=True)
def _partners(a, starts, rows, item, offsets, annotator, count) -> None:
    """Count, for each b > a, the items that a and b both answered."""
    for j in range(starts[a], starts[a + 1]):
        i = item[rows[j]]
        for s in range(rows[j] + 1, offsets[i + 1]):
            count[annotator[s]] += 1


@nb.njit(cache=True, parallel=True)
def _fill_partners(
    starts, rows, item, offsets, annotator, n_annotators, min_shared, threads,
    pair_at, item_at, first, second, pair_offsets, first_row, second_row,
) -> None:  # fmt: skip
    for part in nb.prange(threads):
        count = np.zeros(n_annotators, dtype=np.int64)
        place = np.zeros(n_annotators, dtype=np.int64)
        for a in range(part, n_annotators, threads):
            if pair_at[a] == pair_at[a + 1]:
                continue
            _partners(a, starts, rows, item, offsets, annotator, count)
            pair, at = pair_at[a], item_at[a]
            for b in range(a + 1, n_annotators):
                place[b] = -1
                if count[b] >= min_shared:
                    first[pair], second[pair] = a, b
                    place[b] = at
                    at += count[b]
                    pair += 1
                    pair_offsets[pair] = at
                count[b] = 0
            for j in range(starts[a], starts[a + 1]):
                for s in range(rows[j] + 1, offsets[item[rows[j]] + 1]):
                    b = annotator[s]
                    if place[b] >= 0:
                        first_row[place[b]], second_row[place[b]] = rows[j], s
                        place[b] += 1


@nb.njit(cache=True, parallel=True)
def _log_posteriors(offsets, annotator, code, table, log_prior):
    """(I, K) unnormalised log posterior of each item under all answers."""
    K = len(log_prior)
    total = np.empty((len(offsets) - 1, K))
    for i in nb.prange(len(offsets) - 1):
        for t in range(K):
            total[i, t] = log_prior[t]
        for r in range(offsets[i], offsets[i + 1]):
            if code[r] >= 0:
                for t in range(K):
                    total[i, t] += table[annotator[r], code[r], t]
    return total


@nb.njit(cache=True, parallel=True)
def _add_question(
    first,
    second,
    pair_offsets,
    first_row,
    second_row,
    item,
    code,
    confusion,
    table,
    total,
    found,
) -> None:
    K = confusion.shape[1]
    odds = COPIED / (1.0 - COPIED)
    for pair in nb.prange(len(first)):
        a, b = first[pair], second[pair]
        q = np.empty(K)
        for s in range(pair_offsets[pair], pair_offsets[pair + 1]):
            x, y = code[first_row[s]], code[second_row[s]]
            if x < 0 or y < 0:
                continue
            for t in range(K):
                q[t] = total[item[first_row[s]], t] - table[a, x, t] - table[b, y, t]
            exponentiate(q)
            alike, m1, m2, m3, copied, scored = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
            for k in range(K):
                one, two, joint = 0.0, 0.0, 0.0
                for t in range(K):
                    one += q[t] * confusion[a, t, k]
                    two += q[t] * confusion[b, t, k]
                    joint += q[t] * confusion[a, t, k] * confusion[b, t, k]
                w = np.log(1.0 + odds * np.sqrt(one * two) / joint) if joint > 1e-300 else 0.0
                alike += joint
                m1 += joint * w
                m2 += joint * w * w
                m3 += joint * w * w * w
                copied += 0.5 * (one + two) * w
                if x == y and x == k:
                    scored = w
            found[0, s] += x == y
            found[1, s] += alike
            found[2, s] += scored
            found[3, s] += m1
            found[4, s] += m2 - m1 * m1
            found[5, s] += m3 - 3.0 * m1 * m2 + 2.0 * m1 * m1 * m1
            found[6, s] += copied - m1
