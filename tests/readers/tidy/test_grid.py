"""Columns named by a person and a question each."""

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.readers.tidy.grid import Grid, grid_of


@pytest.mark.parametrize(
    ("names", "people", "questions"),
    [
        (["R1_val", "R2_val", "R1_aro", "R2_aro"], "R1 R2 R1 R2", "val val aro aro"),
        (
            ["emotion.rater1", "emotion.rater2", "tone.rater1", "tone.rater2"],
            "rater1 rater2 rater1 rater2",
            "emotion emotion tone tone",
        ),
        (["ana_q1", "ana_q2", "ben_q1", "ben_q2"], "ana ana ben ben", "q1 q2 q1 q2"),
        (
            ["valence-ana", "arousal-ana", "valence-ben", "arousal-ben"],
            "ana ana ben ben",
            "valence arousal valence arousal",
        ),
    ],
)
def test_people_and_questions_are_told_by_their_names(names, people, questions):
    found = grid_of(["text", *names])
    assert found == Grid(tuple(names), tuple(people.split()), tuple(questions.split()), found.between)
    assert all(found.between in name for name in names)


def test_names_that_do_not_tell_which_is_which():
    assert grid_of(["ana_warm", "ana_loud", "ben_warm", "ben_loud"]) == Grid(
        ("ana_warm", "ana_loud", "ben_warm", "ben_loud")
    )


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("valence_mean,arousal_mean,valence_std,arousal_std", "1.5,2.2,0.3,0.4"),
        ("ana_valence,ana_arousal,other9_valence,other9_arousal", "1,2,3,4"),
        ("x_valence,x_arousal,y_valence,y_arousal", "1.5,2.2,0.3,0.4"),
        ("gold_emotion,gold_tone,pred_emotion,pred_tone", "joy,low,sad,low"),
        ("session1_valence,session1_arousal,session2_valence,session2_arousal", "1,2,3,4"),
        ("before,after", "joy,sad"),
    ],
)
def test_what_may_be_computed_known_or_a_time_is_no_person(names, text):
    with pytest.raises(InputError, match="no column is known to hold the annotator"):
        of("".join(f"{row}\n" for row in (f"clip,{names}", f"1,{text}", f"2,{text}", f"3,{text}")))


def test_people_who_are_called_so_may_give_fractions():
    found = of("clip,R1_val,R2_val,R1_aro,R2_aro\n1,3.5,4,1,2\n2,2,2.5,5,5\n3,5,4,2,2\n")
    assert found.responses["annotator"].unique().sort().to_list() == ["R1", "R2"]


@pytest.mark.parametrize(
    "names", [["mood_1", "mood_2"], ["r1_val", "r2_val", "r1_aro"], ["rater_1", "rater_2", "clip"], []]
)
def test_columns_that_are_no_grid(names):
    assert grid_of(names) is None


def of(text, **options):
    return read(input_from_bytes(text.encode(), "a.csv"), ReadOptions(**options))


def test_each_person_answers_each_question_once():
    found = of("clip,R1_val,R2_val,R1_aro,R2_aro\n1,3,4,1,2\n2,2,2,5,5\n3,5,4,2,2\n")
    rows = found.responses
    assert (rows["item"].n_unique(), rows["annotator"].n_unique(), rows.height) == (3, 2, 12)
    assert {question.name for question in found.questions} == {"val", "aro"}
    assert "4 columns are read as answers of 2 people to 2 questions each." in found.remarks


def test_a_grid_that_cannot_be_told_is_asked_about():
    with pytest.raises(InputError, match="no column is known"):
        of("id,ana_warm,ana_loud,ben_warm,ben_loud\n1,1,2,1,2\n2,2,2,1,1\n3,1,1,2,2\n")


PLAIN = "clip,alice_tone,alice_style,bob_tone,bob_style\na,1,2,1,3\nb,2,2,1,3\nc,3,1,2,2\nd,1,1,1,2\n"


def test_names_that_do_not_tell_people_from_questions_are_asked_about_with_the_options():
    with pytest.raises(InputError) as asked:
        read(input_from_bytes(PLAIN.encode(), "g.csv"), ReadOptions())
    assert "--wide '{annotator}_{question}' or --wide '{question}_{annotator}'" in asked.value.remedy


@pytest.mark.parametrize(
    ("text", "options", "questions", "people", "items"),
    [
        (PLAIN, {"wide": "{annotator}_{question}"}, {"tone", "style"}, {"alice", "bob"}, set("abcd")),
        (PLAIN, {"wide": "{question}_{annotator}"}, {"alice", "bob"}, {"tone", "style"}, set("abcd")),
        ("clip,ana (mood),ben (mood)\na,x,y\n", {"wide": "{annotator} (mood)"}, {"answer"}, {"ana", "ben"}, {"a"}),
        (
            "ana.mood,ana.pace,bo.mood,bo.pace\nx,1,y,2\n",
            {"wide": "{annotator}.{question}"},
            {"mood", "pace"},
            {"ana", "bo"},
            {"row 1"},
        ),
        (
            "who,c1_tone,c1_pace,c2_tone,c2_pace\nx,1,2,2,1\n",
            {"annotator": "who", "wide": "{item}_{question}"},
            {"tone", "pace"},
            {"x"},
            {"c1", "c2"},
        ),
    ],
)
def test_a_pattern_says_what_columns_are_named_by(text, options, questions, people, items):
    found = read(input_from_bytes(text.encode(), "g.csv"), ReadOptions(**options)).responses
    assert set(found["question"]) == questions
    assert set(found["annotator"]) == people
    assert set(found["item"]) == items


@pytest.mark.parametrize(
    ("pattern", "says"),
    [("{annotator}_{annotator}", "does not say"), ("{question}", "does not say"), ("{annotator}-x", "no column")],
)
def test_a_pattern_that_says_nothing_is_refused(pattern, says):
    with pytest.raises(UsageError, match=says):
        read(input_from_bytes(PLAIN.encode(), "g.csv"), ReadOptions(wide=pattern))


def test_items_and_questions_of_a_person_a_row_are_asked_about():
    asked = "rater,dog_tone,dog_pace,cat_tone,cat_pace\nx,1,2,2,1\ny,1,2,1,2\nz,2,1,1,1\n"
    with pytest.raises(InputError, match=r"\{item\}_\{question\}"):
        read(input_from_bytes(asked.encode(), "g.csv"), ReadOptions())
