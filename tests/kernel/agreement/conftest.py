"""Small tables as the kernel wants them."""

from dataclasses import dataclass

import numpy as np
import pytest

from oe_quality.kernel.agreement.counts import CountTable, count
from oe_quality.kernel.data.chunk import Chunk, chunk_of


@dataclass(frozen=True)
class Small:
    """A table of answers: its chunk, its counts, and the values that the codes stand for."""

    chunk: Chunk
    table: CountTable
    values: tuple
    n_annotators: int

    @property
    def n_values(self) -> int:
        return len(self.values)


@pytest.fixture(scope="session")
def small():
    """From rows of items by annotators, None where nobody answered; values in order unless given."""

    def make(rows, values=None):
        cells = [(i, a, v) for i, row in enumerate(rows) for a, v in enumerate(row) if v is not None]
        known = tuple(values) if values is not None else tuple(sorted({v for _, _, v in cells}))
        code = {v: k for k, v in enumerate(known)}
        items, annotators = (np.array([c[j] for c in cells], dtype=np.int32) for j in (0, 1))
        labels = np.array([code[v] for *_, v in cells], dtype=np.int32)
        n_annotators = max((len(row) for row in rows), default=0)
        chunk = chunk_of(items, annotators, labels, len(rows))
        return Small(chunk, count(chunk, len(known), n_annotators), known, n_annotators)

    return make


@pytest.fixture(scope="session")
def from_counts(small):
    """From rows of items by labels of counts; who gave what is not known, so annotators are places in a row."""

    def make(counts):
        rows = [[k for k, n in enumerate(row) for _ in range(n)] for row in counts]
        width = max(map(len, rows))
        return small([row + [None] * (width - len(row)) for row in rows], range(len(counts[0])))

    return make


@pytest.fixture(scope="session")
def random_rows():
    """Random rows of items by annotators with missing answers; two answers in three follow the item's truth."""

    def make(seed, n_items=30, n_annotators=6, n_values=4, missing=0.4):
        rng = np.random.default_rng(seed)
        truth = rng.integers(n_values, size=(n_items, 1))
        noise = rng.integers(n_values, size=(n_items, n_annotators))
        answers = np.where(rng.random(noise.shape) < 0.65, truth, noise)
        kept = rng.random(noise.shape) >= missing
        return [[int(v) if k else None for v, k in zip(*row, strict=True)] for row in zip(answers, kept, strict=True)]

    return make
