"""Columns of identifiers: cleaned, judged, and stripped of addresses."""

import polars as pl
import pytest

from oe_quality.readers.answers import identifiers
from oe_quality.readers.text.cells import MAX_TEXT
from oe_quality.readers.text.encoding import DAMAGED


def applied(expression, **columns):
    return pl.DataFrame(columns).select(expression.alias("out"))["out"].to_list()


def test_blanks_around_a_name_are_no_part_of_it_and_missing_words_are_none():
    assert applied(identifiers.cleaned(pl.col("a"), ("NA",)), a=[" x ", "NA", " NA "]) == ["x", "", ""]
    assert applied(identifiers.cleaned(pl.col("a")), a=["NA"]) == ["NA"]


def test_several_names_are_one_unless_one_is_empty():
    assert applied(identifiers.joined([pl.col("a"), pl.col("b")]), a=["x", "x", ""], b=["1", "", "1"]) == [
        "x:1",
        "",
        "",
    ]
    assert applied(identifiers.joined([pl.col("a")]), a=[" x "]) == ["x"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "nothing"), ("x", None), ("x\0", "NUL"), (f"x{DAMAGED}", "UTF-8"), ("x" * (4 * MAX_TEXT + 1), "longer than"),
     ("x" * (4 * MAX_TEXT), None)],
)  # fmt: skip
def test_what_identifies_nothing_says_why(text, said):
    (found,) = applied(identifiers.fault(pl.col("a"), "nothing is named"), a=[text])
    assert found is None if said is None else said in found


def test_addresses_become_pseudonyms_and_are_counted_once_each():
    frame = pl.DataFrame({"who": ["ann@example.org", "bo", "ann@example.org"], "item": ["a", "b", "c"]})
    clean, hidden = identifiers.without_emails(frame, ["who", "item"])
    assert hidden == 1
    assert "@" not in "".join(clean["who"])
    assert clean["who"][0] == clean["who"][2]
    assert clean["who"][1] == "bo"


def test_usual_spellings_are_parsed_at_once_and_others_one_by_one():
    def parse(text):
        if text != "two":
            raise ValueError(text)
        return 2.0

    texts = pl.Series("text", ["1", "two", "three", "", None])
    values, bad = identifiers.parsed(texts, pl.col("text").cast(pl.Float64, strict=False), parse, pl.Float64())
    assert values.to_list() == [1.0, 2.0, None, None, None]
    assert bad.to_list() == [False, False, True, False, False]
    nothing, bad = identifiers.parsed(pl.Series([None, None], dtype=pl.String), pl.lit(None), parse, pl.Float64())
    assert (nothing.to_list(), bad.to_list()) == ([None, None], [False, False])
