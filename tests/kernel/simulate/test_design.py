"""Who answers what and when: as many as asked for, and conduct where it is said to be."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.errors import UsageError
from oe_quality.kernel.simulate import Kind, choices, crew, design
from oe_quality.kernel.simulate.design import _follow_sources, progress


@pytest.mark.parametrize("answers", [4, (2, 6)])
def test_items_have_as_many_distinct_annotators_as_asked_for(rng, answers):
    plan = design(rng, 200, crew({"good": 12, "copier": 4}), answers, heavy_tail=True)
    counts = np.diff(plan.offsets)
    assert counts.min() == np.min(answers)
    assert counts.max() == np.max(answers)
    pairs = plan.items().astype(np.int64) * 16 + plan.annotator
    assert len(np.unique(pairs)) == plan.n_responses
    assert (np.diff(pairs) > 0).all(), "ordered by item, then annotator"


def test_a_few_annotators_do_most_of_the_work_where_the_tail_is_heavy(rng):
    def busiest(heavy):
        plan = design(rng, 400, crew({"good": 50}), 3, heavy_tail=heavy)
        return np.sort(np.bincount(plan.annotator, minlength=50))[-5:].sum() / plan.n_responses

    assert busiest(True) > 0.25 > 0.15 > busiest(False)


def test_missing_answers_are_missing(rng):
    plan = design(rng, 500, crew({"good": 10}), 4, missing=0.3)
    assert plan.n_responses == pytest.approx(0.7 * 2000, rel=0.05)


def test_copiers_repeat_their_source_at_the_rate_given_and_after_it():
    people = crew({"good": 20, "copier": 3}, copy_rate=0.8)
    world = choices(5, 600, people, 6, 4)
    plan = world.plan
    copied = np.flatnonzero(plan.copied_from >= 0)
    np.testing.assert_array_equal(world.chunk.label[copied], world.chunk.label[plan.copied_from[copied]])
    np.testing.assert_array_equal(plan.annotator[plan.copied_from[copied]], people.copies[plan.annotator[copied]])
    assert (plan.created_at[copied] > plan.created_at[plan.copied_from[copied]]).all()
    by_copiers = np.isin(plan.annotator, np.flatnonzero(people.copies >= 0)).sum()
    assert len(copied) / by_copiers == pytest.approx(0.8, abs=0.08), "copiers work where their sources do"


def test_drift_begins_where_it_is_said_to():
    people = crew({"good": 10, "drift": 5}, drift_at=0.6)
    world = choices(6, 1500, people, 5, 4)
    drifting = people.has(Kind.DRIFT)[world.chunk.annotator]
    late = progress(world.plan, 15) >= 0.6
    right = world.chunk.label == world.truth[world.chunk.items()]
    assert right[drifting & ~late].mean() > 0.75
    assert right[drifting & late].mean() == pytest.approx(0.2, abs=0.04)


def test_hurried_work_is_quick():
    world = choices(7, 500, crew({"good": 10, "speeder": 5}), 4, 4)
    careless = world.plan.careless
    assert np.median(world.plan.duration_s[careless]) < 0.25 * np.median(world.plan.duration_s[~careless])


def test_nobody_answers_an_item_twice_to_make_up_numbers():
    with pytest.raises(UsageError, match="cannot have 5 answers"):
        choices(0, 10, crew({"good": 4}), 3, 5)


def test_all_annotators_may_answer_everything():
    world = choices(0, 20, crew({"good": 7}), 3, 7)
    assert world.chunk.n_responses == 140


def test_who_copies_the_first_annotator_exchanges_nothing_with_another_copier():
    crew = SimpleNamespace(copies=np.array([-1, 0, 0]))
    items, annotators = np.array([0, 0, 1]), np.array([0, 1, 2])
    assert _follow_sources(np.random.default_rng(0), items, annotators, crew).tolist() == [0, 1, 2]
