"""Panels: dense codes in the order of names, whatever was excluded, repeated or left unanswered."""

import subprocess
import sys

import duckdb
import numpy as np
import polars as pl
import pytest

from oe_quality.errors import StoreError, UsageError
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store, panels


def spelled(panel):
    """(item, annotator, answer) of each response, names in place of codes."""
    items = [panel.items[int(i)] for i in panel.data.items()]
    people = [panel.annotators[int(a)] for a in panel.data.annotator]
    data = panel.data
    if isinstance(data, RatingChunk):
        answers = data.value.tolist()
    elif isinstance(data, Chunk):
        answers = [panel.labels[k] for k in data.label]
    else:
        cuts = zip(data.label_offsets, data.label_offsets[1:], strict=False)
        answers = [[panel.labels[k] for k in data.label[low:high]] for low, high in cuts]
    return list(zip(items, people, answers, strict=True))


def test_single_choice(store, small):
    store.ingest(small)
    panel = store.panel("mood")
    assert isinstance(panel.data, Chunk)
    assert panel.items.to_list() == ["a", "b", "c"]
    assert panel.annotators.to_list() == ["10", "7", "9"]
    assert panel.labels == ("calm", "glad", "sad")
    assert spelled(panel) == [("a", "9", "glad"), ("b", "10", "glad"), ("b", "9", "sad"), ("c", "7", "calm")]
    assert panel.data.offsets.tolist() == [0, 1, 3, 4]
    assert [a.dtype.name for a in (panel.data.offsets, panel.data.annotator, panel.data.label)] == [
        "int64",
        "int32",
        "int32",
    ]


def test_ordinal_codes_follow_the_declared_order(store, small):
    store.ingest(small)
    panel = store.panel("quality")
    assert panel.labels == ("bad", "fair", "good")
    assert spelled(panel) == [("a", "10", "bad"), ("a", "9", "good")]
    assert panel.data.label.tolist() == [0, 2]


def test_numbers(store, small):
    store.ingest(small)
    panel = store.panel("arousal")
    assert isinstance(panel.data, RatingChunk)
    assert spelled(panel) == [("a", "9", 3.5), ("b", "9", 10.0)]
    assert panel.gold.tolist() == [-1, -1]


def test_sets_keep_empty_answers_and_carry_weights_along(store, small):
    store.ingest(small)
    panel = store.panel("tags")
    assert isinstance(panel.data, SetChunk)
    assert spelled(panel) == [("a", "10", []), ("a", "9", ["loud", "low"]), ("b", "10", ["fast"])]
    assert panel.data.weight.tolist() == [0.75, 0.25, 1.0]


def test_answers_with_and_without_weights_stand_side_by_side(store, make, row):
    store.ingest(
        make(
            row("a", "1", "tags", ["low", "loud", "fast"]),
            row("a", "2", "tags", ["low", "loud"], weights=[0.2, 0.7]),
            row("a", "3", "tags", ["fast", "fast"], weights=[0.4, 0.9]),
        )
    )
    panel = store.panel("tags")
    assert spelled(panel) == [("a", "1", ["loud", "fast", "low"]), ("a", "2", ["loud", "low"]), ("a", "3", ["fast"])]
    assert panel.data.weight.tolist() == [1.0, 1.0, 1.0, 0.7, 0.2, 0.4]


def test_sets_without_weights_have_none(store, make, row):
    store.ingest(make(row("a", "1", "tags", ["fast", "loud"]), row("a", "2", "tags", [])))
    assert store.panel("tags").data.weight is None


def test_a_label_given_twice_in_one_answer_counts_once(store, make, row):
    store.ingest(make(row("a", "1", "tags", ["fast", "loud", "fast"])))
    assert spelled(store.panel("tags")) == [("a", "1", ["loud", "fast"])]


def test_open_sets_are_ascending_in_the_order_of_showing(store, make, row):
    question = Question("sounds", Scale.MULTILABEL, open_vocabulary=True)
    store.ingest(make(row("a", "1", "sounds", ["wind"]), questions=[question], file="1"))
    store.ingest(make(row("a", "2", "sounds", ["wind", "bell"], weights=[0.2, 0.9]), questions=[question], file="2"))
    panel = store.panel("sounds")
    assert spelled(panel) == [("a", "1", ["wind"]), ("a", "2", ["bell", "wind"])]
    assert panel.data.weight.tolist() == [1.0, 0.9, 0.2]


def test_times_and_durations_lie_beside_the_responses(store, small, day):
    store.ingest(small)
    panel = store.panel("mood")
    microseconds = [int(day(n).timestamp() - day(1).timestamp()) * 1_000_000 + 1704067200000000 for n in (3, 2, 1)]
    assert panel.created_at.tolist() == [*microseconds, -1]
    assert panel.created_at.dtype == np.int64
    np.testing.assert_array_equal(panel.duration_s, [np.nan, np.nan, 4.0, np.nan])


