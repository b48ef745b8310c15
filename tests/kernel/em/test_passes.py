"""How the data are measured and cut."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import Chunk, InMemory
from oe_quality.kernel.em import passes


def test_measures_do_not_depend_on_the_split(crowd):
    whole, pieces = passes.measure(crowd.source), passes.measure(crowd.source.split(11))
    assert (whole.n_items, whole.n_responses) == (150, crowd.chunk.n_responses)
    np.testing.assert_array_equal(whole.answers, pieces.answers)
    assert whole.answers.sum() == crowd.chunk.n_responses
    assert whole.count_scale == pieces.count_scale
    assert whole.count_scale * (whole.n_responses + whole.n_items) < 2.0**62


@pytest.mark.parametrize("size", [1, 5, 64, 10_000])
def test_batches_cover_all_items_once_and_in_order(size, crowd, monkeypatch):
    monkeypatch.setattr(passes, "BATCH_RESPONSES", size)
    with passes.Sweeper(crowd.source.split(40), None, 1) as data:
        posterior = np.zeros((150, 3))
        batches = list(data._batches(posterior))
    assert [b.first for b in batches] == np.cumsum([0, *(b.n_items for b in batches)])[:-1].tolist()
    assert sum(b.n_items for b in batches) == 150
    assert all(b.n_items > 0 for b in batches)
    answers = [label for b in batches for label in b.chunk().label.tolist()]
    assert answers == crowd.chunk.label.tolist()
    batches[-1].posterior[-1] = 1.0
    assert posterior[-1].tolist() == [1.0, 1.0, 1.0]


def test_a_chunk_of_items_without_answers_is_cut_too():
    chunk = Chunk(np.zeros(4, dtype=np.int64), np.array([], dtype=np.int32), np.array([], dtype=np.int32))
    assert list(passes._cuts(chunk)) == [(0, 3)]


def test_a_failing_worker_is_heard(crowd):
    def work(batches):
        raise ZeroDivisionError("in a thread")

    with passes.Sweeper(InMemory((crowd.chunk,), 12, 3), None, 2) as data, pytest.raises(ZeroDivisionError):
        data.sweep(work)


def test_read_only_columns_are_compiled_for_once(crowd):
    """Columns that come from files are often read-only, which numba would take for another type."""
    from oe_quality.kernel.em import Method, fit, fused

    expected = fit(Method.DAWID_SKENE, crowd.source, max_steps=3)
    compiled = len(fused.expect.signatures)
    columns = [column.copy() for column in (crowd.chunk.offsets, crowd.chunk.annotator, crowd.chunk.label)]
    for column in columns:
        column.flags.writeable = False
    result = fit(Method.DAWID_SKENE, InMemory((Chunk(*columns),), 12, 3), max_steps=3)
    assert result.posterior.tobytes() == expected.posterior.tobytes()
    assert len(fused.expect.signatures) == compiled
