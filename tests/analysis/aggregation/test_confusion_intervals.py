"""Intervals of annotators' accuracy where nothing is drawn: the Beta posterior with the consensus taken as known."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import beta

from oe_quality.analysis.aggregation.confusion_intervals import _plug_in, mixing_warnings
from oe_quality.kernel.data.chunk import Chunk


def test_bounds_are_the_quantiles_of_right_and_wrong_answers():
    """One annotator gave 0, 0, 1 to three items in two chunks, another nothing; the posterior makes 2.4 right."""
    chunks = (
        Chunk(np.array([0, 1, 2]), np.zeros(2, np.int32), np.array([0, 0], np.int32)),
        Chunk(np.array([0, 1]), np.zeros(1, np.int32), np.array([1], np.int32)),
    )
    posterior = np.array([[0.9, 0.1], [0.7, 0.3], [0.2, 0.8]])
    fit = SimpleNamespace(
        posterior=posterior, n_responses=np.array([3, 0]), accuracy=np.array([0.8, 0.5]), confusion=None
    )
    found = _plug_in(fit, chunks, ("A01", "A02"))
    low, high = beta(3.4, 1.6).ppf([0.025, 0.975])
    assert (found.accuracy_low[0], found.accuracy_high[0]) == pytest.approx((low, high))
    assert (found.accuracy_low[1], found.accuracy_high[1]) == pytest.approx((0.025, 0.975))


def test_chains_that_disagree_or_are_short_are_warned_of():
    def told(r_hat, least):
        return " ".join(mixing_warnings(SimpleNamespace(r_hat=r_hat, effective=SimpleNamespace(least=least))))

    assert "disagree (R-hat 1.50)" in told(1.5, 1e6)
    assert told(None, 1e6) == told(1.0, 1e6) == ""
    assert "worth only 3 independent ones" in told(None, 3)