def test_a_duration_that_cannot_be_is_unknown(store, make, row):
    took = {"a": 1e300, "b": 1e18, "c": -1.0, "d": 3.0}
    store.ingest(make(*(row(item, "9", "mood", "sad", duration_s=seconds) for item, seconds in took.items())))
    np.testing.assert_array_equal(store.panel("mood").duration_s, [np.nan, np.nan, np.nan, 3.0])


def test_the_last_repeat_counts_by_time_then_by_occasion(store, make, row, day):
    store.ingest(
        make(
            row("a", "1", "mood", "late", occasion="1", created_at=day(9)),
            row("a", "1", "mood", "early", occasion="2", created_at=day(2)),
            row("a", "1", "mood", "unknown", occasion="3"),
            row("b", "1", "mood", "second", occasion="2"),
            row("b", "1", "mood", "first", occasion="1"),
        )
    )
    panel = store.panel("mood")
    assert spelled(panel) == [("a", "1", "late"), ("b", "1", "second")]
    assert panel.left_out.repeats == 3
    every = store.panel("mood", repeats="all")
    assert [said for _, _, said in spelled(every)] == ["unknown", "early", "late", "first", "second"]
    assert every.left_out.repeats == 0


def test_only_answers_by_humans_are_analysed_and_the_rest_is_counted(store, make, row):
    store.ingest(
        make(
            row("a", "1", "mood", "sad"),
            row("b", "1", "mood", "sad", status="flagged"),
            row("c", "1", "mood", [], status="skipped"),
            row("a", "gpt", "mood", "glad", source="model"),
        )
    )
    panel = store.panel("mood")
    assert spelled(panel) == [("a", "1", "sad")]
    assert panel.annotators.to_list() == ["1"]
    assert (panel.left_out.not_answered, panel.left_out.models) == (2, 1)


def test_the_excluded_are_left_out_and_named(store, small):
    store.ingest(small)
    alias = store.exclude("9", "asked to be")
    panel = store.panel("mood")
    assert spelled(panel) == [("b", "10", "glad"), ("c", "7", "calm")]
    assert panel.items.to_list() == ["b", "c"]
    assert panel.left_out.annotators == (alias,)
    assert store.panel("mood", include_excluded=True).n_responses == 4
    assert store.panel("mood", include_excluded=True).left_out.annotators == ()
    store.include("9")
    assert store.panel("mood").n_responses == 4


def test_an_excluded_annotator_who_did_not_answer_is_not_named(store, small):
    store.ingest(small)
    store.exclude("7", "asked to be")
    assert store.panel("quality").left_out.annotators == ()


def test_items_and_annotators_can_be_chosen(store, small):
    store.ingest(small)
    assert spelled(store.panel("mood", items=pl.Series(["b", "nowhere"]))) == [("b", "10", "glad"), ("b", "9", "sad")]
    chosen = store.panel("mood", annotators=pl.Series(["9"]))
    assert spelled(chosen) == [("a", "9", "glad"), ("b", "9", "sad")]
    assert chosen.left_out.annotators == ()
    assert store.panel("mood", items=pl.Series([], dtype=pl.String)).n_responses == 0


def test_aliases_name_the_same_people_as_keys(store, small):
    store.ingest(small)
    alias = dict(store.annotators().select("annotator", "alias").rows())
    panel = store.panel("mood")
    assert panel.aliases.to_list() == [alias[key] for key in panel.annotators]


def test_gold_is_coded_like_the_answers(store, small):
    store.ingest(small)
    panel = store.panel("mood")
    assert panel.gold.tolist() == [panel.labels.index("glad"), -1, -1]


def test_adjudication_outranks_the_export_and_consensus_is_never_gold(store, small):
    store.ingest(small)

    def said(label, item="a"):
        return pl.DataFrame({"item": [item], "question": ["mood"], "labels": [[label]]})

    store.save_gold(said("sad"), "consensus 0.9")
    store.save_gold(said("sad", "b"), "consensus 0.9")
    panel = store.panel("mood")
    assert panel.gold.tolist() == [1, -1, -1]
    store.save_gold(said("sad"), "adjudicated by ann")
    assert store.panel("mood").gold.tolist() == [2, -1, -1]
    store.save_gold(said("calm"), "adjudicated by bob")
    assert store.panel("mood").gold.tolist() == [-1, -1, -1]


