"""Agreement before and after a moment, and of those who are left out, against the others alone."""

from datetime import datetime, timedelta

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.annotators.audit import audit, gather_findings
from oe_quality.analysis.annotators.periods import answers_of, set_aside
from oe_quality.analysis.annotators.results import LEFT_OUT
from oe_quality.analysis.annotators.states import states
from oe_quality.config import Config
from oe_quality.loading import from_frame
from oe_quality.store.journal import Sent

LETTER = datetime(2026, 11, 2)


@pytest.fixture
def crowd():
    """Six who agree on two labels; "late" answers the other way until the letter and like the others from then on."""
    rows = []
    for item in range(60):
        when = LETTER + timedelta(hours=item - 30)
        right = "ab"[item % 2]
        rows += [(f"i{item:02}", who, right, when) for who in ("ann", "ben", "cat", "dan", "eve")]
        rows.append((f"i{item:02}", "late", right if item >= 30 else "ba"[item % 2], when))
    frame = pl.DataFrame(rows, schema=["item", "annotator", "label", "created_at"], orient="row")
    with from_frame(frame) as store:
        yield store


def test_answers_are_parted_by_time(crowd):
    found = answers_of(gather_findings(crowd, None, Config()), "late")
    assert found.before(LETTER).sum() == found.after(LETTER).sum() == 30
    assert found.kappa(found.after(LETTER), 0.9).value > 0.9
    assert found.kappa(found.before(LETTER), 0.9).value < -0.5


def test_the_kappa_of_all_answers_is_that_of_the_audit(crowd):
    findings = gather_findings(crowd, None, Config())
    found = answers_of(findings, "late")
    whole = found.kappa(np.ones(60, dtype=bool), Config().triage.kappa_level)
    assert whole.value == pytest.approx(audit(crowd).row("late").kappa.value)


def test_what_came_of_a_letter_is_known(crowd):
    crowd.record_sent([Sent("late", "coach"), Sent("ann", "thank")], LETTER)
    of = {it.alias: it for it in states(crowd)}
    assert (of["late"].word, of["late"].word_at) == ("coach", LETTER)
    assert of["late"].rise.interval.low > 0
    assert of["ann"].word == ""
    assert of["ann"].rise.value is None


def test_who_is_left_out_keeps_a_row_below_the_others_and_has_no_say(crowd):
    before = audit(crowd)
    crowd.exclude("late", "needs a break")
    after = audit(crowd)
    (aside,) = after.set_aside
    assert (aside.alias, aside.reason, aside.n_annotations) == ("late", "needs a break", 60)
    assert aside.kappa.value == pytest.approx(before.row("late").kappa.value, abs=0.02)
    assert after.row("late") is None
    table = after.frame()
    assert table["annotator"][-1] == "late"
    assert table["status"][-1] == LEFT_OUT
    assert table["reason"][-1].endswith("needs a break")
    assert after.left_out.decisions[0].reason == "needs a break"


def test_others_who_are_left_out_do_not_count_as_others(crowd):
    """Each is held against those who count alone, so who else is left out changes nothing."""
    crowd.exclude("late", "x")
    alone = set_aside(crowd, gather_findings(crowd, None, Config()), 0.9)[0]
    crowd.exclude("eve", "y")
    (_, both) = set_aside(crowd, gather_findings(crowd, None, Config()), 0.9)
    assert both.alias == "late"
    assert both.kappa.n_responses == alone.kappa.n_responses
    assert both.kappa.value == pytest.approx(alone.kappa.value, abs=0.05)


def test_numbers_have_no_such_agreement():
    rows = [(f"i{item}", who, float(item)) for item in range(12) for who in ("ann", "ben", "cat")]
    with from_frame(pl.DataFrame(rows, schema=["item", "annotator", "value"], orient="row")) as store:
        store.exclude("cat", "x")
        (aside,) = audit(store).set_aside
    assert aside.kappa.value is None
