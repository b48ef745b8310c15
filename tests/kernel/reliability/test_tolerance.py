"""Agreement within a tolerance against irr and against counting."""

import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.reliability.tolerance import agreement_within, all_within

VIDEO = json.loads((Path(__file__).parents[2] / "golden" / "concordance.json").read_text())["video"]


def test_all_within_is_irrs_agree(ratings_of):
    ratings = ratings_of(VIDEO["ratings"])
    assert 100 * all_within(ratings, 0).value == pytest.approx(VIDEO["agree_0"])
    assert 100 * all_within(ratings, 1).value == pytest.approx(VIDEO["agree_1"])


@pytest.mark.parametrize("tolerance", [0, 0.5, 1, 2])
def test_pairs_are_counted(rng, tolerance, ratings_of):
    x = rng.integers(0, 8, (25, 6)) / 2
    x[rng.random(x.shape) < 0.4] = np.nan
    shares = []
    for row in x:
        given = list(itertools.combinations(row[~np.isnan(row)], 2))
        if given:
            shares.append(np.mean([abs(a - b) <= tolerance for a, b in given]))
    found = agreement_within(ratings_of(x), tolerance)
    assert found.value == pytest.approx(np.mean(shares))
    assert found.n_items == len(shares)
    assert found.interval.low <= found.value <= found.interval.high


def test_single_answers_agree_with_nobody(ratings_of):
    single = ratings_of([[1, np.nan], [np.nan, 2]])
    assert agreement_within(single).undefined == "no item has two answers"
    assert all_within(single).undefined == "no item has two answers"


def test_an_unanswered_item_does_not_count():
    ratings = RatingChunk(np.array([0, 2, 2, 4]), np.array([0, 1, 0, 1], dtype=np.int32), np.array([1.0, 1, 2, 5]))
    assert all_within(ratings).value == pytest.approx(0.5)


def test_a_large_tolerance_is_rounded_as_large_numbers_are():
    values = np.array([0.1e9, 0.1e9 + 0.3e9 + 1e-5, 1.0, 2.0e9])
    chunk = RatingChunk(np.array([0, 2, 4]), np.array([0, 1, 0, 1], dtype=np.int32), values)
    assert all_within(chunk, 0.3e9).value == 0.5
