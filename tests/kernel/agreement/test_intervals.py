"""Intervals: what they are called, for whom they speak, when they cannot be had, and how often they hold."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.agreement import intervals
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.intervals import (
    NEW_ANNOTATORS,
    NEW_BOTH,
    NEW_ITEMS,
    analytic_interval,
    annotator_bootstrap_interval,
    item_bootstrap_interval,
    two_way_bootstrap_interval,
    two_way_interval,
)
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.uncertainty import bootstrap
from oe_quality.kernel.uncertainty.difference import difference

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "coverage_agreement.py"


@pytest.fixture(scope="module")
def study():
    """The coverage study as a module."""
    spec = importlib.util.spec_from_file_location("coverage_agreement", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def nominal_alpha(small, random_rows):
    s = small(random_rows(8, n_items=60))
    return alpha(s.table, nominal(s.n_values), s.chunk)


@pytest.mark.parametrize(
    ("make", "method", "population"),
    [
        (lambda s, _: two_way_interval(s, 0.95), "two-way jackknife", NEW_BOTH),
        (lambda s, rng: item_bootstrap_interval(s, 0.95, 200, rng), "bootstrap over items", NEW_ITEMS),
        (lambda s, rng: annotator_bootstrap_interval(s, 0.95, 200, rng), "bootstrap over annotators", NEW_ANNOTATORS),
        (lambda s, rng: two_way_bootstrap_interval(s, 0.95, 200, rng), "bootstrap over items and annotators", NEW_BOTH),
        (lambda s, _: analytic_interval(s, 0.95), "linearised error (Gwet 2008)", NEW_ITEMS),
    ],
)
def test_every_interval_names_itself_and_holds_the_value(make, method, population, nominal_alpha, rng):
    found = make(nominal_alpha, rng)
    assert (found.interval.method, found.interval.population) == (method, population)
    assert found.interval.low < nominal_alpha.value < found.interval.high <= 1
    assert found.standard_error > 0


def test_the_kinds_of_interval_agree_where_they_should(nominal_alpha, rng):
    by_formula = analytic_interval(nominal_alpha, 0.95).standard_error
    by_bootstrap = item_bootstrap_interval(nominal_alpha, 0.95, 2000, rng).standard_error
    assert by_bootstrap == pytest.approx(by_formula, rel=0.15)
    both = two_way_bootstrap_interval(nominal_alpha, 0.95, 500, rng).standard_error
    assert both > by_bootstrap


def test_a_seed_is_a_bootstrap(nominal_alpha):
    first, again, other = (
        item_bootstrap_interval(nominal_alpha, 0.95, 100, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_two_annotators_leave_an_interval_over_items_that_says_so(small):
    s = small([["a", "a"], ["b", "a"], ["b", "b"], ["a", "b"], ["a", "a"], ["b", "b"]])
    found = two_way_interval(alpha(s.table, nominal(2), s.chunk), 0.95)
    assert found.interval.population == NEW_ITEMS
    assert "cannot be told from 2 people" in found.note
    assert (
        annotator_bootstrap_interval(alpha(s.table, nominal(2), s.chunk), 0.95, 50, np.random.default_rng(0)).interval
        is None
    )


def test_one_annotator_who_is_part_of_every_comparison(small):
    rows = [["a", "a", None, None, None], ["b", None, "b", None, None], ["a", None, None, "b", None]] * 3
    rows += [["b", "a", None, None, None], ["a", None, None, None, "b"]]
    s = small(rows)
    found = two_way_interval(alpha(s.table, nominal(2), s.chunk), 0.95)
    assert found.interval.population == NEW_ITEMS
    assert "without one of them nothing could be compared" in found.note


def test_full_agreement_has_a_value_and_no_width(small):
    s = small([["a", "a", "a"], ["b", "b", "b"]] * 2)
    found = two_way_interval(alpha(s.table, nominal(2), s.chunk), 0.95)
    assert found.interval is None
    assert "no width" in found.note


def test_of_four_annotators_it_speaks_and_of_five_for_new_ones(small, random_rows):
    for wide, population in ((5, NEW_BOTH), (4, NEW_ITEMS)):
        s = small([row[:wide] for row in random_rows(8, n_items=60)])
        found = two_way_interval(alpha(s.table, nominal(s.n_values), s.chunk), 0.95)
        assert found.interval.population == population
        assert ("cannot be told from 4 people" in found.note) == (wide == 4)


def test_the_width_of_a_two_way_interval(nominal_alpha):
    """A change of the rule or of its degrees of freedom moves these."""
    found = two_way_interval(nominal_alpha, 0.95)
    assert (found.interval.low, found.interval.high) == pytest.approx((0.2321182, 0.6803347), abs=1e-6)


def test_resampled_frequencies_are_a_multinomial(rng):
    frequency = np.array([500, 0, 300, 40, 1, 1, 2])
    draws = np.concatenate(list(bootstrap.resampled_frequencies(frequency, 20_000, rng)))
    n, p = frequency.sum(), frequency / frequency.sum()
    assert (draws.sum(axis=1) == n).all()
    assert draws.mean(axis=0) == pytest.approx(frequency, abs=5 * np.sqrt(500 / 20_000))
    covariance = n * (np.diag(p) - np.outer(p, p))
    assert np.cov(draws.T) == pytest.approx(covariance, abs=0.05 * covariance.max())


def test_a_difference_of_slices_that_share_annotators(small, random_rows):
    s = small(random_rows(9, n_items=80))
    first_half = np.repeat(np.arange(80) < 40, np.diff(s.chunk.offsets))
    parts = []
    for keep in (first_half, ~first_half):
        chunk = keep_responses(s.chunk, keep)
        parts.append(conger(chunk, np.eye(s.n_values), s.n_annotators))
    found = difference(*parts, 0.95)
    assert found.value == pytest.approx(parts[0].value - parts[1].value)
    assert found.interval.low < found.value < found.interval.high
    assert 0 < found.p_value <= 1
    flipped = difference(*parts[::-1], 0.95)
    assert flipped.interval.low == pytest.approx(-found.interval.high)


def test_no_difference_is_found_no_more_often_than_promised(study):
    """Two random halves of the items, annotators unlike: 5 % false alarms, seen in 200 studies."""
    regime = study.Regime("halves", 160, 15, 3, 0.65, 0.06, study.EVEN)
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(200):
        statistic = study.draw_choices(rng, regime).statistic
        half = np.repeat(rng.random(regime.items) < 0.5, np.diff(statistic.chunk.offsets))
        parts = []
        for keep in (half, ~half):
            chunk = keep_responses(statistic.chunk, keep)
            parts.append(alpha(count(chunk, 4, regime.annotators), nominal(4), chunk))
        alarms += difference(*parts, 0.95).p_value < 0.05
    assert alarms <= 20


@pytest.mark.parametrize(
    "name", ["annotators differ", "alike annotators", "sparse, agreement near .05", "complete, five annotators"]
)
def test_coverage(name, study):
    """A small twin of benchmarks/coverage_agreement.py; bounds allow for the chance of 200 repetitions."""
    regime = next(r for r in study.REGIMES if r.name == name)
    rows = {(r.method, r.truth): r.coverage for r in study.study(regime, 200, seed=11, resamples=200)}
    assert 0.90 <= rows["item bootstrap", "these annotators"] <= 0.99
    assert 0.90 <= rows["two-way jackknife", "new annotators"] <= 0.995
    if "differ" in name or "five" in name:
        assert rows["item bootstrap", "new annotators"] < 0.6


def test_brennan_prediger_of_chance_is_zero(rng, small):
    rows = [[int(v) for v in rng.integers(4, size=5)] for _ in range(2000)]
    statistic = chance_corrected(small(rows, range(4)).table, Chance.UNIFORM)
    assert statistic.value == pytest.approx(0, abs=0.02)


def test_every_item_that_matters_is_resampled_and_no_other(small, monkeypatch, rng):
    rows = [["a", "b", "a", "b", "a"], [None, "a", None, None, None], ["b", "b", "a", "b", "b"], ["a"] * 5]
    statistic = alpha((s := small(rows)).table, nominal(2), s.chunk)
    seen = []
    monkeypatch.setattr(bootstrap, "over_both", lambda _, items, *rest: seen.append(items) or np.zeros(3))
    two_way_bootstrap_interval(statistic, 0.95, 3, rng)
    assert seen[0].tolist() == [1, 0, 1, 1]


def test_every_item_that_matters_is_drawn_the_first_too(monkeypatch):
    class Three:
        value = 0.5
        lowest = -1.0

        def without_annotators(self):
            return type("Deleted", (), {"times": np.ones(6, dtype=np.int64)})

        def item_rows(self):
            return np.array([0, -1, 1])

    seen = []

    def over_both(statistic, matters, *_):
        seen.append(matters.tolist())
        return np.linspace(0, 1, 50)

    monkeypatch.setattr(intervals.bootstrap, "over_both", over_both)
    intervals.two_way_bootstrap_interval(Three(), 0.95, 50, np.random.default_rng(0))
    assert seen == [[1, 0, 1]]