def test_gold_sets_are_coded_like_the_answers_and_ranked_like_other_gold(store, small):
    store.ingest(small)
    assert store.panel("tags").gold_sets is None

    def said(item, labels):
        return pl.DataFrame({"item": [item], "question": ["tags"], "labels": [labels]})

    store.save_gold(said("a", ["low"]), "consensus 0.9")
    assert store.panel("tags").gold_sets is None
    store.save_gold(said("a", ["loud", "fast"]), "adjudicated by ann")
    store.save_gold(said("b", []), "adjudicated by ann")
    panel = store.panel("tags")
    assert panel.labels == ("loud", "fast", "low")
    assert panel.gold_sets.tolist() == [[1, 1, 0], [0, 0, 0]]
    assert store.chunks("tags", 1).gold_sets.tolist() == panel.gold_sets.tolist()
    assert store.panel("mood").gold_sets is None
    store.save_gold(said("a", ["fast"]), "adjudicated by bob")
    assert store.panel("tags").gold_sets.tolist() == [[-1] * 3, [0] * 3]


def test_free_text_has_no_panel(store, make, row):
    store.ingest(make(row("a", "1", "note", "hm"), questions=[Question("note", Scale.TEXT, open_vocabulary=True)]))
    with pytest.raises(UsageError, match="free text"):
        store.panel("note")


def test_a_question_that_nobody_answered_is_an_empty_panel(store, make):
    store.ingest(make())
    for name in ("mood", "quality", "tags", "arousal"):
        panel = store.panel(name)
        assert (panel.n_items, panel.n_annotators, panel.n_responses) == (0, 0, 0)
        assert panel.data.offsets.tolist() == [0]


def test_names_are_ordered_by_code_points_and_may_be_anything(store, make, row):
    names = ["Z", "a", "é", "ż", "\U0001f600", "", " ", "a\x1fb", "1", "10", "2", "'; DROP TABLE response; --"]
    store.ingest(make(*(row(name, "1", "mood", "sad") for name in names)))
    assert store.panel("mood").items.to_list() == sorted(names)


def test_many_responses_are_decoded_without_loops(make):
    """A guard against an accidental row-by-row path: it would take minutes, this takes a second or two."""
    from oe_quality.readers.rows import RESPONSE

    n = 200_000
    codes = pl.int_range(n, eager=True)
    frame = pl.DataFrame(
        {
            "item": (codes // 5).cast(pl.String),
            "annotator": (codes % 997).cast(pl.String),
            "question": pl.Series(["mood"] * n),
            "occasion": pl.Series([""] * n),
            "labels": (codes % 7).cast(pl.String).reshape((n, 1)).arr.to_list(),
            "status": pl.Series(["answered"] * n),
            "source": pl.Series(["human"] * n),
        }
    )
    frame = frame.with_columns(
        [pl.lit(None, kind).alias(name) for name, kind in RESPONSE.items() if name not in frame.columns]
    )
    export = make()
    object.__setattr__(export, "responses", frame)
    with open_store(":memory:") as store:
        store.ingest(export)
        panel = store.panel("mood")
    assert panel.n_responses == n
    assert panel.n_items == n // 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE question SET scale = 'grand'",
        "UPDATE question SET scale = 'interval'",
        "DELETE FROM label",
        "DELETE FROM label WHERE code = 0",
        "UPDATE response SET labels = [99]",
        "UPDATE response SET labels = NULL",
        "UPDATE response SET labels = [NULL]",
        "UPDATE response SET labels = [0, 1]",
        "UPDATE response SET labels = [-1]",
    ],
)
def test_answers_that_cannot_be_are_refused_in_words(tmp_path, small, statement):
    place = tmp_path / "tampered.duckdb"
    with open_store(place, create=True) as store:
        store.ingest(small)
    with duckdb.connect(str(place)) as raw:
        raw.execute(statement)
    with open_store(place) as store, pytest.raises(StoreError) as refused:
        store.panel("mood")
    assert "damaged" in refused.value.remedy


def test_a_kept_panel_is_read_once_and_never_outlives_its_context(store, small, monkeypatch):
    store.ingest(small)
    read = []
    made = panels.panel
    monkeypatch.setattr(panels, "panel", lambda *given, **how: read.append(how) or made(*given, **how))
    with store.keeping_panels():
        first = store.panel("mood")
        with store.keeping_panels():
            assert store.panel("mood") is first
        store.panel("mood", repeats="all")
        store.panel("mood", items=pl.Series(["a"]))
        store.panel("mood", items=pl.Series(["a"]))
        assert len(read) == 4
    assert store.panel("mood") is not first
    assert len(read) == 5


def test_sets_are_read_without_what_imports_pandas():
    code = """
import sys
import oe_quality as oeq
with oeq.from_frame({"item": ["a", "a"], "annotator": ["x", "y"], "label": [["p", "q"], ["q"]]}) as store:
    assert store.panel("label").data.label.tolist() == [0, 1, 1]
print("pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
