"""Parts of the data: the responses that a slice keeps, on the same items."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.data.chunk import AnyChunk, Chunk, RatingChunk, SetChunk

C = TypeVar("C", bound=AnyChunk)


def keep_responses(chunk: C, keep: NDArray[np.bool_]) -> C:
    """The responses where `keep` (R,) holds, in the same order; items that lose all stay, empty."""
    kept = np.concatenate([[0], np.cumsum(keep)]).astype(np.int64)
    offsets = kept[chunk.offsets]
    annotator = chunk.annotator[keep]
    part: AnyChunk
    if isinstance(chunk, SetChunk):
        entries = np.repeat(keep, np.diff(chunk.label_offsets))
        widths = np.diff(chunk.label_offsets)[keep]
        label_offsets = np.concatenate([[0], np.cumsum(widths)]).astype(np.int64)
        weight = None if chunk.weight is None else chunk.weight[entries]
        part = SetChunk(offsets, annotator, label_offsets, chunk.label[entries], weight)
    elif isinstance(chunk, RatingChunk):
        part = RatingChunk(offsets, annotator, chunk.value[keep])
    else:
        part = Chunk(offsets, annotator, chunk.label[keep])
    return cast(C, part)


def last_answers(chunk: AnyChunk) -> NDArray[np.bool_]:
    """(R,) whether each response is its annotator's last on the item."""
    last = np.ones(chunk.n_responses, dtype=np.bool_)
    items = chunk.items()
    last[:-1] = (chunk.annotator[1:] != chunk.annotator[:-1]) | (items[1:] != items[:-1])
    return last
