"""Tests that coefficients are equal: by hand, against the test of two, and how often they reject what is equal."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.uncertainty.difference import difference
from oe_quality.kernel.uncertainty.homogeneity import equal, equal_apart
from oe_quality.kernel.uncertainty.moves import Moves, moves
from oe_quality.kernel.uncertainty.population import NEW_BOTH, NEW_ITEMS

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "coverage_contrast.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("coverage_contrast", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["coverage_contrast"] = module  # where its dataclasses look for it
    spec.loader.exec_module(module)
    return module


def regime(script, name):
    return next(one for one in script.REGIMES if one.name == name)


@pytest.mark.parametrize("name", ["two groups of annotators", "two groups of items"])
def test_of_two_groups_it_is_the_test_of_their_difference(script, name):
    """F of 1 and f degrees of freedom is t squared."""
    sides = script.statistics_of(regime(script, name), np.random.default_rng(3))
    both = equal(np.array([one.value for one in sides]), moves(sides))
    two = difference(*sides, 0.95)
    assert both.p_value == pytest.approx(two.p_value, rel=1e-9)
    assert (both.distribution, both.population) == ("F", NEW_BOTH)


def test_the_order_of_groups_changes_nothing(script):
    sides = script.statistics_of(regime(script, "four groups of items"), np.random.default_rng(3))
    found = [equal(np.array([one.value for one in order]), moves(order)) for order in (sides, sides[::-1])]
    assert found[0].statistic == pytest.approx(found[1].statistic, rel=1e-9)


def by_hand(items, annotators):
    return Moves(items, annotators, np.zeros((3, 3)), np.full(3, 40), np.full(3, annotators.shape[0]))


def test_hotelling_by_hand():
    """Over items alone, where annotators are few: T squared of two plain contrasts, whatever contrasts are taken."""
    rng = np.random.default_rng(2)
    items, values = rng.normal(size=(40, 3)) / 40, np.array([0.5, 0.55, 0.7])
    found = equal(values, by_hand(items, np.zeros((3, 3))))
    c = np.array([[1.0, -1.0, 0.0], [0.0, 1.0, -1.0]])
    squared = c @ values @ np.linalg.solve(c @ items.T @ items @ c.T, c @ values)
    assert found.statistic == pytest.approx(38 / (39 * 2) * squared)
    assert found.p_value == pytest.approx(stats.f.sf(found.statistic, 2, 38))
    assert (found.degrees, found.population) == ((2, 38), NEW_ITEMS)
    assert "cannot be told from 3 people" in found.note


def test_too_few_annotators_for_so_many_groups_make_no_test():
    found = equal(np.array([0.1, 0.2, 0.3]), Moves(np.ones((9, 3)), np.ones((6, 3)), np.eye(3), *[np.full(3, 2)] * 2))
    assert (found.statistic, found.p_value) == (None, None)
    assert "3 groups need" in found.note


def test_what_never_moves_has_no_test():
    found = equal(np.array([0.1, 0.2, 0.3]), by_hand(np.zeros((40, 3)), np.zeros((8, 3))))
    assert (found.statistic, found.note) == (None, "their variances cannot be told")


def test_groups_apart_by_hand():
    """Weights 100, 25 and 25: mean .45, and squares of their distances weigh 1, .25 and .0625 x 25."""
    found = equal_apart(np.array([0.4, 0.5, 0.6]), np.array([0.01, 0.04, 0.04]))
    assert found.statistic == pytest.approx(100 * 0.05**2 + 25 * 0.05**2 + 25 * 0.15**2)
    assert found.p_value == pytest.approx(stats.chi2.sf(0.875, 2))
    assert (found.distribution, found.degrees) == ("chi-square", (2,))


def test_groups_apart_as_published_and_as_kaphom_has_them():
    """Fleiss, Levin & Paik 2003, problem 18.3: X^2 = .18; and kaphom 0.3 (R) on the example of its manual."""
    book = equal_apart(np.array([0.39, 0.48, 0.35]), np.array([0.21, 0.25, 0.17]) ** 2)
    assert book.statistic == pytest.approx(0.18, abs=0.006)
    kappas = np.array([0.665714285714, 0.712280701754, 0.606446776612])
    found = equal_apart(kappas, np.array([0.0155936157601, 0.0143286693209, 0.00890999479238]))
    assert (found.statistic, found.p_value) == pytest.approx((0.498554877783, 0.779363717581), abs=1e-10)


@pytest.mark.parametrize(
    ("name", "covered", "rejected"),
    [
        ("two questions, equal", (0.85, 1.0), (0.0, 0.15)),
        ("two questions, unequal", (0.85, 1.0), (0.7, 1.0)),
        ("three groups of annotators", (0.85, 1.0), (0.0, 0.12)),
    ],
)
def test_differences_are_held_and_equal_ones_are_not_told_apart(script, name, covered, rejected):
    """A small twin of benchmarks/coverage_contrast.py; bounds allow for the chance of 60 repetitions."""
    row = script.run(regime(script, name), 60, seed=5)
    assert covered[0] <= row.covered <= covered[1]
    assert rejected[0] <= row.rejected_together <= rejected[1]
