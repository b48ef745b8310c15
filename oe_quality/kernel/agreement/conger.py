"""Conger's kappa, whose chance agreement knows each annotator's own habits; with two annotators, Cohen's.

p_e is the mean over pairs of annotators of sum over k, l of w_kl p_gk p_hl, with p_g the shares of
annotator g's answers (Conger 1980, Psych. Bull. 88:322; Cohen 1960 for two). p_a is that of `chance`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from oe_quality.kernel.agreement.possible import NONE_KNOWN, corrected, least_agreement, least_ratio
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty.statistic import Deleted


@dataclass(frozen=True, slots=True)
class Conger:
    """Conger's kappa of a chunk in which an annotator answers an item once.

    Attributes:
        chunk: the answers; weights: (K, K) of partial agreement.
        marginals: (A, K) how often each annotator gave each label.
    """

    chunk: Chunk
    weights: Floats
    marginals: Floats

    @property
    def value(self) -> float:
        return self.reweighted(np.ones(self.chunk.n_items), np.ones(len(self.marginals)))

    @property
    def lowest(self) -> float:
        sizes, counts = np.unique(np.diff(self.chunk.offsets), return_counts=True)
        share, present = _shares(self.marginals)
        annotators, mean = int(present.sum()), share.sum(axis=0)
        if annotators < 2:
            return NONE_KNOWN
        own = float(np.einsum("ak,kl,al->", share, self.weights, share))
        expected = (float(mean @ self.weights @ mean) - own) / (annotators * (annotators - 1))
        nothing = corrected(least_agreement(sizes, counts, self.weights), expected)
        complete = (sizes[sizes > 0] == annotators).all()
        return max(nothing, least_ratio(sizes)) if complete else nothing

    @property
    def frequency(self) -> NDArray[np.int64]:
        return (np.diff(self.chunk.offsets) > 0).astype(np.int64)

    def item_rows(self) -> NDArray[np.int32]:
        return np.where(self.frequency > 0, np.arange(self.chunk.n_items), -1).astype(np.int32)

    def without_items(self) -> Deleted:
        return Deleted(self._kappas(_delete_items(*self._arguments())), self.frequency)

    def without_answers(self) -> Deleted:
        values = self._kappas(_delete_answers(*self._arguments()))
        return Deleted(values, np.ones(self.chunk.n_responses, dtype=np.int64))

    def without_annotators(self) -> Deleted:
        present = (self.marginals.sum(axis=1) > 0).astype(np.int64)
        return Deleted(self._kappas(_delete_annotators(*self._arguments())), present)

    def resampled(self, frequency: Floats) -> Floats:
        everyone = np.ones(len(self.marginals))
        return np.array([self.reweighted(row, everyone) for row in frequency])

    def reweighted(self, item_weight: Floats, annotator_weight: Floats) -> float:
        agreed, pairable = _observed(
            self.chunk.offsets, self.chunk.annotator, self.chunk.label, self.weights, item_weight, annotator_weight
        )
        each = item_weight[self.chunk.items()]
        marginals = _marginals(self.chunk, each, self.marginals.shape)
        share, present = _shares(marginals)
        w = annotator_weight * present
        mean, own = w @ share, (w**2) @ np.einsum("ak,kl,al->a", share, self.weights, share)
        pairs = w.sum() ** 2 - (w**2).sum()
        return float(self._kappas(np.array([[agreed, pairable, mean @ self.weights @ mean - own, pairs]]))[0])

    def _arguments(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], Floats, Floats]:
        return self.chunk.offsets, self.chunk.annotator, self.chunk.label, self.weights, self.marginals

    @staticmethod
    def _kappas(parts: Floats) -> Floats:
        """(G,) from (G, 4): summed item agreement, items with pairs, summed chance agreement, pairs of annotators."""
        defined = (parts[:, 1] > 0) & (parts[:, 3] > 0)
        observed = np.divide(parts[:, 0], parts[:, 1], out=np.full(len(parts), np.nan), where=defined)
        expected = np.divide(parts[:, 2], parts[:, 3], out=np.full(len(parts), np.nan), where=defined)
        room = np.where(defined & (expected < 1 - 1e-12), 1 - expected, np.nan)
        return np.asarray((observed - expected) / room)


def conger(chunk: Chunk, weights: Floats, n_annotators: int) -> Conger:
    """Count each annotator's marginals."""
    return Conger(chunk, weights, _marginals(chunk, np.ones(chunk.n_responses), (n_annotators, len(weights))))


def both_answered(chunk: Chunk) -> NDArray[np.bool_]:
    """(R,) responses on items that exactly two annotators answered, on which Cohen's kappa rests."""
    return np.repeat(np.diff(chunk.offsets) == 2, np.diff(chunk.offsets))


def _marginals(chunk: Chunk, weight: Floats, shape: tuple[int, ...]) -> Floats:
    return np.asarray(csr_array((weight, (chunk.annotator, chunk.label)), shape=shape).toarray())


def _shares(marginals: Floats) -> tuple[Floats, Floats]:
    total = marginals.sum(axis=1)
    present = (total > 0).astype(np.float64)
    return marginals / np.where(total > 0, total, 1.0)[:, None], present


@njit(cache=True)
def _observed(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    weights: Floats,
    item_weight: Floats,
    annotator_weight: Floats,
) -> tuple[float, float]:
    """Item-weighted sums of each item's agreement and of the number of items with two annotators."""
    agreed, pairable = 0.0, 0.0
    for i in range(len(offsets) - 1):
        same, size, own = 0.0, 0.0, 0.0
        for r in range(offsets[i], offsets[i + 1]):
            w = annotator_weight[annotator[r]]
            size += w
            own += w * w
            for s in range(offsets[i], offsets[i + 1]):
                if s != r:
                    same += w * annotator_weight[annotator[s]] * weights[label[r], label[s]]
        if size * size > own:
            agreed += item_weight[i] * same / (size * size - own)
            pairable += item_weight[i]
    return agreed, pairable


