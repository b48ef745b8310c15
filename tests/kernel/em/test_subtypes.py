"""EBCC's loops: the random splits, and the E step over subtypes."""

import numpy as np
import pytest
from scipy.special import digamma, gammaln

from oe_quality.kernel.em import subtypes


def test_the_hash_is_splitmix64():
    """Seeds 0, 1 and 2 of the reference implementation give these first values."""
    found = [int(subtypes.hashed(np.uint64(seed))) for seed in (0, 1, 2)]
    assert found == [0xE220A8397B1DCDAF, 0x910A2DEC89025CC1, 0x975835DE1C9756CE]


def test_exponential_variates_have_the_moments_of_one():
    drawn = np.array([subtypes.exponential(np.uint64(key)) for key in range(20_000)])
    assert drawn.min() > 0
    assert drawn.mean() == pytest.approx(1.0, abs=0.03)
    assert drawn.var() == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("chance", [True, False])
def test_a_split_keeps_the_shares_of_the_labels(chance):
    shares, weight = np.array([0.7, 0.2, 0.1]), np.empty((3, 4))
    subtypes.split(shares, np.uint64(5), chance, weight)
    np.testing.assert_allclose(weight.sum(axis=1), shares)
    assert (weight > 0).all()


def test_without_chance_the_unanimous_are_of_the_first_subtype_and_the_divided_of_the_last():
    weight = np.empty((2, 3))
    subtypes.split(np.array([1.0, 0.0]), np.uint64(0), False, weight)
    assert weight[0].argmax() == 0
    subtypes.split(np.array([0.5, 0.5]), np.uint64(0), False, weight)
    assert weight[0].argmax() == 2


def test_the_e_step_over_subtypes(whole):
    """Two subtypes of each of three labels, held against the same in NumPy."""
    rng, K, C, A = np.random.default_rng(2), 3, 6, 12
    owner = np.repeat(np.arange(K), 2)
    log_theta = np.log(rng.dirichlet(np.ones(K), (A, C))).transpose(0, 2, 1)  # (A, answer, class)
    prior = np.log(rng.dirichlet(np.ones(C)))
    batch, extent = whole.batch, whole.extent
    sums, totals = np.zeros(A * K * C, dtype=np.int64), np.zeros(C + 1, dtype=np.int64)
    table = np.ascontiguousarray(log_theta).ravel()
    scales = extent.count_scale, extent.log_scale
    columns = batch.offsets, batch.annotator, batch.label, batch.gold
    subtypes.expect(*columns, table, prior, owner, K, *scales, sums, totals, batch.posterior)
    chunk, joint = batch.chunk(), np.tile(prior, (extent.n_items, 1))
    np.add.at(joint, chunk.items(), log_theta[chunk.annotator, chunk.label])
    joint = np.where((whole.gold[:, None] >= 0) & (owner != whole.gold[:, None]), -np.inf, joint)
    p = np.exp(joint)
    evidence = p.sum(axis=1, keepdims=True)
    p /= evidence
    np.testing.assert_allclose(batch.posterior, p.reshape(-1, K, 2).sum(axis=2), atol=1e-12)
    wanted = np.zeros((A, K, C))
    np.add.at(wanted, (chunk.annotator, chunk.label), p[chunk.items()])
    np.testing.assert_allclose(sums.reshape(A, K, C) / extent.count_scale, wanted, atol=1e-9)
    np.testing.assert_allclose(totals[:-1] / extent.count_scale, p[:-1].sum(axis=0), atol=1e-9)
    assert totals[-1] / extent.log_scale == pytest.approx(np.log(evidence[:-1]).sum(), abs=1e-6)


def test_the_m_step_is_that_of_dirichlet_rows():
    K, C, right, wrong = 2, 2, 3.0, 1.0
    owner, scale = np.array([0, 1]), 1024.0
    answers = np.array([[5.0, 0.0], [2.0, 7.0]])  # answer x class, of one annotator
    table = np.empty(K * C)
    sums = np.rint(answers.ravel() * scale).astype(np.int64)
    gap = subtypes.posterior_rows(sums, scale, owner, K, right, wrong, table)
    prior = np.where(np.eye(2, dtype=bool), right, wrong)
    after = answers + prior
    np.testing.assert_allclose(table.reshape(K, C), digamma(after) - digamma(after.sum(axis=0)), atol=1e-10)
    expected = digamma(after) - digamma(after.sum(axis=0))
    log_norm = gammaln(after.sum(axis=0)) - gammaln(after).sum(axis=0)
    log_norm_before = gammaln(prior.sum(axis=0)) - gammaln(prior).sum(axis=0)
    divergence = (log_norm - log_norm_before + ((after - prior) * expected).sum(axis=0)).sum()
    assert gap == pytest.approx(-divergence, abs=1e-9)
