"""Entropy in bits, over the last axis."""

import numpy as np
import pytest

from oe_quality.kernel.entropy import entropy_bits


def test_known_values_over_the_last_axis():
    p = np.array([[[1.0, 0.0], [0.5, 0.5]], [[0.25, 0.75], [0.9, 0.1]]])
    assert entropy_bits(p) == pytest.approx(np.array([[0.0, 1.0], [0.811278, 0.468996]]), abs=1e-6)
    assert entropy_bits(np.full(8, 1 / 8)) == pytest.approx(3.0)
