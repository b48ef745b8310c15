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
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.uncertainty.rounding import ROUNDING
from oe_quality.kernel.uncertainty.statistic import Cells, Deleted

AT_ONCE = 8
"""Resamples that are counted in one pass over the answers."""


@dataclass(frozen=True, slots=True, eq=False)
class Conger:
    """Conger's kappa of a chunk in which an annotator answers an item once.

    Attributes:
        chunk: the answers; weights: (K, K) of partial agreement.
        marginals: (A, K) how often each annotator gave each label.
        agreed: (I,) mean agreement between two answers on each item, 0 where fewer than two answered.
    """

    chunk: Chunk
    weights: Floats
    marginals: Floats
    agreed: Floats

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
        own = float(((share @ self.weights) * share).sum())
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
        return Deleted(self._kappas(_delete_items(self.chunk, self.weights, self.marginals)), self.frequency)

    def without_answers(self) -> Deleted:
        values = self._kappas(_delete_answers(self.chunk, self.weights, self.marginals))
        return Deleted(values, np.ones(self.chunk.n_responses, dtype=np.int64))

    def cells(self) -> Cells:
        return Cells(self.chunk.items(), self.chunk.annotator, np.arange(self.chunk.n_responses))

    def without_annotators(self) -> Deleted:
        present = (self.marginals.sum(axis=1) > 0).astype(np.int64)
        return Deleted(self._kappas(_delete_annotators(self.chunk, self.weights, self.marginals)), present)

    @one_blas_thread()
    def resampled(self, frequency: Floats) -> Floats:
        chunk = self.chunk
        pairable = (np.diff(chunk.offsets) > 1).astype(np.float64)
        everyone = np.ones(len(self.marginals))
        parts = []
        for start in range(0, len(frequency), AT_ONCE):
            rows = frequency[start : start + AT_ONCE]
            counts = np.zeros((*self.marginals.shape, len(rows)))
            _count_labels(chunk.offsets, chunk.annotator, chunk.label, np.ascontiguousarray(rows.T), counts)
            parts += [
                (row @ self.agreed, row @ pairable, *self._chance(np.ascontiguousarray(counts[:, :, b]), everyone))
                for b, row in enumerate(rows)
            ]
        return self._kappas(np.array(parts).reshape(-1, 4))

    def reweighted(self, item_weight: Floats, annotator_weight: Floats) -> float:
        chunk = self.chunk
        agreed, pairable = _observed(
            chunk.offsets, chunk.annotator, chunk.label, self.weights, item_weight, annotator_weight
        )
        counts = np.zeros((*self.marginals.shape, 1))
        _count_labels(chunk.offsets, chunk.annotator, chunk.label, item_weight[:, None].copy(), counts)
        return float(self._kappas(np.array([[agreed, pairable, *self._chance(counts[:, :, 0], annotator_weight)]]))[0])

    def _chance(self, marginals: Floats, annotator_weight: Floats) -> tuple[float, float]:
        """Summed chance agreement, and pairs of annotators, with annotators counted so often."""
        share, present = _shares(marginals)
        w = annotator_weight * present
        mean = w @ share
        own = (w**2) @ ((share @ self.weights) * share).sum(axis=1)
        return float(mean @ self.weights @ mean - own), float(w.sum() ** 2 - (w**2).sum())

    @staticmethod
    def _kappas(parts: Floats) -> Floats:
        """(G,) from (G, 4): summed item agreement, items with pairs, summed chance agreement, pairs of annotators."""
        defined = (parts[:, 1] > 0) & (parts[:, 3] > 0)
        observed = np.divide(parts[:, 0], parts[:, 1], out=np.full(len(parts), np.nan), where=defined)
        expected = np.divide(parts[:, 2], parts[:, 3], out=np.full(len(parts), np.nan), where=defined)
        room = np.where(defined & (expected < 1 - ROUNDING), 1 - expected, np.nan)
        return np.asarray((observed - expected) / room)


