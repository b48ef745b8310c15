"""How alike two answers are, whatever kind of answers they are: larger is more alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import AnyChunk, RatingChunk, SetChunk

Rows = NDArray[np.int64]
Likeness = Callable[[Rows, Rows], Floats]
"""(P,) likeness of P pairs of responses, given by their two rows."""


def likeness_of(data: AnyChunk, n_labels: int, *, ordered: bool = False) -> Likeness:
    """Likeness of the responses of a chunk.

    Labels are alike (1) or not (0); sets by Jaccard's index, two empty ones being alike; numbers, and the ranks of
    ordered labels, by less the squared difference, which orders answers as the negative root mean square does.

    Args:
        data: R responses; n_labels: K; ordered: whether the codes of single labels are ranks.

    >>> from oe_quality.kernel.data.chunk import chunk_of
    >>> pairs = likeness_of(chunk_of(np.array([0, 0, 0]), np.arange(3), np.array([1, 1, 0]), 1), 2)
    >>> pairs(np.array([0, 0]), np.array([1, 2])).tolist()
    [1.0, 0.0]
    """
    if isinstance(data, SetChunk):
        chosen = _incidence(data, n_labels)
        return lambda first, second: jaccard(chosen[first], chosen[second])
    if isinstance(data, RatingChunk) or ordered:
        value = data.value if isinstance(data, RatingChunk) else data.label.astype(np.float64)
        return lambda first, second: -np.square(value[first] - value[second])
    label = data.label
    return lambda first, second: (label[first] == label[second]).astype(np.float64)


def _incidence(data: SetChunk, n_labels: int) -> NDArray[np.bool_]:
    """(R, K) which labels each response holds."""
    chosen = np.zeros((data.n_responses, n_labels), dtype=np.bool_)
    chosen[np.repeat(np.arange(data.n_responses), np.diff(data.label_offsets)), data.label] = True
    return chosen


def jaccard(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> Floats:
    """(P,) Jaccard's index of P pairs of sets, given as masks (P, K) of what they hold; 1 for two empty ones."""
    either = (first | second).sum(axis=1)
    both = (first & second).sum(axis=1)
    return np.where(either > 0, both / np.maximum(either, 1), 1.0)
