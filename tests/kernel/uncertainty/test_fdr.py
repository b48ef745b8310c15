"""Benjamini-Hochberg against the published example."""

import numpy as np

from oe_quality.kernel.uncertainty.fdr import adjusted


def test_the_published_example(published):
    example = published("fdr_bh1995")
    q = adjusted(np.array(example["p"], dtype=float))
    np.testing.assert_allclose(q, example["BH"], atol=1e-9)
    assert (q <= 0.05).sum() == example["reject_BH_05"]


def test_order_does_not_matter_and_missing_values_do_not_count(rng):
    p = rng.random(50)
    shuffle = rng.permutation(50)
    np.testing.assert_allclose(adjusted(p)[shuffle], adjusted(p[shuffle]))
    with_missing = np.insert(p, 10, np.nan)
    np.testing.assert_allclose(np.delete(adjusted(with_missing), 10), adjusted(p))
    assert np.isnan(adjusted(np.array([np.nan, np.nan]))).all()
