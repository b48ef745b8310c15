"""Sums per index, quotients, and the weighted mean with its error."""

import numpy as np
import pytest

from oe_quality.kernel.ratings import parts


def test_sums_and_counts_have_a_place_for_all():
    index = np.array([0, 2, 2], dtype=np.int32)
    assert parts.sums(index, np.array([1.0, 2.0, 4.0]), 4).tolist() == [1, 0, 6, 0]
    assert parts.counts(index, 4).tolist() == [1, 0, 2, 0]


def test_a_quotient_without_a_positive_denominator_is_the_other_value():
    found = parts.ratio(np.array([1.0, 2.0, 3.0]), np.array([2.0, 0.0, -1.0]), np.array([9.0, 8.0, 7.0]))
    assert found.tolist() == [0.5, 8.0, 7.0]


def weighed(ratings_of, table, weight):
    chunk = ratings_of(table)
    weights = np.broadcast_to(np.asarray(weight, dtype=float), np.shape(table))[~np.isnan(np.array(table, dtype=float))]
    return parts.weighted_means(chunk, weights, chunk.value)


def test_equal_weights_give_the_mean_and_the_analysis_of_variance(ratings_of):
    table = [[1.0, 2.0, 6.0], [4.0, 4.0, None], [5.0, None, None]]
    mean, error = weighed(ratings_of, table, [1, 1, 1])
    assert mean.tolist() == [3.0, 4.0, 5.0]
    within = ((1 - 3) ** 2 + (2 - 3) ** 2 + (6 - 3) ** 2) / 3  # 5 answers about 2 means
    np.testing.assert_allclose(error, np.sqrt([within / 3, within / 2, within]))


def test_weights_count_and_their_unit_does_not(ratings_of):
    table = [[1.0, 2.0, 6.0], [4.0, 7.0, None]]
    mean, error = weighed(ratings_of, table, [1, 2, 3])
    assert mean.tolist() == pytest.approx([23 / 6, 6.0])
    again = weighed(ratings_of, table, [10, 20, 30])
    np.testing.assert_allclose(again, (mean, error))


def test_where_no_answer_weighs_anything_all_weigh_the_same(ratings_of):
    mean, _ = weighed(ratings_of, [[1.0, 3.0], [2.0, 4.0]], [0, 0])
    assert mean.tolist() == [2.0, 3.0]


def test_without_two_answers_anywhere_there_is_no_error(ratings_of):
    mean, error = weighed(ratings_of, [[1.0, None], [None, 4.0]], [1, 1])
    assert mean.tolist() == [1.0, 4.0]
    assert np.isnan(error).all()


def test_errors_cover(ratings_of):
    """Of 4,000 items with unequal weights the mean lies within 1.96 errors of the truth 95 % of the time."""
    rng = np.random.default_rng(8)
    truth = rng.normal(0, 3, 4000)
    table = np.where(rng.random((4000, 5)) < 0.8, truth[:, None] + rng.normal(0, 1, (4000, 5)), np.nan)
    mean, error = weighed(ratings_of, table, [1, 2, 1, 3, 1])
    known = ~np.isnan(mean)
    assert np.mean(np.abs(mean - truth)[known] < 1.96 * error[known]) == pytest.approx(0.95, abs=0.01)
