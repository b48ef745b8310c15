"""Linearised errors: what they come to by hand, what has none, and the resampling that they approximate.

That they are irrCAC's to nine digits is tested beside the coefficients (`test_statistic.py`, `test_golden.py`).
"""

import numpy as np
import pytest

from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.analytic import standard_error
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.distances import agreement_weights, from_weights, interval, nominal

K = 4


def test_of_percent_agreement_it_is_that_of_the_mean_of_items(small):
    s = small([["a", "a", "b"], ["a", "a", "a"], ["b", "b", "a"], ["b", "b", "b"], ["a", "b", "b"]])
    each = np.array([1 / 3, 1, 1 / 3, 1, 1 / 3])
    error, n = standard_error(chance_corrected(s.table, Chance.PERCENT))
    assert n == 5
    assert error == pytest.approx(each.std(ddof=1) / np.sqrt(5))


def statistics(s):
    w = agreement_weights("linear", K)
    return {
        "alpha": alpha(s.table, nominal(K), s.chunk),
        "alpha weighted": alpha(s.table, from_weights("linear", w), s.chunk),
        "fleiss": chance_corrected(s.table, Chance.FLEISS, w, s.chunk),
        "ac1": chance_corrected(s.table, Chance.GWET, None, s.chunk),
        "brennan-prediger": chance_corrected(s.table, Chance.UNIFORM, None, s.chunk),
        "conger": conger(s.chunk, w, s.n_annotators),
    }


NAMES = ("alpha", "alpha weighted", "fleiss", "ac1", "brennan-prediger", "conger")


@pytest.mark.parametrize("name", NAMES)
def test_with_many_items_it_is_the_jackknife_over_items(small, random_rows, name):
    statistic = statistics(small(random_rows(3, n_items=400, missing=0.2), range(K)))[name]
    left = statistic.without_items()
    n, values = left.times.sum(), np.repeat(left.values, left.times)
    jackknife = np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())
    assert standard_error(statistic)[0] == pytest.approx(jackknife, rel=0.03)


def test_of_congers_kappa_items_of_one_answer_count_too(small, random_rows):
    statistic = statistics(small(random_rows(3, n_items=400, missing=0.6), range(K)))["conger"]
    left = statistic.without_items()
    n, values = left.times.sum(), np.repeat(left.values, left.times)
    jackknife = np.sqrt((n - 1) / n * ((values - values.mean()) ** 2).sum())
    assert standard_error(statistic)[0] == pytest.approx(jackknife, rel=0.06)


@pytest.mark.parametrize("name", NAMES)
def test_items_twice_as_often_have_an_error_smaller_by_their_root(small, random_rows, name):
    rows = random_rows(4, n_items=100, missing=0.0)
    once, twice = (standard_error(statistics(small(rows * times, range(K)))[name])[0] for times in (1, 2))
    assert twice / once == pytest.approx(np.sqrt(1 / 2), rel=0.01)


def test_where_there_is_no_formula_there_is_no_error(small):
    s = small([["a", "b"], ["a", "a"], ["b", "b"]])
    assert standard_error(alpha(s.table, interval(np.array([0.0, 1.0])))) is None


def test_one_item_and_one_label_have_none(small):
    one = small([["a", "b", "a"]], "ab")
    assert standard_error(alpha(one.table, nominal(2))) is None
    assert standard_error(chance_corrected(one.table, Chance.FLEISS)) is None
    alike = small([["a", "a"], ["a", "a"]], "ab")
    assert standard_error(alpha(alike.table, nominal(2))) is None
