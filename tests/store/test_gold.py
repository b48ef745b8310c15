"""Gold answers: kept by source, in the texts of their labels."""

import re

import polars as pl
import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.store import open_store
from oe_quality.store.gold import fault_sentences


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


@pytest.fixture
def two(tmp_path):
    """Two files of other people's answers, with another gold answer for the same item."""
    for name, who, right in (("a.csv", "x", "joy"), ("b.csv", "y", "sad")):
        (tmp_path / name).write_text(f"item,annotator,label,gold\nc1,{who},joy,{right}\nc2,{who},sad,sad\n")
    return tmp_path


def held(place):
    with open_store(place) as store:
        return {item: labels for item, labels, _, _ in store.gold("label").iter_rows()}, store.fingerprint()


BOTH = {"a.csv": "joy", "b.csv": "sad"}


@pytest.mark.parametrize(("first", "later"), [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_gold_that_changes_is_refused_with_both_values(two, first, later):
    load(two / "s.duckdb", two / first)
    before = held(two / "s.duckdb")
    told = rf"'c1' \(label\): '{BOTH[later]}' here, '{BOTH[first]}' in {first}"
    with pytest.raises(InputError, match=f"differ from those that the store holds; 1 item: {told}"):
        load(two / "s.duckdb", two / later)
    assert held(two / "s.duckdb") == before
    (batch,) = load(two / "s.duckdb", two / later, options=ReadOptions(new_gold=True))
    assert re.search(f"took the place of those that the store held; 1 item: {told}", " ".join(batch.remarks))
    assert held(two / "s.duckdb")[0] == {"c1": [BOTH[later]], "c2": ["sad"]}


@pytest.mark.parametrize("new_gold", [False, True])
@pytest.mark.parametrize("files", [("a.csv", "b.csv"), ("b.csv", "a.csv")])
def test_files_given_together_may_not_contradict_each_other(two, files, new_gold):
    first, later = files
    told = rf"given together .*'c1' \(label\): '{BOTH[later]}' here, '{BOTH[first]}' in {first}"
    with pytest.raises(InputError, match=told):
        load(two / "s.duckdb", two / first, two / later, options=ReadOptions(new_gold=new_gold))


def test_the_same_file_read_in_another_way_changes_no_gold(two):
    load(two / "s.duckdb", two / "a.csv")
    load(two / "s.duckdb", two / "a.csv", options=ReadOptions(renamed=(("joy", "glad"),)))
    assert held(two / "s.duckdb")[0] == {"c1": ["glad"], "c2": ["sad"]}


def test_gold_numbers_that_change_are_told(store, make, row):
    def stating(value, who):
        gold = [{"item": f"i{n}", "question": "arousal", "value": value} for n in range(5)]
        return make(row("i0", who, "arousal", 3), file=f"{who}.csv", gold=gold)

    store.ingest(stating(3.0, "p"))
    store.ingest(stating(3.0, "q"))
    with pytest.raises(InputError, match=r"5 items: 'i0' \(arousal\): 4.5 here, 3 in q.csv; .*; \.\.\."):
        store.ingest(stating(4.5, "r"))


def test_faults_of_gold_are_said_with_their_numbers(store, make, row):
    answers = [row(f"i{n}", who, "mood", "joy" if n % 2 else "sad") for n in range(8) for who in "pq"]
    gold = [{"item": f"i{n}", "question": "mood", "labels": ["Joy" if n % 2 else "Sad"]} for n in range(8)]
    store.ingest(make(*answers, gold=gold))
    assert fault_sentences(store.gold_faults()) == [
        "Gold labels of 'mood' that nobody ever answered: 'Joy', 'Sad', on 8 of 8 gold items. "
        "Are they spelt otherwise (--fold case)?",
        "On 8 of 8 gold items of 'mood' nobody gave the gold answer: is the gold right?",
    ]


def test_numbers_that_everybody_misses_are_a_fault_of_the_gold(store, make, row):
    answers = [row(f"i{n}", who, "arousal", n + step) for n in range(6) for step, who in enumerate("pqr")]
    right = [{"item": f"i{n}", "question": "arousal", "value": n + 1.5} for n in range(6)]
    store.ingest(make(*answers, gold=right))
    assert fault_sentences(store.gold_faults()) == []
    # In per cent, as the answers are not.
    wrong = [{"item": f"i{n}", "question": "arousal", "value": 10.0 * (n + 1)} for n in range(6)]
    store.ingest(make(file="g.csv", gold=wrong), new_gold=True)
    assert fault_sentences(store.gold_faults()) == [
        "On 6 of 6 gold items of 'arousal' every answer is farther from the gold than from the others: "
        "is the gold right?"
    ]


def test_gold_of_items_without_answers_is_a_fault_too(store, make, row):
    store.ingest(make(row("a", "p", "mood", "sad"), gold=[{"item": "x", "question": "mood", "labels": ["Joy"]}]))
    assert fault_sentences(store.gold_faults()) == [
        "Gold labels of 'mood' that nobody ever answered: 'Joy', on 1 of 1 gold items. "
        "Are they spelt otherwise (--fold case)?",
        "Nobody answered any of the 1 gold items of 'mood': are items named otherwise there?",
    ]


def test_gold_that_somebody_gives_is_no_fault(store, make, row):
    gold = [{"item": "a", "question": "mood", "labels": ["sad"]}]
    store.ingest(make(row("a", "p", "mood", "sad"), row("a", "q", "mood", "glad"), gold=gold))
    assert fault_sentences(store.gold_faults()) == []
    assert store.gold_faults().row(0)[3:] == (1, 0, 1, 0, False)


def test_gold_of_an_item_that_an_address_names_is_that_items(store, make, row):
    store.ingest(make(row("clips/anna@mail.example/1.wav", "p", "mood", "sad")))
    (item,) = store.panel("mood").items
    assert "@" not in item
    store.save_gold(frame(("clips/anna@mail.example/1.wav", "mood", ["sad"])), "checked by bo@mail.example")
    assert store.gold("mood").select("item", "source").rows() == [(item, "checked by (e-mail address)")]
