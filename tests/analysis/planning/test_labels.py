"""What more answers make of labels, against studies that then get them."""

import numpy as np
import pytest

from benchmarks.more_answers import simulated
from benchmarks.probabilities import panel_of
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.planning.labels import RECORD, label_plan, sentences
from oe_quality.analysis.planning.results import LabelPlan, MoreAnswers
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.kernel.simulate import crew, sets


@pytest.fixture(scope="module")
def planned():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 3, 120)
    item, who = np.repeat(np.arange(120), 3), np.concatenate([rng.permutation(12)[:3] for _ in range(120)])
    said = np.where(rng.random(360) < 0.75, truth[item], rng.integers(0, 3, 360))
    panel = panel_of(chunk_of(item, who, said, 120), 12, 3)
    return panel, label_plan(panel)


def test_the_answers_bring_what_was_expected():
    """Study with known truth: what is then said lies within five points of what was expected, and no more is right
    than was expected less five."""
    for each, expected, said, right in simulated(4, 0.0):
        assert expected == pytest.approx(said, abs=0.05), each
        assert right > expected - 0.05


def test_it_starts_from_the_published_labels_and_counts_the_answers(planned):
    panel, plan = planned
    confidence = labels_of(panel, check=False).confidence
    assert plan.right == pytest.approx(confidence.mean())
    assert plan.n_unsure == (confidence < 0.9).sum()
    assert [more.each for more in plan.curve] == [1, 2, 3]
    for more in plan.curve:
        assert (more.answers, more.answers_unsure) == (120 * more.each, plan.n_unsure * more.each)
        assert plan.right <= more.right_unsure <= more.right <= 1
        assert more.hours is None
    rights = [more.right for more in plan.curve]
    assert rights == sorted(rights)


def test_the_same_seed_gives_the_same_plan(planned):
    panel, plan = planned
    assert label_plan(panel) == plan


def test_sets_are_planned_and_unanswered_items_have_no_label():
    world = sets(0, 40, crew({"good": 8}), 4, 3)
    plan = label_plan(panel_of(world.chunk, 8, 4))
    assert plan.n_items == 40
    assert 0.5 < plan.right <= plan.curve[-1].right <= 1
    nobody = chunk_of(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), 3)
    assert label_plan(panel_of(nobody, 2, 2)) is None


def test_the_sentences_name_gain_cost_and_record():
    more = MoreAnswers(2, 0.912, 800, 5.6, 0.901, 150, None)
    every, unsure, record = sentences(LabelPlan(400, 0.874, 75, 0.9, (more,)))
    assert every == (
        "87 % of the labels are expected to be right as they are; with more answers per item: 2 more, 91 % "
        "(800 answers, some 6 hours of work)."
    )
    assert unsure == "For the 75 labels that are less than 90 % sure alone: 2 more, 90 % (150 answers)."
    assert record == RECORD
    assert sentences(None) == ()
