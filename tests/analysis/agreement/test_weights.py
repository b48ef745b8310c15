"""Weights of one's own, by Cohen's example of 1968."""

import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.weights import matrix, read_weights
from oe_quality.errors import InputError, UsageError

LABELS = ("disorder", "neurosis", "psychosis")
TABLE = ((88, 14, 18), (10, 40, 10), (2, 6, 12))
DISTANCES = {("disorder", "neurosis"): 1, ("disorder", "psychosis"): 3, ("neurosis", "psychosis"): 6}
DISTANCES |= {(label, label): 0 for label in LABELS}


@pytest.fixture(scope="module")
def diagnoses():
    """Two hundred patients, two psychiatrists (Cohen 1968, table 1)."""
    cells = [(i, j) for i, row in enumerate(TABLE) for j, n in enumerate(row) for _ in range(n)]
    rows = [(f"p{n:03d}", who, LABELS[k]) for n, pair in enumerate(cells) for who, k in zip("xy", pair, strict=True)]
    with oeq.from_frame(dict(zip(("item", "annotator", "label"), zip(*rows, strict=True), strict=True))) as store:
        yield store


def test_cohens_weighted_kappa_of_1968(diagnoses):
    found = oeq.agreement(diagnoses, "label", weights=DISTANCES)
    assert [m.coefficient for m in found["label"].measured] == ["alpha-own", "percent-own", "fleiss-own", "cohen-own"]
    assert found["label"].measured[-1].estimate.value == pytest.approx(0.348, abs=5e-4)
    plain = oeq.agreement(diagnoses, "label", coefficient="cohen")["label"].headline
    assert plain.estimate.value == pytest.approx(0.492, abs=5e-4)


def test_weights_distances_and_functions_are_the_same(diagnoses):
    weights = {pair: 1 - distance / 6 for pair, distance in DISTANCES.items()}
    forms = (DISTANCES, weights, lambda a, b: DISTANCES.get((a, b), DISTANCES.get((b, a))))
    values = [oeq.agreement(diagnoses, "label", coefficient="alpha-own", weights=form) for form in forms]
    assert len({round(one["label"].headline.estimate.value, 12) for one in values}) == 1


def test_without_weights_the_coefficient_says_so(diagnoses):
    found = oeq.agreement(diagnoses, "label", coefficient="cohen-own")["label"].headline
    assert found.estimate.undefined == "no weights were given"
    with pytest.raises(UsageError, match="weights are of one question"):
        oeq.agreement(diagnoses, weights=DISTANCES)


@pytest.mark.parametrize("weights", [lambda a, b: 2.0, lambda a, b: a < b, {("a", "a"): 1}, lambda a, b: float("nan")])
def test_what_is_neither_weights_nor_distances_is_refused(weights):
    with pytest.raises(UsageError):
        matrix(("a", "b"), weights)


def test_a_file_of_weights(tmp_path):
    path = tmp_path / "weights.csv"
    path.write_text("label,a,b\na,1,0.5\nb,0.5,1\n")
    assert matrix(("a", "b"), read_weights(path)).tolist() == [[1, 0.5], [0.5, 1]]
    path.write_text("label,a,b\na,1,much\n")
    with pytest.raises(InputError, match="'much' is no number"):
        read_weights(path)
