"""Skill of annotators: shares of right answers on gold."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.annotators.audit import audit
from oe_quality.analysis.annotators.results import FlagCode
from oe_quality.analysis.annotators.skill import kappa_estimates, retest
from oe_quality.kernel.audit.kappa import LooKappa
from oe_quality.kernel.data.chunk import SetChunk
from oe_quality.loading import from_frame


@pytest.fixture(scope="module")
def missed():
    """Four good annotators; the gold of every item from c06 on is what nobody answers."""
    rows = [
        (f"c{n:02}", who, "joy" if n % 2 else "sad", ("joy" if n % 2 else "sad") if n < 6 else "calm")
        for n in range(30)
        for who in "pqrs"
    ]
    rows.append(("more", "p", "calm", None))
    table = pl.DataFrame(rows, schema=["item", "annotator", "label", "gold"], orient="row")
    with from_frame(table) as store:
        yield audit(store)


def test_gold_that_everybody_misses_counts_against_nobody(missed):
    for row in missed.rows:
        assert (row.gold_accuracy.value, row.gold_accuracy.n_items) == (pytest.approx(1, abs=0.1), 6)
        assert FlagCode.GOLD not in [flag.code for flag in row.flags]


def test_the_audit_says_what_is_wrong_with_the_gold(missed):
    said = "On 24 of 30 gold items of 'label' nobody gave the gold answer: is the gold right?"
    assert said in missed.warnings


def test_kappa_of_few_answers_has_the_degrees_of_few():
    one = np.array([0.5])
    found = LooKappa(one, np.array([0.1]), np.array([4]), one, one, np.array([-1.0]))
    (estimate,) = kappa_estimates(found, 0.95)
    # Student's t with 3 degrees of freedom, 97.5 %: 3.182.
    assert estimate.interval.low == pytest.approx(0.5 - 3.182446 * 0.1)
    assert estimate.interval.high == pytest.approx(0.5 + 3.182446 * 0.1)


def test_two_sets_of_one_annotator_agree_by_their_f1():
    ab_then_abc, nothing_twice = [0, 2, 5], [5, 5]
    data = SetChunk(
        np.array([0, 2, 4]),
        np.zeros(4, np.int32),
        np.array(ab_then_abc + nothing_twice),
        np.array([0, 1, 0, 1, 2], np.int32),
    )
    repeats = SimpleNamespace(data=data, labels=("a", "b", "c"), annotators=["p"])
    asked = SimpleNamespace(exclusive=False, n_annotators=1, primary=SimpleNamespace(annotators=["p"]))
    assert retest(repeats, asked)[0].value == pytest.approx((4 / 5 + 1) / 2)
