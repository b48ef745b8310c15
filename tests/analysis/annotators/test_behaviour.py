"""How often something happened: shares by hand, kept for whoever asks annotator by annotator."""

import numpy as np

from oe_quality.analysis.annotators.behaviour import Share


def test_shares_are_divided_once_and_undefined_where_nothing_could_be_seen():
    seen = Share(np.array([1, 0, 0]), np.array([4, 2, 0]), np.ones(3), np.ones(3))
    np.testing.assert_array_equal(seen.share, [0.25, 0.0, np.nan])
    assert seen.share is seen.share