def conger(chunk: Chunk, weights: Floats, n_annotators: int) -> Conger:
    """Count each annotator's marginals, and how far each item agrees."""
    marginals = _marginals(chunk, np.ones(chunk.n_responses), (n_annotators, len(weights)))
    return Conger(chunk, weights, marginals, item_agreements(chunk.offsets, chunk.label, weights))


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
    given, labels = np.zeros(len(weights)), np.empty(len(weights), dtype=np.int32)
    for i in range(len(offsets) - 1):
        size, own, alone, distinct = 0.0, 0.0, 0.0, 0
        for r in range(offsets[i], offsets[i + 1]):
            w, k = annotator_weight[annotator[r]], label[r]
            if w > 0.0:
                if given[k] == 0.0:
                    labels[distinct] = k
                    distinct += 1
                given[k] += w
                size += w
                own += w * w
                alone += w * w * weights[k, k]
        if size * size > own:
            agreed += item_weight[i] * (_quadratic(given, labels[:distinct], weights) - alone) / (size * size - own)
            pairable += item_weight[i]
        given[labels[:distinct]] = 0.0
    return agreed, pairable


@njit(cache=True)
def _quadratic(given: Floats, labels: NDArray[np.int32], weights: Floats) -> float:
    """Sum over pairs of `labels` of their weights times how often each was given (K,)."""
    total = 0.0
    for k in labels:
        for j in labels:
            total += given[k] * weights[k, j] * given[j]
    return total


@njit(cache=True)
def _count_labels(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    item_weight: Floats,
    marginals: Floats,
) -> None:
    """Add how often each annotator gave each label, each item counted so often in each of B resamples, in one pass.

    Args:
        item_weight: (I, B); marginals: (A, K, B), added to.
    """
    for i in range(len(offsets) - 1):
        for r in range(offsets[i], offsets[i + 1]):
            for b in range(item_weight.shape[1]):
                marginals[annotator[r], label[r], b] += item_weight[i, b]


@njit(cache=True)
def item_agreements(offsets: NDArray[np.int64], label: NDArray[np.int32], weights: Floats) -> Floats:
    """(I,) mean agreement between two answers on each item, 0 where fewer than two answered."""
    return _changes(offsets, label, weights, np.zeros((0, 2)))[:, 0]


@dataclass(frozen=True, slots=True, eq=False)
class _Chances:
    """What chance agreement is made of, and how an answer's going moves it.

    With p_a the shares (K,) of annotator a's n_a answers, an answer l less moves them by (p_a - e_l) / (n_a - 1).

    Attributes:
        share: (A, K) p_a; total: (A,) n_a; present: (A,) 1 for annotators with answers.
        mean: (K,) the sum of shares; toward: (A, K) p_a' W; own: (A,) p_a' W p_a.
    """

    share: Floats
    total: Floats
    present: Floats
    mean: Floats
    toward: Floats
    own: Floats


def _chances(marginals: Floats, weights: Floats) -> _Chances:
    share, present = _shares(marginals)
    toward = share @ weights
    return _Chances(share, marginals.sum(axis=1), present, share.sum(axis=0), toward, (toward * share).sum(axis=1))


def _delete_annotators(chunk: Chunk, weights: Floats, marginals: Floats) -> Floats:
    """(A, 4) parts as `Conger._kappas` takes them, without each annotator."""
    it = _chances(marginals, weights)
    changes = np.zeros((chunk.n_responses, 2))
    whole = _changes(chunk.offsets, chunk.label, weights, changes).sum(axis=0)
    lost = [np.bincount(chunk.annotator, weights=column, minlength=len(marginals)) for column in changes.T]
    here = it.present.sum() - it.present
    less = it.mean - it.share
    chance = ((less @ weights) * less).sum(axis=1) - (it.own.sum() - it.own)
    return np.stack([whole[0] - lost[0], whole[1] - lost[1], chance, here * (here - 1)], axis=1)


def _delete_answers(chunk: Chunk, weights: Floats, marginals: Floats) -> Floats:
    """(R, 4) the same without each answer: a few products of the annotator's shares, for any number of labels."""
    it = _chances(marginals, weights)
    changes = np.zeros((chunk.n_responses, 2))
    whole = _changes(chunk.offsets, chunk.label, weights, changes).sum(axis=0)
    a, k = chunk.annotator, chunk.label
    last = it.total[a] <= 1
    step = 1.0 / np.where(last, 1.0, it.total[a] - 1)
    by_mean = it.mean @ weights
    between = np.where(last, -(it.share @ by_mean)[a], ((it.share @ by_mean)[a] - by_mean[k]) * step)
    cross = np.where(last, -it.own[a], (it.own[a] - it.toward[a, k]) * step)
    square = np.where(last, it.own[a], (it.own[a] - 2 * it.toward[a, k] + weights[k, k]) * step**2)
    chance = it.mean @ by_mean + 2 * between + square - (it.own.sum() + 2 * cross + square)
    here = it.present.sum() - last
    return np.stack([whole[0] - changes[:, 0], whole[1] - changes[:, 1], chance, here * (here - 1)], axis=1)


