"""Means and evaluator weighted estimates: published values, and coverage of what the means say of themselves."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import RatingChunk, offsets_of
from oe_quality.kernel.ratings import RatingMethod, rate, simple
from oe_quality.kernel.simulate import RatingScale, crew, ratings

WIDE = RatingScale(-30.0, 30.0)


def rating_chunk(items, annotators, values, n_items):
    order = np.lexsort((annotators, items))
    return RatingChunk(offsets_of(items[order], n_items), annotators[order].astype(np.int32), values[order])


@pytest.fixture(scope="module")
def world():
    return ratings(21, 300, crew({"good": 30}), 3, slider=WIDE)


@pytest.mark.parametrize(("leave_one_out", "name"), [(True, "loo"), (False, "all")])
def test_ewe_gives_the_published_values(published, ratings_of, leave_one_out, name):
    reference = published("ewe_grimm_kroschel")
    chunk = ratings_of(reference["rows_items"])
    n = len(reference["rows_items"][0])
    expected = reference["expected"]
    weights = simple.correlations(chunk, n, leave_one_out=leave_one_out)
    np.testing.assert_allclose(weights, expected[f"r_{name}"], atol=reference["tolerance"])
    value = simple.ewe(chunk, n, leave_one_out=leave_one_out).value
    np.testing.assert_allclose(value, expected[f"ewe_{name}"], atol=reference["tolerance"])
    np.testing.assert_allclose(simple.mean(chunk, n).value, expected["mean"])


def test_the_means_standard_errors_cover_the_truth(world):
    fit = rate(RatingMethod.MEAN, world.chunk, world.n_annotators)
    covered = (np.abs(fit.value - world.truth) <= 1.96 * fit.standard_error).mean()
    assert 0.90 <= covered <= 0.98


def test_ewe_gives_no_weight_to_who_rates_the_other_way_round():
    """Their correlation is negative; its size must not count for them."""
    true = np.array([1.0, 2, 4, 6, 9, 5])
    items, who = np.repeat(np.arange(6), 4), np.tile(np.arange(4), 6)
    values = np.stack([true, true + 0.5, true - 0.5, 10 - true], axis=1).ravel()
    found = simple.ewe(rating_chunk(items, who, values, 6), 4)
    assert found.weight[3] == 0.0
    assert (found.weight[:3] > 0.5).all()
    assert np.corrcoef(found.value, true)[0, 1] > 0.999
