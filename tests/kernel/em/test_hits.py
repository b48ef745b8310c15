"""Expected hits, held against plain NumPy."""

import numpy as np
import pytest

from oe_quality.kernel.em import hits
from oe_quality.kernel.em.contract import Batch
from oe_quality.kernel.em.passes import Sweeper

PREVALENCE = np.array([0.5, 0.3, 0.2])


@pytest.fixture
def odds():
    return np.random.default_rng(3).uniform(0.5, 20.0, (12, 3))


def log_table(odds):
    """(A, K, K) truth x answer: the odds of a hit, 1 for a miss."""
    return np.where(np.eye(3, dtype=bool)[None], np.log(odds)[:, None, :], 0.0)


def test_the_e_step_has_one_factor_per_answer(odds, whole, plain):
    found = hits.expect(whole.extent, odds, PREVALENCE, [whole.batch])
    posterior, _ = plain.log_posterior(whole.batch.chunk(), log_table(odds), np.log(PREVALENCE))
    settled = whole.settled(posterior)
    np.testing.assert_allclose(whole.batch.posterior, settled, atol=1e-12)
    wanted = whole.sums(settled)
    np.testing.assert_allclose(found.hits, wanted.answers[:, range(3), range(3)], atol=1e-9)
    np.testing.assert_allclose(found.items, wanted.items, atol=1e-9)


def test_the_likelihood_takes_the_misses_part(odds, whole, plain):
    unknown = whole.gold < 0
    found = hits.expect(whole.extent, odds, PREVALENCE, [whole.batch])
    chunk, joint = whole.batch.chunk(), np.tile(np.log(PREVALENCE), (whole.extent.n_items, 1))
    np.add.at(joint, chunk.items(), log_table(odds)[chunk.annotator, :, chunk.label])
    wanted = joint[~unknown, whole.gold[~unknown]].sum() + np.log(np.exp(joint[unknown]).sum(axis=1)).sum()
    log_miss = np.full((12, 1), -0.7)
    assert found.log_likelihood(log_miss) == pytest.approx(wanted - 0.7 * whole.extent.n_responses, abs=1e-6)


@pytest.mark.parametrize("extreme", [1e-17, 1e17])
def test_hundreds_of_extreme_factors_neither_vanish_nor_overflow(extreme, whole):
    odds, n = np.full((12, 3), extreme), 500
    batch = whole.batch
    label = np.zeros(n, dtype=np.int32)
    label[:2] = 1  # two of 500 answers are another's
    annotator, posterior = np.zeros(n, dtype=np.int32), batch.posterior[:1]
    one = Batch(np.array([0, n]), annotator, label, 0, batch.gold[:1], posterior, batch.state)
    hits.expect(whole.extent, odds, PREVALENCE, [one])
    assert batch.posterior[0].tolist() == pytest.approx([1.0, 0.0, 0.0] if extreme > 1 else [0.0, 0.0, 1.0])


def test_votes_are_counted_as_shares_and_gold_as_itself(crowd, plain):
    gold = np.full(150, -1, dtype=np.int32)
    gold[:4] = 2
    with Sweeper(crowd.source, gold, 1) as responses:
        found = hits.count_votes(responses)
    shares = plain.vote_shares(crowd.chunk, 3)
    shares[:4] = [0.0, 0.0, 1.0]
    wanted = np.zeros((12, 3))
    np.add.at(wanted, (crowd.chunk.annotator, crowd.chunk.label), shares[crowd.chunk.items(), crowd.chunk.label])
    np.testing.assert_allclose(found.hits, wanted, atol=1e-9)
    np.testing.assert_allclose(found.items, shares.sum(axis=0), atol=1e-9)
    np.testing.assert_array_equal((found + found).sums, 2 * found.sums)


def test_votes_are_counted_item_by_item_and_no_further():
    offsets, annotator, label = np.array([0, 2, 3]), np.array([0, 1, 0]), np.array([0, 1, 1])
    sums, totals = np.zeros(4, dtype=np.int64), np.zeros(3, dtype=np.int64)
    hits._count_votes.py_func(offsets, annotator, label, np.array([-1, -1]), 100.0, sums, totals)
    assert totals.tolist() == [50, 150, 0]
    assert sums.tolist() == [50, 100, 0, 50]
