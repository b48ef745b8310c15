"""Reading the same file in another way: what the former reading gave goes, all else stays."""

import pytest

from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.scales import parse_scale
from oe_quality.store import open_store

FIRST = "item,annotator,label,tone\na,x,1,p\na,y,NA,q\nb,x,3,p\nb,y,2,p\n"
OTHER = "item,annotator,label,tone\na,x,1,p\nc,x,5,q\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "first.csv").write_text(FIRST)
    (tmp_path / "other.csv").write_text(OTHER)
    return tmp_path


def fingerprint(path):
    with open_store(path) as store:
        return store.fingerprint()


@pytest.mark.parametrize(
    "then",
    [
        {"missing": ("NA",)},
        {"missing": ("NA",), "scales": (parse_scale("label=interval"),)},
        {"label": ("tone",)},
        {"item": ("tone",), "annotator": ("item",)},
        {"scales": (parse_scale("label=multilabel"),)},
    ],
    ids=["missing", "scale", "label", "roles", "sets"],
)
def test_a_load_with_other_options_is_as_a_fresh_one(files, then):
    load(files / "a.duckdb", files / "first.csv")
    load(files / "a.duckdb", files / "first.csv", options=ReadOptions(**then))
    load(files / "b.duckdb", files / "first.csv", options=ReadOptions(**then))
    assert fingerprint(files / "a.duckdb") == fingerprint(files / "b.duckdb")
    with open_store(files / "a.duckdb") as one, open_store(files / "b.duckdb") as other:
        assert one.annotators()["annotator"].to_list() == other.annotators()["annotator"].to_list()


def test_back_and_forth_is_as_at_first(files):
    load(files / "a.duckdb", files / "first.csv")
    before = fingerprint(files / "a.duckdb")
    load(files / "a.duckdb", files / "first.csv", options=ReadOptions(label="tone"))
    (batch,) = load(files / "a.duckdb", files / "first.csv")
    assert not batch.unchanged
    assert fingerprint(files / "a.duckdb") == before


def test_what_another_file_holds_too_stays(files):
    load(files / "a.duckdb", files / "first.csv", files / "other.csv")
    load(files / "a.duckdb", files / "first.csv", options=ReadOptions(label="tone"))
    load(files / "b.duckdb", files / "other.csv")
    load(files / "b.duckdb", files / "first.csv", options=ReadOptions(label="tone"))
    assert fingerprint(files / "a.duckdb") == fingerprint(files / "b.duckdb")


def test_what_a_reading_had_replaced_is_current_again(files):
    (files / "old.csv").write_text("item,annotator,label\na,x,9\nz,x,1\nz,y,2\nz,w,3\n")
    load(files / "a.duckdb", files / "old.csv", files / "other.csv")
    load(files / "a.duckdb", files / "other.csv", options=ReadOptions(label="tone"))
    with open_store(files / "a.duckdb") as store:
        held = store.responses().filter(item="a", question="label")
        assert held["labels"].to_list() == [["9"]]


def test_exclusions_and_gold_of_others_stay(files):
    (files / "gold.csv").write_text("item,gold\nb,3\n")
    load(files / "a.duckdb", files / "first.csv", gold=[files / "gold.csv"])
    with open_store(files / "a.duckdb", read_only=False) as store:
        store.exclude(store.annotators()["alias"][0], "guesses")
    load(files / "a.duckdb", files / "first.csv", options=ReadOptions(missing=("NA",)))
    with open_store(files / "a.duckdb") as store:
        assert store.exclusions().height == 1
        assert store.gold("label").height == 1


def test_a_file_may_hold_answers_and_gold(files):
    load(files / "a.duckdb", files / "first.csv")
    n = fingerprint(files / "a.duckdb")
    (files / "both.csv").write_text("item,annotator,answer,gold\na,x,p,p\nb,x,q,p\n")
    load(files / "c.duckdb", files / "both.csv", gold=[files / "both.csv"])
    with open_store(files / "c.duckdb") as store:
        assert store.responses().height == 2
    assert n == fingerprint(files / "a.duckdb")


def test_the_mapping_of_a_batch_is_kept(files):
    load(files / "a.duckdb", files / "first.csv")
    with open_store(files / "a.duckdb") as store:
        (text,) = store.query("select mapping from reading")["mapping"]
    assert 'item = ["item"]' in text


def test_gold_that_nobody_answered_is_a_fault_of_the_gold(files):
    rows = "".join(f"i{n},{who},{'joy' if n % 2 else 'sad'}\n" for n in range(8) for who in "xy")
    (files / "a.csv").write_text(f"item,annotator,label\n{rows}")
    (files / "g.csv").write_text("item,gold\n" + "".join(f"i{n},{'Joy' if n % 2 else 'Sad'}\n" for n in range(8)))
    load(files / "g.duckdb", files / "a.csv", gold=[files / "g.csv"])
    with open_store(files / "g.duckdb") as store:
        assert store.gold_faults().rows() == [("label", ["Joy", "Sad"], 8, 8, 0, 8, 8, False)]
