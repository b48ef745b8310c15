import math
from dataclasses import replace

import polars as pl
import pytest

from oe_quality.analysis.aggregation import record
from oe_quality.analysis.release.data import ReleaseOptions, label_set
from oe_quality.analysis.release.gold import (
    choose_gold,
    consensus_source,
    expert,
    for_store,
    gold_list,
    split_items,
    splits_of,
    wrong_ones,
)
from oe_quality.errors import UsageError
from oe_quality.loading import load
from oe_quality.store import open_store


@pytest.fixture
def store(tmp_path):
    """Sixty items nearly unanimous, and one tied; one has an expert's gold."""
    rows = ["item,annotator,label"]
    for item in range(60):
        rows += [f"i{item:02d},p{who},{('sad', 'glad')[(item + (who == item % 7)) % 2]}" for who in range(5)]
    rows += ["tied,p0,sad", "tied,p1,glad"]
    (tmp_path / "crowd.csv").write_text("\n".join(rows) + "\n")
    load(tmp_path / "q.duckdb", tmp_path / "crowd.csv")
    with open_store(tmp_path / "q.duckdb", read_only=False) as opened:
        gold = pl.DataFrame({"item": ["i00"], "question": ["label"], "labels": [["glad"]]})
        opened.save_gold(gold, source="Dr Who")
        yield opened


def test_consensus_gold_is_sure_untied_and_never_an_experts(store):
    chosen = choose_gold(label_set(store, "label", ReleaseOptions(("label",))), 0.9)
    assert "tied" not in chosen.table["item"]
    assert "i00" not in chosen.table["item"]
    assert (chosen.table["confidence"] >= 0.9).all()
    assert chosen.expected_wrong == pytest.approx(float((1 - chosen.table["confidence"]).mean()))
    assert chosen.wrong_high == pytest.approx(record.wrong_bounds(chosen.expected_wrong, with_gold=False)[1])
    assert wrong_ones(chosen, 0).startswith(f"0 to {math.ceil(chosen.wrong_high * chosen.table.height)} of them may be")
    assert wrong_ones(chosen, 25).startswith(f"some {chosen.expected_wrong * chosen.table.height:.1f} of them")
    store.save_gold(for_store(chosen), source=chosen.source)
    sources = gold_list(store, "label").table.group_by("source").len().sort("source")
    assert sources["source"].to_list() == ["Dr Who", "consensus>=0.9"]


def test_no_more_than_all_may_be_wrong(store):
    labels = label_set(store, "label", ReleaseOptions(("label",)))
    chosen = choose_gold(replace(labels, table=labels.table.with_columns(confidence=pl.lit(0.6))), 0.6)
    assert (chosen.expected_wrong, chosen.wrong_high) == (pytest.approx(0.4), 1.0)


def test_consensus_gold_does_not_become_the_label_of_a_release(store):
    options = ReleaseOptions(("label",))
    before = label_set(store, "label", options)
    store.save_gold(for_store(choose_gold(before, 0.9)), source=consensus_source(0.9))
    after = label_set(store, "label", options)
    assert after.table.equals(before.table)
    assert (after.table["status"] == "gold").sum() == 1


@pytest.mark.parametrize("name", ["", "  ", "export", "Consensus of all", "consensus>=0.9"])
def test_no_expert_is_called_like_the_crowd(name):
    with pytest.raises(UsageError, match="cannot stand for an expert"):
        expert(name)


def test_confidence_below_one_half_chooses_nothing(store):
    with pytest.raises(UsageError, match="chooses no gold"):
        choose_gold(label_set(store, "label", ReleaseOptions(("label",))), 0.3)


def test_no_group_stands_on_two_sides():
    items = [f"i{n:04d}" for n in range(4000)]
    groups = {item: f"speaker{n % 400}" for n, item in enumerate(items)}
    found = split_items(items, groups, "speaker")
    sides = found.table.group_by("group").agg(pl.col("split").n_unique())
    assert (sides["split"] == 1).all()
    shares = dict(found.counts().select("split", "share").iter_rows())
    assert shares == pytest.approx({"train": 0.8, "validation": 0.1, "test": 0.1}, abs=0.05)


def test_splits_do_not_depend_on_what_else_is_there():
    groups = {"a": "v1", "b": "v1", "c": "v2"}
    few, many = split_items(["a", "c"], groups, "video"), split_items(["c", "b", "a", "d"], groups, "video")
    told = dict(many.table.select("item", "split").iter_rows())
    assert all(told[item] == split for item, split in few.table.select("item", "split").iter_rows())
    assert many.ungrouped == 1
    assert split_items(["a"] * 1, groups, "video", salt="x").table.equals(
        split_items(["a"], groups, "video", salt="x").table
    )


def test_only_items_with_gold_are_split_where_there_is_any(store):
    assert splits_of(store, "label", "").table["item"].to_list() == ["i00"]
    with pytest.raises(UsageError, match="no attribute 'speaker'"):
        splits_of(store, "label", "speaker")


@pytest.mark.parametrize("shares", [{"train": 1.5, "test": -0.5}, {"train": 0.5, "test": 0.4}])
def test_shares_that_are_no_shares_are_refused(shares):
    with pytest.raises(UsageError, match="do not make a whole"):
        split_items(["a"], {}, "", shares=shares)


def test_shares_are_met_on_average():
    items = [f"i{i}" for i in range(4000)]
    counts = split_items(items, {}, "", shares={"a": 0.2, "b": 0.5, "c": 0.3}).counts()
    assert counts["share"].to_list() == pytest.approx([0.2, 0.5, 0.3], abs=0.03)


@pytest.mark.parametrize("shares", [{"a": -0.1, "b": 1.1}, {"a": 0.5}, {"a": 0.6, "b": 0.6}])
def test_shares_that_make_no_whole_are_refused(shares):
    with pytest.raises(UsageError, match="do not make a whole"):
        split_items(["i"], {}, "", "salt", shares)
