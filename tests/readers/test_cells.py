"""What rows say beside their answers, and one row per answer."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.readers.cells import usable_cells, with_names
from oe_quality.readers.drafting import draft
from oe_quality.readers.mapping import ANONYMOUS, Answers, Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"), Answers("tone")))
TEXT = b"item,who,mood,tone\na,x,joy,\n,x,sad,dry\nb,ann@example.org,joy,dry\n"


def drafted(mapping=MAPPING, text=TEXT, **said):
    file = input_from_bytes(text, "week1.csv")
    return draft(file, read_sheet(file), mapping, ReadOptions(**said))


def test_a_cell_per_answer_and_the_usable_ones():
    made = drafted()
    assert made.cells.height == 6
    assert usable_cells(made.cells).select("item", "question", "cell").rows() == [
        ("a", "mood", "joy"),
        ("b", "mood", "joy"),
        ("b", "tone", "dry"),
    ]
    assert made.rows["reason"].to_list() == [None, "no item is named", None]
    assert made.hidden == 1


def test_names_of_a_file_s_own_bear_its_name():
    assert drafted(scope="file").rows["item"].to_list() == ["week1:a", "", "week1:b"]


def test_nobody_s_answers_are_somebody_s_of_their_own_in_any_order():
    text = b"item,mood\na,joy\na,joy\na,sad\n"
    mapping = Mapping(item=("item",), annotator_is=ANONYMOUS, answers=(Answers("mood"),))
    made = drafted(mapping, text)
    again = drafted(mapping, b"item,mood\na,sad\na,joy\na,joy\n")
    assert made.rows["annotator"].n_unique() == 3
    assert set(made.cells.select("annotator", "cell").rows()) == set(again.cells.select("annotator", "cell").rows())
    assert with_names(made.rows, made.cells)[0].height == 3


def test_rows_that_name_their_question_need_one_column_of_labels():
    with pytest.raises(UsageError, match="several columns hold answers"):
        drafted(MAPPING.but(question="item"))
