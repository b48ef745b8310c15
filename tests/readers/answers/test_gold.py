"""Gold answers as written, settled into one per item and question."""

import polars as pl

from oe_quality.readers.answers.gold import caller, renamed, settle_gold, with_new_names
from oe_quality.readers.answers.scales import Understood
from oe_quality.readers.options import ReadOptions
from oe_quality.scales import Question, Scale

MOOD = Understood(Question("mood", Scale.NOMINAL, ("calm", "sad")))


def settled(*rows, understood=MOOD, options=None):
    cells = pl.DataFrame(
        [(line, item, understood.question.name, cell) for line, (item, cell) in enumerate(rows, 1)],
        schema={"line": pl.Int64, "item": pl.String, "question": pl.String, "cell": pl.String},
        orient="row",
    )
    gold, rejects = settle_gold(cells, [understood], "truth", options or ReadOptions())
    return gold.select("item", "labels", "line").rows(), rejects.rows()


def test_the_same_answer_may_stand_many_times():
    assert settled(("a", "sad"), ("a", "sad"), ("b", "calm")) == ([("a", ["sad"], 1), ("b", ["calm"], 3)], [])


def test_answers_that_contradict_each_other_leave_the_item_without_gold():
    gold, rejects = settled(("a", "sad"), ("a", "calm"), ("a", "calm"), ("b", "calm"))
    assert gold == [("b", ["calm"], 4)]
    assert rejects == [(2, "truth", "the item has another gold answer before; neither is used")]


def test_what_is_no_label_is_rejected_by_its_line():
    gold, rejects = settled(("a", "glad"), ("b", "sad"))
    assert gold == [("b", ["sad"], 2)]
    assert rejects[0][:2] == (1, "truth")


def test_rows_of_one_label_each_are_one_set():
    tags = Understood(Question("tags", Scale.MULTILABEL, ("fast", "loud")))
    gold, rejects = settled(("a", "loud"), ("a", "fast"), ("a", "loud"), understood=tags)
    assert [(item, sorted(labels), line) for item, labels, line in gold] == [("a", ["fast", "loud"], 1)]
    assert rejects == []


def test_a_label_has_the_name_that_its_question_gives_it_unless_all_are_renamed():
    options = ReadOptions(renamed=(("sad", "blue"),), renamed_in=(("mood", "calm", "still"), ("other", "calm", "x")))
    call = caller("mood", options)
    assert [call(label) for label in ("sad", "calm", "glad")] == ["blue", "still", "glad"]
    assert caller("mood", ReadOptions()) is None
    assert settled(("a", "sad"), options=options)[0] == [("a", ["blue"], 1)]


def test_folded_labels_are_one_and_keep_no_former_name():
    options = ReadOptions(fold=("case",))
    frame = pl.DataFrame({"cell": ["x"], "labels": [["Sad", "sad"]]})
    assert renamed(frame, "mood", options)["labels"].to_list() == [["sad"]]
    question = Question("mood", Scale.NOMINAL, ("Sad", "calm", "sad"), open_vocabulary=True)
    assert with_new_names(question, options).labels == ("calm", "sad")
    ordered = Question("mood", Scale.ORDINAL, ("Low", "high"))
    assert with_new_names(ordered, options).labels == ("low", "high")
