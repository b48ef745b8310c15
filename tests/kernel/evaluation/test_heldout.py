"""Answers set aside: each once, never an item's only one, and the same for any split into chunks."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.evaluation import heldout
from oe_quality.kernel.evaluation.heldout import (
    FLOOR,
    FOLDS,
    POOLING,
    _drawn_towards,
    expected_counts,
    given_aside,
    predictive,
    split,
    splits,
)
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def source():
    world = choices(2, 120, crew({"good": 8}), 3, 3)
    return InMemory((world.chunk,), world.n_annotators, world.n_labels)


def answers(parts):
    return [(int(i), int(a)) for part in parts for i, a in zip(part.item, part.annotator, strict=True)]


def test_folds_set_nothing_aside_twice_and_leave_every_item_an_answer(source):
    parts = splits(source, 0)
    assert len(parts) == FOLDS
    held = answers(parts)
    assert len(held) == len(set(held)) > 250
    for part in parts:
        left = np.concatenate([np.diff(chunk.offsets) for chunk in part.train])
        assert left.min() >= 1
        assert left.sum() + part.n == source.chunks[0].n_responses


def test_chunks_do_not_matter_and_the_seed_does(source):
    pieces = InMemory(tuple(source.split(7)), source.n_annotators, source.n_labels)
    assert answers([split(pieces, 4)]) == answers([split(source, 4)])
    assert answers([split(source, 5)]) != answers([split(source, 4)])


def test_expected_counts_of_a_sure_posterior_are_counts(source):
    sure = np.zeros((120, 3))
    sure[:, 1] = 1.0
    counts = expected_counts(sure, source)
    assert counts.sum() == source.chunks[0].n_responses
    assert not counts[:, [0, 2]].any()


def test_no_answer_is_infinitely_surprising():
    belief, given = np.array([[1.0, 0.0], [0.25, 0.75]]), np.array([[0.0, 1.0], [0.4, 0.8]])
    assert predictive(belief, given).tolist() == [FLOOR, pytest.approx(0.7)]


def test_matrices_made_some_at_a_time_predict_the_same_bits(source, monkeypatch):
    """Of the 8 annotators 3 at once, for a method that has no matrices of its own."""
    part = split(source, 2)
    found = fit(Method.WAWA, part.train)
    assert found.confusion is None
    whole = given_aside(found, part)
    monkeypatch.setattr(heldout, "BLOCK_CELLS", 3 * 3**2)
    made = []
    monkeypatch.setattr(heldout, "expected_counts", lambda *given: made.append(expected_counts(*given)) or made[-1])
    assert (given_aside(found, part) == whole).all()
    assert max(len(counts) for counts in made) == 3


def test_rows_are_drawn_towards_what_all_do_and_sum_to_one():
    together = np.array([[0.8, 0.2], [0.4, 0.6]])
    found = _drawn_towards(together, np.array([[[6.0, 0.0], [0.0, 0.0]]]))
    np.testing.assert_allclose(found.sum(axis=2), 1.0)
    np.testing.assert_allclose(found[0, 1], together[1])
    np.testing.assert_allclose(found[0, 0, 0], (6 + POOLING * 0.8) / (6 + POOLING))
