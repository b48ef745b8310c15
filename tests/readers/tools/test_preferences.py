import pytest

from oe_quality.errors import InputError
from oe_quality.progress import silent
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

PAIRS = "annotator,left,right,winner\nw1,A,B,left\nw2,B,A,right\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (PAIRS, "comparisons of two"),
        ([{"question_id": 1, "model_a": "A", "model_b": "B", "winner": "tie", "judge": "w1"}], "comparisons of two"),
        ([{"prompt": "p", "chosen": "x", "rejected": "y"}], "comparisons of two"),
        ("item,annotator,ranking\nq1,w1,A>B>C\nq1,w2,A > C > B\n", "rankings"),
    ],
)
def test_they_are_named_with_what_to_do(tool, content, words):
    with pytest.raises(InputError, match=words) as error:
        tool(content)
    assert error.value.remedy


def test_the_remedy_works():
    options = ReadOptions(item=("left", "right"), label=("winner",))
    export = read(input_from_bytes(PAIRS.encode(), "pairs.csv"), options, silent)
    assert export.responses.select("item", "annotator").rows() == [("A:B", "w1"), ("B:A", "w2")]


def test_a_column_called_so_may_hold_something_else(tool):
    with pytest.raises(StopIteration):
        tool("item,annotator,order\nq1,w1,first\nq1,w2,second\n")
