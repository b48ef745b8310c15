"""Labels under other names in exports of readers that say all by themselves."""

import polars as pl

import oe_quality as oeq
from oe_quality.readers import ReadOptions
from oe_quality.readers.answers.renaming import export_renamed
from oe_quality.readers.rows import GOLD, RESPONSE, Counts, Export
from oe_quality.scales import Question, Scale


def export(*labels, weights=None):
    rows = [
        dict.fromkeys(RESPONSE) | {"item": "i", "annotator": str(n), "question": question, "labels": given}
        for n, (question, given) in enumerate(labels)
    ]
    rows[0]["weights"] = weights
    gold = pl.DataFrame([{"item": "i", "question": "mood", "labels": ["glad"], "line": 1}], schema=GOLD)
    questions = (Question("mood", Scale.MULTILABEL, ("glad", "sad")), Question("tone", Scale.NOMINAL, ("glad",)))
    return Export("a", "own", "0", questions, pl.DataFrame(rows, schema=RESPONSE), Counts(), gold=gold)


def test_answers_gold_and_questions_are_renamed_together():
    found = export_renamed(
        export(("mood", ["glad", "sad"]), ("tone", ["glad"])), ReadOptions(renamed=(("glad", "joy"),))
    )
    assert found.responses["labels"].to_list() == [["joy", "sad"], ["joy"]]
    assert found.gold["labels"].to_list() == [["joy"]]
    assert [question.labels for question in found.questions] == [("joy", "sad"), ("joy",)]


def test_a_name_may_hold_for_one_question():
    options = ReadOptions(renamed_in=(("tone", "glad", "warm"),))
    found = export_renamed(export(("mood", ["glad"]), ("tone", ["glad"])), options)
    assert found.responses["labels"].to_list() == [["glad"], ["warm"]]


def test_labels_that_become_one_keep_the_first_weight():
    one = export(("mood", ["glad", "sad"]), weights=[0.5, 2.0])
    found = export_renamed(one, ReadOptions(renamed=(("sad", "glad"),)))
    assert (found.responses["labels"][0].to_list(), found.responses["weights"][0].to_list()) == (["glad"], [0.5])


def test_nothing_is_touched_where_nothing_is_said():
    one = export(("mood", ["glad"]))
    assert export_renamed(one, ReadOptions()) is one


def test_an_open_empathic_export_is_read_beside_settings_that_rename(tmp_path, make):
    (tmp_path / "rows.csv").write_text(make.csv([make.row(1), make.row(2)]), encoding="utf-8")
    told = ReadOptions(renamed_in=(("gender", "Male", "m"),))
    found = oeq.open_export(tmp_path / "rows.csv", told)
    assert found.responses.filter(question="gender")["labels"].to_list() == [["m"], ["m"]]
