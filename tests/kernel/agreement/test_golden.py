"""Published values, typed from their sources; see tests/golden/agreement.json."""

import json
from pathlib import Path

import numpy as np
import pytest

from oe_quality.kernel.agreement import analytic
from oe_quality.kernel.agreement.alpha import alpha, ordinal_alpha
from oe_quality.kernel.agreement.chance import Chance, chance_corrected
from oe_quality.kernel.agreement.conger import conger
from oe_quality.kernel.agreement.contingency import TwoAnnotators, from_table
from oe_quality.kernel.agreement.distances import agreement_weights, from_weights, interval, nominal, ratio
from oe_quality.kernel.agreement.fleiss import fleiss_test
from oe_quality.kernel.uncertainty.jackknife import two_way

GOLDEN = json.loads((Path(__file__).parent.parent.parent / "golden" / "agreement.json").read_text())


@pytest.fixture(scope="module")
def observers(small):
    columns = GOLDEN["krippendorff_2011"]["observers"]
    return small(list(zip(*columns, strict=True)), range(1, 6))


def test_krippendorffs_alpha_under_his_four_metrics(observers):
    scores = np.array(observers.values, dtype=float)
    found = {
        "nominal": alpha(observers.table, nominal(5)).value,
        "ordinal": ordinal_alpha(observers.table).value,
        "interval": alpha(observers.table, interval(scores)).value,
        "ratio": alpha(observers.table, ratio(scores)).value,
    }
    assert found == pytest.approx(GOLDEN["krippendorff_2011"]["alpha"], abs=1e-10)


def test_the_two_way_jackknife_equals_brute_force(observers):
    expected = GOLDEN["krippendorff_2011"]["jackknife"]
    parts = two_way(alpha(observers.table, nominal(5)))
    found = {"items": parts.items, "annotators": parts.annotators, "answers": parts.answers}
    assert found == pytest.approx({k: expected[k] for k in found}, abs=1e-12)
    assert np.sqrt(parts.variance) == pytest.approx(expected["standard_error"], abs=1e-12)


@pytest.mark.parametrize("weights", ["identity", "quadratic"])
def test_gwets_example_with_his_errors(weights, small):
    """Krippendorff's answers, but that the only one to the last unit is the third observer's."""
    rows = list(zip(*GOLDEN["krippendorff_2011"]["observers"], strict=True))
    observers = small([*rows[:-1], [None, None, 3, None]], range(1, 6))
    w = agreement_weights(weights, 5)
    statistics = {
        "percent": chance_corrected(observers.table, Chance.PERCENT, w),
        "ac": chance_corrected(observers.table, Chance.GWET, w),
        "fleiss": chance_corrected(observers.table, Chance.FLEISS, w),
        "brennan_prediger": chance_corrected(observers.table, Chance.UNIFORM, w),
        "conger": conger(observers.chunk, w, 4),
        "alpha": alpha(observers.table, from_weights(weights, w)),
    }
    for name, (value, error) in GOLDEN["gwet_2014"][weights].items():
        assert statistics[name].value == pytest.approx(value, abs=5.1e-6), name
        assert analytic.standard_error(statistics[name])[0] == pytest.approx(error, abs=5.1e-6), name


@pytest.mark.parametrize("case", GOLDEN["paradoxes"]["tables"], ids=lambda case: str(case["table"]))
@pytest.mark.parametrize("coefficient", list(TwoAnnotators))
def test_the_paradoxes(case, coefficient):
    found = from_table(np.array(case["table"], dtype=float), coefficient, np.eye(2))
    assert (found.value, found.standard_error) == pytest.approx(case[coefficient], abs=1e-10)


def test_two_coders_of_dialogue_acts():
    case = GOLDEN["artstein_poesio_2008"]
    for coefficient in set(TwoAnnotators) - {TwoAnnotators.GWET}:
        found = from_table(np.array(case["table"], dtype=float), coefficient, np.eye(3))
        assert found.value == pytest.approx(case[coefficient], abs=1e-12)


@pytest.mark.parametrize("weights", ["identity", "linear", "quadratic"])
def test_weighted_kappa_and_its_large_sample_error(weights):
    case = GOLDEN["vision_1953"]
    table = np.array(case["table"], dtype=float)
    found = from_table(table, TwoAnnotators.COHEN, agreement_weights(weights, 4))
    assert (found.value, found.standard_error) == pytest.approx(case[weights], abs=1e-10)


def test_a_table_of_counts(from_counts):
    case = GOLDEN["fleiss_counts"]
    table = from_counts(case["counts"]).table
    for chance, name in ((Chance.FLEISS, "fleiss"), (Chance.GWET, "gwet"), (Chance.UNIFORM, "brennan_prediger")):
        statistic = chance_corrected(table, chance)
        found = (statistic.value, analytic.standard_error(statistic)[0])
        assert found == pytest.approx(case[name], abs=1e-10)
    assert alpha(table, nominal(5)).value == pytest.approx(case["alpha"], abs=1e-10)


def test_fleiss_diagnoses(small):
    case = GOLDEN["fleiss_1971"]
    s = small([[int(c) for c in row] for row in case["patients"]], range(1, 6))
    test = fleiss_test(s.table)
    assert (test.kappa, test.z) == pytest.approx((case["fleiss"], case["z"]), abs=1e-8)
    assert test.label_kappa == pytest.approx(case["label_kappa"], abs=5e-4)
    assert test.label_z == pytest.approx(case["label_z"], abs=5e-4)
    assert conger(s.chunk, np.eye(5), 6).value == pytest.approx(case["conger"], abs=1e-10)
    assert chance_corrected(s.table, Chance.FLEISS).value == pytest.approx(case["fleiss"], abs=1e-10)


def test_fleiss_test_wants_equal_numbers(observers):
    assert fleiss_test(observers.table) is None
