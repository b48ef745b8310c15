"""Do two annotators share more answers than the items explain?

For a pair (a, b) and each item that both answered, the probability of equal answers is taken under
the posterior of the item's truth that leaves *both* out:

    p_i = sum_t P(t | answers of all but a, b) sum_k theta_a[t, k] theta_b[t, k]

and z = sum (1[same] - p_i) / sqrt(phi sum p_i (1 - p_i)) over items and questions. The dispersion phi
(McCullagh & Nelder 1989, ch. 4) is the mean squared standardised excess of an item over all pairs; it
pays for questions that depend on each other, such as the labels of one multi-label answer.
Answer-copying indices of this kind: Wollack (1997), Wesolowsky (2000).
"""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.chunk import FloatArray, OffsetArray

FLOOR = 1e-12
Z_POWER_80 = 0.8416


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Sharing:
    """Equal answers of each shared item, summed over questions.

    Attributes:
        same: (S,) float64 number of questions answered alike; expected, variance: (S,) under the model.
        questions: how many questions were added.
    """

    same: FloatArray
    expected: FloatArray
    variance: FloatArray
    questions: int


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
    S = len(pairs.first_row)
    return Sharing(np.zeros(S), np.zeros(S), np.zeros(S), 0)


def add_question(
    sharing: Sharing,
    pairs: Pairs,
    offsets: OffsetArray,
    annotator: NDArray[np.int32],
    code: NDArray[np.int32],
    confusion: FloatArray,
    prevalence: FloatArray,
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
    same, expected, variance = sharing.same.copy(), sharing.expected.copy(), sharing.variance.copy()
    _add_question(
        pairs.first, pairs.second, pairs.offsets, pairs.first_row, pairs.second_row,
        item, code, np.ascontiguousarray(confusion), table, total, same, expected, variance,
    )  # fmt: skip
    return Sharing(same, expected, variance, sharing.questions + 1)


def dispersion(sharing: Sharing) -> float:
    """phi: mean squared standardised excess of an item, at least 1; the top 1 % are left out as copied."""
    known = sharing.variance > 1e-12
    if known.sum() < 100:
        return 1.0
    squared = (sharing.same - sharing.expected)[known] ** 2 / sharing.variance[known]
    return float(max(1.0, np.minimum(squared, np.quantile(squared, 0.99)).mean()))


def excess(pairs: Pairs, sharing: Sharing, phi: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """(P,) z, equal answers and expected equal answers of each pair."""
    starts = pairs.offsets[:-1]
    if not len(starts):
        return np.zeros(0), np.zeros(0), np.zeros(0)
    same = np.add.reduceat(sharing.same, starts)
    expected = np.add.reduceat(sharing.expected, starts)
    variance = np.add.reduceat(sharing.variance, starts)
    z = np.divide(same - expected, np.sqrt(phi * variance), out=np.zeros_like(same), where=variance > 1e-12)
    return z, same, expected


def detectable_rate(n_shared: int, mean: float, variance: float, questions: int, phi: float, z_needed: float) -> float:
    """Smallest share of copied items that reaches `z_needed` four times in five; above 1 means none does.

    Args:
        mean, variance: of equal answers on one item, summed over `questions`.
    """
    lift = n_shared * (questions - mean)
    if lift <= 0:
        return float("inf")
    return float((z_needed + Z_POWER_80) * np.sqrt(phi * n_shared * variance) / lift)


@nb.njit(cache=True, parallel=True)  # type: ignore[misc, unused-ignore]
def _count_partners(starts, rows, item, offsets, annotator, n_annotators, min_shared, threads):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """(A,) qualifying partners with a higher code, and (A,) the items shared with them."""
    n_pairs, n_shared = np.zeros(n_annotators, dtype=np.int64), np.zeros(n_annotators, dtype=np.int64)
    for part in nb.prange(threads):
        count = np.zeros(n_annotators, dtype=np.int64)
        for a in range(part, n_annotators, threads):
            _partners(a, starts, rows, item, offsets, annotator, count)
            for b in range(a + 1, n_annotators):
                if count[b] >= min_shared:
                    n_pairs[a] += 1
                    n_shared[a] += count[b]
                count[b] = 0
    return n_pairs, n_shared


@nb.njit(cache=True)  # type: ignore[misc, unused-ignore]
def _partners(a, starts, rows, item, offsets, annotator, count) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Count, for each b > a, the items that a and b both answered."""
    for j in range(starts[a], starts[a + 1]):
        i = item[rows[j]]
        for s in range(rows[j] + 1, offsets[i + 1]):
            count[annotator[s]] += 1


@nb.njit(cache=True, parallel=True)  # type: ignore[misc, unused-ignore]
def _fill_partners(  # type: ignore[no-untyped-def]
    starts, rows, item, offsets, annotator, n_annotators, min_shared, threads,  # noqa: ANN001
    pair_at, item_at, first, second, pair_offsets, first_row, second_row,  # noqa: ANN001
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


@nb.njit(cache=True, parallel=True)  # type: ignore[misc, unused-ignore]
def _log_posteriors(offsets, annotator, code, table, log_prior):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """(I, K) unnormalised log posterior of each item under all answers."""
    I, K = len(offsets) - 1, len(log_prior)
    total = np.empty((I, K))
    for i in nb.prange(I):
        total[i] = log_prior
        for r in range(offsets[i], offsets[i + 1]):
            if code[r] >= 0:
                for t in range(K):
                    total[i, t] += table[annotator[r], code[r], t]
    return total


@nb.njit(cache=True, parallel=True)  # type: ignore[misc, unused-ignore]
def _add_question(  # type: ignore[no-untyped-def]
    first, second, pair_offsets, first_row, second_row,  # noqa: ANN001
    item, code, confusion, table, total, same, expected, variance,  # noqa: ANN001
) -> None:  # fmt: skip
    K = confusion.shape[1]
    for pair in nb.prange(len(first)):
        a, b = first[pair], second[pair]
        alike = np.zeros(K)
        for t in range(K):
            for k in range(K):
                alike[t] += confusion[a, t, k] * confusion[b, t, k]
        posterior = np.empty(K)
        for s in range(pair_offsets[pair], pair_offsets[pair + 1]):
            x, y = code[first_row[s]], code[second_row[s]]
            if x < 0 or y < 0:
                continue
            posterior[:] = total[item[first_row[s]]]
            for t in range(K):
                posterior[t] -= table[a, x, t] + table[b, y, t]
            posterior -= posterior.max()
            posterior[:] = np.exp(posterior)
            p = (posterior * alike).sum() / posterior.sum()
            same[s] += x == y
            expected[s] += p
            variance[s] += p * (1.0 - p)
