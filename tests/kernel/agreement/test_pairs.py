"""All pairs of annotators at once, against two at a time."""

import warnings

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.distances import agreement_weights, interval
from oe_quality.kernel.agreement.pairs import all_pairs, all_pairs_by_distance, as_matrix, shrink
from oe_quality.kernel.data.chunk import chunk_of


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_every_pair_as_scikit_learn_has_it(weights, small, random_rows):
    s = small(random_rows(2, n_items=40, missing=0.5), range(4))
    found = all_pairs(s.chunk, agreement_weights(weights, 4), s.n_annotators)
    given = np.full((40, s.n_annotators), -1)
    given[s.chunk.items(), s.chunk.annotator] = s.chunk.label
    assert list(zip(found.first, found.second, strict=True)) == sorted(zip(found.first, found.second, strict=True))
    for i in range(len(found.n)):
        a, b = given[:, found.first[i]], given[:, found.second[i]]
        both = (a >= 0) & (b >= 0)
        assert found.n[i] == both.sum()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = cohen_kappa_score(
                a[both], b[both], labels=range(4), weights=None if weights == "identity" else weights
            )
        assert found.kappa[i] == pytest.approx(theirs, abs=1e-12, nan_ok=True)


def test_pairs_without_a_common_item_are_not_there(small):
    s = small([["a", "b", None], ["a", None, None], [None, None, "b"]])
    found = all_pairs(s.chunk, np.eye(2), 3)
    assert (found.first.tolist(), found.second.tolist(), found.n.tolist()) == ([0], [1], [1])
    matrix = as_matrix(found, found.agreed, 3)
    assert matrix[0, 1] == matrix[1, 0] == 0
    assert np.isnan(matrix[0, 2])


def test_nobody_shares_anything(small):
    s = small([["a", None], [None, "b"]])
    found = all_pairs(s.chunk, np.eye(2), 2)
    assert len(found.n) == 0
    assert np.isnan(found.mean)


def test_small_overlaps_are_drawn_to_the_mean():
    rng = np.random.default_rng(4)
    truth = rng.normal(0.5, 0.1, 400)
    n = rng.integers(3, 200, 400)
    variance = 0.5 / n
    shrunk, mean, spread = shrink(truth + rng.normal(0, np.sqrt(variance)), variance)
    assert mean == pytest.approx(0.5, abs=0.03)
    assert spread == pytest.approx(0.1, abs=0.03)
    assert np.mean((shrunk - truth) ** 2) < 0.7 * np.mean(variance)


def test_an_undefined_pair_is_taken_for_the_mean():
    shrunk, mean, _ = shrink(np.array([0.2, np.nan, 0.8]), np.array([0.01, 0.01, 0.01]))
    assert shrunk[1] == mean == pytest.approx(0.5)


def test_pairs_by_distance_average_to_alpha(small, random_rows):
    s = small(random_rows(6, n_items=50, missing=0.0), range(4))
    distance = interval(np.arange(4.0))
    statistic = alpha(s.table, distance)
    expected = statistic.coefficient.expected_disagreement(statistic.total)
    found = all_pairs_by_distance(s.chunk, distance, expected, s.n_annotators)
    assert found.kappa.mean() == pytest.approx(statistic.value, abs=1e-12)


def test_more_annotators_than_one_block_has(rng):
    """70 people each answer all of 5 items: every pair once, with all five items."""
    label = rng.integers(0, 3, (5, 70))
    chunk = chunk_of(np.repeat(np.arange(5), 70), np.tile(np.arange(70), 5), label.ravel(), 5)
    found = all_pairs(chunk, np.eye(3), 70)
    first, second = np.triu_indices(70, 1)
    assert (found.first.tolist(), found.second.tolist()) == (first.tolist(), second.tolist())
    assert (found.n == 5).all()
    assert found.agreed == pytest.approx((label[:, first] == label[:, second]).mean(axis=0))


def test_nothing_known_of_any_pair_shrinks_to_nothing():
    shrunk, mean, spread = shrink(np.array([np.nan, 0.5]), np.array([0.1, 0.0]))
    assert np.isnan(shrunk).all()
    assert np.isnan(mean)
    assert spread == 0
