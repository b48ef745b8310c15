"""Whether delimited text has a header, and what is said where its cells cannot be told."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes


def of(text):
    return read(input_from_bytes(text.encode(), "answers.txt"), ReadOptions())


@pytest.mark.parametrize(
    "text",
    [
        "item rater label\n1 a x\n1 b y\n2 a x\n",
        '"r1" "r2"\n"1" "a" "b"\n"2" "a" "a"\n',
        "a 1 stat\nb 1 stat\na 2 ireq\n",
        "*    *    3\n1    *    2\n",
    ],
)
def test_cells_parted_by_blanks_are_refused_in_words(text):
    with pytest.raises(InputError, match="parted by blanks"):
        of(text)


def test_blanks_within_cells_part_nothing():
    found = of("item,rater,label\nclip 1,a,very happy\nclip 2,a,very sad\n")
    assert found.responses["item"].to_list() == ["clip 1", "clip 2"]
