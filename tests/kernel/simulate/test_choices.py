"""Simulated single choices follow their confusion matrices."""

import numpy as np
import pytest

from oe_quality.kernel.simulate import choices, crew


def test_answers_follow_the_confusion_matrices():
    world = choices(3, 6000, crew({"good": 3, "mediocre": 2, "biased": 2, "dissenter": 1, "marginal": 2}), 4, 5)
    seen = np.zeros_like(world.confusion)
    np.add.at(seen, (world.chunk.annotator, world.truth[world.chunk.items()], world.chunk.label), 1)
    total = seen.sum(axis=2, keepdims=True)
    error = np.abs(seen / total - world.confusion)
    assert (error < 4.5 * np.sqrt(world.confusion * (1 - world.confusion) / total) + 1e-9).all()
    np.testing.assert_allclose(np.bincount(world.truth) / 6000, world.prevalence, atol=0.03)


def test_skill_orders_the_kinds():
    world = choices(4, 4000, crew(dict.fromkeys(("good", "mediocre", "spammer", "dissenter", "constant"), 4)), 5, 5)
    right = world.chunk.label == world.truth[world.chunk.items()]
    accuracy = np.bincount(world.chunk.annotator, weights=right) / np.bincount(world.chunk.annotator)
    good, mediocre, spammer, dissenter, constant = accuracy.reshape(5, 4).mean(axis=1)
    assert good > 0.75 > mediocre > 0.5 > constant
    assert spammer == pytest.approx(0.2, abs=0.04)
    assert dissenter < 0.15, "a dissenter is sincere, but says something else"
