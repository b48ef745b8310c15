"""What is too much for one input is refused in words, before it is held."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers.text import blocks, bounds
from oe_quality.readers.text.bounds import check_columns, check_lines, check_unpacked
from oe_quality.readers.text.source import input_from_bytes

LONG = b"item,annotator,label\n" + b"a,b,c\n" * 3 + b"x" * 200 + b"\nd,e,f\n"


@pytest.fixture
def short(monkeypatch):
    for module in (bounds, blocks):
        monkeypatch.setattr(module, "MAX_LINE", 100)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_only_a_line_that_is_too_long_is_refused(short, end):
    check_lines((b"x" * 98 + end) * 50, "a.csv")
    check_lines(b"x" * 100, "a.csv")
    with pytest.raises(InputError, match="longer than"):
        check_lines(b"x" * 98 + end + b"y" * 101 + end, "a.csv")


def test_the_line_is_named(short):
    with pytest.raises(InputError, match="longer than") as refused:
        input_from_bytes(LONG, "a.csv")
    assert refused.value.place.line == 5


def test_a_document_may_stand_in_one_line(short):
    records = b"[" + b",".join([b'{"item": "a", "annotator": "b", "label": "c"}'] * 9) + b"]"
    assert input_from_bytes(records, "a.json").content == records


def test_a_table_that_is_read_in_parts_ends_there(short, tmp_path, monkeypatch):
    monkeypatch.setattr(blocks, "BLOCK", 40)
    place = tmp_path / "a.csv"
    place.write_bytes(LONG)
    with pytest.raises(InputError, match="longer than") as refused:
        list(blocks._texts(place))
    assert refused.value.place.line == 5


def test_columns_and_bombs_are_counted():
    with pytest.raises(InputError, match="columns"):
        check_columns(bounds.MAX_COLUMNS + 1, None)
    with pytest.raises(InputError, match="times its size"):
        check_unpacked(bounds.FREE_UNPACKED + 1, 10, "a.gz")
    with pytest.raises(InputError, match="GiB"):
        check_unpacked(bounds.MAX_UNPACKED + 1, 1 << 40, "a.gz")
