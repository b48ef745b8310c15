"""Patterns of answers: what is counted, however the data is cut or ordered."""

import numpy as np
import pytest

from oe_quality.kernel.agreement.alpha import alpha, coincidences
from oe_quality.kernel.agreement.counts import count, regrouped
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.data.chunk import Chunk, InMemory, chunk_of
from oe_quality.kernel.uncertainty.jackknife import two_way


def test_equal_counts_are_one_pattern(small):
    table = small([["a", "b", "b"], ["b", "a", "b"], ["b", "b", "a"], ["a", None, None], [None, None, None]]).table
    assert table.frequency.tolist() == [3, 1]
    assert table.counts().toarray().tolist() == [[1, 2], [1, 0]]
    assert table.pattern_of_item.tolist() == [0, 0, 0, 1, -1]
    assert (table.n_items, table.n_single, table.n_responses, table.n_pairable) == (4, 1, 10, 9)
    assert table.value_totals().tolist() == [4, 6]
    assert table.annotators_present().tolist() == [0, 1, 2]


def test_leaving_one_answer_out_of_each_entry(small):
    table = small([["a", "b", "b"]]).table
    assert table.counts_less_one().toarray().tolist() == [[0, 2], [1, 1]]


@pytest.mark.parametrize("items_per_chunk", [1, 3, 7])
def test_chunks_make_the_same_table(items_per_chunk, small, random_rows):
    s = small(random_rows(3))
    pieces = InMemory((s.chunk,), s.n_annotators, s.n_values).split(items_per_chunk)
    cut = count(iter(pieces), s.n_values, s.n_annotators)
    assert np.array_equal(cut.frequency, s.table.frequency)
    assert np.array_equal(cut.counts().toarray(), s.table.counts().toarray())
    assert np.array_equal(cut.by_annotator.toarray(), s.table.by_annotator.toarray())
    assert np.array_equal(cut.pattern_of_item, s.table.pattern_of_item)
    assert two_way(alpha(cut, nominal(s.n_values))) == two_way(alpha(s.table, nominal(s.n_values)))


def test_no_data_is_no_patterns():
    empty = Chunk(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32))
    for source in (empty, []):
        table = count(source, 3, 2)
        assert (table.n_items, table.n_patterns, table.n_responses) == (0, 0, 0)
        assert np.isnan(alpha(table, nominal(3)).value)


def test_many_answers_to_one_item(rng):
    labels = rng.integers(5, size=100).astype(np.int32)
    chunk = Chunk(np.array([0, 100]), np.arange(100, dtype=np.int32), labels)
    assert np.array_equal(count(chunk, 5, 100).counts().toarray()[0], np.bincount(labels, minlength=5))


def test_coincidences_have_the_pairable_counts_as_margins(small, random_rows):
    s = small(random_rows(4))
    joint = coincidences(s.table)
    pairable = s.table.counts()[np.flatnonzero(s.table.size > 1)]
    frequency = s.table.frequency[s.table.size > 1]
    assert joint == pytest.approx(joint.T)
    assert joint.sum(axis=1) == pytest.approx(frequency @ pairable)


def test_annotators_are_present_with_somebody_else(small):
    table = small([["a", "b", None, None], [None, None, "a", None], ["b", "b", None, None]]).table
    assert table.annotators_present().tolist() == [0, 1]


def test_other_codes_give_the_table_that_counting_them_would(rng):
    chunk = chunk_of(rng.integers(0, 60, 300), np.arange(300) % 40, rng.integers(0, 4, 300), 60)
    code = np.array([1, 0, 1, 2], dtype=np.int32)
    whole = count(Chunk(chunk.offsets, chunk.annotator, code[chunk.label]), 3, 40)
    found = regrouped(count(chunk, 4, 40), code, 3)
    for name in ("offsets", "value", "count", "frequency", "pattern_of_item"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name))
    np.testing.assert_array_equal(found.by_annotator.toarray(), whole.by_annotator.toarray())


def test_nothing_counted_is_no_item():
    table = count((), 3, 2)
    assert (table.n_items, table.n_annotators) == (0, 2)
    assert table.value_totals().tolist() == [0, 0, 0]


def test_nothing_counted_has_no_item():
    table = count((), 2, 3)
    assert (table.n_items, len(table.pattern_of_item)) == (0, 0)
