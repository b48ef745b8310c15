from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.planning.work import hours_of


def test_hours_are_those_of_the_median_answer():
    panel = SimpleNamespace(duration_s=np.array([30.0, 36.0, 9_999.0, np.nan]))
    assert hours_of(panel, 100) == pytest.approx(1.0)
    assert hours_of(panel, None) is None
    assert hours_of(SimpleNamespace(duration_s=np.full(2, np.nan)), 100) is None
