"""Items and annotators for an interval of a given width."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.planning.width import plan_width
from oe_quality.errors import UsageError


def study_of(n_items, n_annotators, seed):
    """Two labels, three answers per item, all annotators of one skill."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 2, n_items)
    rows = [
        (f"i{i:04d}", f"p{a:02d}", "ab"[truth[i] ^ (rng.random() < 0.2)])
        for i in range(n_items)
        for a in rng.choice(n_annotators, 3, replace=False)
    ]
    return oeq.from_frame(dict(zip(("item", "annotator", "label"), zip(*rows, strict=True), strict=True)))


def test_a_study_of_the_planned_size_has_the_planned_width():
    with study_of(150, 10, 1) as store:
        found = plan_width(store, "label", 0.1)
    assert found.n_items == 150
    assert found.items > 4 * 150
    assert found.annotators / 10 == pytest.approx(found.items / 150, rel=0.05)
    with study_of(found.items, found.annotators, 2) as store:
        interval = oeq.agreement(store, "label")["label"].headline.estimate.interval
    assert interval.high - interval.low == pytest.approx(0.1, rel=0.35)


def test_the_width_of_now_needs_the_items_of_now():
    with study_of(150, 10, 1) as store:
        now = plan_width(store, "label", 0.1).width_now
        found = plan_width(store, "label", now * (1 + 1e-9))
    assert (found.items, found.annotators) == (150, 10)


def test_few_annotators_are_these_annotators_and_equal_answers_tell_nothing():
    with study_of(60, 3, 3) as store:
        found = plan_width(store, "label", 0.2)
    assert found.annotators == 3
    assert found.items == found.items_alone
    assert "these annotators only" in found.note
    with oeq.from_frame({"item": [*"aabb"], "annotator": [*"xyxy"], "label": [*"pppp"]}) as store:
        nothing = plan_width(store, "label", 0.2)
    assert nothing.value is None
    assert "one category only" in nothing.note


@pytest.mark.parametrize(("width", "coefficient"), [(0, "alpha"), (2, "alpha"), (0.1, "light"), (0.1, "icc")])
def test_what_cannot_be_planned_is_refused(width, coefficient):
    with study_of(20, 5, 4) as store, pytest.raises(UsageError):
        plan_width(store, "label", width, coefficient=coefficient)
