"""Which labels are given in place of one another: one annotator says c, another on the same item says k."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import SetChunk


@dataclass(frozen=True, slots=True, eq=False)
class CoVotes:
    """Co-votes of K labels, over answers on items with two or more.

    Attributes:
        instead: (K, K) symmetric; ordered pairs of answers to one item, one with c and not k, the other with k
            and not c, each over m - 1. For single choice, the coincidence matrix off its diagonal.
        chosen: (K,) answers with the label; only: (K, K) answers with c and not k.
        n: answers in all.
    """

    instead: Floats
    chosen: Floats
    only: Floats
    n: int


def co_votes(sets: SetChunk, n_labels: int) -> CoVotes:
    """Count co-votes of label sets (one answer per annotator and item)."""
    instead, both, chosen = _count(sets.offsets, sets.label_offsets, sets.label, n_labels)
    size = np.diff(sets.offsets)
    return CoVotes(instead, chosen, chosen[:, None] - both, int(size[size > 1].sum()))


@njit(cache=True)
def _count(
    offsets: NDArray[np.int64], label_offsets: NDArray[np.int64], label: NDArray[np.int32], n_labels: int
) -> tuple[Floats, Floats, Floats]:
    instead = np.zeros((n_labels, n_labels))
    both = np.zeros((n_labels, n_labels))
    chosen = np.zeros(n_labels)
    together = np.zeros((n_labels, n_labels))
    used = np.empty(n_labels, np.int32)
    for i in range(len(offsets) - 1):
        m = offsets[i + 1] - offsets[i]
        if m < 2:
            continue
        n_used = _within_item(label_offsets[offsets[i] : offsets[i + 1] + 1], label, together, used)
        for x in range(n_used):
            c = used[x]
            chosen[c] += together[c, c]
            for y in range(n_used):
                k = used[y]
                both[c, k] += together[c, k]
                if c != k:
                    alone = (together[c, c] - together[c, k]) * (together[k, k] - together[c, k])
                    instead[c, k] += alone / (m - 1)
        for x in range(n_used):
            for y in range(n_used):
                together[used[x], used[y]] = 0
    return instead, both, chosen


@njit(cache=True)
def _within_item(bounds: NDArray[np.int64], label: NDArray[np.int32], together: Floats, used: NDArray[np.int32]) -> int:
    """Count in `together` (K, K) how many of an item's answers hold both labels; list the labels in `used`."""
    n_used = 0
    for r in range(len(bounds) - 1):
        for e in range(bounds[r], bounds[r + 1]):
            c = label[e]
            if together[c, c] == 0:
                used[n_used] = c
                n_used += 1
            for f in range(bounds[r], bounds[r + 1]):
                together[c, label[f]] += 1
    return n_used
