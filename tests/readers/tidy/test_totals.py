import pytest

from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes


def loaded(text, **options):
    return read(input_from_bytes(text.encode(), "rated.csv"), ReadOptions(**options))


RATED = "item,rater1,rater2,rater3\na,3,4,5\nb,2,2,3\nc,1,1,2\n"


@pytest.mark.parametrize(
    "below",
    ["Mean,2,2.33,3.33", "Total,6,7,10", "SD,1,1.53,1.53", "Median,2,2,3", "N,3,3,3", "Mean,2,2.33,3.33\nSum,6,7,10"],
)
def test_rows_that_sum_up_are_no_items(below):
    found = loaded(f"{RATED}{below}\n")
    assert sorted(found.responses["item"].unique()) == ["a", "b", "c"]
    assert found.counts.skipped == below.count("\n") + 1
    assert any("sum up the rows above" in remark for remark in found.remarks)


@pytest.mark.parametrize("name", ["Total joy", "n_joy", "Count: Joy", "Total", "Sum:"])
def test_so_are_counts_of_a_label_and_so_it_is_with_named_columns(name):
    moods = f"clip,Ana,Ben,Kim\na,joy,sad,joy\nb,joy,joy,joy\nc,sad,sad,joy\n{name},2,1,3\n"
    for options in ({}, {"wide": ("Ana", "Ben", "Kim")}):
        assert loaded(moods, **options).responses.height == 9


@pytest.mark.parametrize(
    "below", ["Mean,2,2.5,3.33", "total,5,5,1", "Mean Girls,3,4,5", "Count Dracula,1,1,1", "N,1,1,1", "Total,1,1,2"]
)
def test_a_row_that_is_only_called_so_stays_and_is_told(below):
    found = loaded(f"{RATED}{below}\n")
    assert found.responses.height == 12
    assert any("called like sums" in remark for remark in found.remarks)


def test_a_word_among_others_is_an_item():
    found = loaded("item,rater1,rater2\nmean,2,2\nb,2,1\nc,2,3\nd,1,2\n")
    assert found.responses.height == 8
    assert not any("sum" in remark for remark in found.remarks)


def test_a_sum_that_is_called_as_an_item_costs_the_item_nothing():
    found = loaded("item,rater1,rater2,rater3\nmean,3,4,5\nb,2,2,3\nc,1,1,2\nmean,2,2.33,3.33\n")
    assert found.counts.skipped == 0
    assert any("called like sums of the others: 'mean'" in remark for remark in found.remarks)
