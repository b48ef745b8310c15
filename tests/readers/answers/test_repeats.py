"""Several answers by one annotator to one question about one item."""

from datetime import datetime

import polars as pl
import pytest

from oe_quality.readers.answers.repeats import merge_labels, settle_repeats
from oe_quality.readers.options import Repeats
from oe_quality.scales import Question, Scale

SCHEMA = {
    "item": pl.String, "annotator": pl.String, "question": pl.String, "occasion": pl.String,
    "labels": pl.List(pl.String), "weights": pl.List(pl.Float64), "value": pl.Float64, "created_at": pl.Datetime("us"),
    "duration_s": pl.Float64, "confidence": pl.Float64, "line": pl.Int64,
}  # fmt: skip


def answers(*rows):
    """(item, label, day or None) by p, one per line."""
    given = [
        ("p", "mood", "", item, [label], None if day is None else datetime(2030, 1, day), line)
        for line, (item, label, day) in enumerate(rows, 1)
    ]
    names = ["annotator", "question", "occasion", "item", "labels", "created_at", "line"]
    frame = pl.DataFrame(given, schema={name: SCHEMA[name] for name in names}, orient="row")
    return frame.with_columns(pl.lit(None, SCHEMA[name]).alias(name) for name in SCHEMA if name not in names).select(
        list(SCHEMA)
    )


def lines(settled):
    return [sorted(part["line"].to_list()) for part in (settled.accepted, settled.superseded, settled.contested)]


TWICE = (("a", "x", 2), ("a", "y", 1), ("b", "x", None))


@pytest.mark.parametrize(
    ("repeats", "parted"),
    [
        (Repeats.LAST, [[1, 3], [2], []]),
        (Repeats.FIRST, [[2, 3], [1], []]),
        (Repeats.AGREED, [[1, 3], [2], []]),
        (Repeats.OCCASIONS, [[1, 2, 3], [], []]),
    ],
)
def test_the_time_decides_where_there_is_one(repeats, parted):
    assert lines(settle_repeats(answers(*TWICE), repeats)) == parted


def test_without_a_time_what_differs_is_contested_and_what_agrees_is_said_once():
    assert lines(settle_repeats(answers(("a", "x", None), ("a", "y", None)), Repeats.AGREED)) == [[], [], [1, 2]]
    assert lines(settle_repeats(answers(("a", "x", None), ("a", "x", None)), Repeats.AGREED))[2] == []
    assert lines(settle_repeats(answers(("a", "x", 1), ("a", "y", None)), Repeats.AGREED)) == [[], [], [1, 2]]
    # What is older than the latest decides nothing.
    assert lines(settle_repeats(answers(("a", "y", 1), ("a", "x", 2), ("a", "x", 2)), Repeats.AGREED))[2] == []
    assert lines(settle_repeats(answers(("a", "x", None), ("a", "y", None)), Repeats.LAST)) == [[2], [1], []]


def test_occasions_are_called_by_their_times_or_numbered():
    same = answers(("a", "x", 1), ("a", "y", 2), ("b", "x", None), ("b", "y", None), ("c", "x", 1))
    accepted = settle_repeats(same, Repeats.OCCASIONS).accepted
    assert accepted.filter(pl.col("item") == "b")["occasion"].to_list() == ["", "002"]
    assert accepted.filter(pl.col("item") == "a")["occasion"].str.slice(0, 10).to_list() == ["2030-01-01", "2030-01-02"]


def test_rows_of_one_label_each_become_one_set_with_all_their_lines():
    rows = answers(("a", "low", None), ("a", "loud", None), ("a", "loud", None), ("b", "loud", None))
    rows = rows.with_columns(lines=pl.concat_list("line"), weights=pl.Series([None, [0.5], [0.5], None]))
    asked = Question("mood", Scale.MULTILABEL, ("loud", "low"))
    merged = merge_labels(rows, [asked]).sort("item")
    assert merged["labels"].to_list() == [["loud", "low"], ["loud"]]
    assert merged["weights"].to_list() == [[0.5, 1.0], None]
    assert [sorted(one) for one in merged["lines"].to_list()] == [[1, 2, 3], [4]]
    assert merge_labels(rows, []) is rows
