"""Whether columns hold what their roles need; guessed roles give way, given ones are errors."""

import polars as pl
import pytest

from oe_quality.errors import InputError, Place
from oe_quality.readers.fit import KEPT, fit, text_in
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.text.sheet import Sheet

PLACE = Place("f.csv")


def sheet(**columns):
    series = {name: pl.Series(name, cells, pl.String) for name, cells in columns.items()}
    n = len(next(iter(columns.values())))
    return Sheet.of(series, pl.Series("line", range(1, n + 1)))


def fitted(mapping, **columns):
    return fit(sheet(**columns), mapping, PLACE)


def test_words_that_mean_nothing_are_empty():
    it = sheet(a=[" x ", "NA", ""])
    assert text_in(it, Mapping(gold="a", missing=("NA",)), "gold").to_list() == ["x", "", ""]
    assert text_in(it, Mapping(), "gold").to_list() == [None] * 3


@pytest.mark.parametrize("guessed", [True, False])
def test_a_weight_that_cannot_be_read_switches_a_guess_off_and_rejects_a_row_else(guessed):
    mapping = Mapping(weight="w", guessed=frozenset({"weight"} if guessed else ()))
    found = fitted(mapping, w=["0.5", "-1", ""])
    if guessed:
        assert found.frame["weight"].to_list() == [None] * 3
        assert found.mapping.weight is None
        assert "holds no weights from 0 up ('-1') and is passed over" in found.mapping.remarks[0]
        assert not found.bad_weight.any()
    else:
        assert found.frame["weight"].to_list() == [0.5, None, None]
        assert found.bad_weight.to_list() == [False, True, False]


def test_start_and_end_give_the_duration_unless_the_end_comes_first():
    mapping = Mapping(started="a", finished="b")
    found = fitted(mapping, a=["2030-01-01 10:00:00"] * 2, b=["2030-01-01 10:00:07", "2030-01-01 09:59:00"]).frame
    assert found["duration_s"].to_list() == [7.0, None]
    assert found["created_at"].dt.minute().to_list() == [0, 59]


def test_a_named_column_that_is_no_time_is_an_error_and_a_guessed_one_is_passed_over():
    with pytest.raises(InputError, match="yesterday") as refused:
        fitted(Mapping(time="when"), when=["yesterday", "today"])
    assert refused.value.place.column == "when"
    passed = fitted(Mapping(time="when", guessed=frozenset({"time"})), when=["yesterday", "today"])
    assert passed.mapping.time is None
    assert passed.frame["created_at"].null_count() == 2


def test_seconds_that_are_everybody_s_on_an_item_are_the_item_s_own():
    columns = {
        "item": [*"aabbcc"], "who": ["p", "q"] * 3, "s": ["3", "3", "5", "5", "9", "9"],
    }  # fmt: skip
    mapping = Mapping(item=("item",), annotator=("who",), duration="s", guessed=frozenset({"duration"}))
    assert fitted(mapping, **columns).mapping.duration is None
    own = fitted(mapping, **columns | {"s": ["3", "4", "5", "5", "9", "9"]})
    assert own.frame["duration_s"].to_list() == [3, 4, 5, 5, 9, 9]
    two = {name: cells[:4] for name, cells in columns.items()}
    assert fitted(mapping, **two).mapping.duration == "s"


@pytest.mark.parametrize(
    ("cells", "values"),
    [(["0.5", "1"], [0.5, 1.0]), (["50", "11"], [0.5, 0.11]), (["50%", "100 %"], [0.5, 1.0])],
)
def test_confidences_are_shares_or_per_cent(cells, values):
    assert fitted(Mapping(confidence="c"), c=cells).frame["confidence"].to_list() == pytest.approx(values)


@pytest.mark.parametrize("cells", [["5", "10"], ["101", "3"], ["high", "low"]])
def test_what_is_no_probability_is_no_confidence(cells):
    with pytest.raises(InputError, match="no probabilities from 0 to 1"):
        fitted(Mapping(confidence="c"), c=cells)
    assert fitted(Mapping(confidence="c", guessed=frozenset({"confidence"})), c=cells).mapping.confidence is None


def test_words_of_a_status_are_usual_ones_or_the_tool_s_own():
    found = fitted(Mapping(status="s", status_words=(("yes", "skipped"),)), s=["Yes", "", "submitted"])
    assert found.frame["status"].to_list() == ["skipped", "answered", "answered"]
    assert found.frame["word"].to_list() == ["Yes", "", "submitted"]
    with pytest.raises(InputError, match="its cells are no words for a status"):
        fitted(Mapping(status="s"), s=["purple"])
    assert fitted(Mapping(source="s"), s=["LLM", "person"]).frame["source"].to_list() == ["model", "human"]


def test_addresses_are_not_repeated_in_what_is_said():
    mapping = Mapping(weight="w", guessed=frozenset({"weight"}))
    said = fitted(mapping, w=["ann@example.org"]).mapping.remarks[0]
    assert "(an e-mail address)" in said
    assert "example" not in said


def test_a_cell_that_cannot_be_read_keeps_its_row():
    found = fitted(Mapping(duration="d"), d=["1", "2", "3", "4", "5", "6", "7", "8", "9", "soon"])
    ((bad, column, reason),) = found.bad
    assert (bad.to_list()[-1], column, reason.endswith(KEPT)) == (True, "d", True)
