"""One fit for all who ask for the same: what is fitted to the same answers in the same way is fitted once.

The audit, the queue of what to relabel, the consensus and its calibration rest on the same models. Within
`shared_fits` a fit is kept under the content of its answers and its settings, and whoever asks again gets it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any

from oe_quality.kernel.data.chunk import Chunk, ChunkSource, InMemory, IntArray
from oe_quality.kernel.em.contract import Fit

_KEPT: ContextVar[dict[Any, Fit] | None] = ContextVar("kept fits", default=None)
"""Of the innermost `shared_fits`; None outside, where nothing is kept."""


@contextmanager
def shared_fits() -> Iterator[None]:
    """Keep every fit to answers in memory until the outermost such block ends; nobody may write into its arrays."""
    if _KEPT.get() is not None:
        yield
        return
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def identity(source: ChunkSource[Chunk], gold: IntArray | None, *settings: Any) -> Any:
    """A key for a fit: the answers' content and whatever else determines it; None where no fit is kept."""
    if _KEPT.get() is None or not isinstance(source, InMemory):
        return None
    content = blake2b(digest_size=16)
    for chunk in source.chunks:
        for column in (chunk.offsets, chunk.annotator, chunk.label):
            content.update(column.tobytes())
    if gold is not None:
        content.update(gold.tobytes())
    return (content.digest(), gold is None, source.n_annotators, source.n_labels, *settings)


def kept(key: Any, max_steps: int) -> Fit | None:
    """The fit under a key, if there is one that so many steps would have reached too."""
    found = (_KEPT.get() or {}).get(key)
    return found if found is not None and found.steps <= max_steps else None


def keep(key: Any, found: Fit) -> None:
    """Keep a fit under its key, if it converged: another limit of steps might lead further."""
    fits = _KEPT.get()
    if fits is not None and key is not None and found.converged:
        fits[key] = found
