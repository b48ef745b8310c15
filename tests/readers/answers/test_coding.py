"""What the cells of a question answer, given how they are read."""

import pytest

from oe_quality.readers.answers.coding import code_cells
from oe_quality.readers.answers.scales import Understood
from oe_quality.scales import Question, Scale, parse_scale


def coded(understood, *cells):
    return [row[1:] for row in code_cells(understood, cells).rows()]


def test_a_label_is_one_of_the_declared_ones_as_they_are_spelt():
    asked = Understood(Question("q", Scale.NOMINAL, ("calm", "sad")))
    assert coded(asked, "sad", '["calm"]') == [(["sad"], None, None), (["calm"], None, None)]
    assert coded(asked, "glad") == [(None, None, "the answer is not among the declared labels (calm, sad)")]
    opened = Understood(Question("q", Scale.NOMINAL, ("calm",), open_vocabulary=True))
    assert coded(opened, "glad") == [(["glad"], None, None)]


def test_sets_stand_in_the_question_s_order_each_label_once():
    asked = Understood(Question("q", Scale.MULTILABEL, ("low", "fast", "loud")), separator=";", sets=True)
    assert coded(asked, "loud; low;low", "['fast', 'low']", ";") == [
        (["low", "loud"], None, None), (["low", "fast"], None, None), ([], None, None),
    ]  # fmt: skip
    rows = Understood(Question("q", Scale.MULTILABEL, ("low;fast",)), separator=";")
    assert coded(rows, "low;fast") == [(["low;fast"], None, None)]


@pytest.mark.parametrize(
    ("scale", "cell", "value", "reason"),
    [
        ("q=interval:0..10", "10", 10.0, None),
        ("q=interval:0..10", "0", 0.0, None),
        ("q=interval:0..10", "10.5", None, "the answer is outside 0..10"),
        ("q=interval:0..10", "-1", None, "the answer is outside 0..10"),
        ("q=interval:none<some<much", "much", 2.0, None),
        ("q=interval:none<some<much", "most", None, "the answer is not among the declared words (none, some, much)"),
    ],
)
def test_numbers_lie_within_their_bounds_or_are_declared_words(scale, cell, value, reason):
    assert coded(Understood(parse_scale(scale)), cell) == [(None, value, reason)]


def test_what_stands_for_nothing_is_no_answer_and_no_fault():
    asked = Understood(parse_scale("q=interval"), nothing=frozenset({"."}))
    assert coded(asked, ".", '["."]') == [(None, None, None)] * 2
    assert coded(asked) == []
