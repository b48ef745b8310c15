"""Pairs of labels: known correlations, shrinkage, and the null."""

import numpy as np
import pytest

from oe_quality.kernel.distributions import cooccurrence as together
from oe_quality.kernel.distributions.cooccurrence import co_occurrence


def answers(rng, n=1_000, annotators=25):
    return np.repeat(np.arange(n // 4), 4), rng.integers(0, annotators, n)


def test_phi_is_the_correlation_and_lift_the_ratio(rng):
    items, annotators = answers(rng)
    first = rng.random(1_000) < 0.4
    given = np.column_stack([first, np.where(rng.random(1_000) < 0.6, first, rng.random(1_000) < 0.4)]).astype(float)
    found = co_occurrence(given, items, annotators)
    assert found.phi[0] == pytest.approx(np.corrcoef(given.T)[0, 1])
    assert found.together[0] == (given.sum(axis=1) == 2).sum()
    assert found.p_value[0] < 1e-6
    assert found.phi_low[0] < 0.6 < found.phi_high[0]


def test_few_expected_answers_draw_the_lift_to_one(rng):
    items, annotators = answers(rng)
    given = (rng.random((1_000, 6)) < 0.3).astype(float)
    rare = np.zeros((1_000, 2))
    rare[:2] = 1
    found = co_occurrence(np.hstack([given, rare]), items, annotators)
    last = (found.first == 6) & (found.second == 7)
    raw = found.together[last] / found.expected[last]
    assert raw[0] == pytest.approx(500)
    assert 1 < found.lift[last][0] < 100


def test_independent_labels_are_rarely_called_dependent():
    rng = np.random.default_rng(6)
    p_values = []
    for _ in range(20):
        items, annotators = answers(rng, 400)
        p_values.append(co_occurrence((rng.random((400, 5)) < 0.3).astype(float), items, annotators).p_value)
    assert np.mean(np.concatenate(p_values) <= 0.05) == pytest.approx(0.05, abs=0.045)


def test_a_label_given_never_or_always_has_no_phi(rng):
    items, annotators = answers(rng, 40)
    found = co_occurrence(np.column_stack([np.zeros(40), np.ones(40), np.arange(40) % 2.0]), items, annotators)
    assert np.isnan(found.phi).all()
    assert np.isfinite(found.lift).all()


def test_bounds_of_a_correlation_end_at_one_on_both_sides():
    given = np.array([[1, 1], [0, 0], [1, 1], [0, 0], [1, 1], [0, 1]], dtype=float)
    items, annotators = np.arange(6), np.array([0, 1, 0, 1, 0, 1])
    alike = together.co_occurrence(given, items, annotators, level=0.999)
    apart = together.co_occurrence(np.stack([given[:, 0], 1 - given[:, 1]], axis=1), items, annotators, level=0.999)
    assert alike.phi_high[0] == 1.0
    assert alike.phi_low[0] < alike.phi[0] <= 1.0
    assert apart.phi_low[0] == -1.0
