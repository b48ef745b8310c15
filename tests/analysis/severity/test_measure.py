"""Severity of annotators: known truth, what does not fit, and what has no severity."""

import json

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.errors import NotComputableError, UsageError
from tests.analysis.severity.conftest import SEVERITY


def test_severities_are_those_that_were_drawn(rated):
    """Of the seven who follow the model, about their mean; intervals hold all but two truths at least."""
    kept = [i for i, who in enumerate(rated["annotator"]) if who != "p7"]
    alone = {name: [rated[name][i] for i in kept] for name in ("item", "annotator", "score")}
    with oeq.from_frame(alone, value="score", scales="score=interval") as store:
        found = oeq.severity(store, "score", studies=2)
    rows = {row.annotator: row.severity for row in found.annotators}
    mine = np.array([rows[f"p{a}"].value for a in range(7)])
    true = SEVERITY[:7] - SEVERITY[:7].mean()
    assert np.corrcoef(mine, true)[0, 1] > 0.85
    bounds = np.array([(rows[f"p{a}"].interval.low, rows[f"p{a}"].interval.high) for a in range(7)]) - mine.mean()
    assert ((bounds[:, 0] <= true) & (true <= bounds[:, 1])).sum() >= 5
    assert [row.severity.value for row in found.annotators] == sorted(mine.tolist(), reverse=True)


def test_who_answers_the_other_way_round_does_not_fit(found):
    rows = {row.annotator: row for row in found.annotators}
    assert rows["p7"].infit.q_value < 0.01
    assert rows["p7"].infit.value > rows["p7"].infit.high
    assert sum(row.infit.value <= row.infit.high for row in found.annotators) == 7


def test_annotators_are_told_apart(found):
    assert found.reliability > 0.8
    assert found.separation == pytest.approx((found.reliability / (1 - found.reliability)) ** 0.5)
    assert found.equal_p < 0.001


def test_steps_are_between_labels_that_were_given(found):
    assert [(step.lower, step.upper) for step in found.steps] == [("never", "seldom"), ("seldom", "often")]
    assert found.steps[0].threshold.value < 0 < found.steps[1].threshold.value
    assert found.notes == ("Nobody gave 'always'; steps are between the labels that were given.",)


def test_numbers_with_steps_are_the_same(store, found):
    numbers = oeq.severity(store, "score", studies=40)
    assert [row.severity.value for row in numbers.annotators] == [row.severity.value for row in found.annotators]
    assert numbers.steps[0].lower == "1"


def test_items_lie_on_the_same_scale(found, rated):
    means = {}
    for item, score in zip(rated["item"], rated["score"], strict=True):
        means.setdefault(item, []).append(score)
    place = {row.item: row.location for row in found.items}
    assert np.corrcoef([place[i] for i in means], [np.mean(v) for v in means.values()])[0, 1] > 0.85


def test_the_first_ordered_question_is_taken(store):
    assert oeq.severity(store, studies=2).question in ("harm", "score", "fine")


def test_groups_that_share_no_item_and_ends_are_said():
    rng = np.random.default_rng(3)
    rows = [(f"i{g}{i}", f"p{g}{a}", int(rng.integers(1, 4))) for g in range(2) for i in range(20) for a in range(3)]
    columns = dict(zip(("item", "annotator", "score"), map(list, zip(*rows, strict=True)), strict=True))
    columns["score"] = [3 if who == "p12" else s for who, s in zip(columns["annotator"], columns["score"], strict=True)]
    with oeq.from_frame(columns, value="score", scales="score=interval") as store:
        found = oeq.severity(store, "score", studies=2)
    assert any("fall into 2 groups that share no item" in note for note in found.notes)
    (alone,) = (row for row in found.annotators if row.annotator == "p12")
    assert "one end of the scale" in alone.severity.undefined
    assert found.annotators[-1] == alone
    assert json.dumps(found.to_dict())


@pytest.mark.parametrize(
    ("question", "error", "said"),
    [
        ("kind", UsageError, "about an order"),
        ("fine", NotComputableError, "different numbers"),
        ("herm", UsageError, "harm"),
    ],
)
def test_what_has_no_severity_is_said(store, question, error, said):
    with pytest.raises(error, match=said):
        oeq.severity(store, question)


def test_one_answer_throughout_has_none():
    with (
        oeq.from_frame({"item": ["a", "a"], "annotator": ["x", "y"], "score": [1, 1]}, value="score") as store,
        pytest.raises((NotComputableError, UsageError)),
    ):
        oeq.severity(store, "score")
