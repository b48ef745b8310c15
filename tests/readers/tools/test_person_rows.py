"""Columns of one question, and boxes that were ticked."""

import polars as pl

from oe_quality.readers.tools.person_rows import Asked, are_boxes, questions_of, said_of, ticked, ticked_boxes


def columns(**cells):
    return [Asked(name, name.replace("_", " "), pl.Series(one)) for name, one in cells.items()]


def test_columns_that_share_answers_or_wording_ask_one_question():
    asked = columns(
        clip_1=["joy", "joy"], clip_2=["fear", "fear"], noise=["joy", "calm"], age=["31", "44"], sex=["f", "m"]
    )
    found = questions_of(asked)
    assert found == {"clip_1": "answer", "clip_2": "answer", "noise": "answer", "age": "age", "sex": "sex"}
    assert said_of(found).endswith("'age', 'sex'.")
    assert said_of({"a": "answer"}) == said_of({"a": "a"}) == ""


def test_numbers_and_words_never_ask_one_question():
    found = questions_of(columns(clip_1=["joy", "fear"], clip_2=["3", "4"]))
    assert found == {"clip_1": "clip_1", "clip_2": "clip_2"}


def test_two_questions_of_several_columns_each():
    found = questions_of(columns(mood_1=["joy"], mood_2=["joy"], strong_1=["3"], strong_2=["3"]))
    assert found == {"mood_1": "answer", "mood_2": "answer", "strong_1": "strong_1", "strong_2": "strong_1"}


def test_answers_put_together_are_parted_where_each_part_stands_elsewhere():
    assert ticked(pl.Series(["a,b", "a", "b"]), ",").to_list() == ['["a", "b"]', '["a"]', '["b"]']
    assert ticked(pl.Series(["Well, no", "yes"]), ",").to_list() == ["Well, no", "yes"]


def test_boxes_hold_their_own_label_or_one_number():
    own = [pl.Series(["joy", ""]), pl.Series(["fear", "fear"])]
    assert are_boxes(own, ["joy", "fear"])
    assert ticked_boxes(own, ["joy", "fear"]) == [["joy", "fear"], ["fear"]]
    assert ticked_boxes([pl.Series([""])], ["joy"]) == [""]
    assert are_boxes([pl.Series(["1", ""]), pl.Series(["", "2"])], ["joy", "fear"])
    assert not are_boxes([pl.Series(["1", "1"]), pl.Series(["1", ""])], ["clip 1", "clip 2"])
    assert not are_boxes([pl.Series(["Agree", ""]), pl.Series(["Agree", ""])], ["clip 1", "clip 2"])
