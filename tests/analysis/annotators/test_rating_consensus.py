"""Ratings held against the others' mean of the same item."""

import math

import numpy as np
import pytest

from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.rating_consensus import NEAR, fit_ratings
from tests.analysis.small import numbers


def test_without_offsets_the_score_is_the_distance_from_the_others_mean():
    # Two items, on which each is once above and once below: nobody has an offset.
    rows = [("a", "p", 4.0), ("a", "q", 6.0), ("b", "p", 6.0), ("b", "q", 4.0), ("c", "p", 5.0)]
    found = fit_ratings(assemble(numbers(rows, low=0.0, high=10.0), "asked"))
    assert found.usable.tolist() == [True] * 4 + [False]
    assert found.support[:4, 0] == pytest.approx([6.0, 4.0, 4.0, 6.0])
    assert math.isnan(found.support[4, 0])
    assert found.score == pytest.approx([0.8, 0.8, 0.8, 0.8, 1.0])
    assert found.held.tolist() == [0.0, 0.0, 0.0, 0.0, 1.0]
    assert np.array_equal(found.residual, found.score - 1.0)


def test_who_is_near_enough_is_held():
    close = [("a", "p", 4.5), ("a", "q", 5.5), ("b", "p", 5.5), ("b", "q", 4.5)]
    assert NEAR == 0.1
    assert fit_ratings(assemble(numbers(close, low=0.0, high=10.0), "asked")).held.tolist() == [1.0] * 4
