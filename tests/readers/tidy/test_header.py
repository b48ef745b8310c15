"""Whether delimited text has a header, and what is said where its cells cannot be told."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.several import begin_each
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


ROWS = "clip,rater,mood\na,x,joy\na,y,sad\nb,x,joy\nb,y,joy\n"


@pytest.mark.parametrize(
    "above",
    ["Ratings of spring,,\n", "Ratings of spring,,\nDate: 2024-05-01,,\n,,\n", "Ratings of spring\n\n"],
    ids=["a title", "several and an empty one", "without commas"],
)
def test_notes_above_the_names_of_columns_are_passed_over(above):
    export = read(input_from_bytes((above + ROWS).encode(), "n.csv"), ReadOptions())
    assert export.responses.height == export.counts.read == 4
    assert any(f"stand in line {above.count(chr(10)) + 1}" in remark for remark in export.remarks)


def test_a_header_with_one_name_loses_no_row():
    file = input_from_bytes(b"clip,,\na,x,joy\na,y,sad\nb,x,joy\n", "n.csv")
    export = read(file, ReadOptions(item="clip", annotator="column 2", label="column 3"))
    assert export.counts.accepted == 3


@pytest.mark.parametrize(("name", "people"), [("file", {"ana", "ben"}), ("folder", {"one", "two"})])
def test_a_file_or_its_folder_may_name_the_person(name, people, tmp_path):
    for who, folder in (("ana", "one"), ("ben", "two")):
        (tmp_path / "study" / folder).mkdir(parents=True)
        (tmp_path / "study" / folder / f"{who}.csv").write_text("clip,mood\na,joy\nb,sad\n")
    drafts = begin_each(tmp_path / "study", ReadOptions(annotator=name))
    assert {who for draft in drafts for who in draft.rows["annotator"]} == people


def test_a_rule_of_dashes_below_the_names_is_no_row():
    export = of("| item | annotator | label |\n|---|:---:|---|\n| a | x | joy |\n| a | y | sad |\n")
    assert sorted(export.responses["item"]) == ["a", "a"]
    assert export.counts.read == 2
