import pytest

from oe_quality.errors import InputError
from oe_quality.scales import Scale

TURN = "[6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]\n"
HEAD = "% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n"
SAID = (
    "C-E2:\tNeutral;\t()\nC-F1:\tAnger; Frustration;\t(curious)\n"
    "A-E3:\tval 3; act 2; dom  2;\t()\nA-F1:\tval 2; act ; dom 1;\t()\n"
)


def test_every_evaluator_has_words_and_ratings(tool):
    found = tool(HEAD + TURN + SAID)
    turn = "Ses01F_impro01_F000"
    assert found.answers() == {
        (turn, "E2", "emotion"): '["Neutral"]',
        (turn, "F1", "emotion"): '["Anger", "Frustration"]',
        (turn, "E3", "valence"): "3",
        (turn, "E3", "activation"): "2",
        (turn, "E3", "dominance"): "2",
        (turn, "F1", "valence"): "2",
        (turn, "F1", "dominance"): "1",
    }
    assert {question.scale for question in found.mapping.questions} == {Scale.INTERVAL}


def test_a_line_that_is_nobodys_is_rejected_by_itself(tool):
    found = tool(HEAD + TURN + SAID + "what\n")
    assert [row.line for row in found.sheet.rejects] == [8]


def test_turns_without_evaluators_are_refused(tool):
    with pytest.raises(InputError, match="without evaluators"):
        tool(HEAD + TURN)
