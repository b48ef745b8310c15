"""Small crowds with known truth, and the plain NumPy forms that the compiled ones are held against."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.em.contract import Batch, Extent
from oe_quality.kernel.em.passes import measure


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


@dataclass(frozen=True)
class Sums:
    """Counts in floating point, as the E step's sums come to: of answers (A, K, K) truth x answer, of items (K,)."""

    answers: np.ndarray
    items: np.ndarray


@dataclass(frozen=True)
class Whole:
    """All items of a crowd as one batch, some with gold, and the posteriors that a pass fills."""

    extent: Extent
    batch: Batch
    gold: np.ndarray

    def sums(self, posterior: np.ndarray) -> Sums:
        """What the pass is to add up, of items that anything is known of."""
        chunk, K = self.batch.chunk(), self.extent.n_labels
        answers = np.zeros((self.extent.n_annotators, K, K))
        np.add.at(answers, (chunk.annotator, slice(None), chunk.label), posterior[chunk.items()])
        known = (np.diff(chunk.offsets) > 0) | (self.gold >= 0)
        return Sums(answers, posterior[known].sum(axis=0))

    def settled(self, posterior: np.ndarray) -> np.ndarray:
        """The posterior with the gold answers in it."""
        return np.where(self.gold[:, None] >= 0, np.eye(self.extent.n_labels)[self.gold], posterior)


@pytest.fixture
def whole(crowd) -> Whole:
    """The crowd with an item more that nobody answered, and gold for five items."""
    chunk = crowd.chunk
    chunk = Chunk(np.append(chunk.offsets, chunk.offsets[-1]), chunk.annotator, chunk.label)
    extent = measure(InMemory((chunk,), 12, 3))
    gold = np.full(extent.n_items, -1, dtype=np.int32)
    gold[[3, 10, 50, 99, 149]] = [0, 1, 2, 0, 1]
    posterior, state = np.empty((extent.n_items, 3)), np.empty((extent.n_items, 0))
    return Whole(extent, Batch(chunk.offsets, chunk.annotator, chunk.label, 0, gold, posterior, state), gold)
