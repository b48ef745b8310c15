"""Every question gets the soft label that its scale asks for, under a name that says what it means."""

import json

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation import wording as aggregate_text
from oe_quality.analysis.aggregation.aggregate import aggregate
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet, Perception, Ratings
from oe_quality.analysis.simulate import Form, Plan, simulate
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.readers import ReadOptions, open_export
from oe_quality.scales import parse_scale
from oe_quality.store import open_store

PEOPLE = {"good": 8, "spammer": 2}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A study with emotions and sliders, a single choice, and an ordinal question."""
    folder = tmp_path_factory.mktemp("aggregate")
    opened = open_store(folder / "study.duckdb", create=True)
    forms = {
        "study": (Plan(Form.STUDY, items=40, labels=3, kinds=PEOPLE, answers=4, seed=1), ()),
        "choice": (Plan(Form.CHOICE, items=40, labels=3, kinds=PEOPLE, answers=4, seed=2), ()),
        "ordinal": (
            Plan(Form.CHOICE, items=40, labels=3, kinds=PEOPLE, answers=4, seed=3),
            ("grade=ordinal:label1<label2<label3",),
        ),
    }
    for name, (plan, scales) in forms.items():
        made = simulate(plan)
        question = {"choice": "kind", "ordinal": "grade"}.get(name)
        answers = made.annotations if question is None else made.annotations.with_columns(question=pl.lit(question))
        path = folder / f"{name}.csv"
        answers.write_csv(path)
        options = ReadOptions(scales=tuple(parse_scale(text) for text in (*made.scales, *scales)))
        opened.ingest(open_export(path, options))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def found(store):
    return aggregate(store, seed=7)


def test_the_scale_decides_what_a_question_gets(found):
    kinds = {}
    for result in found:
        kinds.setdefault(result.question, []).append(type(result))
    assert kinds == {
        "emotion": [Perception, ConsensusSet],
        "valence": [Ratings],
        "arousal": [Ratings],
        "kind": [Consensus],
        "grade": [Consensus, Ratings],
    }
    assert found.skipped == ()


def test_the_long_frame_never_mixes_belief_with_share(found):
    frame = found.frame()
    assert len(frame) == 40 * (3 + 3 + 1 + 1 + 3 + 3 + 1)
    consensus, perception = frame.filter(kind="consensus"), frame.filter(kind="perception")
    assert consensus["probability"].null_count() == 0
    assert consensus["share"].null_count() == len(consensus)
    assert perception["share"].null_count() == 0
    assert perception["probability"].null_count() == len(perception)
    ratings = frame.filter(kind="ratings")
    assert ratings["value"].null_count() == ratings["standard_error"].null_count() == 0
    assert frame["label"].null_count() == len(ratings)


def test_the_long_frame_says_what_the_results_say(found):
    perception = next(result for result in found if isinstance(result, Perception))
    row = (
        found.frame().filter(kind="perception", item=perception.items[5], label=perception.labels[2]).row(0, named=True)
    )
    assert row["share"] == perception.share[5, 2]
    assert (row["low"], row["high"]) == (perception.low[5, 2], perception.high[5, 2])


def test_the_wide_frame_has_one_row_per_item(found):
    wide = found.labels_frame()
    assert len(wide) == 40
    assert wide["item"].is_sorted()
    assert {
        "emotion.perception.share.emotion1",
        "emotion.consensus.probability.emotion1",
        "kind.consensus.winner",
    } < set(wide.columns)
    assert {"valence.value", "valence.standard_error", "grade.value"} < set(wide.columns)


def test_the_document_is_plain_json(found):
    body = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert body["schema"] == "oeq.aggregation/1"
    assert {result["kind"] for result in body["results"]} == {"consensus", "perception", "ratings"}


def test_one_question_one_kind_one_method(store):
    (perception,) = aggregate(store, "kind", kind="perception")
    assert perception.population == "all"
    (belief,) = aggregate(store, "emotion", kind="consensus", method="majority")
    assert belief.method == "majority"
    (rating,) = aggregate(store, "valence", method="ewe")
    assert rating.method == "ewe"
    (position,) = aggregate(store, "grade", kind="consensus", method="cumulative-link")
    assert position.method == "cumulative-link"


@pytest.mark.parametrize("question", ["kind", "emotion"])
def test_auto_compares_the_algorithms_and_takes_the_best(store, question):
    found = aggregate(store, question, kind="consensus", method="auto")
    (comparison,) = found.comparisons
    losses = [loss for _, loss, *_ in comparison.rows]
    assert losses == sorted(losses)
    assert found.results[0].method == comparison.chosen == comparison.rows[0][0]


def test_the_same_seed_gives_the_same_labels(store, found):
    assert aggregate(store, seed=7).frame().equals(found.frame())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "oracle"}, "no method"),
        ({"kind": "truth"}, "no kind of soft label"),
        ({"question": "valence", "method": "dawid-skene"}, "asks for a number"),
        ({"question": "kind", "method": "ewe"}, "asks for labels"),
        ({"question": "kind", "method": "cumulative-link"}, "no order"),
        ({"question": "emotions"}, "emotions"),
        ({"question": "emotion", "population": "experts"}, "no population"),
    ],
)
def test_what_cannot_be_done_is_refused(store, arguments, message):
    with pytest.raises(UsageError, match=message):
        aggregate(store, **arguments)


def test_free_text_has_no_soft_label(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("item,annotator,note\na,p,so\nb,p,la\n")
    with open_store(tmp_path / "t.duckdb", create=True) as store:
        store.ingest(open_export(path, ReadOptions(label=("note",), scales=(parse_scale("note=text"),))))
        assert aggregate(store).skipped == (("note", "free text has no soft label"),)
        assert len(aggregate(store).labels_frame()) == 0
        assert len(aggregate(store).frame()) == 0
        with pytest.raises(NotComputableError):
            aggregate(store, "note")


def test_the_summary_names_what_each_number_means(found):
    summary = aggregate_text.summary(found)
    assert summary["soft label"].to_list().count("belief about one truth") == 3
    assert summary["soft label"].to_list().count("share of people who perceive it") == 1
    assert (summary["items"] == 40).all()


def test_the_explanation_says_what_a_number_does_not_say(found):
    for result in found:
        text = aggregate_text.explanation(result)
        assert text.startswith(result.question)
        if isinstance(result, Perception):
            assert "does not say which label is right" in text
        elif not isinstance(result, Ratings):
            assert "does not say how people differ" in text


def test_results_are_kept_and_come_back(store, found):
    perception = next(result for result in found if isinstance(result, Perception))
    kept = store.soft_labels(store.save_soft_labels(perception, {"seed": 7})).filter(item=perception.items[3])
    labels = dict(zip(kept["label"], kept["p"], strict=True))
    np.testing.assert_allclose([labels[name] for name in perception.labels], perception.share[3])


def test_streamed_answers_give_the_same_labels(store, monkeypatch):
    held = aggregate(store, seed=7)
    monkeypatch.setattr("oe_quality.analysis.at_hand.budget", lambda: 0)
    streamed = aggregate(store, seed=7)
    assert streamed.frame().equals(held.frame())
    assert [result.left_out for result in streamed] == [result.left_out for result in held]


@pytest.mark.parametrize("question", ["kind", "emotion"])
def test_algorithms_are_compared_alike_on_streamed_answers(store, monkeypatch, question):
    held = aggregate(store, question, method="auto", kind="consensus").comparisons
    monkeypatch.setattr("oe_quality.analysis.at_hand.budget", lambda: 0)
    assert aggregate(store, question, method="auto", kind="consensus").comparisons == held


def test_json_lists_follow_the_labels(found):
    for result in found:
        if isinstance(result, (Consensus, Perception)):
            body, frame = result.to_dict(), result.frame()
            name, prefix = ("share", "share_") if isinstance(result, Perception) else ("probability", "p_")
            assert [item["item"] for item in body["items"]] == frame["item"].to_list()
            for k, label in enumerate(body["labels"]):
                values = [item[name][k] for item in body["items"]]
                np.testing.assert_allclose(values, frame[f"{prefix}{label}"], atol=5e-7)
