"""Resampled frequencies are multinomial, whatever shortens their drawing."""

import numpy as np

from oe_quality.kernel.uncertainty.bootstrap import resampled_frequencies

FREQUENCY = np.array([1, 0, 60, 3, 1, 35])


def drawn(frequency, resamples, seed=0):
    return np.concatenate(list(resampled_frequencies(frequency, resamples, np.random.default_rng(seed))))


def test_every_resample_has_as_many_items_and_none_that_was_not_there():
    found = drawn(FREQUENCY, 500)
    assert found.shape == (500, len(FREQUENCY))
    assert (found.sum(axis=1) == FREQUENCY.sum()).all()
    assert not found[:, 1].any()


def test_means_and_covariances_are_those_of_a_multinomial():
    n, resamples = FREQUENCY.sum(), 20_000
    share = FREQUENCY / n
    found = drawn(FREQUENCY, resamples)
    spread = n * (np.diag(share) - np.outer(share, share))
    assert np.abs(found.mean(axis=0) - FREQUENCY).max() < 5 * np.sqrt(spread.max() / resamples)
    assert np.abs(np.cov(found.T) - spread).max() < 0.05 * spread.max()


def test_nothing_to_resample_gives_nothing():
    assert list(resampled_frequencies(np.zeros(3, dtype=np.int64), 5, np.random.default_rng(0))) == []
