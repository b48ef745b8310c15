"""Entropies and divergences against scipy's values, and estimators against what they estimate."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oe_quality.kernel.distributions import divergence
from oe_quality.kernel.entropy import entropy_bits

CASES = json.loads((Path(__file__).parents[2] / "golden" / "divergence.json").read_text())["cases"]
DISTANCES = ("jensen_shannon", "total_variation", "hellinger", "brier")


@pytest.mark.parametrize("case", CASES)
def test_published_formulas(case):
    p, q = np.array([case["p"]]), np.array([case["q"]])
    assert entropy_bits(p)[0] == pytest.approx(case["entropy"])
    for name in DISTANCES:
        assert getattr(divergence, name)(p, q)[0] == pytest.approx(case[name]), name


distributions = st.lists(st.integers(0, 20), min_size=5, max_size=5).filter(any).map(lambda n: np.array([n]) / sum(n))


@given(p=distributions, q=distributions)
def test_distances_are_symmetric_bounded_and_zero_on_themselves(p, q):
    for name, largest in zip(DISTANCES, (1, 1, 1, 2), strict=True):
        distance = getattr(divergence, name)
        assert distance(p, q) == pytest.approx(distance(q, p))
        assert -1e-12 <= distance(p, q)[0] <= largest + 1e-12
        assert distance(p, p) == pytest.approx(0)
    assert 1 - 1e-9 <= divergence.effective_number(p)[0] <= 5 + 1e-9


@pytest.mark.parametrize("n", [3, 5, 10])
def test_corrected_entropies_are_nearer_the_truth(rng, n):
    p = np.array([0.4, 0.3, 0.2, 0.1])
    counts = rng.multinomial(n, p, 20_000)
    truth, raw = entropy_bits(p), entropy_bits(counts / n).mean()
    corrected, unbiased = divergence.miller_madow(counts).mean(), divergence.grassberger(counts).mean()
    assert raw < corrected < truth
    assert abs(unbiased - truth) < 0.5 * abs(corrected - truth)


def test_grassbergers_estimate_tends_to_the_raw_entropy(rng):
    counts = rng.multinomial(100_000, [0.5, 0.3, 0.2], 3)
    assert divergence.grassberger(counts) == pytest.approx(entropy_bits(counts / 100_000), abs=1e-4)


def test_rows_without_answers_have_no_entropy():
    nothing = np.zeros((1, 3), dtype=np.int64)
    assert divergence.miller_madow(nothing) == divergence.grassberger(nothing) == 0


def test_turings_estimate_is_the_mass_of_what_was_not_seen(rng):
    p = 1 / np.arange(1, 301) ** 1.2
    p /= p.sum()
    samples = rng.multinomial(500, p, 400)
    estimated = np.array([divergence.unseen_mass(row) for row in samples])
    actual = np.array([p[row == 0].sum() for row in samples])
    assert estimated.mean() == pytest.approx(actual.mean(), abs=0.003)
    bounds = np.array([divergence.unseen_mass_bound(row) for row in samples])
    assert (bounds >= actual).mean() >= 0.95


def test_coverage_of_the_most_frequent():
    frequencies = np.array([1, 6, 3])
    assert [divergence.labels_for_coverage(frequencies, s) for s in (0.6, 0.9, 0.95, 1)] == [1, 2, 3, 3]
    assert divergence.labels_for_coverage(np.zeros(3, dtype=int), 0.5) == 0
    assert divergence.unseen_mass(np.zeros(3, dtype=int)) is None


def test_labels_without_answers_change_no_entropy():
    entropy = divergence.grassberger
    assert entropy(np.array([[3, 2, 0, 0]])) == pytest.approx(entropy(np.array([[3, 2]])), abs=1e-12)
