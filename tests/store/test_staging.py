"""What would break what analyses rely on is refused on the way in."""

import numpy as np
import polars as pl
import pyarrow
import pytest

from oe_quality.errors import InputError
from oe_quality.readers.open_empathic.annotations import _lists as texts_of
from oe_quality.store import open_store
from oe_quality.store.staging import _lists, annotators_of, in_form


def test_addresses_are_no_names():
    found = annotators_of(pl.Series(["1", "2", "3"]), {"1": "ann", "2": "bo@example.org"})
    assert found.rows() == [("1", "ann"), ("2", None), ("3", None)]


def test_a_confidence_that_no_reader_gave_is_unknown(make, row):
    export = make(row("a", "p", "mood", "sad"))
    bare = export.through(lambda part: part.drop("confidence"))
    assert in_form(bare).responses["confidence"].to_list() == [None]


def test_attributes_stand_once_the_last_of_several(make):
    export = make(items=[("a", "language", "en"), ("a", "language", "de"), ("b", "language", None)])
    assert in_form(export).items.rows() == [("a", "language", "de")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda part: part.drop("status"), "the responses of this export are not in their form"),
        (lambda part: part.with_columns(value=pl.lit("x")), "the responses of this export are not in their form"),
        (lambda part: part.with_columns(item=pl.lit(None, pl.String)), "one of the responses lacks its item"),
    ],
)
def test_frames_that_are_not_in_their_form_are_the_reader_s_fault(make, row, change, said):
    with pytest.raises(InputError, match=said) as refused:
        in_form(make(row("a", "p", "mood", "sad")).through(change))
    assert "fault of the reader" in refused.value.remedy


@pytest.fixture(scope="module")
def empty():
    """A store that takes nothing in."""
    with open_store(":memory:") as store:
        yield store


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"question": "mood", "labels": None}, "needs exactly one label"),
        ({"question": "mood", "labels": ["a", "b"]}, "needs exactly one label"),
        ({"question": "arousal", "labels": None, "value": float("inf")}, "needs a finite number"),
        ({"question": "tags", "labels": None}, "needs a list of labels"),
        ({"question": "tags", "labels": ["loud"], "weights": [1.0, 2.0]}, "weights and labels differ in number"),
        ({"question": "tags", "labels": ["loud"], "weights": [float("nan")]}, "a weight is no finite number"),
        ({"question": "tags", "labels": ["purple"]}, "'purple' is no label"),
        ({"question": "mood", "labels": ["a"], "status": "odd"}, "a status is unknown"),
        ({"question": "mood", "labels": ["a"], "source": "odd"}, "a source is unknown"),
        ({"question": "else", "labels": ["a"]}, "answers to 'else', which the export does not describe"),
    ],
)
def test_an_answer_that_does_not_fit_its_question_stops_the_load(empty, make, given, said):
    with pytest.raises(InputError, match=said):
        empty.ingest(make({"item": "a", "annotator": "p"} | given))
    assert empty.info().n_items == 0


def test_labels_of_a_set_are_sorted_with_their_weights_each_once(store, make, row):
    store.ingest(make(row("a", "p", "tags", ["low", "loud", "low"], weights=[0.1, 0.2, 0.3])))
    data = store.panel("tags").data
    assert (data.label.tolist(), data.weight.tolist()) == ([0, 2], [0.2, 0.1])


def test_lists_are_made_without_what_imports_pandas(monkeypatch):
    def imports_pandas(*_, **__):
        raise AssertionError("pyarrow.array")

    monkeypatch.setattr(pyarrow, "array", imports_pandas)
    numbers = _lists(
        np.array([3, 1, 2], dtype=np.int32), np.array([2, 0, 0, 1]), pl.Series([False, False, True, False])
    )
    assert numbers.to_list() == [[3, 1], [], None, [2]]
    assert numbers.dtype == pl.List(pl.Int32)
    texts = texts_of([("b", "a"), None, (), ("é",)])
    assert texts.to_list() == [["b", "a"], None, [], ["é"]]
