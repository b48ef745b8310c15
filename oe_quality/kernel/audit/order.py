"""The responses of each annotator, in the order in which they were given."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.data.chunk import IntArray, OffsetArray, offsets_of


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """Responses sorted by annotator, then time, then position in the chunk.

    Attributes:
        offsets: (A + 1,) int64; those of annotator a are `rows[offsets[a]:offsets[a + 1]]`.
        rows: (R,) int64 positions in the chunk.
        timed: (A,) whether all times of the annotator are known, so that the order means something.
        counts: (A,) responses of each annotator.
    """

    offsets: OffsetArray
    rows: NDArray[np.int64]
    timed: NDArray[np.bool_]
    counts: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Count once: whoever asks annotator by annotator asks thousands of times."""
        object.__setattr__(self, "counts", np.diff(self.offsets))

    @property
    def n_annotators(self) -> int:
        return len(self.offsets) - 1


def timeline(annotator: IntArray, n_annotators: int, created_at: NDArray[np.int64] | None = None) -> Timeline:
    """Sort responses (R,) by annotator and time; `created_at` is -1 where unknown."""
    times = np.full(len(annotator), -1, dtype=np.int64) if created_at is None else created_at
    rows = np.lexsort((times, annotator))
    unknown = np.bincount(annotator[times < 0], minlength=n_annotators)
    counts = np.bincount(annotator, minlength=n_annotators)
    timed = (unknown == 0) & (counts > 0)
    return Timeline(offsets_of(annotator[rows], n_annotators), rows.astype(np.int64), timed)
