"""For whom an interval speaks, in words."""

import pytest

from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, cannot_be_told
from oe_quality.kernel.uncertainty.two_way import TwoWay


@pytest.mark.parametrize(("n", "who"), [(1, "1 person"), (2, "2 people"), (4, "4 people")])
def test_it_says_from_how_many_it_cannot_be_told(n, who):
    assert cannot_be_told(n).endswith(f"cannot be told from {who}")


@pytest.mark.parametrize("n", [FEWEST_ANNOTATORS - 1, FEWEST_ANNOTATORS])
def test_so_many_annotators_tell_of_new_ones_and_fewer_do_not(n):
    assert TwoWay(1.0, 1.0, 1.0, 30, n).tells_of_new_annotators is (n >= FEWEST_ANNOTATORS)
