"""MACE: crowd-kit's variational steps where its rows happen to lie in order, and known spammers."""

import numpy as np
import pandas as pd

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em import hits as coins
from oe_quality.kernel.em.contract import Batch, Extent
from oe_quality.kernel.em.fixed import read_only
from oe_quality.kernel.em.mace import Mace


class StartedAt(Mace):
    """MACE from given weights."""

    def __init__(self, know, labels):
        super().__init__()
        object.__setattr__(self, "weights", (know, labels))

    def init(self, responses, rng):
        return self.start(responses, *self.weights)


def in_order_of_appearance(chunk):
    """Answers renamed so that sorted names are in order of appearance: crowd-kit's rows then match."""
    annotators = pd.factorize(chunk.annotator)[0]
    labels = pd.factorize(chunk.label)[0]
    return pd.DataFrame({"task": chunk.items(), "worker": annotators, "label": labels})


def test_the_variational_steps_are_crowd_kits(crowd_set):
    from crowdkit.aggregation import MACE

    data = crowd_set("bird")
    frame = in_order_of_appearance(data.chunk)
    kit = MACE(n_restarts=1, n_iter=9)
    theirs = kit.fit_predict_proba(frame).to_numpy()
    kit._initialize(data.n_annotators, data.n_labels)
    settings = StartedAt(kit.spamming_, kit.thetas_)
    chunk = chunk_of(frame.task.to_numpy(), frame.worker.to_numpy(), frame.label.to_numpy(), data.chunk.n_items)
    source = InMemory((chunk,), data.n_annotators, data.n_labels)
    ours = fit(Method.MACE, source, settings=settings, max_steps=9, tol=-np.inf)
    np.testing.assert_allclose(ours.posterior, theirs, atol=1e-6)


def test_spammers_and_their_strategy_are_found(rng):
    n, A, K = 1500, 9, 3
    know = np.array([0.9] * 6 + [0.05] * 3)
    strategy = np.full((A, K), 1 / K)
    strategy[6:] = [0.7, 0.2, 0.1]
    truth = rng.integers(0, K, n)
    guess = np.stack([rng.choice(K, n, p=row) for row in strategy], axis=1)
    answers = np.where(rng.random((n, A)) < know, truth[:, None], guess)
    chunk = chunk_of(np.repeat(np.arange(n), A), np.tile(np.arange(A), n), answers.ravel(), n)
    result = fit(Method.MACE, InMemory((chunk,), A, K))
    np.testing.assert_allclose(result.skill, know, atol=0.05)
    np.testing.assert_allclose(result.strategy[6:], strategy[6:], atol=0.05)
    assert (result.winner == truth).mean() > 0.97


def test_restarts_are_different_starts(crowd):
    few = fit(Method.MACE, crowd.source, max_steps=2, restarts=3)
    assert few.modes == 3


def test_answers_that_tell_nothing_are_as_likely_as_labels_are_even():
    chunk = chunk_of(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 2, 1]), 2)
    extent = Extent(2, 2, 3, 3, np.array([[1, 1, 0], [0, 0, 1]]))
    columns = (read_only(column) for column in (chunk.offsets, chunk.annotator, chunk.label))
    batch = Batch(*columns, 0, read_only(np.full(2, -1, dtype=np.int32)), None, np.empty((2, 0)))

    class Even:
        odds = np.ones((2, 3))

    Even.extent = extent
    assert coins.expect(extent, Even.odds, np.full(3, 1 / 3), [batch]).totals[-1] == 0
    assert Mace().expect(Even, [batch]).totals[-1] == 0
