import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.votes import VoteStatus, votes
from oe_quality.kernel.data.chunk import SetChunk, chunk_of
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel


def panel(scale, data, n_items, labels=("a", "b", "c")):
    unknown = np.full(data.n_responses, -1, dtype=np.int64)
    return Panel(
        Question("q", scale, labels),
        pl.Series([f"i{i}" for i in range(n_items)]),
        pl.Series(["u", "v", "w"]),
        pl.Series(["A01", "A02", "A03"]),
        data,
        unknown,
        np.full(data.n_responses, np.nan),
        np.full(n_items, -1, dtype=np.int32),
    )


def test_a_tie_is_called_a_tie():
    data = chunk_of(
        np.array([0, 0, 0, 1, 1, 2, 3, 3]), np.array([0, 1, 2, 0, 1, 0, 0, 1]), np.array([0, 0, 1, 1, 2, 2, 1, 1]), 4
    )
    found = votes(panel(Scale.NOMINAL, data, 4))
    assert found.counts.tolist() == [[2, 1, 0], [0, 1, 1], [0, 0, 1], [0, 2, 0]]
    assert found.status == [VoteStatus.MAJORITY, VoteStatus.TIE, VoteStatus.SINGLE, VoteStatus.UNANIMOUS]
    assert found.words(0) == "a 2, b 1"


def test_sets_count_annotators_not_labels():
    data = SetChunk(
        np.array([0, 2, 3]),
        np.array([0, 1, 0], dtype=np.int32),
        np.array([0, 2, 3, 3]),
        np.array([0, 1, 0], dtype=np.int32),
    )
    found = votes(panel(Scale.MULTILABEL, data, 2))
    assert found.counts.tolist() == [[2, 1, 0], [0, 0, 0]]
    assert found.n_annotators.tolist() == [2, 1]
    assert found.status == [VoteStatus.UNANIMOUS, VoteStatus.NONE]
    assert found.words(1) == "nothing chosen"


def test_frame_has_one_row_per_item():
    data = chunk_of(np.array([0, 1]), np.array([0, 1]), np.array([0, 2]), 2)
    assert votes(panel(Scale.NOMINAL, data, 2)).frame().columns == [
        "item",
        "n_annotators",
        "status",
        "n_a",
        "n_b",
        "n_c",
    ]


def test_with_two_labels_as_many_for_each_is_a_tie():
    data = chunk_of(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 0, 1, 2]), np.array([0, 1, 0, 0, 1]), 2)
    assert votes(panel(Scale.NOMINAL, data, 2, ("a", "b"))).status == [VoteStatus.TIE, VoteStatus.MAJORITY]
    one = chunk_of(np.array([0, 0]), np.array([0, 1]), np.array([0, 0]), 1)
    assert votes(panel(Scale.NOMINAL, one, 1, ("a",))).status == [VoteStatus.UNANIMOUS]


def test_the_spread_of_one_answer_is_none_and_of_a_tie_a_bit():
    data = chunk_of(np.array([0, 1, 1, 2, 2]), np.array([0, 0, 1, 0, 1]), np.array([0, 0, 1, 2, 2]), 4)
    assert votes(panel(Scale.NOMINAL, data, 4)).spread.tolist() == [0.0, 1.0, 0.0, 0.0]
