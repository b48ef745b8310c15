"""Lin's concordance and Kendall's W against R."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from oe_quality.kernel.reliability.concordance import concordance, kendall_w

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "concordance.json").read_text())


def bounds(estimate):
    return estimate.value, estimate.interval.low, estimate.interval.high


def test_lins_coefficient_and_its_parts_as_epir_has_them():
    golden = GOLDEN["bland_altman_1986"]
    found = concordance(np.array(golden["x"], float), np.array(golden["y"], float))
    assert bounds(found.ccc) == pytest.approx(golden["ccc"], abs=1e-6)
    parts = (found.scale_shift, found.location_shift, found.accuracy)
    assert parts == pytest.approx((golden["scale_shift"], golden["location_shift"], golden["accuracy"]), abs=1e-6)
    assert found.ccc.value == pytest.approx(found.correlation * found.accuracy)


def test_lins_coefficient_of_anxiety():
    x = np.array(GOLDEN["anxiety"]["ratings"], float)
    assert bounds(concordance(x[:, 0], x[:, 1]).ccc) == pytest.approx(GOLDEN["anxiety"]["ccc_1_2"], abs=1e-6)


def test_concordance_falls_with_a_shift_that_correlation_ignores():
    x = np.arange(10.0) + np.sin(np.arange(10))
    near, far = concordance(x, np.arange(10.0)), concordance(x, np.arange(10.0) + 5)
    assert near.correlation == pytest.approx(far.correlation)
    assert far.ccc.value < near.ccc.value - 0.3


def test_a_constant_series_has_no_concordance():
    found = concordance(np.ones(5), np.arange(5.0))
    assert found.ccc.value is None
    assert "same rating" in found.ccc.undefined
    assert concordance(np.ones(2), np.ones(2)).ccc.undefined


@pytest.mark.parametrize("table", ["anxiety", "video"])
def test_kendalls_w_as_irr_has_it(table, ratings_of):
    golden = GOLDEN[table]
    found = kendall_w(ratings_of(golden["ratings"]))
    assert found.w.value == pytest.approx(golden["w_corrected"], abs=1e-8)
    assert found.w.interval.low < found.w.value < found.w.interval.high
    if table == "anxiety":
        assert found.chi_square == pytest.approx(golden["chi_square"], abs=1e-6)
        assert found.p_value == pytest.approx(stats.chi2.sf(golden["chi_square"], 19))
        uncorrected = kendall_w(ratings_of(golden["ratings"]), correct_ties=False)
        assert uncorrected.w.value == pytest.approx(golden["w_uncorrected"], abs=1e-8)


def test_without_ties_w_is_the_mean_rank_correlation_stepped(rng, ratings_of):
    x = rng.normal(size=(9, 4)) + rng.normal(size=(9, 1))
    rho = np.mean([stats.spearmanr(x[:, i], x[:, j]).statistic for i in range(4) for j in range(i)])
    assert kendall_w(ratings_of(x)).w.value == pytest.approx((1 + 3 * rho) / 4)


def test_missing_answers_leave_w_undefined_with_the_reason(ratings_of):
    found = kendall_w(ratings_of([[1, 2], [2, np.nan], [3, 4]]))
    assert found.w.value is None
    assert "different items" in found.w.undefined


def test_total_ties_leave_w_undefined(ratings_of):
    assert kendall_w(ratings_of(np.ones((4, 3)))).w.undefined


def test_bounds_where_means_are_far_apart(published):
    """The last term of Lin's variance matters only where u, the shift of the means in standard deviations, does."""
    golden = published("ccc_lin1989")
    rows = np.array(published("irr_anxiety")["data_rows_are_items"], dtype=float)
    found = concordance(rows[:, 0], rows[:, 1]).ccc
    assert found.value == pytest.approx(golden["anxiety"]["ccc"], abs=1e-9)
    bounds = [found.interval.low, found.interval.high]
    assert bounds == pytest.approx([golden["anxiety"]["lower"], golden["anxiety"]["upper"]], abs=1e-6)
    x = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    y = np.array([4.0, 4.5, 6.0, 7.5, 7.0, 9.5])
    rho, shift = np.corrcoef(x, y)[0, 1], (x.mean() - y.mean()) / np.sqrt(x.std() * y.std())
    ccc = concordance(x, y).ccc
    c = ccc.value
    variance = (
        (1 - rho**2) * c**2 * (1 - c**2) / rho**2 + 2 * c**3 * (1 - c) * shift**2 / rho - c**4 * shift**4 / rho**2 / 2
    ) / 4
    half = stats.norm.ppf(0.975) * np.sqrt(variance) / (1 - c**2)
    wanted = [np.tanh(np.arctanh(c) - half), np.tanh(np.arctanh(c) + half)]
    assert [ccc.interval.low, ccc.interval.high] == pytest.approx(wanted, abs=1e-9)


def test_the_bounds_of_w_are_those_of_leaving_items_out(ratings_of, rng):
    x = rng.normal(size=(9, 1)) + rng.normal(size=(9, 4))
    found = kendall_w(ratings_of(x)).w
    left_out = np.array([kendall_w(ratings_of(np.delete(x, i, axis=0))).w.value for i in range(9)])
    error = np.sqrt(8 / 9 * ((left_out - left_out.mean()) ** 2).sum())
    half = stats.t.ppf(0.975, 8) * error
    expected = max(found.value - half, 0.0), min(found.value + half, 1.0)
    assert (found.interval.low, found.interval.high) == pytest.approx(expected)
