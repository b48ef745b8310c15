"""The parts of a chain: rows that are distributions, and concentrations that follow what was counted."""

import numpy as np
import pytest

from oe_quality.kernel.sampling import gibbs_chain
from oe_quality.kernel.sampling.gibbs_chain import _draw_confusions, _draw_prevalence, _log_odds_density, draw_errors


def test_rows_of_drawn_confusions_sum_to_one_and_lie_about_the_counts(rng):
    counts = np.array([[[400.0, 60, 140], [0, 300, 0], [50, 50, 100]]])
    level, ability, strength, errors = np.ones(3), np.zeros(1), np.full(3, 2.0), np.ones((3, 3))
    drawn = np.zeros((200, 1, 3, 3))
    for one in drawn:
        _draw_confusions(rng, counts, level, ability, strength, errors, one)
    theta = np.exp(drawn)  # annotator, answer, truth
    np.testing.assert_allclose(theta.sum(axis=2), 1.0)
    mean = theta.mean(axis=0)[0].T
    assert mean[0] == pytest.approx([400 / 600, 60 / 600, 140 / 600], abs=0.02)
    assert mean[1, 1] > 0.98
    assert mean[2] == pytest.approx([0.25, 0.25, 0.5], abs=0.03)


def test_concentrations_follow_the_wrong_answers(rng):
    """Thirty annotators who take 0 for 1 nine times as often as for 2, all alike."""
    counts = np.zeros((30, 3, 3))
    counts[:, 0] = [20, 9, 1]
    errors, kept = np.ones((3, 3)), []
    for turn in range(400):
        draw_errors(rng, counts, errors)
        if turn >= 100:
            kept.append(errors.copy())
    mean = np.mean(kept, axis=0)
    assert mean[0, 1] > 4 * mean[0, 2]
    assert mean[0, 1] > 3, "so alike they are drawn from a narrow distribution"


def test_drawn_shares_sum_to_one_and_lie_about_the_counts(rng):
    truth = np.repeat([0, 1, 2], [600, 300, 100]).astype(np.int32)
    drawn = np.zeros((100, 3))
    for one in drawn:
        _draw_prevalence(rng, truth, one)
    shares = np.exp(drawn)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares.mean(axis=0) == pytest.approx([0.6, 0.3, 0.1], abs=0.01)


def test_the_density_of_logits_is_the_binomials():
    hits, misses, shift = np.array([3.0, 0.0]), np.array([1.0, 2.0]), np.array([0.5, -40.0])
    p = 1 / (1 + np.exp(-(0.2 + shift)))
    expected = (hits * np.log(p) + misses * np.log1p(-p)).sum()
    assert _log_odds_density(0.2, shift, hits, misses) == pytest.approx(expected)


def test_a_logit_without_answers_is_drawn_from_its_prior(monkeypatch):
    monkeypatch.setattr(gibbs_chain, "_log_odds_density", gibbs_chain._log_odds_density.py_func)
    rng, nothing = np.random.default_rng(4), np.zeros(1)
    x, drawn = 3.0, []
    for _ in range(4000):
        x = gibbs_chain._move_logit.py_func(rng, x, nothing, nothing, nothing, 3.0, 0.25)
        drawn.append(x)
    assert abs(np.mean(drawn) - 3.0) < 0.1
    assert abs(np.std(drawn) - 0.5) < 0.1
