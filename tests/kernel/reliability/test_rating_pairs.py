"""All pairs at once against scipy, one pair at a time."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.reliability.concordance import concordance
from oe_quality.kernel.reliability.rating_pairs import mean_spearman, pairs

ANXIETY = json.loads((Path(__file__).parents[2] / "golden" / "concordance.json").read_text())["anxiety"]


def test_each_pair_as_scipy_has_it_alone(rng, ratings_of):
    x = rng.integers(0, 6, (40, 7)).astype(float)
    x[rng.random(x.shape) < 0.5] = np.nan
    table = pairs(ratings_of(x), 7)
    assert len(table.first) == 21
    for p, (a, b) in enumerate(zip(table.first, table.second, strict=True)):
        shared = ~np.isnan(x[:, a]) & ~np.isnan(x[:, b])
        one, two = x[shared, a], x[shared, b]
        assert table.overlap[p] == shared.sum()
        assert table.pearson[p] == pytest.approx(stats.pearsonr(one, two).statistic)
        assert table.spearman[p] == pytest.approx(stats.spearmanr(one, two).statistic)
        assert table.ccc[p] == pytest.approx(concordance(one, two).ccc.value)
        assert table.offset[p] == pytest.approx((one - two).mean())


def test_the_mean_over_pairs_as_irr_has_it(ratings_of):
    table = pairs(ratings_of(ANXIETY["ratings"]), 3)
    assert np.tanh(np.arctanh(table.pearson).mean()) == pytest.approx(ANXIETY["mean_pearson_by_z"], abs=1e-8)
    assert np.tanh(np.arctanh(table.spearman).mean()) == pytest.approx(ANXIETY["mean_spearman_by_z"], abs=1e-8)


def test_small_overlap_and_constant_ratings_have_no_coefficient(ratings_of):
    table = pairs(ratings_of([[1, 1, 0.1], [2, 2, 0.1], [np.nan, 3, 0.1], [np.nan, 4, 0.1]]), 3)
    assert np.isnan(table.pearson).all()
    assert table.overlap.tolist() == [2, 2, 4]


def test_annotators_who_share_nothing_are_no_pair(ratings_of):
    table = pairs(ratings_of([[1, np.nan], [np.nan, 2]]), 2)
    assert len(table.first) == 0
    assert mean_spearman(ratings_of([[1, np.nan], [np.nan, 2]]), 2).undefined


def test_permuting_items_changes_nothing(rng, ratings_of):
    x = rng.integers(0, 5, (30, 5)).astype(float)
    x[rng.random(x.shape) < 0.3] = np.nan
    one, two = pairs(ratings_of(x), 5), pairs(ratings_of(x[rng.permutation(30)]), 5)
    for name in ("overlap", "pearson", "spearman", "ccc", "offset"):
        assert getattr(one, name) == pytest.approx(getattr(two, name), nan_ok=True)


def test_repeats_of_one_annotator_are_no_pair_with_themselves():
    ratings = RatingChunk(np.array([0, 3]), np.array([0, 0, 1], dtype=np.int32), np.array([1.0, 2.0, 3.0]))
    table = pairs(ratings, 2)
    assert (table.first.tolist(), table.second.tolist(), table.overlap.tolist()) == ([0], [1], [2])


def test_an_overlap_of_just_the_minimum_has_a_coefficient(ratings_of):
    rows = [[1, 2, np.nan], [2, 3, 1], [4, 3, 2], [5, np.nan, 2]]
    table = pairs(ratings_of(rows), 3, minimum=3)
    overlap = dict(zip(zip(table.first.tolist(), table.second.tolist(), strict=True), table.overlap, strict=True))
    assert overlap == {(0, 1): 3, (0, 2): 3, (1, 2): 2}
    assert np.isfinite(table.pearson).tolist() == [True, True, False]
