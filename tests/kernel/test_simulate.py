"""Simulated data have the truth that they claim to have."""

import numpy as np
import pytest

from oe_quality.errors import UsageError
from oe_quality.kernel.simulate import Kind, RatingScale, choices, crew, design, parse_counts, ratings, sets, study
from oe_quality.kernel.simulate.design import progress

MIXED = {kind.value: 3 for kind in Kind}


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    one, again, other = (study(seed, 60, crew(MIXED)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.emotion.chunk.label, again.emotion.chunk.label)
    np.testing.assert_array_equal(one.valence.value, again.valence.value)
    np.testing.assert_array_equal(one.emotion.plan.created_at, again.emotion.plan.created_at)
    assert not np.array_equal(one.valence.value, other.valence.value)


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


def test_answers_follow_the_confusion_matrices():
    world = choices(3, 6000, crew({"good": 3, "mediocre": 2, "biased": 2, "dissenter": 1, "marginal": 2}), 4, 5)
    seen = np.zeros_like(world.confusion)
    np.add.at(seen, (world.chunk.annotator, world.truth[world.chunk.items()], world.chunk.label), 1)
    total = seen.sum(axis=2, keepdims=True)
    error = np.abs(seen / total - world.confusion)
    assert (error < 4.5 * np.sqrt(world.confusion * (1 - world.confusion) / total) + 1e-9).all()
    np.testing.assert_allclose(np.bincount(world.truth) / 6000, world.prevalence, atol=0.03)


def test_skill_orders_the_kinds():
    world = choices(4, 4000, crew(dict.fromkeys(("good", "mediocre", "spammer", "dissenter", "constant"), 4)), 5, 5)
    right = world.chunk.label == world.truth[world.chunk.items()]
    accuracy = np.bincount(world.chunk.annotator, weights=right) / np.bincount(world.chunk.annotator)
    good, mediocre, spammer, dissenter, constant = accuracy.reshape(5, 4).mean(axis=1)
    assert good > 0.75 > mediocre > 0.5 > constant
    assert spammer == pytest.approx(0.2, abs=0.04)
    assert dissenter < 0.15, "a dissenter is sincere, but says something else"


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


def test_shares_are_those_of_a_crowd_of_sincere_people():
    world = sets(8, 60, crew({"good": 400}), 8, 400)
    seen = np.zeros_like(world.share)
    chunk = world.chunk
    np.add.at(seen, (chunk.items()[chunk.responses_of_entries()], chunk.label), 1 / 400)
    # Good annotators answer some 5 % of the time at random, which draws shares to the mean.
    slope = np.polyfit(world.share.ravel(), seen.ravel(), 1)[0]
    assert slope == pytest.approx(0.95, abs=0.02)
    assert np.abs(seen - world.share).mean() < 0.02
    assert (np.diff(chunk.label_offsets) >= 1).all(), "the form wants at least one label"


def test_ratings_follow_each_annotators_line():
    wide = RatingScale(-50.0, 50.0)
    world = ratings(9, 3000, crew({"good": 6, "spammer": 1, "constant": 1}), 8, slider=wide)
    for a in range(6):
        mine = world.chunk.annotator == a
        scale, offset = np.polyfit(world.truth[world.chunk.items()[mine]], world.chunk.value[mine], 1)
        assert scale == pytest.approx(world.scale[a], abs=0.1)
        assert offset == pytest.approx(world.offset[a], abs=0.2)
    assert world.scale[6] == world.scale[7] == 0
    assert (world.chunk.value[world.chunk.annotator == 7] == 0).all(), "the slider was never moved"


def test_answers_stay_on_the_slider_and_on_its_steps():
    world = ratings(10, 300, crew(MIXED), 5, slider=RatingScale(0.0, 10.0, 5.0, step=1.0))
    assert set(world.chunk.value) <= set(range(11))


def test_words_and_sliders_cohere_for_the_sincere_alone():
    world = study(11, 800, crew({"good": 10, "dissenter": 5, "spammer": 5, "marginal": 5}), answers=5)
    chunk = world.emotion.chunk
    response = chunk.responses_of_entries()
    own = np.bincount(response, weights=world.position[chunk.label, 0]) / np.bincount(response)

    def coherence(*kinds):
        mine = np.isin(chunk.annotator, np.flatnonzero([kind in kinds for kind in world.kind]))
        return np.corrcoef(own[mine], world.valence.value[mine])[0, 1]

    assert coherence(Kind.GOOD) > 0.8
    assert coherence(Kind.DISSENTER) > 0.8
    assert abs(coherence(Kind.SPAMMER, Kind.MARGINAL)) < 0.1


@pytest.mark.parametrize("text", ["good", "good=x", "good=1,good=2", "saint=3", "good=-1", ""])
def test_a_crew_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError):
        parse_counts(text)


@pytest.mark.parametrize("counts", [{}, {"copier": 2}, {"good": -1}, {"saint": 1}])
def test_a_crew_that_cannot_work_is_refused(counts):
    with pytest.raises(UsageError):
        crew(counts)


def test_nobody_answers_an_item_twice_to_make_up_numbers():
    with pytest.raises(UsageError, match="cannot have 5 answers"):
        choices(0, 10, crew({"good": 4}), 3, 5)


def test_all_annotators_may_answer_everything():
    world = choices(0, 20, crew({"good": 7}), 3, 7)
    assert world.chunk.n_responses == 140
