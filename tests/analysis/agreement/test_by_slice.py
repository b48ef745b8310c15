"""Which slice an answer belongs to, by whose attribute."""

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.agreement.by_slice import by_time, grouping
from oe_quality.errors import UsageError


def attributes(*rows):
    return pl.DataFrame(rows, schema=["key", "name", "value"], orient="row")


@pytest.fixture
def store():
    """Two items with a language and a group, two annotators with an accent and a group."""
    items = attributes(
        ("i1", "language", "de"), ("i2", "language", "fr"), ("i1", "group", "odd"), ("i2", "group", "even")
    )
    people = attributes(("x", "accent", "north"), ("x", "group", "a"), ("y", "group", "b"))
    return SimpleNamespace(item_attributes=lambda: items, annotator_attributes=lambda: people)


@pytest.fixture
def panel():
    """Answers of x to i1, y to i1, x to i2; the last at no known time."""
    data = SimpleNamespace(items=lambda: np.array([0, 0, 1]), annotator=np.array([0, 1, 0]))
    march, april = (np.datetime64(day, "us").astype(np.int64) for day in ("2024-03-05", "2024-04-01"))
    return SimpleNamespace(
        items=pl.Series(["i1", "i2"]),
        annotators=pl.Series(["x", "y"]),
        data=data,
        created_at=np.array([march, april, -1]),
        question=SimpleNamespace(name="mood"),
    )


def test_an_attribute_says_itself_whose_it_is(store, panel):
    found = grouping(store, panel, "language")
    assert (found.unit, found.names, found.code.tolist()) == ("item", ("de", "fr"), [0, 0, 1])
    found = grouping(store, panel, "accent")
    assert (found.unit, found.names, found.code.tolist()) == ("annotator", ("north",), [0, -1, 0])


def test_where_both_have_it_the_prefix_says_whose(store, panel):
    with pytest.raises(UsageError, match="both items and annotators have 'group'"):
        grouping(store, panel, "group")
    assert grouping(store, panel, "item:group").code.tolist() == [1, 1, 0]
    found = grouping(store, panel, "annotator:group")
    assert (found.unit, found.names, found.code.tolist()) == ("annotator", ("a", "b"), [0, 1, 0])


def test_what_nobody_has_is_answered_with_what_there_is(store, panel):
    with pytest.raises(UsageError, match="Did you mean 'language'") as error:
        grouping(store, panel, "langauge")
    assert "time:month" in error.value.remedy
    with pytest.raises(UsageError, match="called 'item:accent'"):
        grouping(store, panel, "item:accent")


def test_times_are_cut_into_months_and_unknown_ones_belong_nowhere(panel):
    found = by_time(panel, "month")
    assert (found.names, found.code.tolist()) == (("2024-03", "2024-04"), [0, 1, -1])
    assert by_time(panel, "year").code.tolist() == [0, 0, -1]
    with pytest.raises(UsageError, match="no time unit"):
        by_time(panel, "decade")
    panel.created_at = np.array([-1, -1, -1])
    with pytest.raises(UsageError, match="no answer to mood has a time"):
        by_time(panel, "month")


def test_the_frame_of_a_sliced_study_has_its_slices():
    rows = [
        (f"i{i}", f"p{a}", "xy"[(i + (a == 2 and i % 3 == 0)) % 2], "ab"[i % 2]) for i in range(40) for a in range(3)
    ]
    columns = dict(zip(("item", "annotator", "label", "site"), zip(*rows, strict=True), strict=True))
    with oeq.from_frame(columns, item_attributes="site") as store:
        whole, sliced = oeq.agreement(store), oeq.agreement(store, by="site", smallest=10)
    assert "slice" not in whole.frame().columns
    frame = sliced.frame()
    assert frame.filter(frame["slice"].is_null()).select(whole.frame().columns).equals(whole.frame())
    slices = frame.filter(frame["by"] == "site")
    assert sorted(slices["slice"]) == ["a", "b"]
    first = sliced["label"].slices.rows[0]
    assert slices.row(0, named=True)["value"] == first.measured.estimate.value
    assert slices.row(0, named=True)["difference"] == (first.difference.value if first.difference else None)
