"""GLAD: crowd-kit's optimum, and known abilities and difficulties."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit, glad


def plain_objective(chunk, n_labels, alpha, beta):
    """Log-likelihood with even labels plus the N(1, 1) priors, in nats, without constants."""
    items = chunk.items()
    x = alpha[chunk.annotator] * np.exp(beta[items])
    spread = np.log(n_labels - 1)
    scores = np.full((chunk.n_items, n_labels), -np.log(n_labels))
    np.add.at(scores, (items, chunk.label), x + spread)
    likelihood = np.logaddexp.reduce(scores, axis=1).sum() - (np.logaddexp(0.0, x) + spread).sum()
    return likelihood - 0.5 * ((alpha - 1.0) ** 2).sum() - 0.5 * ((beta - 1.0) ** 2).sum()


def test_the_optimum_is_crowd_kits(crowd_set):
    """crowd-kit climbs the same density by conjugate gradients; its stopping rule is switched off."""
    from crowdkit.aggregation import GLAD

    data = crowd_set("bird")
    frame = pd.DataFrame({"task": data.chunk.items(), "worker": data.chunk.annotator, "label": data.chunk.label})
    kit = GLAD(n_iter=5, tol=-np.inf)
    theirs = kit.fit_predict_proba(frame).reindex(columns=range(2)).to_numpy()
    alpha, beta = kit.alphas_.sort_index().to_numpy(), kit.betas_.sort_index().to_numpy()
    ours = fit(Method.GLAD, data.source, max_steps=3000, tol=1e-12)
    objective = plain_objective(data.chunk, 2, ours.skill, ours.state[:, 0] + 1.0)
    np.testing.assert_allclose(ours.history[-1], objective, rtol=1e-9)
    assert -0.01 < objective - plain_objective(data.chunk, 2, alpha, beta) < 0.05
    np.testing.assert_allclose(ours.posterior, theirs, atol=0.05)  # theirs are one M step behind


def test_abilities_and_difficulties_are_recovered(rng):
    n, A, K = 800, 30, 3
    alpha, beta = rng.normal(1.0, 1.0, A), rng.normal(0.5, 0.7, n)
    truth = rng.integers(0, K, n)
    right = rng.random((n, A)) < expit(alpha * np.exp(beta)[:, None])
    answers = np.where(right, truth[:, None], (truth[:, None] + rng.integers(1, K, (n, A))) % K)
    chunk = chunk_of(np.repeat(np.arange(n), A), np.tile(np.arange(A), n), answers.ravel(), n)
    result = fit(Method.GLAD, InMemory((chunk,), A, K))
    assert np.corrcoef(result.skill, alpha)[0, 1] > 0.97
    assert np.corrcoef(result.state[:, 0], beta)[0, 1] > 0.6
    assert (result.winner == truth).mean() > 0.95


def test_one_steps_log_likelihood_is_that_of_the_start(crowd):
    """At alpha = beta = 1 every answer is right with probability sigma(e), and labels are even."""
    chunk = crowd.chunk
    right, items = expit(np.e), chunk.items()
    scores = np.full((chunk.n_items, 3), -np.log(3))
    for k in range(3):
        np.add.at(scores[:, k], items, np.where(chunk.label == k, np.log(right), np.log((1 - right) / 2)))
    expected = np.logaddexp.reduce(scores, axis=1).sum()
    np.testing.assert_allclose(fit(Method.GLAD, crowd.source, max_steps=1).history[0], expected, rtol=1e-9)


@pytest.mark.parametrize(("slope", "curvature"), [(0.5, 0.1), (40.0, 5.0), (10.0, 4.0)])
def test_the_climb_ends_where_the_gradient_is_zero(slope, curvature):
    shift = glad._climb(0.0, slope, curvature)
    ease = np.exp(glad.PRIOR_MEAN + shift)
    assert abs(slope * ease - curvature * ease**2 - shift) < 1e-4 * (1 + abs(slope) * ease)


def test_rounded_counts_make_nobody_better_than_perfect():
    extent = SimpleNamespace(n_by_annotator=np.array([4, 0]), n_labels=2)
    items = np.array([3, 1], dtype=np.int64)
    stats = SimpleNamespace(by_annotator=np.array([[0, 0, 4 + 1e-9], [0, 0, 0]]), items=items)
    found = glad.Glad().findings(SimpleNamespace(extent=extent, alpha=np.ones(2)), stats)
    assert found.accuracy.tolist() == [1.0, 0.5]
