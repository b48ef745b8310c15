"""Gold answers: kept by source, in the texts of their labels."""

import polars as pl
import pytest

from oe_quality.errors import InputError, UsageError


def frame(*rows):
    return pl.DataFrame(
        rows, schema={"item": pl.String, "question": pl.String, "labels": pl.List(pl.String)}, orient="row"
    )


def test_gold_comes_back_as_it_was_saved(store, small):
    store.ingest(small)
    assert store.save_gold(frame(("b", "mood", ["sad"]), ("a", "tags", ["low", "loud"])), "ann") == 2
    assert store.gold("mood").rows() == [("a", ["glad"], None, "export"), ("b", ["sad"], None, "ann")]
    assert store.gold("tags").rows() == [("a", ["loud", "low"], None, "ann")]
    numbers = pl.DataFrame({"item": ["a"], "question": ["arousal"], "value": [7]})
    store.save_gold(numbers, "ann")
    assert store.gold("arousal").rows() == [("a", None, 7.0, "ann")]


def test_a_source_replaces_only_its_own_answers(store, small):
    store.ingest(small)
    store.save_gold(frame(("a", "mood", ["sad"])), "ann")
    store.save_gold(frame(("a", "mood", ["calm"])), "ann")
    assert store.gold("mood").rows() == [("a", ["calm"], None, "ann"), ("a", ["glad"], None, "export")]


def test_gold_may_speak_of_items_that_nobody_answered(store, small):
    store.ingest(small)
    store.save_gold(frame(("new", "mood", ["sad"])), "ann")
    assert store.gold("mood")["item"].to_list() == ["a", "new"]
    assert "new" not in store.panel("mood").items


@pytest.mark.parametrize(
    ("rows", "source", "error", "message"),
    [
        (frame(("a", "moood", ["sad"])), "ann", UsageError, "no question 'moood'"),
        (frame(("a", "quality", ["great"])), "ann", InputError, "'great' is no label"),
        (frame(("a", "mood", ["sad"])), " ", UsageError, "need a source"),
        (frame(("a", "mood", ["sad"])).drop("item"), "ann", UsageError, "have the columns"),
        (frame(("a", "mood", ["sad"])).drop("labels"), "ann", UsageError, "have the columns"),
    ],
)
def test_gold_that_cannot_be_kept_is_refused(store, small, rows, source, error, message):
    store.ingest(small)
    before = store.fingerprint()
    with pytest.raises(error, match=message):
        store.save_gold(rows, source)
    assert store.fingerprint() == before
