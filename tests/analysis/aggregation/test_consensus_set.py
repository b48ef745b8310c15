"""Consensus of sets: small twins of `benchmarks/probabilities.py sets`."""

import numpy as np
import pytest


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
