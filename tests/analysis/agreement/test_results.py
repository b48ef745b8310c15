"""The forms of agreement's findings as tables."""

import json

import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.results import PairRow, PairTable, Slices


@pytest.fixture(scope="module")
def found(stored):
    with stored({"i1": "a a b", "i2": "b b b", "i3": "a b b", "i4": "a a a"}) as store:
        return oeq.agreement(store, pairs=True)


def test_the_headline_comes_first(found):
    question = found["mood"]
    assert question.measured[0] is question.headline
    assert question.measured[1:] == question.companions


def test_a_row_per_coefficient_says_which_leads(found):
    frame = found.frame()
    assert frame["headline"].to_list() == [True] + [False] * (frame.height - 1)
    assert frame.height == len(found["mood"].measured)
    assert frame.equals(found["mood"].frame())


def test_pairs_as_a_table():
    table = PairTable("kappa", 0.5, 0.1, 2, (PairRow("x", "y", 9, 0.8, None, None),))
    assert table.frame().rows() == [("x", "y", 9, 0.8, None, None)]
    assert PairTable("kappa", None, None, 0, ()).frame().columns == [
        "first",
        "second",
        "n_items",
        "agreed",
        "kappa",
        "shrunk",
    ]


def test_the_json_form_has_no_nan(found):
    json.dumps(found.to_dict(), allow_nan=False)


def test_slices_are_read_at_one_in_twenty_unless_it_is_said_otherwise():
    assert Slices("half", "item", 10, (), 0, 0, 0).false_discovery == 0.05
