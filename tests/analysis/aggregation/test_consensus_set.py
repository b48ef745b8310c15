"""Consensus of sets: small twins of `benchmarks/probabilities.py sets`."""

import numpy as np
import pytest

from oe_quality.analysis.aggregation.consensus import TOLERANCE
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import fit
from oe_quality.kernel.evaluation.heldout import TOLERANCE as POOLED
from tests.analysis.small import sets


@pytest.fixture(scope="module")
def scored(benchmark):
    return benchmark("probabilities").sets_row(1, 120, 4)


def test_the_winner_is_nearer_the_truth_than_label_by_label_and_majority(benchmark, scored):
    row = dict(zip(benchmark("probabilities").NAMES[:3], scored[:3], strict=True))
    assert row["winner"] >= row["label by label"]
    assert row["winner"] >= row["majority"] - 0.02


def test_sure_labels_are_as_right_as_said(scored):
    said, right = scored[4:6]
    assert right >= 0.92
    assert said - right <= 0.05


def test_probabilities_lose_less_than_those_label_by_label(scored):
    assert scored[6] < scored[7]
    assert np.isfinite(scored).all()


def test_a_named_algorithm_is_fitted_to_each_label_as_closely_as_to_a_single_choice():
    rng = np.random.default_rng(8)
    rows = [
        (
            f"i{i:02}",
            who,
            "".join(label for k, label in enumerate("xy") if rng.random() < (0.85 if (i >> k) & 1 else 0.2)),
        )
        for i in range(60)
        for who in "pqrst"
    ]
    panel = sets(rows, "xy")
    found = consensus_set(panel, "dawid-skene", temper=False, intervals=False)
    for k in range(2):
        alone = fit("dawid-skene", InMemory((panel.data.presence(k),), 5, 2), seed=0, tol=TOLERANCE)
        np.testing.assert_array_equal(found.posterior[:, k], alone.posterior[:, 1])
        coarse = fit("dawid-skene", InMemory((panel.data.presence(k),), 5, 2), seed=0, tol=POOLED)
        assert len(coarse.history) < len(alone.history)
