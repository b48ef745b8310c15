"""Models beside one another: whether they agree, and whether they err alike."""

import numpy as np
import pytest

from oe_quality.analysis.judges.data import Terms, beside
from oe_quality.analysis.judges.pairs import pairs
from tests.analysis.small import choices


def study(n=60):
    """Three people who are mostly right; k and l take their answers from one source, m by itself."""
    rng = np.random.default_rng(4)
    rows = []
    for i in range(n):
        truth, source = i % 3, int(rng.integers(3)) if i % 3 == 0 else i % 3
        rows += [(f"i{i:02}", who, "xyz"[truth if rng.random() < 0.9 else (truth + 1) % 3]) for who in "pqr"]
        rows += [(f"i{i:02}", who, "xyz"[source]) for who in "kl"]
        rows.append((f"i{i:02}", "m", "xyz"[truth if i % 4 else (truth + 2) % 3]))
    return beside(choices(rows, "xyz"), list("klm"), [0, 1, 2])


def test_models_of_one_source_err_alike_and_others_do_not():
    found = {pair.first + pair.second: pair for pair in pairs(study(), [0, 1, 2], Terms())}
    assert list(found) == ["kl", "km", "lm"]
    twins = found["kl"]
    assert twins.agreement.value == pytest.approx(1.0)
    assert twins.errors.value == pytest.approx(1.0)
    assert twins.shared
    assert twins.q_value < 0.001
    assert not found["km"].shared
    assert found["km"].errors.interval.low < 0.5
    assert twins.errors.n_items == 60


def test_models_that_share_no_item_are_said_to_share_none():
    rows = [(f"i{i}", who, "x") for i in range(4) for who in ("p", "q", "k" if i % 2 else "l")]
    (pair,) = pairs(beside(choices(rows, "xy"), ["k", "l"], [0, 1]), [0, 1], Terms())
    assert pair.agreement.undefined == "they share no item that a person answered"
    assert "fewer than" in pair.errors.undefined
    assert (pair.q_value, pair.shared) == (None, False)
