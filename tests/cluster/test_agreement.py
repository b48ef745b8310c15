"""Agreement from the patterns of answers that travel, without Spark."""

import pickle

import pytest

from oe_quality.cluster import agreement, coded
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count, merged
from oe_quality.kernel.agreement.distances import nominal
from tests.cluster.test_coded import batches

ROWS = [(f"i{i:02}", who, "xy"[(i + (who == "r" and i % 3 == 0)) % 2]) for i in range(12) for who in "pqr"]


def rows():
    return list(coded._code(batches(ROWS, 36), ("p", "q", "r"), ("x", "y")))


def test_patterns_travel_without_the_items_and_give_the_same_alpha():
    (part,) = agreement._tables((2, 3), rows())
    table = merged([pickle.loads(part.column(0)[0].as_py())])
    (piece,) = coded.pieces(rows())
    whole = alpha(count(piece.chunk, 2, 3), nominal(2))
    found = agreement._estimate(alpha(table, nominal(2)), table, 0.95)
    assert found.value == pytest.approx(whole.value)
    assert (found.n_items, found.n_annotators, found.n_responses) == (12, 3, 36)
    assert len(pickle.loads(part.column(0)[0].as_py()).pattern_of_item) == 0


def test_one_label_alone_has_no_coefficient():
    (piece,) = coded.pieces(coded._code(batches([("a", "p", "x"), ("a", "q", "x")], 2), ("p", "q"), ("x",)))
    table = count(piece.chunk, 1, 2)
    assert agreement._estimate(alpha(table, nominal(1)), table, 0.95).undefined.startswith("no two answers")
