"""Decisions about annotators: by alias or key, with a reason, kept for good."""

from datetime import UTC, datetime, timedelta

import pytest

from oe_quality.errors import UsageError
from oe_quality.store import open_store


def test_the_history_of_decisions_is_kept(store, small):
    store.ingest(small)
    alias = store.exclude("9", " left the sliders alone ")
    assert store.include(alias, "talked to them") == alias
    store.exclude(alias, "again")
    history = store.exclusions()
    assert history.select("alias", "excluded", "reason").rows() == [
        (alias, True, "left the sliders alone"),
        (alias, False, "talked to them"),
        (alias, True, "again"),
    ]
    now = datetime.now(UTC).replace(tzinfo=None)
    assert all(now - timedelta(minutes=5) < moment <= now for moment in history["decided_at"])
    person = store.annotators().filter(store.annotators()["excluded"])
    assert person.select("annotator", "reason").rows() == [("9", "again")]
    assert store.info().excluded == (alias,)


def test_annotations_leave_the_excluded_out_unless_asked(store, small):
    store.ingest(small)
    store.exclude("9", "why not")
    assert set(store.annotations()["annotator"]) == {"7", "10"}
    assert set(store.annotations(include_excluded=True)["annotator"]) == {"7", "9", "10"}
    assert store.annotators()["n_annotations"].sum() == 5


def test_an_alias_outranks_a_key_of_the_same_text(store, make, row):
    store.ingest(make(*(row("a", who, "mood", "sad") for who in ("A01", "A02"))))
    who = dict(store.annotators().select("alias", "annotator").rows())["A01"]
    store.exclude("A01", "why not")
    assert store.panel("mood").annotators.to_list() == [{"A01": "A02", "A02": "A01"}[who]]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda store: store.exclude("A99", "x"), "no annotator 'A99'"),
        (lambda store: store.exclude("A1", "x"), "no annotator 'A1'[^$]*Did you mean A0"),
        (lambda store: store.exclude("A01", "  "), "needs a reason"),
        (lambda store: store.include("A01"), "A01 is not excluded"),
        (lambda store: (store.exclude("A01", "x"), store.exclude("A01", "y")), "A01 is already excluded"),
    ],
)
def test_decisions_that_make_no_sense_are_refused(store, small, call, message):
    store.ingest(small)
    with pytest.raises(UsageError, match=message):
        call(store)


def test_decisions_survive_later_loads_and_reopening(tmp_path, make, row):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(make(row("a", "1", "mood", "sad"), row("a", "2", "mood", "sad")))
        store.exclude("1", "why not")
    with open_store(path, create=True) as store:
        store.ingest(make(row("b", "1", "mood", "sad"), row("b", "2", "mood", "sad"), file="later.csv"))
        assert store.panel("mood").annotators.to_list() == ["2"]
