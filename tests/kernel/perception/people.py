"""A crowd of mixed skill, and its answers in the forms that the kernel takes."""

import numpy as np

from oe_quality.kernel.data.chunk import InMemory, SetChunk, offsets_of

MIXED = {"good": 24, "mediocre": 3, "spammer": 2, "marginal": 1}


def in_memory(world):
    return InMemory((world.chunk,), world.n_annotators, world.n_labels)


def distribution(share):
    return share / share.sum(axis=1, keepdims=True)


def raw_share(world):
    votes = np.zeros_like(world.share)
    np.add.at(votes, (world.chunk.items()[world.chunk.responses_of_entries()], world.chunk.label), 1.0)
    return votes


def set_chunk_of(items, annotators, chosen):
    """A `SetChunk` from parallel (R,) codes and a (R, K) choice matrix, in any order."""
    order = np.lexsort((annotators, items))
    chosen = chosen[order]
    offsets = np.concatenate(([0], np.cumsum(chosen.sum(axis=1)))).astype(np.int64)
    return SetChunk(
        offsets_of(items[order], items.max() + 1),
        annotators[order].astype(np.int32),
        offsets,
        np.nonzero(chosen)[1].astype(np.int32),
    )
