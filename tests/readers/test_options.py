"""What the user says about a file."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.readers.options import OFF, UNKNOWN, Kept, ReadOptions, Repeats, called
from oe_quality.scales import parse_scale


def test_one_name_is_several_of_one():
    assert ReadOptions(item="clip", label=["a", "b"]) == ReadOptions(item=("clip",), label=("a", "b"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"repeats": "once"}, "'once' says not what repeats are"),
        ({"scope": "world"}, "'world' says not how far names reach"),
        ({"day_order": "ymd"}, "'ymd' is no order of day and month"),
        ({"scales": (parse_scale("q=nominal"), parse_scale("q=ordinal:a<b"))}, "declared twice"),
    ],
)
def test_what_is_none_of_the_known_words_is_refused(given, said):
    with pytest.raises(UsageError, match=said):
        ReadOptions(**given)


def test_columns_that_are_named_are_those_of_items_people_and_answers():
    options = ReadOptions(item="a", annotator="anonymous", label=("b",), value=OFF, wide=("c",), time="t")
    assert options.named() == ("a", "b", "c")


def test_what_was_said_is_called_as_on_the_command_line_and_nothing_else():
    options = ReadOptions(gold="g", zipped=("z",), one_hot=("h",), notes=("n",), new_gold=True, afresh=True)
    assert options.said() == ("--gold-column", "--one-hot", "--zip")
    assert ReadOptions().said() == ()
    assert called("renamed_in") == "[labels] rename"


def test_none_counts_no_column_but_tells_the_shape():
    assert ReadOptions(counts=(OFF, "n")).counted == ("n",)
    assert ReadOptions(counts=(OFF,)).tells_shape
    assert not ReadOptions(label="a").tells_shape


def test_repeats_are_what_was_said_last_of_another_export():
    earlier = [Kept(digest, "f", UNKNOWN, None, repeats) for digest, repeats in (
        ("own", Repeats.LAST), ("a", None), ("b", Repeats.FIRST), ("c", Repeats.OCCASIONS),
    )]  # fmt: skip
    assert ReadOptions(kept=tuple(earlier)).repeats_of("own") is Repeats.FIRST
    assert ReadOptions(kept=tuple(earlier), repeats="agreed").repeats_of("own") is Repeats.AGREED
    assert ReadOptions().repeats_of("own") is None
