"""The bound under which agreement counts as low: its level, and what it can see."""

import numpy as np
import pytest
from scipy.stats import t

from oe_quality.analysis.annotators.low_agreement import low_agreement
from oe_quality.config import TriageConfig
from oe_quality.kernel.audit.kappa import LooKappa

RULE = TriageConfig()


def kappas(value, error, n=40):
    value, error = np.broadcast_arrays(np.asarray(value, float), error)
    nothing = np.zeros(value.shape)
    return LooKappa(value, error, np.full(value.shape, n), nothing, nothing, nothing)


def test_the_bound_is_one_sided():
    found = low_agreement(kappas([0.05], 0.1), 0.45, RULE)
    assert found.upper[0] == pytest.approx(0.05 + t.ppf(0.90, 39) * 0.1)


def test_somebody_just_at_the_limit_is_flagged_once_in_ten(rng):
    found = low_agreement(kappas(rng.normal(RULE.low_kappa, 0.08, 20_000), 0.08), 0.45, RULE)
    assert (found.upper < RULE.low_kappa).mean() == pytest.approx(0.1, abs=0.01)


def test_a_constant_answer_is_low_without_doubt():
    found = low_agreement(kappas([0.0, 0.5], 0.0), 0.45, RULE)
    assert found.upper.tolist() == [0.0, 0.5]
    assert found.q.tolist() == [0.0, 1.0]


def test_what_is_noticed_is_what_happens_to_those_who_answer_at_random(rng):
    n, sd = 60, 0.9
    found = low_agreement(kappas(rng.normal(0, sd / np.sqrt(n), 20_000), sd / np.sqrt(n), n), sd, RULE)
    assert (found.upper < RULE.low_kappa).mean() == pytest.approx(found.noticed[0], abs=0.01)


def test_from_the_number_named_on_four_in_five_are_noticed():
    needed = low_agreement(kappas([0.0], 0.1), 1.0, RULE).noticed_from
    assert 105 <= needed <= 120
    assert low_agreement(kappas([0.0], 0.1, needed), 1.0, RULE).noticed[0] == pytest.approx(0.8, abs=0.01)


def test_what_is_undefined_stays_so():
    found = low_agreement(kappas([np.nan], np.nan, 0), float("nan"), RULE)
    assert np.isnan([found.upper[0], found.q[0], found.noticed[0]]).all()
    assert found.noticed_from is None
