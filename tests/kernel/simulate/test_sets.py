"""Simulated sets of labels have the shares of a crowd of sincere people."""

import numpy as np
import pytest

from oe_quality.kernel.simulate import crew, sets


def test_shares_are_those_of_a_crowd_of_sincere_people():
    world = sets(8, 60, crew({"good": 400}), 8, 400)
    seen = np.zeros_like(world.share)
    chunk = world.chunk
    np.add.at(seen, (chunk.items()[chunk.responses_of_entries()], chunk.label), 1 / 400)
    # Good annotators answer some 5 % of the time at random, which draws shares to the mean.
    slope = np.polyfit(world.share.ravel(), seen.ravel(), 1)[0]
    assert slope == pytest.approx(0.95, abs=0.02)
    assert np.abs(seen - world.share).mean() < 0.02
    assert (np.diff(chunk.label_offsets) >= 1).all(), "the form wants at least one label"


def test_a_generous_annotator_chooses_more_labels():
    world = sets(9, 150, crew({"good": 20}), 6, 10)
    chunk = world.chunk
    chosen = np.bincount(chunk.annotator, np.diff(chunk.label_offsets), world.n_annotators)
    given = np.bincount(chunk.annotator, minlength=world.n_annotators)
    assert np.corrcoef(world.generosity, chosen / given)[0, 1] > 0.5
