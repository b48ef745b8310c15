"""The empirical null of a scan: the bulk, and habits that many share."""

import numpy as np
import pytest

from oe_quality.kernel.audit.null import empirical_null


def pairs_of(n):
    return np.triu_indices(n, 1)


def test_the_null_is_that_of_the_bulk_and_never_more_generous_than_theory(rng):
    first, second = pairs_of(46)
    z = np.concatenate([rng.normal(0.6, 1.5, len(first) - 2), [9.0, 10.0]])
    null = empirical_null(z, first, second)
    assert null.middle == pytest.approx(0.6, abs=0.15)
    assert null.spread == pytest.approx(1.5, abs=0.15)
    assert null.beside(z)[-1] == pytest.approx((10 - null.habits[-1] - null.middle) / null.spread)
    calm = empirical_null(rng.normal(-0.3, 0.7, len(first)), first, second)
    assert calm.habits.max() == 0
    assert calm.beside(np.full(len(first), 3.0))[0] == 3.0
    assert empirical_null(z[:19], first[:19], second[:19]) is None


def test_what_schools_share_is_taken_away_and_who_copies_across_them_is_seen(rng):
    """Three schools of eight; two people of different schools copy: beside them no pair of a school stands out."""
    first, second = pairs_of(24)
    z = np.where(first % 3 == second % 3, 2.5, -1.0) + rng.normal(size=len(first))
    copied = int(np.flatnonzero((first == 0) & (second == 1))[0])
    z[copied] = 5.0
    null = empirical_null(z, first, second)
    rest = null.beside(z)
    assert rest[copied] > 4
    assert np.delete(rest, copied).max() < 3.5
    assert null.habits[first % 3 == second % 3].mean() == pytest.approx(2.5, abs=0.5)
    assert null.habits[copied] < 0.5


def test_a_few_who_copy_one_another_are_no_habit_of_the_crew(rng):
    first, second = pairs_of(30)
    z = rng.normal(size=len(first))
    ring = (first < 4) & (second < 4)
    z[ring] = 6.0
    null = empirical_null(z, first, second)
    assert null.habits[ring].max() < 1
    assert null.beside(z)[ring].min() > 4


def test_names_do_not_matter(rng):
    first, second = pairs_of(12)
    z = np.where(first % 2 == second % 2, 3.0, -2.0) + rng.normal(size=len(first))
    codes = rng.permutation(1000)[:12]
    again = empirical_null(z, codes[first], codes[second])
    np.testing.assert_allclose(again.habits, empirical_null(z, first, second).habits, atol=1e-9)
