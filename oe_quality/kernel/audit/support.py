"""What the others say about each item: the consensus that leaves the judged annotator out.

Under Dawid & Skene (1979) the posterior of an item's truth is prior x product of the likelihoods of
its answers, so leaving one annotator out is a division by their own likelihood and a
renormalisation: exact given the parameters, and free of a refit. In logarithms it is a subtraction.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, OffsetArray, SetChunk

FLOOR = 1e-12
"""Probabilities are kept away from 0 by this, so that one impossible answer cannot veto an item."""


def choice_support(chunk: Chunk, confusion: Floats, prevalence: Floats) -> Floats:
    """(R, K) posterior of the item's truth given the answers of everyone but the response's annotator.

    Args:
        chunk: single-choice responses; an annotator who answers an item twice is left out twice.
        confusion: (A, K, K) truth x answer, rows sum to 1.
        prevalence: (K,) prior of the truth.
    """
    table = np.log(np.maximum(np.swapaxes(confusion, 1, 2), FLOOR))  # (A, answer, truth): rows are gathered whole
    prior = np.log(np.maximum(prevalence, FLOOR))
    support = np.empty((chunk.n_responses, len(prevalence)))
    _choice_support(chunk.offsets, chunk.annotator, chunk.label, np.ascontiguousarray(table), prior, support)
    return support


def set_support(chunk: SetChunk, confusion: Floats, prevalence: Floats) -> Floats:
    """(R, K) probability that each label holds, given the answers of everyone but the response's annotator.

    Args:
        chunk: multi-label responses.
        confusion: (K, A, 2, 2) for each label, truth (absent, present) x answer.
        prevalence: (K,) prior probability that a label holds.
    """
    K = len(prevalence)
    safe = np.log(np.maximum(confusion, FLOOR))
    # (A, K, answer): the logarithm of the likelihood ratio present : absent.
    ratio = np.ascontiguousarray(np.moveaxis(safe[:, :, 1, :] - safe[:, :, 0, :], 0, 1))
    p = np.clip(prevalence, FLOOR, 1 - FLOOR)
    chosen = chunk.matrix(K)
    support = np.empty((chunk.n_responses, K))
    _set_support(chunk.offsets, chunk.annotator, chosen, ratio, np.log(p) - np.log1p(-p), support)
    return support


def others_count(offsets: OffsetArray, annotator: NDArray[np.int32]) -> NDArray[np.int64]:
    """(R,) how many responses to the same item come from other annotators; annotators ascend within an item."""
    out = np.empty(len(annotator), dtype=np.int64)
    _others_count(offsets, annotator, out)
    return out


@nb.njit(cache=True)
def exponentiate(row: Floats) -> None:
    """Turn unnormalised logarithms into probabilities, in place.

    Written as loops: within a parallel loop numba would take array expressions apart and run them out of order.
    """
    top = row[0]
    for t in range(1, len(row)):
        top = max(top, row[t])
    total = 0.0
    for t in range(len(row)):
        row[t] = np.exp(row[t] - top)
        total += row[t]
    for t in range(len(row)):
        row[t] /= total


@nb.njit(cache=True)
def _own(annotator: NDArray[np.int32], first: int, last: int, r: int, high: int) -> tuple[int, int]:
    """Where the answers of r's annotator to the item begin and end, from those of r - 1: they lie together."""
    if r < last:
        return first, last
    last = r + 1
    while last < high and annotator[last] == annotator[r]:
        last += 1
    return r, last


@nb.njit(cache=True, parallel=True)
def _choice_support(
    offsets: OffsetArray,
    annotator: NDArray[np.int32],
    label: NDArray[np.int32],
    table: Floats,
    prior: Floats,
    support: Floats,
) -> None:
    K = len(prior)
    for i in nb.prange(len(offsets) - 1):
        low, high = offsets[i], offsets[i + 1]
        total = prior.copy()
        for r in range(low, high):
            for t in range(K):
                total[t] += table[annotator[r], label[r], t]
        first, last = low, low
        for r in range(low, high):
            first, last = _own(annotator, first, last, r, high)
            row = support[r]
            for t in range(K):
                row[t] = total[t]
            for s in range(first, last):
                for t in range(K):
                    row[t] -= table[annotator[s], label[s], t]
            exponentiate(row)


@nb.njit(cache=True, parallel=True)
def _set_support(
    offsets: OffsetArray,
    annotator: NDArray[np.int32],
    chosen: NDArray[np.bool_],
    ratio: Floats,
    prior: Floats,
    support: Floats,
) -> None:
    K = len(prior)
    for i in nb.prange(len(offsets) - 1):
        low, high = offsets[i], offsets[i + 1]
        total = prior.copy()
        for r in range(low, high):
            for k in range(K):
                total[k] += ratio[annotator[r], k, nb.int64(chosen[r, k])]
        first, last = low, low
        for r in range(low, high):
            first, last = _own(annotator, first, last, r, high)
            for k in range(K):
                support[r, k] = total[k]
            for s in range(first, last):
                for k in range(K):
                    support[r, k] -= ratio[annotator[s], k, nb.int64(chosen[s, k])]
            for k in range(K):
                support[r, k] = 1.0 / (1.0 + np.exp(-support[r, k]))


@nb.njit(cache=True, parallel=True)
def _others_count(offsets: OffsetArray, annotator: NDArray[np.int32], out: NDArray[np.int64]) -> None:
    for i in nb.prange(len(offsets) - 1):
        low, high = offsets[i], offsets[i + 1]
        first, last = low, low
        for r in range(low, high):
            first, last = _own(annotator, first, last, r, high)
            out[r] = high - low - (last - first)
