"""Coefficients with intervals of their own, by their names, against published values."""

import numpy as np
import pytest

from oe_quality.analysis.agreement.catalogue import coefficient
from oe_quality.analysis.agreement.comparable import prepare
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import RatingChunk, chunk_of, offsets_of
from oe_quality.scales import Question, Scale

TEN_ITEMS = (
    (1.0, 1.2), (2.0, 2.5), (3.1, 2.9), (4.2, 4.6), (5.0, 5.6),
    (6.3, 6.1), (7.1, 7.9), (8.0, 8.2), (9.4, 9.1), (10.0, 10.9),
)  # fmt: skip
SHROUT_FLEISS = {
    "ICC(1,1)": 0.16574, "ICC(2,1)": 0.28976, "ICC(3,1)": 0.71484,
    "ICC(1,k)": 0.44280, "ICC(2,k)": 0.62005, "ICC(3,k)": 0.90932,
}  # fmt: skip


def numbers(rows):
    table = np.array(rows, dtype=float)
    items, people = np.nonzero(~np.isnan(table))
    data = RatingChunk(offsets_of(items, len(table)), people.astype(np.int32), table[items, people])
    return prepare(Question("q", Scale.INTERVAL), data, table.shape[1])


def told(name, answers):
    spec = coefficient(name)
    return spec.family(answers, 0.95, 0)[spec.name]


def test_the_six_intraclass_correlations_answer_to_both_names(published):
    answers = numbers(published("shrout_fleiss1979_icc")["data_rows_are_items"])
    for name, value in SHROUT_FLEISS.items():
        assert told(name, answers).value == pytest.approx(value, abs=5e-6)
    assert coefficient("icc(a, 1)").name == coefficient("ICC(2,1)").name == "icc"
    assert {coefficient(name).title for name in SHROUT_FLEISS} == {
        "ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)"
    }  # fmt: skip


WINE = (
    (1, 2, 0, 1), (1, 3, 3, 2), (3, 8, 1, 4), (6, 4, 3, 3), (6, 5, 5, 6), (7, 5, 6, 2), (8, 7, 7, 9), (9, 9, 9, 8),
)  # fmt: skip
OF_WINE = {
    "icc-one-way": (0.727520915896, 0.433772833271, 0.926696029257),
    "icc": (0.727688787185, 0.434489657891, 0.926708606316),
    "icc-consistency": (0.729486500794, 0.426146030129, 0.927895261473),
    "icc-one-way-mean": (0.914383751176, 0.753955323101, 0.980607867055),
    "icc-mean": (0.914450035945, 0.754496219149, 0.980611387770),
    "icc-consistency-mean": (0.915158558858, 0.748137124159, 0.980943254108),
}
"""Value and bounds by R psych 2.2.9, `ICC(x, lmer = FALSE)`."""


@pytest.mark.parametrize("name", OF_WINE)
def test_eight_wines_as_psych_has_them(name):
    found = told(name, numbers(WINE))
    bounds = (found.interval.low, found.interval.high)
    assert (found.value, *bounds) == pytest.approx(OF_WINE[name], abs=1e-9)


def test_lins_concordance_is_of_two_annotators_on_the_items_they_share():
    found = told("ccc", numbers([*TEN_ITEMS, (3.0, np.nan)]))
    bounds = (found.interval.low, found.interval.high)
    assert (found.value, *bounds) == pytest.approx((0.985871989933, 0.947731424366, 0.996235046882), abs=1e-11)  # epiR
    assert found.n_items == 10
    three = numbers([(1, 2, 3), (2, 2, 4), (3, 5, 6)])
    (found,) = measure_all((coefficient("ccc"),), three, three.basis(), IntervalPlan())
    assert found.estimate.undefined == "defined for two annotators, here are 3; icc takes any number"


def test_lights_kappa_is_the_mean_over_pairs(published):
    golden = published("irr_anxiety")
    table = np.array(golden["data_rows_are_items"])
    items, people = np.indices(table.shape).reshape(2, -1)
    labels = tuple(map(str, np.unique(table)))
    codes = np.unique(table, return_inverse=True)[1].ravel()
    answers = prepare(Question("q", Scale.ORDINAL, labels), chunk_of(items, people, codes, len(table)), table.shape[1])
    found = told("light", answers)
    assert found.value == pytest.approx(golden["expected"]["light_kappa"], abs=1e-10)
    assert found.interval.low < found.value < found.interval.high


def test_a_number_in_the_name_is_a_tolerance_or_a_circle():
    hours = numbers([(23, 0), (23, 1), (12, 12), (6, 7)])
    assert told("within-0", hours).value == 0.25
    assert told("within", hours).value == 0.5
    assert coefficient("within-2").title == "Agreement within 2"
    around, along = (coefficient(name).statistic(hours).value for name in ("alpha-circular-24", "alpha-interval"))
    assert around > 0.9 > 0 > along
    shifted = numbers([(0, 1), (0, 2), (13, 13), (7, 8)])
    assert coefficient("alpha-circular-24").statistic(shifted).value == pytest.approx(around, abs=1e-12)


@pytest.mark.parametrize("name", ["within-", "within-x", "ccc-2", "alpha-circular-0", "within--1"])
def test_other_numbers_are_refused(name):
    with pytest.raises(UsageError):
        coefficient(name)


def test_bounds_of_an_intraclass_correlation_are_shares_of_variance_or_begin_at_the_estimate():
    """ICC(k) has no lower limit as an estimate: rows whose means hardly differ give -5 and less."""
    against = numbers([(1, 4, 2), (4, 1, 2.5), (2, 3, 2), (3, 2, 2.2), (1, 4, 2.4), (4, 1, 2.1)])
    mean, single = told("ICC(1,k)", against), told("ICC(1,1)", against)
    assert mean.value < -5
    assert (mean.interval.low, mean.interval.high) == (mean.value, 0)
    assert -1 / 2 < single.interval.low < single.value < 0
    assert "3 people cannot show how they vary" in single.note
    little = told("ICC(1,k)", numbers([(1, 2, 3), (2, 3, 2), (3, 4, 3), (2, 2, 4)]))
    assert little.interval.low == min(0, little.value)
    assert 0 < little.interval.high < 1
