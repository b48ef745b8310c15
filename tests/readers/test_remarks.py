"""What is said of a file that was read."""

import polars as pl
import pytest

from oe_quality.readers.options import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.remarks import names_said
from oe_quality.readers.text.source import input_from_bytes


def said_of(text, **options):
    return read(input_from_bytes(text, "a.csv"), ReadOptions(**options)).remarks


@pytest.mark.parametrize(
    ("rows", "options", "what"),
    [
        ("a,x,joy,\na,x,sad,\n", {}, "2 rows contradict another answer by the same annotator"),
        ("a,x,joy,\na,x,joy,\n", {}, "1 row repeats an answer by the same annotator"),
        ("a,x,joy,\na,x,sad,\n", {"repeats": "first"}, "the first one counts"),
        ("a,x,joy,\na,y,,\n", {}, "1 row holds no answer."),
        ("a,x,joy,ok\na,y,joy,draft\n", {"status": "state"}, "1 'draft'"),
        ("a,x,joy,\n", {"models": "bot"}, "No answer here is by 'bot', which --model names"),
    ],
)
def test_repeats_holes_statuses_and_models(rows, options, what):
    text = f"item,annotator,label,state\n{rows}".encode()
    assert any(what in said for said in said_of(text, **options))


def test_nobody_named_is_told():
    said = said_of(b"item,label\na,joy\na,sad\n", annotator="anonymous")
    assert any("Nobody is named" in one for one in said)


def test_names_that_are_addresses_or_look_alike():
    names = {"item": pl.Series(["Clip 1", "clip 1", "b"])}
    first, *others = names_said(1, names)
    assert first == "1 name is an e-mail address and is replaced by a digest."
    assert any("lip 1" in one for one in others)
    assert names_said(0, {"item": pl.Series(["a", "b"])}) == ()
