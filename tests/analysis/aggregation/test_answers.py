"""What every consensus asks of its answers first."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation import answers
from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import Chunk, InMemory, SetChunk

CHUNK = Chunk(
    np.array([0, 2, 2, 5]), np.array([0, 1, 0, 1, 2], dtype=np.int32), np.array([1, 1, 0, 2, 2], dtype=np.int32)
)
SETS = SetChunk(
    np.array([0, 2, 3]),
    np.array([0, 1, 1], dtype=np.int32),
    np.array([0, 2, 2, 3]),
    np.array([0, 2, 2], dtype=np.int32),
)
"""Two items: on the first one person gives 0 and 2, another none; on the second the other gives 2."""


def test_counts_have_a_row_for_every_item():
    assert answers.label_counts(InMemory((CHUNK,), 3, 3)).tolist() == [[0, 2, 0], [0, 0, 0], [1, 0, 2]]


def test_counts_do_not_depend_on_chunks():
    whole = InMemory((CHUNK,), 3, 3)
    np.testing.assert_array_equal(answers.label_counts(whole.split(2)), answers.label_counts(whole))
    assert answers.label_counts(InMemory((), 3, 3)).shape == (0, 3)


def test_a_set_counts_for_each_of_its_labels():
    assert answers.label_counts(InMemory((SETS,), 2, 3)).tolist() == [[1, 0, 1], [0, 0, 1]]


@pytest.mark.parametrize("label", [0, 1, 2])
def test_a_label_is_a_question_of_given_or_not(label):
    (chunk,) = answers.yes_no(InMemory((SETS,), 2, 3), label)
    assert chunk.label.tolist() == [int(label in given) for given in ({0, 2}, set(), {2})]
    assert chunk.annotator.tolist() == [0, 1, 1]


def test_sets_read_as_single_answers_have_one_for_each_label_given():
    source = answers.each_entry(InMemory((SETS,), 2, 3))
    (chunk,) = source
    assert (chunk.offsets.tolist(), chunk.annotator.tolist(), chunk.label.tolist()) == ([0, 2, 3], [0, 0, 1], [0, 2, 2])
    assert (source.n_annotators, source.n_labels) == (2, 3)


class Streamed:
    """Sets that are not in memory."""

    n_annotators, n_labels = 2, 3

    def __iter__(self):
        return iter((SETS,))


def test_what_is_streamed_stays_so():
    entries = answers.each_entry(Streamed())
    assert not isinstance(entries, InMemory)
    assert [chunk.label.tolist() for _ in range(2) for chunk in entries] == [[0, 2, 2]] * 2
    assert not isinstance(answers.yes_no(Streamed(), 2), InMemory)


@pytest.fixture(scope="module")
def panel():
    with oeq.from_frame({"item": ["i1", "i1"], "who": ["x", "y"], "mood": ["a", "b"]}, annotator="who") as store:
        yield store.panel("mood")


def test_answers_are_enough(panel):
    answers.require_answers(panel)


def test_belief_that_does_not_fit_is_refused_with_its_size(panel, monkeypatch):
    monkeypatch.setattr(answers, "MANY_LABELS", 1)
    monkeypatch.setattr(answers, "budget", lambda: 299)
    with pytest.raises(
        NotComputableError, match="1 items in each of the 2 labels of mood would take some 1 GB"
    ) as found:
        answers.require_answers(panel)
    assert "Join labels" in found.value.remedy
    monkeypatch.setattr(answers, "budget", lambda: 300)
    answers.require_answers(panel)
