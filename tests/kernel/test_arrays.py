"""Sums by a code, and codes that nobody has."""

import numpy as np

from oe_quality.kernel.arrays import sums_by


def test_who_gave_nothing_has_sums_of_nought():
    found = sums_by(np.array([2, 0, 2], dtype=np.int32), np.array([[1.0, 0.5], [2.0, 0.25], [4.0, 0.0]]), 4)
    assert found.tolist() == [[2.0, 0.25], [0.0, 0.0], [5.0, 0.5], [0.0, 0.0]]
