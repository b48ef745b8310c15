"""The quick look before somebody is left out."""

import polars as pl
import pytest

from oe_quality.analysis.annotators.record import record
from oe_quality.loading import from_frame


@pytest.fixture(scope="module")
def crowd():
    """Three who agree on 40 items, one who says the opposite, one with three answers."""
    rows = [
        (f"i{item}", who, str((item + (who == "odd")) % 2))
        for item in range(40)
        for who in ("ann", "ben", "cat", "odd")
    ]
    rows += [(f"i{item}", "new", "0") for item in range(3)]
    with from_frame(pl.DataFrame(rows, schema=["item", "annotator", "label"], orient="row")) as store:
        yield store


def test_who_agrees_like_most_is_asked_about(crowd):
    found = record(crowd, "ann")
    assert found.good
    assert found.agreed == pytest.approx((37 * 2 / 3 + 2 * 3 / 4 + 2 / 4) / 40)
    assert "their record is good" in found.doubt


def test_who_agrees_with_nobody_is_not(crowd):
    found = record(crowd, "odd")
    assert found.agreed == pytest.approx(1 / 4 / 40)
    assert found.doubt == ""


def test_few_answers_are_too_few(crowd):
    assert record(crowd, "new").doubt == "3 annotations are too few to judge anybody by"


def test_numbers_have_no_such_record():
    rows = [(f"i{item}", who, float(item)) for item in range(30) for who in ("ann", "ben")]
    with from_frame(pl.DataFrame(rows, schema=["item", "annotator", "value"], orient="row")) as store:
        found = record(store, "ann")
    assert (found.agreed, found.doubt) == (None, "")