def _delete_items(chunk: Chunk, weights: Floats, marginals: Floats) -> Floats:
    """(I, 4) the same without each item."""
    it = _chances(marginals, weights)
    agreed = _changes(chunk.offsets, chunk.label, weights, np.zeros((0, 2)))
    whole = agreed.sum(axis=0)
    alike = bool((weights == np.eye(len(weights))).all())
    moved = np.zeros((chunk.n_items, 3))
    _move_items(
        *(chunk.offsets, chunk.annotator, chunk.label, weights, alike),
        *(it.share, it.total, it.toward, it.own, it.mean @ weights, moved),
    )
    here = it.present.sum() - moved[:, 2]
    chance = it.mean @ weights @ it.mean + moved[:, 0] - it.own.sum() - moved[:, 1]
    return np.stack([whole[0] - agreed[:, 0], whole[1] - agreed[:, 1], chance, here * (here - 1)], axis=1)


@njit(cache=True)
def _move_items(
    offsets: NDArray[np.int64],
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    weights: Floats,
    alike: bool,
    share: Floats,
    total: Floats,
    toward: Floats,
    own: Floats,
    by_mean: Floats,
    moved: Floats,
) -> None:
    """Fill moved (I, 3): changes of the sum of shares' form and of the annotators' own forms, and who goes.

    Args:
        alike: whether weights are the identity, whose form is a sum of squares.
        share, total, toward, own: of `_Chances`; by_mean: (K,) the sum of shares times the weights.
    """
    K = share.shape[1]
    shift = np.empty(K)
    for i in range(len(offsets) - 1):
        shift[:] = 0.0
        for r in range(offsets[i], offsets[i + 1]):
            a, k = annotator[r], label[r]
            if total[a] <= 1:
                moved[i, 2] += 1
                moved[i, 1] -= own[a]
                shift -= share[a]
                continue
            step = 1.0 / (total[a] - 1)
            square = (own[a] - 2 * toward[a, k] + weights[k, k]) * step**2
            moved[i, 1] += 2 * (own[a] - toward[a, k]) * step + square
            for j in range(K):
                shift[j] += share[a, j] * step
            shift[k] -= step
        form = 0.0
        for j in range(K):
            form += 2 * by_mean[j] * shift[j]
            if alike:
                form += shift[j] * shift[j]
            else:
                for other in range(K):
                    form += shift[j] * weights[j, other] * shift[other]
        moved[i, 0] = form


@njit(cache=True)
def _changes(offsets: NDArray[np.int64], label: NDArray[np.int32], weights: Floats, changes: Floats) -> Floats:
    """(I, 2) each item's mean agreement between two answers, and whether it has two.

    An item costs its answers and the square of its distinct labels, however many answered it.

    Args:
        changes: (R, 2) to be filled with what each answer's going takes from both; or (0, 2).
    """
    items = np.zeros((len(offsets) - 1, 2))
    given, labels = np.zeros(len(weights)), np.empty(len(weights), dtype=np.int32)
    toward = np.empty(len(weights))
    for i in range(len(items)):
        low, high = offsets[i], offsets[i + 1]
        m, alone, distinct = high - low, 0.0, 0
        for r in range(low, high):
            if given[label[r]] == 0.0:
                labels[distinct] = label[r]
                distinct += 1
            given[label[r]] += 1.0
            alone += weights[label[r], label[r]]
        same = _quadratic(given, labels[:distinct], weights) - alone
        items[i, 0], items[i, 1] = (same / (m * (m - 1)), 1.0) if m > 1 else (0.0, 0.0)
        if len(changes):
            for k in labels[:distinct]:
                toward[k] = 0.0
                for j in labels[:distinct]:
                    toward[k] += given[j] * (weights[k, j] + weights[j, k])
            for r in range(low, high):
                k = label[r]
                left = same - toward[k] + 2 * weights[k, k]
                changes[r, 0] = items[i, 0] - (left / ((m - 1) * (m - 2)) if m > 2 else 0.0)
                changes[r, 1] = items[i, 1] - (1.0 if m > 2 else 0.0)
        given[labels[:distinct]] = 0.0
    return items
