"""The graded model finds where items lie although annotators draw the lines at different places."""

import numpy as np
import pytest
from scipy.optimize import check_grad

from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.ratings import ordinal
from oe_quality.kernel.simulate import RatingScale, crew, ratings

CUTS = (-2.4, -0.8, 0.8, 2.4)
WIDE = RatingScale(-30.0, 30.0)


def graded_world(seed, counts, answers, n_items=250):
    """Ratings cut into five ordered labels, and each item's true label."""
    world = ratings(seed, n_items, crew(counts), answers, slider=WIDE)
    labels = np.digitize(world.chunk.value, CUTS).astype(np.int32)
    return world, Chunk(world.chunk.offsets, world.chunk.annotator, labels), np.digitize(world.truth, CUTS)


@pytest.fixture(scope="module")
def world():
    return graded_world(31, {"good": 20, "biased": 4}, 4)


@pytest.fixture(scope="module")
def fit(world):
    return ordinal.fit(InMemory((world[1],), 24, 5))


def test_it_beats_mean_and_majority_where_annotators_are_biased(world, fit):
    truth, chunk, label = world[0].truth, world[1], world[2]
    items = chunk.items()
    mean = np.bincount(items, weights=chunk.label) / np.bincount(items)
    votes = np.zeros((len(truth), 5))
    np.add.at(votes, (items, chunk.label), 1)
    tied = votes == votes.max(axis=1, keepdims=True)
    majority = (tied[np.arange(len(truth)), label] / tied.sum(axis=1)).mean()
    assert np.corrcoef(fit.mean, truth)[0, 1] > np.corrcoef(mean, truth)[0, 1] + 0.03
    right = (fit.posterior.argmax(axis=1) == label).mean()
    assert right > (np.round(mean) == label).mean() + 0.05
    assert right > majority + 0.1


def test_intervals_cover_the_true_value(world, fit):
    truth = world[0].truth / world[0].truth.std()
    covered = np.abs(fit.mean - truth) <= 1.96 * fit.standard_error
    assert 0.88 <= covered.mean() <= 0.98


def test_biases_and_discriminations_are_recovered(world, fit):
    offset, noise = world[0].offset, world[0].noise
    assert np.corrcoef(-fit.parameters.bias, offset)[0, 1] > 0.85
    assert np.corrcoef(fit.parameters.log_discrimination, -np.log(noise))[0, 1] > 0.5


def test_thresholds_ascend_and_the_posterior_is_a_distribution(fit):
    assert (np.diff(fit.parameters.threshold) > 0).all()
    np.testing.assert_allclose(fit.posterior.sum(axis=1), 1.0)
    assert ((fit.position >= 1) & (fit.position <= 5)).all()
    assert fit.converged


def test_the_objective_never_falls(fit):
    assert (np.diff(fit.history) >= -1e-7).all()


def test_the_gradient_is_that_of_the_loss(world):
    source = InMemory((world[1],), 24, 5)
    start = ordinal._start(source)
    counts, _ = ordinal._sweep(start, source)
    at = ordinal._pack(start) + 0.1 * np.random.default_rng(0).normal(size=4 + 48)
    error = check_grad(lambda x: ordinal._loss(x, counts, 0.5)[0], lambda x: ordinal._loss(x, counts, 0.5)[1], at)
    assert error < 1e-3 * np.abs(ordinal._loss(at, counts, 0.5)[1]).max()


def test_chunks_names_and_order_do_not_matter(world, fit, rng):
    chunk = world[1]
    item, annotator = rng.permutation(chunk.n_items), rng.permutation(24)
    renamed = chunk_of(item[chunk.items()], annotator[chunk.annotator], chunk.label, chunk.n_items)
    again = ordinal.fit(InMemory((renamed,), 24, 5).split(33))
    # A climb by L-BFGS magnifies rounding, so equal means equal to what convergence promises.
    np.testing.assert_allclose(again.mean[item], fit.mean, atol=0.02)
    np.testing.assert_allclose(again.history[0], fit.history[0], rtol=1e-10)


def test_turning_the_scale_round_turns_the_result_round(world, fit):
    chunk = world[1]
    turned = ordinal.fit(InMemory((Chunk(chunk.offsets, chunk.annotator, 4 - chunk.label),), 24, 5))
    np.testing.assert_allclose(turned.mean, -fit.mean, atol=0.05)


DEGENERATE = {
    "one item": ([0, 0], [0, 1], [0, 2], 3),
    "one annotator": ([0, 1, 2], [0, 0, 0], [0, 1, 2], 3),
    "all agree": ([0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1], 3),
    "two labels": ([0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1], 2),
    "a label unused": ([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 3, 3], 5),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_inputs_give_finite_values(name):
    items, annotators, labels, K = DEGENERATE[name]
    chunk = chunk_of(np.array(items), np.array(annotators), np.array(labels), max(items) + 1)
    fit = ordinal.fit(InMemory((chunk,), max(annotators) + 1, K))
    for values in (fit.mean, fit.standard_error, fit.position, fit.posterior, fit.bias_error):
        assert np.isfinite(values).all()


def test_of_who_has_not_answered_the_bias_is_as_uncertain_as_the_prior():
    chunk = chunk_of(np.repeat(np.arange(8), 2), np.tile([0, 1], 8), np.arange(16) // 2 % 4, 8)
    found = ordinal.fit(InMemory((chunk,), 3, 4), max_steps=5)
    assert found.bias_error[2] == pytest.approx(ordinal.BIAS_SD, abs=1e-9)
    assert (found.bias_error[:2] < ordinal.BIAS_SD).all()
