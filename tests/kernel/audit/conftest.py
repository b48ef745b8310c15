"""Small simulated choices whose parameters are known."""

from dataclasses import dataclass

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, SetChunk, chunk_of


@dataclass(frozen=True)
class Known:
    """Answers and the parameters that made them: confusion (A, K, K), prevalence (K,)."""

    chunk: Chunk
    confusion: np.ndarray
    prevalence: np.ndarray
    truth: np.ndarray


@pytest.fixture
def known() -> Known:
    """60 items, 7 annotators, 4 of whom answer each item; 3 labels."""
    rng = np.random.default_rng(5)
    confusion = rng.dirichlet(np.ones(3), size=(7, 3)) * 0.4 + 0.6 * np.eye(3)
    prevalence = np.array([0.5, 0.3, 0.2])
    truth = rng.choice(3, size=60, p=prevalence)
    items = np.repeat(np.arange(60), 4)
    annotators = np.concatenate([rng.permutation(7)[:4] for _ in range(60)])
    labels = np.array([rng.choice(3, p=confusion[a, truth[i]]) for i, a in zip(items, annotators, strict=True)])
    return Known(chunk_of(items, annotators, labels, 60), confusion, prevalence, truth)


@pytest.fixture
def sets(rng) -> SetChunk:
    """30 items with 3 answers each by 5 annotators, sets of up to 4 labels, some empty."""
    chosen = rng.random((90, 4)) < 0.4
    offsets = np.arange(0, 91, 3)
    annotator = np.concatenate([np.sort(rng.permutation(5)[:3]) for _ in range(30)]).astype(np.int32)
    label_offsets = np.concatenate(([0], np.cumsum(chosen.sum(axis=1))))
    return SetChunk(offsets, annotator, label_offsets, np.nonzero(chosen)[1].astype(np.int32))
