"""Consensus of sets: small twins of `benchmarks/probabilities.py sets`."""

from dataclasses import replace

import numpy as np
import pytest

from oe_quality.analysis.aggregation.consensus import TOLERANCE
from oe_quality.analysis.aggregation.consensus_set import consensus_set
from oe_quality.analysis.aggregation.results import Basis
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import fit
from oe_quality.kernel.evaluation.heldout import POOL_TOLERANCE
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
        coarse = fit("dawid-skene", InMemory((panel.data.presence(k),), 5, 2), seed=0, tol=POOL_TOLERANCE)
        assert len(coarse.history) < len(alone.history)


@pytest.fixture(scope="module")
def blurred(benchmark):
    """A study in which everybody takes a third of the items for something else than gold does, and its labels."""
    panel, true = benchmark("probabilities").blurred(1, 120, 4, 0.35)
    return panel, true.astype(np.int8), consensus_set(panel)


def test_gold_sets_say_how_sure_to_be_and_move_neither_winner_nor_set(blurred):
    panel, true, blind = blurred
    gold = np.where(np.arange(120)[:, None] < 40, true, -1).astype(np.int8)
    found = consensus_set(replace(panel, gold_sets=gold))
    assert str(found.calibration) == "calibrated on 40 gold answers"
    np.testing.assert_array_equal(found.winner, blind.winner)
    np.testing.assert_array_equal(found.applies, blind.applies)
    assert found.confidence.max() <= found.calibration.most < 0.98
    right = true[np.arange(120), np.maximum(found.winner, 0)][40:].mean()
    assert abs(found.confidence[40:].mean() - right) < abs(blind.confidence[40:].mean() - right)


def test_gold_sets_of_fewer_than_twenty_items_say_nothing(blurred):
    panel, true, blind = blurred
    gold = np.where(np.arange(120)[:, None] < 19, true, -1).astype(np.int8)
    found = consensus_set(replace(panel, gold_sets=gold))
    assert found.calibration.basis is blind.calibration.basis is not Basis.GOLD
    np.testing.assert_array_equal(found.posterior, blind.posterior)
