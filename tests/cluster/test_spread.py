"""Sizes and statistics of partitions, without Spark."""

import pickle

import numpy as np

from oe_quality.cluster import coded, spread
from tests.cluster.test_coded import ROWS, batches


def rows():
    return list(coded._code(batches(ROWS, 5), ("p", "q"), ("x", "y")))


def of(parts):
    return [pickle.loads(part.column(0)[0].as_py()) for part in parts]


def test_sizes_add_up():
    (size,) = of(spread._sizes((2, 2), rows()))
    assert (size.n_items, size.n_responses, size.repeats) == (3, 5, 1)
    assert size.answers.tolist() == [[2, 1], [1, 1]]
    both = size + size
    assert (both.n_items, both.n_responses, both.repeats, both.answers.sum()) == (6, 10, 2, 10)


def test_a_chunk_is_a_batch_without_gold():
    (piece,) = coded.pieces(rows())
    batch = spread.batch_of(piece, 7)
    assert batch.first == 7
    assert np.array_equal(batch.gold, [-1, -1, -1])
    assert not batch.label.flags.writeable


def test_work_runs_over_the_chunks_of_a_partition():
    class Sent:
        value = pickle.dumps(len_of)

    assert of(spread._statistics(Sent, rows())) == [5]


def len_of(batches):
    return sum(len(batch.label) for batch in batches)
