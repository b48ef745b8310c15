"""Who stands out: the test, its count of what was looked at, and how often anybody is named where nobody does."""

import numpy as np
import pytest
from scipy.stats import fisher_exact, hypergeom

from oe_quality.analysis.annotators.outstanding import exceeds, lower_bounds, named


def test_shares_are_held_against_one_another_as_fisher_does(rng):
    for hits, of, other_hits, other_of in rng.integers(1, 12, (40, 4)):
        n, m = hits + of, other_hits + other_of
        found = exceeds(*(np.array([float(it)]) for it in (hits, n, other_hits, m)))[0]
        if hits * m > other_hits * n:
            table = [[hits, n - hits], [other_hits, m - other_hits]]
            assert found == pytest.approx(fisher_exact(table, alternative="greater").pvalue)
        else:
            assert found == 1


def test_where_nobody_stands_out_somebody_is_named_in_few_studies_and_who_does_is(rng):
    """Twenty people with 30 tries at each of six things, all at .1; then one at .6 in one of them."""
    of = np.full((20, 6), 30.0)
    studies = 0
    for _ in range(200):
        hits = rng.binomial(30, 0.1, of.shape).astype(float)
        rest = hits.sum(axis=0) - hits, of.sum(axis=0) - of
        studies += bool(named(exceeds(hits, of, *rest), of > 0).any())
    assert studies <= 16
    hits[7, 2] = 18.0
    rest = hits.sum(axis=0) - hits, of.sum(axis=0) - of
    assert np.argwhere(named(exceeds(hits, of, *rest), of > 0)).tolist() == [[7, 2]]


def test_of_somebody_who_stands_out_only_what_is_clear_may_be_said():
    """The second thing of the first person is no clearer than what is said of nobody; the third is clear by itself."""
    p = np.array([[1e-6, 0.02, 1e-5], [1e-4, 0.5, 0.5], [0.02, 0.5, 0.5]])
    assert np.argwhere(named(p, np.ones_like(p, dtype=bool))).tolist() == [[0, 0], [0, 2], [1, 0]]


def test_what_was_not_looked_at_names_nobody():
    assert not named(np.zeros((3, 2)), np.zeros((3, 2), dtype=bool)).any()


def test_bounds_are_exact_and_lower_the_more_is_tried():
    one, many = (lower_bounds(np.array([5.0]), np.array([5.0]), np.array([tried])) for tried in (1.0, 10.0))
    assert one[0] == pytest.approx(0.05 ** (1 / 5))
    assert many[0] < one[0]
    assert lower_bounds(np.array([0.0]), np.array([5.0]), np.array([1.0]))[0] == 0


def test_tails_of_large_numbers_are_those_of_the_library(rng):
    of, other_of = rng.integers(1, 400, 300).astype(float), rng.integers(1, 100_000, 300).astype(float)
    hits, other = np.floor(rng.random(300) * (of + 1)), np.floor(rng.random(300) ** 3 * (other_of + 1))
    more = hits * other_of > other * of
    p = exceeds(hits, of, other, other_of)
    expected = hypergeom.sf(hits - 1, of + other_of, hits + other, of)
    np.testing.assert_allclose(p[more], expected[more], rtol=1e-8, atol=1e-280)
    assert (p[~more] == 1).all()
