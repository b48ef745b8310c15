"""What rounding leaves of equal numbers has no width, in any unit."""

import numpy as np
import pytest

from oe_quality.kernel.reliability.limits import limits_of_agreement
from oe_quality.kernel.uncertainty.delete_group import FLAT, Spread
from oe_quality.kernel.uncertainty.rounding import ROUNDING, is_flat


def test_the_tolerance_itself_is_flat_and_what_lies_beyond_is_not():
    assert is_flat(ROUNDING)
    assert not is_flat(np.nextafter(ROUNDING, 1.0))
    assert is_flat(5 * ROUNDING, 5.0)
    assert not is_flat(5 * ROUNDING, 0.5)


@pytest.mark.parametrize("size", [1.0, 1e6, 1e9])
def test_equal_differences_of_large_numbers_have_no_width(size):
    x = size * np.array([0.1, 0.4, 0.2, 0.7, 0.3])
    found = limits_of_agreement(x, x + 0.1 * size)
    assert found.bias.interval is found.upper.interval is None
    assert "all differences are equal" in found.bias.note
    wide = limits_of_agreement(x, x + 0.1 * size + np.array([0, 1e-3, 0, 0, 0]) * size)
    assert wide.bias.interval.low < wide.bias.value < wide.bias.interval.high


def test_a_spread_within_rounding_is_told_as_flat():
    spread = Spread(np.array([ROUNDING**2, 1e-4]), 5, "m", "p", "a note")
    assert spread.bounds(0, 0.5, 0.95) is None
    assert spread.told(0, None, "otherwise") == f"a note; {FLAT}"
    interval = spread.interval(1, 0.5, 0.95)
    assert interval.low < 0.5 < interval.high
    assert Spread(np.array([np.nan]), 5, "m", "p").told(0, None, "otherwise") == "otherwise"
    assert Spread(np.array([0.1]), 0, "m", "p").told(0, None, "otherwise") == "otherwise"
