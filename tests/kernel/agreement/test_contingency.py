"""Coefficients of two annotators' cross table."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.contingency import TwoAnnotators, from_table

TABLE = np.array([[20.0, 5.0], [10.0, 15.0]])


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [
        (TwoAnnotators.PERCENT, 0.7),
        (TwoAnnotators.COHEN, 0.4),  # (.7 - .5) / .5
        (TwoAnnotators.SCOTT, (0.7 - 0.505) / 0.495),
        (TwoAnnotators.GWET, (0.7 - 0.495) / 0.505),
        (TwoAnnotators.UNIFORM, 0.4),
        (TwoAnnotators.ALPHA, 1 - (1 - (0.7 - 0.505) / 0.495) * 99 / 100),
    ],
)
def test_values_worked_by_hand(coefficient, value):
    assert from_table(TABLE, coefficient, np.eye(2)).value == pytest.approx(value)


@pytest.mark.parametrize("coefficient", TwoAnnotators)
def test_who_stands_first_does_not_matter(coefficient):
    one, other = (from_table(table, coefficient, np.eye(2)) for table in (TABLE, TABLE.T))
    assert one.value == pytest.approx(other.value)
    assert one.standard_error == pytest.approx(other.standard_error)


@pytest.mark.parametrize("coefficient", [TwoAnnotators.COHEN, TwoAnnotators.SCOTT, TwoAnnotators.ALPHA])
def test_one_label_alone_leaves_it_undefined(coefficient):
    found = from_table(np.array([[9.0, 0.0], [0.0, 0.0]]), coefficient, np.eye(2))
    assert np.isnan(found.value)
    assert np.isnan(found.standard_error)


def test_four_times_the_items_halve_the_error():
    one, four = (from_table(times * TABLE, TwoAnnotators.COHEN, np.eye(2)) for times in (1, 4))
    assert four.standard_error == pytest.approx(one.standard_error / 2)
