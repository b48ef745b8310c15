"""Pairs of annotators on the items that both answered."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.by_pair import COHEN, compare_pairs
from oe_quality.analysis.agreement.comparable import prepare


@pytest.fixture
def found():
    """x and y share four items, y and z two; x and z none, and w is alone."""
    rows = [("i1", "x", "a"), ("i1", "y", "a"), ("i2", "x", "b"), ("i2", "y", "b"), ("i3", "x", "a"), ("i3", "y", "b")]
    rows += [("i4", "x", "b"), ("i4", "y", "b"), ("i5", "y", "a"), ("i5", "z", "a"), ("i6", "y", "b"), ("i6", "z", "a")]
    rows += [("i7", "w", "a")]
    columns = dict(
        zip(("item", "annotator", "label"), (list(column) for column in zip(*rows, strict=True)), strict=True)
    )
    with oeq.from_frame(columns) as store:
        panel = store.panel("label")
        return compare_pairs(prepare(panel.question, panel.data, panel.n_annotators), panel)


def test_each_pair_stands_once_with_what_it_shares(found):
    assert found.measure == COHEN
    assert [(row.first, row.second, row.n_items) for row in found.rows] == [("x", "y", 4), ("y", "z", 2)]
    assert [row.agreed for row in found.rows] == [0.75, 0.5]
    assert found.rows[0].kappa == pytest.approx(0.5)


def test_pairs_without_a_common_item_are_counted(found):
    assert found.n_without_overlap == 6 - 2


def test_the_frame_has_a_row_per_pair(found):
    frame = found.frame()
    assert frame.columns == ["first", "second", "n_items", "agreed", "kappa", "shrunk"]
    assert frame["n_items"].to_list() == [4, 2]
    assert np.isfinite(found.mean)
