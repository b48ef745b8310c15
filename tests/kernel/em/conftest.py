"""Small crowds with known truth, and the plain NumPy forms that the compiled ones are held against."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of


@dataclass(frozen=True)
class Crowd:
    """Simulated single-choice answers; truth (I,), confusion (A, K, K) truth x answer."""

    chunk: Chunk
    truth: np.ndarray
    confusion: np.ndarray

    @property
    def source(self) -> InMemory:
        return InMemory((self.chunk,), len(self.confusion), self.confusion.shape[1])


def simulate(rng, n_items=150, n_annotators=12, n_labels=3, per_item=(2, 6), strength=4.0) -> Crowd:
    """Confusion rows from a Dirichlet with `strength` extra on the diagonal."""
    concentration = 1.0 + strength * np.eye(n_labels)
    confusion = np.stack([[rng.dirichlet(row) for row in concentration] for _ in range(n_annotators)])
    truth = rng.integers(0, n_labels, n_items)
    items, annotators, labels = [], [], []
    for i in range(n_items):
        for a in rng.choice(n_annotators, rng.integers(*per_item), replace=False):
            items.append(i)
            annotators.append(a)
            labels.append(rng.choice(n_labels, p=confusion[a, truth[i]]))
    return Crowd(chunk_of(np.array(items), np.array(annotators), np.array(labels), n_items), truth, confusion)


@pytest.fixture(scope="session")
def crowd() -> Crowd:
    """150 items, 12 annotators, 3 labels."""
    return simulate(np.random.default_rng(7))


@pytest.fixture(scope="session")
def simulated():
    """The generator itself."""
    return simulate


def vote_shares(chunk: Chunk, n_labels: int) -> np.ndarray:
    """(I, K) shares of votes."""
    counts = np.zeros((chunk.n_items, n_labels))
    np.add.at(counts, (chunk.items(), chunk.label), 1.0)
    return counts / counts.sum(axis=1, keepdims=True)


def log_posterior(chunk: Chunk, log_table: np.ndarray, log_prior: np.ndarray) -> tuple[np.ndarray, float]:
    """Posterior and log-likelihood in the log domain; log_table (A, K, K) truth x answer."""
    scores = np.tile(log_prior, (chunk.n_items, 1))
    np.add.at(scores, chunk.items(), log_table[chunk.annotator, :, chunk.label])
    top = scores.max(axis=1, keepdims=True)
    p = np.exp(scores - top)
    total = p.sum(axis=1, keepdims=True)
    return p / total, float((np.log(total) + top).sum())


def em(chunk: Chunk, n_annotators: int, n_labels: int, steps: int, diagonal: float, off_diagonal: float, floor: float):
    """Dawid-Skene from vote shares, `steps` E steps: posterior, and confusion (A, K, K)."""
    p = vote_shares(chunk, n_labels)
    prior = off_diagonal + (diagonal - off_diagonal) * np.eye(n_labels)
    for _ in range(steps):
        counts = np.zeros((n_annotators, n_labels, n_labels))
        np.add.at(counts, (chunk.annotator, slice(None), chunk.label), p[chunk.items()])
        given = counts.sum(axis=1, keepdims=True) > 0
        counts = np.where(given, np.maximum(counts + prior, floor), counts + prior)
        confusion = counts / counts.sum(axis=2, keepdims=True)
        prevalence = p.sum(axis=0) / p.sum()
        with np.errstate(divide="ignore"):
            p, _ = log_posterior(chunk, np.log(confusion), np.log(prevalence))
    return p, confusion


@pytest.fixture(scope="session")
def plain():
    """The plain forms, by name."""
    return SimpleNamespace(vote_shares=vote_shares, log_posterior=log_posterior, em=em)
