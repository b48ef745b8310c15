"""Which items to ask about next, and whom."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.planning import relabel
from oe_quality.analysis.planning.relabel import Target, rank
from oe_quality.errors import NotComputableError, UsageError
from tests.analysis.small import choices, numbers


def test_the_most_gain_comes_first_and_of_equal_ones_the_earlier_name():
    gain = np.array([0.2, 0.5, 0.5, 0.1])
    assert relabel._chosen(gain, None, 3, None).tolist() == [1, 2, 0]


def test_a_budget_is_spent_on_gain_per_second():
    gain, seconds = np.array([0.9, 0.5, 0.4]), np.array([60.0, 20.0, 40.0])
    assert relabel._chosen(gain, seconds, 9, 2.0).tolist() == [1, 0, 2]
    assert relabel._chosen(gain, seconds, 9, 80 / 60).tolist() == [1, 0]
    assert relabel._chosen(gain, seconds, 1, 2.0).tolist() == [1]
    with pytest.raises(NotComputableError, match="a budget of time needs durations"):
        relabel._chosen(gain, None, 9, 2.0)


@pytest.mark.parametrize("asked", [{"n": 0}, {"budget_minutes": 0.0}, {"budget_minutes": float("nan")}])
def test_nothing_and_no_time_are_refused(asked):
    with pytest.raises(UsageError):
        relabel.relabel(None, **asked)


def test_the_gain_of_a_typical_answer_weighs_people_by_their_answers():
    # The first always tells the truth and gave all answers; the second tells nothing.
    sure, blind = np.eye(2), np.full((2, 2), 0.5)
    found = SimpleNamespace(confusion=np.stack([sure, blind])[None], line=SimpleNamespace(counts=np.array([8, 0])))
    belief = np.array([[[0.5, 0.5], [1.0, 0.0]]])
    assert relabel.consensus_gain(belief, found) == pytest.approx([1.0, 0.0])
    found.line.counts = np.array([0, 8])
    assert relabel.consensus_gain(belief, found) == pytest.approx([0.0, 0.0])


def test_an_item_stands_with_its_votes_and_who_answered():
    data = assemble(choices([("a", "p", "x"), ("b", "p", "y"), ("b", "q", "y"), ("b", "r", "x")], "xy"), "asked")
    belief = np.array([[[1.0, 0.0], [0.5, 0.5]]])
    found = relabel._wanted(data, 1, np.array([0.1, 0.7]), belief, None, ("A-z",))
    assert (found.item, found.gain, found.n_annotators) == ("b", 0.7, 3)
    assert (found.votes, found.entropy, found.seconds) == ((("y", 2), ("x", 1)), 1.0, None)


def test_numbers_are_not_ranked():
    with pytest.raises(NotComputableError, match="numeric; relabelling ranks items by belief in labels"):
        rank(assemble(numbers([("a", "p", 1.0)]), "asked"), 5, Target.CONSENSUS, None, 0)


def test_ranking_by_time_needs_durations(simulated):
    data, _ = simulated.choice_data(1, {"good": 5}, 3, 20)
    data.primary.duration_s[:] = np.nan
    with pytest.raises(NotComputableError):
        rank(data, 5, Target.CONSENSUS, 10.0, 0)
    assert len(rank(data, 5, Target.CONSENSUS, None, 0).items) == 5
