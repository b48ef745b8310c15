"""What a coefficient can be: every bound of every interval lies between the values of tables of that size."""

from itertools import product

import numpy as np
import pytest

from oe_quality.kernel.agreement.alpha import alpha, ordinal_alpha
from oe_quality.kernel.agreement.chance import Chance, SpecificAgreement, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import MatrixDistance, agreement_weights, interval, nominal, ratio
from oe_quality.kernel.agreement.intervals import (
    analytic_interval,
    item_bootstrap_interval,
    normal_interval,
    two_way_bootstrap_interval,
    two_way_interval,
)
from oe_quality.kernel.agreement.possible import NONE_KNOWN, corrected, least_agreement, least_ratio, squared_euclidean
from oe_quality.kernel.agreement.statistic import measure
from oe_quality.kernel.data.chunk import Chunk, chunk_of

LINEAR = agreement_weights("linear", 3)
COEFFICIENTS = {
    "alpha": lambda c, k, a: alpha(count(c, k, a), nominal(k), c),
    "alpha interval": lambda c, k, a: alpha(count(c, k, a), interval(np.arange(float(k))), c),
    "alpha ordinal": lambda c, k, a: ordinal_alpha(count(c, k, a), c),
    "alpha ratio": lambda c, k, a: alpha(count(c, k, a), ratio(np.arange(1.0, k + 1)), c),
    "percent": lambda c, k, a: chance_corrected(count(c, k, a), Chance.PERCENT, None, c),
    "fleiss": lambda c, k, a: chance_corrected(count(c, k, a), Chance.FLEISS, None, c),
    "fleiss compared": lambda c, k, a: chance_corrected(count(c, k, a), Chance.FLEISS, None, c, compared=True),
    "ac1": lambda c, k, a: chance_corrected(count(c, k, a), Chance.GWET, None, c),
    "brennan-prediger": lambda c, k, a: chance_corrected(count(c, k, a), Chance.UNIFORM, None, c),
    "conger": lambda c, k, a: conger(c, np.eye(k), a),
    "specific": lambda c, k, a: measure(SpecificAgreement(1), count(c, k, a), only_pairable=True, chunk=c),
}


def complete(labels: tuple[int, ...], annotators: int) -> Chunk:
    items = len(labels) // annotators
    return chunk_of(
        np.repeat(np.arange(items), annotators), np.tile(np.arange(annotators), items), np.array(labels), items
    )


def intervals_of(statistic, rng):
    yield two_way_interval(statistic, 0.95).interval
    yield analytic_interval(statistic, 0.95).interval
    yield item_bootstrap_interval(statistic, 0.95, 20, rng).interval
    yield two_way_bootstrap_interval(statistic, 0.95, 20, rng).interval
    yield normal_interval(statistic, 0.5, 0.95).interval


@pytest.mark.parametrize("name", COEFFICIENTS)
@pytest.mark.parametrize(("annotators", "items", "labels"), [(2, 4, 2), (3, 3, 2), (6, 2, 2)])
def test_every_bound_is_attainable_by_some_table_of_that_size(name, annotators, items, labels, rng):
    """All tables of a size (of six annotators those that differ but for whose answers they are) set the ends."""
    tables = list(product(range(labels), repeat=annotators * items))
    if annotators == 6:
        tables = [t for t in tables if list(t[:6]) == sorted(t[:6])]
    statistics = [COEFFICIENTS[name](complete(t, annotators), labels, annotators) for t in tables]
    values = np.array([s.value for s in statistics])
    least, greatest = np.nanmin(values), np.nanmax(values)
    assert greatest == pytest.approx(1.0)
    for at in rng.choice(np.flatnonzero(np.isfinite(values)), 25, replace=False):
        for found in intervals_of(statistics[at], rng):
            if found is not None:
                assert least - 1e-9 <= found.low <= found.high <= 1.0, (tables[at], found)


@pytest.mark.parametrize(("answers", "items"), [(2, 4), (3, 4), (4, 6)])
def test_the_least_alpha_is_that_of_a_table_in_which_all_items_are_split_alike(answers, items):
    labels = tuple([0] + [1] * (answers - 1)) * items
    found = alpha(count(complete(labels, answers), 2, answers), nominal(2))
    assert found.value == pytest.approx(least_ratio(np.array([answers]), answers * items))
    fleiss = chance_corrected(count(complete(labels, answers), 2, answers), Chance.FLEISS)
    assert fleiss.value == pytest.approx(-1 / (answers - 1)) == least_ratio(np.array([answers]))


def test_so_many_answers_cannot_all_differ():
    one = np.array([1])
    assert least_agreement(np.array([3]), one, np.eye(2)) == pytest.approx(1 / 3)
    assert least_agreement(np.array([3]), one, np.eye(3)) == 0
    assert least_agreement(np.array([4]), one, LINEAR) == pytest.approx(1 - 8 / 12)
    assert least_agreement(np.array([1]), one, LINEAR) == 0
    assert least_agreement(np.array([2, 3]), np.array([1, 3]), np.eye(2)) == pytest.approx(1 / 4)


def test_of_unequal_items_the_shortest_decide(rng):
    for _ in range(40):
        sizes = rng.integers(1, 5, size=6)
        items = np.repeat(np.arange(6), sizes)
        who = np.concatenate([np.arange(n) for n in sizes])
        chunk = chunk_of(items, who, rng.integers(0, 3, size=len(items)), 6)
        for make in COEFFICIENTS.values():
            statistic = make(chunk, 3, 4)
            if np.isfinite(statistic.value):
                assert statistic.lowest <= statistic.value + 1e-9
                found = two_way_interval(statistic, 0.95).interval
                assert found is None or statistic.lowest - 1e-9 <= found.low <= found.high <= 1


def test_nothing_is_promised_where_distances_come_from_no_points():
    """The path through the middle is shorter than points on a line or a plane allow."""
    apart = np.array([[0, 4, 4, 1], [4, 0, 4, 1], [4, 4, 0, 1], [1, 1, 1, 0.0]])
    assert not squared_euclidean(apart)
    assert squared_euclidean(1 - LINEAR)
    assert not MatrixDistance("any", apart).is_euclidean


def test_a_bound_is_corrected_for_chance_unless_chance_leaves_no_room():
    assert corrected(0.2, 0.5) == pytest.approx(-0.6)
    assert corrected(1.0, 0.25) == 1.0
    assert corrected(0.2, 1.0) == NONE_KNOWN
