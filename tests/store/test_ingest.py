"""Loading: whole or not at all, once, and never losing what was there."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oe_quality.errors import InputError, StoreError
from oe_quality.readers.rows import ITEM_ROW
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store
from oe_quality.store.records import Totals


def everything(store):
    """All rows of all tables, for comparing what a store holds."""
    tables = store.query("SELECT table_name FROM duckdb_tables() ORDER BY 1")["table_name"]
    return {name: sorted(map(repr, store.query(f"FROM {name}").iter_rows())) for name in tables}


def test_a_batch_says_where_the_file_came_from_and_what_became_of_it(store, small):
    batch = store.ingest(small)
    assert (batch.batch_id, batch.file, batch.format, batch.sha256) == (1, "export.csv", "by hand", small.sha256)
    assert batch.counts == small.counts
    assert (batch.added, batch.updated, batch.same, batch.outdated, batch.unchanged) == (11, 0, 0, 0, False)
    assert store.rejects(1).row(0) == (12, "mood", "no item is named")


def test_the_same_file_again_changes_nothing_and_says_so(store, small):
    store.ingest(small)
    before = everything(store)
    again = store.ingest(small)
    assert again.unchanged
    assert again.batch_id == 1
    assert everything(store) == before


def test_the_same_file_read_otherwise_takes_the_place_of_its_former_reading(store, make, row):
    first = make(row("a", "1", "mood", "sad"))
    store.ingest(first)
    other = make(row("1", "a", "mood", "sad"))
    object.__setattr__(other, "sha256", first.sha256)
    assert not store.ingest(other).unchanged
    assert store.info().n_items == 1


def test_a_newer_state_replaces_an_older_one_which_is_kept(store, make, row, day):
    store.ingest(make(row("a", "1", "mood", "sad", created_at=day(1), line=7), file="january.csv"))
    batch = store.ingest(make(row("a", "1", "mood", "glad", created_at=day(2)), file="february.csv"))
    assert (batch.added, batch.updated, batch.same) == (0, 1, 0)
    panel = store.panel("mood")
    assert [panel.labels[k] for k in panel.data.label] == ["glad"]
    kept = store.query("SELECT created_at, batch_id, line, replaced_by FROM superseded")
    assert kept.rows() == [(day(1), 1, 7, 2)]


def test_identical_responses_are_left_as_they_are(store, make, row, day):
    store.ingest(make(row("a", "1", "mood", "sad", created_at=day(1), line=7), file="january.csv"))
    batch = store.ingest(
        make(row("a", "1", "mood", "sad", created_at=day(1), line=9), row("b", "1", "mood", "sad"), file="february.csv")
    )
    assert (batch.added, batch.updated, batch.same) == (1, 0, 1)
    assert store.query("SELECT batch_id, line FROM annotation JOIN batch USING (file) WHERE item = 'a'").rows() == [
        (1, 7)
    ]
    assert store.query("FROM superseded").is_empty()


def test_an_older_export_that_arrives_late_does_not_win(store, make, row, day):
    late = make(row("a", "1", "mood", "sad", created_at=day(1)), file="january.csv")
    store.ingest(make(row("a", "1", "mood", "glad", created_at=day(2)), file="february.csv"))
    batch = store.ingest(late)
    assert (batch.updated, batch.outdated) == (0, 1)
    panel = store.panel("mood")
    assert [panel.labels[k] for k in panel.data.label] == ["glad"]
    assert store.query("SELECT batch_id, replaced_by FROM superseded").rows() == [(2, 1)]
    store.ingest(make(row("a", "1", "mood", "sad", created_at=day(1)), row("z", "1", "mood", "sad"), file="copy.csv"))
    assert store.query("FROM superseded").height == 1


@pytest.mark.parametrize(
    "change",
    [
        {"labels": ["fast"]},
        {"labels": []},
        {"weights": [0.5]},
        {"duration_s": 9.0},
        {"status": "flagged"},
        {"source": "model"},
    ],
    ids=str,
)
def test_every_part_of_an_answer_counts_as_a_change(store, make, row, change):
    base = row("a", "1", "tags", ["loud"])
    store.ingest(make(base, file="first.csv"))
    batch = store.ingest(make({**base, **change}, file="second.csv"))
    # How long it took decides nothing; all else is another answer, and no time says which is later.
    assert (batch.updated, batch.contested) == ((1, 0) if "duration_s" in change else (0, 1))


def test_occasions_keep_test_and_retest_apart(store, make, row):
    store.ingest(make(row("a", "1", "mood", "sad", occasion="1"), row("a", "1", "mood", "glad", occasion="2")))
    assert store.panel("mood", repeats="all").n_responses == 2
    assert store.panel("mood").n_responses == 1
    assert store.annotations().height == 2


def test_a_response_that_stands_twice_in_one_export_is_refused(store, make, row):
    with pytest.raises(InputError, match=r"twice about the same item[^$]*--occasion") as caught:
        store.ingest(make(row("a", "1", "mood", "sad", line=4), row("a", "1", "mood", "glad", line=4)))
    assert caught.value.place.line == 4


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"labels": ["sad", "glad"]}, "exactly one label"),
        ({"labels": None}, "exactly one label"),
        ({"question": "quality", "labels": ["excellent"]}, "is no label"),
        ({"question": "quality", "labels": [None]}, "no text"),
        ({"question": "tags", "labels": None}, "a list of labels"),
        ({"question": "arousal", "labels": None, "value": float("inf")}, "a finite number"),
        ({"question": "arousal", "labels": None, "value": float("nan")}, "a finite number"),
        ({"question": "nothing"}, "does not describe"),
        ({"question": "tags", "labels": ["fast"], "weights": [1.0, 2.0]}, "differ in number"),
        ({"question": "tags", "labels": ["fast"], "weights": [float("nan")]}, "no finite number"),
        ({"status": "done"}, "status"),
        ({"source": "dog"}, "source"),
        ({"item": None}, "lacks its item"),
        ({"question": None}, "lacks its question"),
        ({"annotator": None}, "lacks its annotator"),
    ],
)
def test_what_would_break_analyses_stops_the_load_and_leaves_nothing(store, make, row, small, bad, message):
    store.ingest(small)
    before = everything(store)
    good = row("new item", "new annotator", "mood", "new label")
    with pytest.raises(InputError, match=message):
        store.ingest(make(good, {**row("x", "1", "mood", "sad"), **bad}, file="bad.csv"))
    assert everything(store) == before


def test_skipped_and_flagged_answers_need_no_content(store, make, row):
    store.ingest(make(row("a", "1", "mood", [], status="skipped"), row("a", "1", "quality", "bad", status="flagged")))
    assert store.panel("mood").left_out.not_answered == 1
    assert store.info().n_annotations == 0


def test_attributes_and_gold_are_restated_not_repeated(store, make, row):
    store.ingest(make(row("a", "1", "mood", "sad"), items=[("a", "language", "en"), ("a", "clip", "x")], file="1"))
    store.ingest(make(row("a", "1", "mood", "sad"), items=[("a", "language", "de")], file="2"))
    assert store.item_attributes().rows() == [("a", "clip", "x"), ("a", "language", "de")]
    for label in ("glad", "sad"):
        export = make(gold=[{"item": "a", "question": "mood", "labels": [label]}], file=f"{label}.csv")
        store.ingest(export, new_gold=True)
    assert store.gold("mood").rows() == [("a", ["sad"], None, "export")]


def test_aliases_are_given_once(store, make, row):
    store.ingest(make(*(row("a", f"worker {n}", "mood", "sad") for n in range(98)), file="1"))
    first = dict(store.annotators().select("annotator", "alias").rows())
    by_name = [first[f"worker {n}"] for n in range(98)]
    assert by_name != sorted(by_name)
    store.ingest(make(*(row("b", f"worker {n}", "mood", "sad") for n in range(101)), file="2"))
    later = dict(store.annotators().select("annotator", "alias").rows())
    assert {key: later[key] for key in first} == first
    assert len(set(later.values())) == 101


def test_aliases_do_not_follow_the_order_of_rows(make, row):
    people = [f"p{n}" for n in range(20)]
    found = []
    for order in (people, people[::-1]):
        with open_store(":memory:") as store:
            store.ingest(make(*(row("a", who, "mood", "sad") for who in order)))
            found.append(store.annotators().select("annotator", "alias").rows())
    assert found[0] == found[1]


def test_names_are_kept_unless_they_are_addresses(store, small):
    store.ingest(small)
    assert dict(store.annotators().select("annotator", "name").rows()) == {"10": None, "7": None, "9": "nine"}


def test_a_store_that_is_open_for_reading_refuses_to_load(tmp_path, small):
    open_store(tmp_path / "q.duckdb", create=True).close()
    with (
        open_store(tmp_path / "q.duckdb") as store,
        pytest.raises(StoreError, match=r"reading only.*\n.*read_only=False"),
    ):
        store.ingest(small)


def test_an_empty_export_is_a_batch_without_responses(store, make):
    batch = store.ingest(make())
    assert batch.added == 0
    assert store.panel("mood").n_responses == 0


RESPONSES = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "10"]), st.sampled_from(["", "x"])),
    st.tuples(st.sampled_from(["sad", "glad", "calm", "Zorn"]), st.integers(1, 28)),
    min_size=1,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(responses=RESPONSES, data=st.data())
def test_results_do_not_depend_on_order_or_division_of_loading(make, row, day, responses, data):
    rows = [
        row(item, who, "mood", label, occasion=occasion, created_at=day(when))
        for (item, who, occasion), (label, when) in responses.items()
    ]
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    with open_store(":memory:") as one, open_store(":memory:") as two:
        one.ingest(make(*rows))
        for number, part in enumerate((shuffled[cut:], shuffled[:cut])):
            two.ingest(make(*part, file=f"{number}.csv"))
        assert one.fingerprint() == two.fingerprint()
        ours, theirs = one.panel("mood", repeats="all"), two.panel("mood", repeats="all")
        assert ours.labels == theirs.labels
        for name in ("offsets", "annotator", "label"):
            assert getattr(ours.data, name).tolist() == getattr(theirs.data, name).tolist()


def test_questions_of_a_later_export_complete_those_of_an_earlier_one(store, make, row):
    store.ingest(make(row("a", "1", "mood", "b"), questions=[Question("mood", Scale.NOMINAL, ("c",), True)], file="1"))
    store.ingest(
        make(row("a", "2", "mood", "a"), questions=[Question("mood", Scale.NOMINAL, open_vocabulary=True)], file="2")
    )
    assert store.question("mood").labels == ("a", "b", "c")


def test_rows_of_the_tool_come_in_whatever_the_order_and_those_without_an_answer_stand_first(make, row):
    first, second = make(row("a", "1", "mood", "b"), file="1"), make(row("a", "2", "mood", "b"), file="2")
    early = pl.DataFrame([("a", "10", False), ("a", "9", False), ("a", "2", True)], schema=ITEM_ROW, orient="row")
    late = pl.DataFrame([("a", "9", True), ("a", "11", False), ("b", "1", False)], schema=ITEM_ROW, orient="row")
    exports = (replace(first, item_rows=early), replace(second, item_rows=late))
    for order in (exports, exports[::-1]):
        with open_store(":memory:") as store:
            for export in order:
                store.ingest(export)
            # Of "b" nothing but its row is known: it is no item.
            assert store.item_rows().rows() == [("a", "10"), ("a", "11"), ("a", "2"), ("a", "9")]
            assert store.ingest(exports[0]).unchanged


def test_the_totals_say_how_many_annotations_count_and_where_the_others_are(store, make, row, day):
    twice = [row("a", "1", "mood", "sad", occasion=str(turn), created_at=day(turn)) for turn in (1, 2)]
    both = [row("a", "2", question, given) for question, given in (("mood", "sad"), ("arousal", 3))]
    aside = [row("b", "2", "mood", "sad", status="flagged"), row("a", "bot", "mood", "sad", source="model")]
    store.ingest(make(*twice, *both, row("b", "3", "mood", "sad"), *aside))
    assert store.info().totals == Totals(2, 3, 4, n_earlier=1, n_set_aside=1, n_by_models=1)
    store.exclude("1", reason="left")
    found = store.info().totals
    assert found == Totals(2, 3, 4, n_left_out=2, n_people_left_out=1, n_set_aside=1, n_by_models=1)
    assert found.n_counted == 2
