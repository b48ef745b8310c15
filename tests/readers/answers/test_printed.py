"""Lists and sets as programs print them; read as data, and never run."""

import pytest

from oe_quality.readers.answers.printed import is_printed, labels_in


@pytest.mark.parametrize(
    ("cell", "labels"),
    [
        ('["joy", "fear"]', ["joy", "fear"]),
        ("['joy' 'fear']", ["joy", "fear"]),
        ("frozenset({'joy'})", ["joy"]),
        ("set()", []),
        ("[]", []),
        ("array(['joy', 'fear'], dtype='<U4')", ["joy", "fear"]),
        (r"['it\'s', 'x y']", ["it's", "x y"]),
    ],
)
def test_printed_lists_hold_their_texts(cell, labels):
    assert is_printed(cell)
    assert labels_in(cell) == labels


@pytest.mark.parametrize("cell", ["joy", "[joy", "joy]", "(joy)", ""])
def test_what_is_not_printed_is_a_text(cell):
    assert not is_printed(cell)


@pytest.mark.parametrize("cell", ["[__import__('os')]", "[x for x in 'a']", "joy", "{'a': 1, **{}}"])
def test_programs_are_no_lists(cell):
    with pytest.raises(ValueError, match=r"."):
        labels_in(cell)
