"""Tables of trials."""

import pytest

from oe_quality.errors import InputError

HEADER = "rt,stimulus,response,trial_type,trial_index,time_elapsed,subject\n"
GREETED = ",<p>Hello</p>,null,html-keyboard-response,0,10,s1\n"


def test_trials_of_the_kind_that_was_answered_are_answers(tool):
    found = tool(
        f"{HEADER}{GREETED}500,c1.wav,0,audio-button-response,1,900,s1\n800,c1.wav,1,audio-button-response,1,9,s2\n"
    )
    assert found.answers() == {("c1.wav", "s1", "response"): "0", ("c1.wav", "s2", "response"): "1"}
    assert (found.mapping.duration, found.mapping.duration_unit) == ("rt", "ms")


def test_answers_that_are_objects_have_a_question_per_field(tool):
    found = tool(f'{HEADER}500,c1,"{{""valence"":3,""arousal"":4}}",survey-likert,1,900,s1\n')
    assert {question: answer for (_, _, question), answer in found.answers().items()} == {
        "valence": "3",
        "arousal": "4",
    }


def test_several_kinds_and_columns_of_ones_own_are_asked_about(tool):
    rows = f"{HEADER}{GREETED.replace('null', 'x')}500,c1.wav,0,audio-button-response,1,900,s1\n"
    with pytest.raises(InputError, match="'audio-button-response', 'html-keyboard-response'"):
        tool(rows)
    with pytest.raises(InputError) as asked:
        tool("rt,response,trial_type,trial_index\n500,0,survey,1\n")
    assert "--item COLUMN --annotator COLUMN --label response" in asked.value.remedy


def test_answers_in_another_column_than_the_likeliest_are_asked_about_and_not_passed_over(tool):
    header = "rt,stimulus,responses,button_pressed,rating,trial_type,trial_index,time_elapsed,subject\n"
    pressed = "500,c1.wav,,0,,audio-button-response,1,900,s1\n"
    with pytest.raises(InputError, match="answered: 'audio-button-response', 'survey-text'"):
        tool(f'{header}{pressed}500,How old?,"{{""Q0"":""23""}}",,,survey-text,2,900,s1\n')
    assert tool(header + pressed).answers() == {("c1.wav", "s1", "button_pressed"): "0"}
    with pytest.raises(InputError, match="'button_pressed' and 'rating'") as asked:
        tool(header + pressed + "500,c2.wav,,0,4,audio-button-response,2,999,s1\n")
    assert asked.value.remedy.endswith("--label button_pressed --label rating")
