"""What a request says, field by field."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.serve.body import MOST, Body, read


def test_fields_are_what_they_are_asked_for_as():
    body = read(b'{"a": "x", "b": ["y", "z"], "c": 1.5, "d": true, "e": null}')
    assert (body.text("a"), body.texts("b"), body.number("c"), body.yes("d")) == ("x", ["y", "z"], 1.5, True)
    assert (body.text("none", needed=False), body.texts("none"), body.number("e"), body.yes("a")) == (
        "",
        [],
        None,
        False,
    )


@pytest.mark.parametrize("value", [[1], "x", ["x"] * (MOST + 1), {"a": "b"}])
def test_lists_are_of_texts_and_end(value):
    with pytest.raises(UsageError, match="no list"):
        Body({"a": value}).texts("a")


@pytest.mark.parametrize("value", ["1", True, [1]])
def test_numbers_are_numbers(value):
    with pytest.raises(UsageError, match="no number"):
        Body({"a": value}).number("a")


def test_numbers_are_finite():
    with pytest.raises(UsageError, match="no number"):
        read(b'{"a": 1e999}').number("a")
