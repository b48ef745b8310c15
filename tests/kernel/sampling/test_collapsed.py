"""Labels drawn alone: as probable as by the chains that draw everything."""

import numpy as np
import pytest

from oe_quality.kernel.sampling.collapsed import collapsed_draws
from oe_quality.kernel.sampling.gibbs import sample
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def sparse():
    world = choices(3, 200, crew({"good": 12, "mediocre": 8}), 3, 3)
    share = np.stack([np.bincount(world.chunk.items(), world.chunk.label == k) for k in range(3)], axis=1)
    return world, share / share.sum(axis=1, keepdims=True)


def test_labels_are_as_probable_as_among_draws_of_everything(sparse):
    world, votes = sparse
    alone = collapsed_draws(world.chunk, votes, 20, draws=100, burn_in=60, chains=4, seed=1)
    truth = sample(world.chunk, votes, 20, draws=600, burn_in=200, seed=2, snapshots=1200).snapshots.truth
    among = np.stack([(truth == k).mean(axis=0) for k in range(3)], axis=1)
    np.testing.assert_allclose(alone.sum(axis=1), 1.0)
    assert np.abs(alone - among).mean() < 0.025
    sure = among.max(axis=1) > 0.7
    assert (alone.argmax(axis=1) == among.argmax(axis=1))[sure].all()


def test_the_same_seed_gives_the_same_probabilities_and_another_others(sparse):
    world, votes = sparse
    first, second, other = (collapsed_draws(world.chunk, votes, 20, draws=40, burn_in=20, seed=s) for s in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_one_label_is_certain():
    world = choices(1, 5, crew({"good": 3}), 2, 3)
    chunk = type(world.chunk)(world.chunk.offsets, world.chunk.annotator, np.zeros_like(world.chunk.label))
    assert (collapsed_draws(chunk, np.ones((5, 1)), 3, draws=4, burn_in=2) == 1).all()