@njit(cache=True)
def _item_agreement(label: NDArray[np.int32], low: int, high: int, skip: int, weights: Floats) -> tuple[float, float]:
    """Mean agreement among one item's answers but `skip`, and whether there are two."""
    same, m = 0.0, 0
    for r in range(low, high):
        if r == skip:
            continue
        m += 1
        for s in range(low, r):
            if s != skip:
                same += weights[label[r], label[s]]
    return (2 * same / (m * (m - 1)), 1.0) if m > 1 else (0.0, 0.0)


@njit(cache=True)
def item_agreements(offsets: NDArray[np.int64], label: NDArray[np.int32], weights: Floats) -> Floats:
    """(I,) mean agreement between two answers on each item, 0 where fewer than two answered."""
    agreed = np.zeros(len(offsets) - 1)
    for i in range(len(agreed)):
        agreed[i] = _item_agreement(label, offsets[i], offsets[i + 1], -1, weights)[0]
    return agreed


@njit(cache=True)
def _form(a: Floats, weights: Floats, b: Floats) -> float:
    total = 0.0
    for k in range(len(a)):
        for j in range(len(b)):
            total += a[k] * weights[k, j] * b[j]
    return total


@njit(cache=True)
def _chance_sums(marginals: Floats, weights: Floats) -> tuple[Floats, float, float, Floats]:
    """Sum of the shares (K,), sum of each annotator's form with itself, annotators present, their totals."""
    total = marginals.sum(axis=1)
    mean, own, present = np.zeros(marginals.shape[1]), 0.0, 0.0
    for a in range(len(marginals)):
        if total[a] > 0:
            share = marginals[a] / total[a]
            mean += share
            own += _form(share, weights, share)
            present += 1
    return mean, own, present, total


@njit(cache=True)
def _less_answer(marginal: Floats, total: float, label: int, weights: Floats, mean: Floats) -> tuple[float, float]:
    """Take one answer from an annotator: `mean` becomes the new sum of shares; returns changes of own and present."""
    share = marginal / total
    mean -= share
    change = -_form(share, weights, share)
    if total <= 1:
        return change, -1.0
    shorter = marginal.copy()
    shorter[label] -= 1
    shorter /= total - 1
    mean += shorter
    return change + _form(shorter, weights, shorter), 0.0


@njit(cache=True)
def _delete_items(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    weights: Floats,
    marginals: Floats,
) -> Floats:
    mean, own, present, total = _chance_sums(marginals, weights)
    n = len(offsets) - 1
    agreed = np.zeros((n, 2))
    for i in range(n):
        agreed[i] = _item_agreement(label, offsets[i], offsets[i + 1], -1, weights)
    whole = np.array([agreed[:, 0].sum(), agreed[:, 1].sum()])
    parts = np.empty((n, 4))
    for i in range(n):
        less, mine, here = mean.copy(), own, present
        for r in range(offsets[i], offsets[i + 1]):
            a = annotator[r]
            change, gone = _less_answer(marginals[a], total[a], label[r], weights, less)
            mine += change
            here += gone
        parts[i] = (
            whole[0] - agreed[i, 0],
            whole[1] - agreed[i, 1],
            _form(less, weights, less) - mine,
            here * (here - 1),
        )
    return parts


@njit(cache=True)
def _delete_answers(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    weights: Floats,
    marginals: Floats,
) -> Floats:
    mean, own, present, total = _chance_sums(marginals, weights)
    changes = _changes(offsets, label, weights)
    parts = np.empty((len(label), 4))
    for r in range(len(label)):
        a = annotator[r]
        less = mean.copy()
        change, gone = _less_answer(marginals[a], total[a], label[r], weights, less)
        here = present + gone
        parts[r] = (
            changes[-1, 0] - changes[r, 0],
            changes[-1, 1] - changes[r, 1],
            _form(less, weights, less) - own - change,
            here * (here - 1),
        )
    return parts


@njit(cache=True)
def _delete_annotators(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    weights: Floats,
    marginals: Floats,
) -> Floats:
    mean, own, present, total = _chance_sums(marginals, weights)
    changes = _changes(offsets, label, weights)
    lost = np.zeros((len(marginals), 2))
    for r in range(len(label)):
        lost[annotator[r]] += changes[r]
    parts = np.empty((len(marginals), 4))
    for a in range(len(marginals)):
        less, mine, here = mean.copy(), own, present
        if total[a] > 0:
            share = marginals[a] / total[a]
            less -= share
            mine -= _form(share, weights, share)
            here -= 1
        parts[a] = (
            changes[-1, 0] - lost[a, 0],
            changes[-1, 1] - lost[a, 1],
            _form(less, weights, less) - mine,
            here * (here - 1),
        )
    return parts


@njit(cache=True)
def _changes(offsets: NDArray[np.int64], label: NDArray[np.int32], weights: Floats) -> Floats:
    """(R + 1, 2) what each answer's going takes from summed agreement and from items with pairs; last, the sums."""
    changes = np.zeros((len(label) + 1, 2))
    for i in range(len(offsets) - 1):
        whole = _item_agreement(label, offsets[i], offsets[i + 1], -1, weights)
        changes[-1, 0] += whole[0]
        changes[-1, 1] += whole[1]
        for r in range(offsets[i], offsets[i + 1]):
            without = _item_agreement(label, offsets[i], offsets[i + 1], r, weights)
            changes[r, 0] = whole[0] - without[0]
            changes[r, 1] = whole[1] - without[1]
    return changes
