"""Simulated ratings follow each annotator's line and stay on the slider."""

import numpy as np
import pytest

from oe_quality.kernel.simulate import Kind, RatingScale, crew, ratings
from oe_quality.kernel.simulate.ratings import rater_parameters

MIXED = {kind.value: 3 for kind in Kind}


def test_ratings_follow_each_annotators_line():
    wide = RatingScale(-50.0, 50.0)
    world = ratings(9, 3000, crew({"good": 6, "spammer": 1, "constant": 1}), 8, slider=wide)
    for a in range(6):
        mine = world.chunk.annotator == a
        scale, offset = np.polyfit(world.truth[world.chunk.items()[mine]], world.chunk.value[mine], 1)
        assert scale == pytest.approx(world.scale[a], abs=0.1)
        assert offset == pytest.approx(world.offset[a], abs=0.2)
    assert world.scale[6] == world.scale[7] == 0
    assert (world.chunk.value[world.chunk.annotator == 7] == 0).all(), "the slider was never moved"


def test_answers_stay_on_the_slider_and_on_its_steps():
    world = ratings(10, 300, crew(MIXED), 5, slider=RatingScale(0.0, 10.0, 5.0, step=1.0))
    assert set(world.chunk.value) <= set(range(11))


def test_the_biased_err_to_the_side_to_which_they_lean():
    people = crew({"biased": 40})
    form = RatingScale(0.0, 10.0, offset_sd=0.5)
    offset, _, _ = rater_parameters(np.random.default_rng(3), people, form)
    plain = np.random.default_rng(3).normal(0.0, 0.5, 40)
    np.testing.assert_allclose(offset, 1.25 * np.sign(plain))
