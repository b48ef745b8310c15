"""Pairs found as by brute force, moments as the model's, and the test calibrated without copying."""

import numpy as np
import pytest

from oe_quality.kernel.audit.copying import (
    COPIED,
    _pearson_tail,
    add_question,
    dispersion,
    excess,
    no_sharing,
    shared_pairs,
)
from oe_quality.kernel.data.chunk import chunk_of


def test_pairs_and_their_items_are_those_of_brute_force(known):
    chunk = known.chunk
    pairs = shared_pairs(chunk.offsets, chunk.annotator, 7, 15)
    item = chunk.items()
    items_of = [set(item[chunk.annotator == a].tolist()) for a in range(7)]
    expected = {(a, b): items_of[a] & items_of[b] for a in range(7) for b in range(a + 1, 7)}
    expected = {pair: shared for pair, shared in expected.items() if len(shared) >= 15}
    found = {}
    for p in range(pairs.n_pairs):
        part = slice(pairs.offsets[p], pairs.offsets[p + 1])
        a, b = int(pairs.first[p]), int(pairs.second[p])
        assert (chunk.annotator[pairs.first_row[part]] == a).all()
        assert (chunk.annotator[pairs.second_row[part]] == b).all()
        assert (item[pairs.first_row[part]] == item[pairs.second_row[part]]).all()
        found[a, b] = set(item[pairs.first_row[part]].tolist())
    assert found == expected
    assert 0 < len(found) < 21


def test_expectation_and_moments_are_those_of_the_model(known):
    """For one shared item, against the sum over truth and both answers, under the posterior of the third."""
    chunk = chunk_of(np.array([0, 0, 0]), np.array([0, 1, 2]), np.array([1, 1, 2]), 1)
    pairs = shared_pairs(chunk.offsets, chunk.annotator, 3, 1)
    sharing = add_question(
        no_sharing(pairs), pairs, chunk.offsets, chunk.annotator, chunk.label, known.confusion[:3], known.prevalence
    )
    q = known.prevalence * known.confusion[2][:, 2]
    q /= q.sum()
    one, two = q @ known.confusion[0], q @ known.confusion[1]
    joint = np.einsum("t,tk,tk->k", q, known.confusion[0], known.confusion[1])
    w = np.log(1 + COPIED / (1 - COPIED) * np.sqrt(one * two) / joint)
    p = int(np.flatnonzero((pairs.first == 0) & (pairs.second == 1))[0])
    mean = joint @ w
    values, probabilities = np.append(w, 0.0), np.append(joint, 1 - joint.sum())
    assert sharing.expected[p] == pytest.approx(joint.sum())
    assert sharing.same[p] == 1
    assert sharing.score[p] == pytest.approx(w[1])
    assert sharing.mean[p] == pytest.approx(mean)
    assert sharing.variance[p] == pytest.approx(probabilities @ (values - mean) ** 2)
    assert sharing.third[p] == pytest.approx(probabilities @ (values - mean) ** 3)


def test_an_open_answer_is_not_compared(known):
    chunk = known.chunk
    pairs = shared_pairs(chunk.offsets, chunk.annotator, 7, 5)
    blank = np.full(chunk.n_responses, -1, np.int32)
    sharing = add_question(
        no_sharing(pairs), pairs, chunk.offsets, chunk.annotator, blank, known.confusion, known.prevalence
    )
    assert sharing.score.sum() == 0
    assert (excess(pairs, sharing, 1.0).z == 0).all()


def test_without_pairs_there_is_nothing():
    chunk = chunk_of(np.array([0, 1]), np.array([0, 1]), np.array([0, 0]), 2)
    pairs = shared_pairs(chunk.offsets, chunk.annotator, 2, 1)
    assert pairs.n_pairs == 0
    assert len(excess(pairs, no_sharing(pairs), 1.0).z) == 0


def test_z_is_standard_where_parameters_are_known_and_nobody_copies():
    z = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        A, n_items, K = 12, 240, 4
        confusion = np.full((A, K, K), 0.1) + 0.6 * np.eye(K)
        truth = rng.integers(K, size=n_items)
        items = np.repeat(np.arange(n_items), 5)
        annotators = np.concatenate([rng.permutation(A)[:5] for _ in range(n_items)])
        labels = np.array([rng.choice(K, p=confusion[a, truth[i]]) for i, a in zip(items, annotators, strict=True)])
        chunk = chunk_of(items, annotators, labels, n_items)
        pairs = shared_pairs(chunk.offsets, chunk.annotator, A, 10)
        sharing = add_question(
            no_sharing(pairs), pairs, chunk.offsets, chunk.annotator, chunk.label, confusion, np.full(K, 0.25)
        )
        z.append(excess(pairs, sharing, dispersion(sharing)).z)
    z = np.concatenate(z)
    assert len(z) == 6 * 66
    assert z.mean() == pytest.approx(0.0, abs=0.12)
    assert 0.9 <= z.std() <= 1.1


def test_the_tail_of_a_skewed_sum_is_that_of_a_gamma(rng):
    shape = 4.0
    draws = (rng.standard_gamma(shape, 200_000) - shape) / np.sqrt(shape)
    z = np.array([0.5, 2.0, 3.5])
    observed = [(draws > value).mean() for value in z]
    np.testing.assert_allclose(_pearson_tail(z, np.full(3, 2 / np.sqrt(shape))), observed, rtol=0.1)
    np.testing.assert_allclose(_pearson_tail(np.array([1.959964]), np.zeros(1)), [0.025], rtol=1e-4)


def test_the_detectable_rate_falls_with_the_overlap():
    rates = []
    for n in (20, 80, 320):
        rng = np.random.default_rng(1)
        labels = rng.integers(3, size=4 * n)
        chunk = chunk_of(np.repeat(np.arange(n), 4), np.tile(np.arange(4), n), labels, n)
        confusion = np.full((4, 3, 3), 0.15) + 0.55 * np.eye(3)
        pairs = shared_pairs(chunk.offsets, chunk.annotator, 4, 10)
        sharing = add_question(
            no_sharing(pairs), pairs, chunk.offsets, chunk.annotator, chunk.label, confusion, np.full(3, 1 / 3)
        )
        rates.append(float(np.median(excess(pairs, sharing, 1.0).detectable)))
    assert rates[0] > rates[1] > rates[2] > 0
    assert rates[0] / rates[2] == pytest.approx(4.0, rel=0.5)
