"""Every distance in every form it takes, held against sums over pairs of values."""

import numpy as np
import pytest
from scipy import sparse

from oe_quality.kernel.agreement import distances
from oe_quality.kernel.agreement.distances import (
    MatrixDistance,
    RatioDistance,
    agreement_weights,
    circular,
    from_weights,
    interval,
    nominal,
    ratio,
)

VALUES = np.array([0.0, 1.0, 3.0, 7.5])
MADE = np.array([[0.0, 0.2, 1.0, 0.6], [0.2, 0.0, 0.4, 0.4], [1.0, 0.4, 0.0, 0.9], [0.6, 0.4, 0.9, 0.0]])
DISTANCES = {
    "nominal": (nominal(4), lambda c, k: float(c != k)),
    "interval": (interval(VALUES), lambda c, k: ((c - k) / 7.5) ** 2),
    "circular": (circular(VALUES, 12.0), lambda c, k: np.sin(np.pi * (c - k) / 12.0) ** 2),
    "ratio": (ratio(VALUES), lambda c, k: ((c - k) / (c + k)) ** 2 if c + k else 0.0),
    "ratio, by blocks": (RatioDistance(VALUES), lambda c, k: ((c - k) / (c + k)) ** 2 if c + k else 0.0),
    "a matrix": (
        MatrixDistance("made", MADE),
        lambda c, k: MADE[np.searchsorted(VALUES, c), np.searchsorted(VALUES, k)],
    ),
}
COUNTS = np.array([[2, 0, 1, 0], [1, 1, 1, 1], [0, 0, 0, 3], [0, 5, 0, 2], [0, 0, 0, 0]], dtype=float)


def table(delta):
    return np.array([[delta(c, k) for k in VALUES] for c in VALUES])


@pytest.fixture(params=DISTANCES)
def case(request):
    distance, delta = DISTANCES[request.param]
    return distance, table(delta)


def test_between_pairs(case):
    distance, wanted = case
    a, b = (index.ravel() for index in np.indices((4, 4)))
    np.testing.assert_allclose(distance.between(a, b), wanted.ravel(), atol=1e-12)
    assert distance.largest >= wanted.max() - 1e-12


@pytest.mark.parametrize("many", [False, True])
def test_forms_of_counts(case, many, monkeypatch):
    """Rows of few values go by their pairs, rows of many by whole blocks: the same."""
    distance, wanted = case
    monkeypatch.setattr(distances, "DENSE_VALUES", 2)
    monkeypatch.setattr(distances, "MOST_PAIRS", 1 if many else 250_000)
    monkeypatch.setattr(distances, "BLOCK_CELLS", 5)
    rows = distance.embed(sparse.csr_array(COUNTS))
    np.testing.assert_allclose(distance.quadratic(rows), ((COUNTS @ wanted) * COUNTS).sum(axis=1), atol=1e-10)


def test_forms_against_a_total(case):
    distance, wanted = case
    rows = distance.embed(sparse.csr_array(COUNTS))
    total = COUNTS.sum(axis=0)
    summed = np.asarray(rows.sum(axis=0)).ravel()
    np.testing.assert_allclose(distance.bilinear(summed, rows), COUNTS @ wanted @ total, atol=1e-10)


def test_which_are_squared_distances_of_points():
    assert all(DISTANCES[name][0].is_euclidean for name in ("nominal", "interval", "circular"))
    assert not MatrixDistance("no", np.array([[0, 0.1, 1], [0.1, 0, 0.1], [1, 0.1, 0]])).is_euclidean


def test_the_interval_metric_forgets_unit_and_origin():
    a, b = (index.ravel() for index in np.indices((4, 4)))
    np.testing.assert_allclose(interval(5 - 3 * VALUES).between(a, b), interval(VALUES).between(a, b), atol=1e-12)
    assert interval(np.array([2.0, 2.0])).between(np.array([0]), np.array([1])).tolist() == [0.0]
    assert len(interval(np.array([])).features) == 0


def test_ratios_need_a_true_zero():
    with pytest.raises(ValueError, match="true zero"):
        ratio(np.array([-1.0, 2.0]))


def test_many_values_of_a_ratio_are_never_a_whole_matrix(monkeypatch):
    monkeypatch.setattr(distances, "BLOCK_CELLS", 9)
    assert isinstance(ratio(VALUES), RatioDistance)


def test_weights_of_partial_agreement():
    """Of four steps: Cohen 1968, Fleiss and Cohen 1973, and Gwet 2014, ch. 3 (1 - C(2, 2)/C(4, 2) = 5/6)."""
    first = {name: agreement_weights(name, 4)[0].tolist() for name in ("identity", "linear", "quadratic", "ordinal")}
    assert first["identity"] == [1, 0, 0, 0]
    assert first["linear"] == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert first["quadratic"] == pytest.approx([1, 8 / 9, 5 / 9, 0])
    assert first["ordinal"] == pytest.approx([1, 5 / 6, 1 / 2, 0])
    assert agreement_weights("linear", 1).tolist() == [[1.0]]


def test_weights_make_a_distance():
    assert from_weights("linear", agreement_weights("linear", 3)).matrix[0].tolist() == [0.0, 0.5, 1.0]
