"""Krippendorff's alpha: its definition, the package of his, and where irr's differs and why."""

import krippendorff
import numpy as np
import pytest

from oe_quality.kernel.agreement import alpha as ordered
from oe_quality.kernel.agreement.alpha import alpha, coincidences, ordinal_alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import interval, nominal
from oe_quality.kernel.data.chunk import chunk_of


def alpha_of(metric, s):
    """Alpha of a small table, its values taken as numbers where the metric is of numbers."""
    if metric == "ordinal":
        return ordinal_alpha(s.table).value
    return alpha(s.table, nominal(s.n_values) if metric == "nominal" else interval(np.array(s.values, float))).value


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_the_alphas_of_anxiety_are_krippendorffs_and_irrs_lie_119_to_118_from_agreement(published, small, metric):
    """D_e has n - 1 for n = 60 pairable values (Krippendorff 2004, ch. 11): alpha = 1 - (n - 1) D_o / D_e.

    irr 0.84.1 counts each value of a complete table m - 1 times, here 120, and so has 119 / 120 where 59 / 60 belongs:
    its 1 - alpha is 119 / 118 of the right one. The krippendorff package, by Krippendorff's own example, agrees with
    us to the last digit.
    """
    golden = published("irr_anxiety")
    rows = golden["data_rows_are_items"]
    found = alpha_of(metric, small(rows))
    assert found == pytest.approx(krippendorff.alpha(np.array(rows, float).T, level_of_measurement=metric), abs=1e-12)
    assert 1 - (1 - found) * 119 / 118 == pytest.approx(golden["expected"][f"alpha_{metric}"], abs=1e-9)


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_with_missing_answers_it_is_the_packages_too(small, random_rows, metric):
    rows = random_rows(8)
    table = np.array([[np.nan if v is None else v for v in row] for row in rows], float).T
    assert alpha_of(metric, small(rows)) == pytest.approx(
        krippendorff.alpha(table, level_of_measurement=metric), abs=1e-12
    )


def test_coincidences_hold_each_pairable_answer_once(small):
    joint = coincidences(small([[0, 0, 1], [1, 1, None], [0, None, None]]).table)
    assert joint.tolist() == [[1.0, 1.0], [1.0, 2.0]]


def test_everyone_saying_the_same_leaves_it_undefined(small):
    assert np.isnan(alpha_of("nominal", small([[1, 1], [1, 1]])))


def test_midranks_of_many_values_are_those_of_few(monkeypatch):
    rng = np.random.default_rng(5)
    truth = np.repeat(rng.integers(0, 5, 40), 3)
    said = np.clip(truth + rng.integers(-1, 2, 120), 0, 4)
    table = count(chunk_of(np.repeat(np.arange(40), 3), np.tile(np.arange(3), 40), said, 40), 5, 3)
    plain = ordered.ordinal_alpha(table).value
    monkeypatch.setattr(ordered, "MOST_RANKS", 4)
    assert ordered.ordinal_alpha(table).value == pytest.approx(plain)
