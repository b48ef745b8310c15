"""A column `judge` whose cells differ within an item."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions, open_export


def read(tmp_path, differing, repeats=None):
    """30 items with two rows each; the column says two things about the first few."""
    rows = ["item,annotator,label,judge"]
    for i in range(30):
        rows += [f"i{i:02},p{p},{'ab'[i % 2]},{'ab'[(i + (p if i < differing else 0)) % 2]}" for p in range(2)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(rows) + "\n")
    return open_export(path, ReadOptions(models="judge", **({"repeats": repeats} if repeats else {})))


def of_model(export):
    return export.responses.filter(source="model").height


def test_nothing_is_said_of_a_column_that_repeats_itself(tmp_path):
    found = read(tmp_path, 0)
    assert of_model(found) == 30
    assert not [text for text in found.remarks if "different things" in text]


def test_none_of_the_differing_answers_counts_and_that_is_told(tmp_path):
    found = read(tmp_path, 3)
    assert of_model(found) == 27
    assert found.responses.height == 27 + 60
    (said,) = [text for text in found.remarks if "different things" in text]
    assert said.startswith("'judge' says different things about 3 of 30 items, such as 'i00': none")


def test_what_repeats_are_can_be_said(tmp_path):
    found = read(tmp_path, 3, "last")
    assert of_model(found) == 30
    assert not [text for text in found.remarks if "different things" in text]


def test_a_column_that_differs_on_most_items_is_no_answer_to_items(tmp_path):
    with pytest.raises(InputError, match="different things about 16 of 30 items") as refused:
        read(tmp_path, 16)
    assert "--repeats occasions" in refused.value.remedy
