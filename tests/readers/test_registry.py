"""Which reader reads a file, and what it makes of the user's words."""

import hashlib

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.readers import registry
from oe_quality.readers.mapping import Answers, Counts, Mapping
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.registry import Reader
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile

TIDY = "item,annotator,label\na,p,x\na,q,y\n"


def file(text=TIDY):
    content = text.encode()
    return InputFile("f.csv", hashlib.sha256(content).hexdigest(), content)


def toy(mapping, *records, **more):
    made = Sheet.of_records(enumerate(records, 1))
    return Reader("toy", lambda _: True, table=lambda _: (made, mapping), **more)


LONG = Mapping(format="toy", item=("item",), annotator=("who",), answers=(Answers("mood"),))
RECORD = {"item": "a", "who": "p", "mood": "x"}


def test_the_first_reader_that_knows_the_content_reads_it(monkeypatch):
    never = Reader("never", lambda _: False)
    monkeypatch.setattr(registry, "OWN", (never, toy(LONG, RECORD)))
    assert registry.reader_of(file()).format == "toy"
    monkeypatch.setattr(registry, "OWN", (never,))
    assert registry.reader_of(file()) is None
    assert registry.read(file(), ReadOptions()).responses["labels"].to_list() == [["x"], ["y"]]


def test_what_a_fixed_format_would_pass_over_is_refused():
    fixed = Reader("fixed", lambda _: True, lambda *_: None, fixed=True)
    with pytest.raises(UsageError, match="--item would have no effect: this is fixed"):
        registry.read_with(fixed, file(), ReadOptions(item="a"))


def test_columns_that_the_tool_s_table_lacks_mean_the_file_as_it_lies_there():
    tool = toy(LONG, RECORD)
    assert registry.read_with(tool, file(), ReadOptions()).responses["item"].to_list() == ["a"]
    own = registry.read_with(tool, file(), ReadOptions(item="item", annotator="annotator", label="label"))
    assert own.responses.height == 2


def test_a_tool_s_table_that_cannot_be_read_is_an_error_unless_the_user_says_what_columns_mean():
    def table(_):
        raise InputError("broken")

    tool = Reader("toy", lambda _: True, table=table)
    with pytest.raises(InputError, match="broken"):
        registry.read_with(tool, file(), ReadOptions())
    told = ReadOptions(item="item", annotator="annotator", label="label")
    assert registry.read_with(tool, file(), told).responses.height == 2


def test_a_column_that_seems_to_count_answers_is_asked_about():
    mapping = LONG.but(
        steps=(Counts(("x", "y")),), annotator=(), annotator_is="anonymous", answers=(Answers("answer"),)
    )
    tool = toy(mapping, {"item": "a", "x": "2", "y": "1"})
    with pytest.raises(UsageError, match="'x' seems to count answers") as refused:
        registry.read_with(tool, file(), ReadOptions(label="x"))
    assert "--counts x,y" in refused.value.remedy
