"""Answers as they are meant, once scales are settled."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.readers.drafting import draft
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.meaning import mean
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.scaling import settle
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.scales import parse_scale

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"),))


def meant(text, mapping=MAPPING, **said):
    file = input_from_bytes(text, "a.csv")
    made = draft(file, read_sheet(file), mapping, ReadOptions(**said))
    return mean(made, settle([made]))


def test_labels_are_coded_and_what_is_none_is_refused():
    found = meant(b"item,who,mood\na,x,low\nb,x,high\nc,x,odd\n", scales=(parse_scale("mood=ordinal:low<high"),))
    assert found.usable["labels"].to_list() == [["low"], ["high"]]
    assert found.refused.height == 1
    assert found.settled(found.usable).accepted.height == 2


def test_sets_of_rows_are_merged():
    text = b"item,who,mood\na,x,joy\na,x,sad\n"
    found = meant(text, scales=(parse_scale("mood=multilabel"),))
    assert found.settled(found.usable).accepted["labels"].to_list() == [["joy", "sad"]]


def test_weights_without_sets_are_refused_where_they_were_named_and_passed_over_where_they_were_guessed():
    text = b"item,who,mood,w\na,x,joy,2\na,y,joy,1\n"
    with pytest.raises(UsageError, match="weight"):
        meant(text, weight="w")
    guessed = MAPPING.but(weight="w", guessed=frozenset({"weight"}))
    assert meant(text, guessed).usable["weights"].null_count() == 2
