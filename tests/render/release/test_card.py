"""The data card's parts: figures of small results, and what they say against themselves."""

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from oe_quality.analysis.aggregation.coverage import Coverage, CoverageRow
from oe_quality.analysis.release.data import LeftOutSince
from oe_quality.render.release import card
from oe_quality.results import Estimate, Interval

NONE = Estimate(None, undefined="no gold")


def coverage(n_gold=0):
    seen = Estimate(0.1, Interval(0.05, 0.2), n_items=20)
    rows = (CoverageRow(0.9, 8, 0.8, 0.05, seen), CoverageRow(0.99, 0, 0.0, None, NONE))
    return Coverage("mood", "majority", "labels", 10, n_gold, rows)


def label_set(labels, n_annotators, **more):
    table = pl.DataFrame(
        {
            "label": pl.Series(labels, dtype=pl.String),
            "n_annotators": n_annotators,
            "status": ["unanimous"] * len(labels),
        }
    )
    asked = SimpleNamespace(name="mood: today?")
    return SimpleNamespace(
        question=asked, table=table, coverage=coverage(), set_coverage=None, warnings=(), certificate=None, **more
    )


def data(*labels, **more):
    given = {"left_out": (), "suppressed": 0, "notes": (), "totals": SimpleNamespace(n_left_out=0)} | more
    return SimpleNamespace(labels=labels, **given)


def test_labels_are_counted_the_most_frequent_first():
    one = label_set(["sad", "calm", None, "sad"], [3, 3, 2, 2])
    assert card.label_counts(one).splitlines()[2:] == ["| sad | 2 | 50.0 % |", "| calm | 1 | 25.0 % |"]
    assert card.status_counts(one).splitlines()[2:] == ["| unanimous | 4 | 100.0 % |"]


def test_what_is_undecided_or_rests_on_few_is_a_limit():
    found = card.limits(data(label_set(["sad", None], [3, 2]), notes=("A note.",), suppressed=1_200))
    assert found[0].endswith("1 of 2 items have no label, because none is the most probable one.")
    assert found[1].endswith("1 of 2 items have fewer than three annotators.")
    assert "no gold by experts" in found[2]
    assert found[3].startswith("1,200 statements of annotators about themselves are withheld")
    assert found[-1] == "A note."
    fine = label_set(["sad"], [3])
    fine.coverage = coverage(n_gold=5)
    assert card.limits(data(fine)) == ()


def test_who_is_left_out_is_counted_and_not_named():
    one = (LeftOutSince(date(2030, 1, 2), ""),)
    assert card.left_out(data(left_out=one, totals=SimpleNamespace(n_left_out=1))) == (
        "1 annotation by 1 annotator whom the maintainers left out is not in it (left out since 2030-01-02).",
    )
    two = (*one, LeftOutSince(date(2030, 2, 3), "left"))
    assert card.left_out(data(left_out=two, totals=SimpleNamespace(n_left_out=1_500))) == (
        "1,500 annotations by 2 annotators whom the maintainers left out are not in it (left out since 2030-01-02; "
        "since 2030-02-03: left).",
    )
    assert card.left_out(data()) == ()


def test_annotations_that_were_followed_by_a_later_one_are_told_apart():
    given = pl.DataFrame({"item": ["a", "a", "b"], "annotator": ["p", "p", "p"]})
    people = pl.DataFrame({"annotator": ["p"]})
    words = card.counted(SimpleNamespace(annotations=given, annotators=people))
    assert words.startswith("3 annotations of 2 items by 1 annotator stand")
    assert "Labels and agreement rest on 2 of them; 1 was followed by a later one of the same annotator" in words
    once = card.counted(SimpleNamespace(annotations=given[1:], annotators=people))
    assert once.endswith("stand in the table of annotations.")


def test_what_is_not_known_is_a_dash():
    rows = card.coverage_table(coverage()).splitlines()[2:]
    assert rows == [
        "| 0.9 | 8 | 80.0 % | 5.0 % | 10.0 % (5.0 % to 20.0 %) of 20 |",
        "| 0.99 | 0 | 0.0 % | \N{EN DASH} | \N{EN DASH} |",
    ]  # fmt: skip
    assert card.with_interval(NONE) == "undefined: no gold"
    assert card.with_interval(Estimate(0.5)) == "0.500"
    assert card.with_interval(Estimate(0.5, Interval(0.4, 0.6))) == "0.500 (0.400 to 0.600)"


def test_sets_have_a_table_of_their_own():
    one = label_set(["sad"], [3])
    assert [name for name, _ in card.coverage_tables(one)] == ["confidence (of the label)"]
    one.set_coverage = coverage()
    assert [name for name, _ in card.coverage_tables(one)][1] == "set_confidence (of the whole set)"


def test_a_version_changes_with_the_content_and_only_then(tmp_path):
    file = tmp_path / "t.parquet"
    file.write_bytes(b"one")
    first = card.content_version("2.7.1", file)
    # SHA-256 of "one" begins with 7692c3ad.
    assert first == f"2.7.{0x7692C3AD}"
    assert card.content_version("2.7.9", file) == first
    file.write_bytes(b"two")
    assert card.content_version("2.7.1", file) != first


@pytest.mark.parametrize(
    ("n", "word"), [(9_999, "1K<n<10K"), (10_000, "10K<n<100K"), (99_999, "10K<n<100K"), (100_000, "100K<n<1M")]
)
def test_a_size_of_exactly_a_limit_is_of_the_larger_kind(n, word):
    assert card.size_word(n) == word
