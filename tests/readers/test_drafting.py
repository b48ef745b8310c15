"""A file read but for the meaning of its answers."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers.drafting import draft
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes

TEXT = b"""item,who,mood,age,truth,state
a,x,joy,30,joy,submitted
a,y,sad,40,joy,draft
b,x,joy,20,sad,submitted
"""
MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"),))


def drafted(mapping, text=TEXT):
    file = input_from_bytes(text, "a.csv")
    return draft(file, read_sheet(file), mapping, ReadOptions())


def test_rows_cells_gold_attributes_and_what_is_left_out():
    made = drafted(MAPPING.but(gold="truth", status="state", annotator_attributes=("age",)))
    assert made.questions == ["mood"]
    assert made.cells.select("item", "annotator", "cell", "status").row(1) == ("a", "y", "sad", "skipped")
    assert made.gold.select("item", "cell").rows() == [("a", "joy"), ("b", "sad")]
    assert made.attributes[1].sort("key").rows() == [("x", "age", "20"), ("y", "age", "40")]
    assert made.left_out == (("draft", (3,)),)
    (evidence,) = made.evidence()
    assert evidence.cells == {"joy": 2}


def test_counts_in_a_column_of_weights_are_asked_about():
    text = b"item,who,mood,votes\na,all,joy,3\na,all,sad,1\n"
    with pytest.raises(InputError, match="are they votes"):
        drafted(MAPPING.but(weight="votes"), text)


def test_a_file_without_rows_is_refused():
    with pytest.raises(InputError, match="no rows"):
        drafted(MAPPING, b"item,who,mood\n")
