from datetime import datetime

import pytest

from oe_quality.readers.text.cells import label_of, list_of, number_of, text_of, time_of
from oe_quality.readers.text.encoding import DAMAGED


def test_scalars_are_text():
    values = {
        5: "5",
        7.0: "7",
        2.5: "2.5",
        16671464637895630418: "16671464637895630418",
        10**60: "1" + 60 * "0",
        None: "",
        "x": "x",
    }
    assert [text_of(value) for value in values] == list(values.values())
    assert (text_of(True), text_of(False)) == ("true", "false")
    assert text_of("a\ud800b") == f"a{DAMAGED}b"


@pytest.mark.parametrize("value", [[], {}, ["a"], b"x", object()])
def test_what_is_no_scalar_is_refused(value):
    with pytest.raises(ValueError, match="stands where text should be"):
        text_of(value)


@pytest.mark.parametrize("text", ["a\0b", f"a{DAMAGED}", "x" * 1001])
def test_damaged_text_is_no_label(text):
    with pytest.raises(ValueError, match="it "):
        label_of(text)


def test_the_replacement_character_of_a_sound_file_is_kept():
    assert label_of(" Tag\N{REPLACEMENT CHARACTER} ") == "Tag\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1e999", "", "x", "1_000", "0x10"])
def test_only_finite_numbers_are_numbers(text):
    with pytest.raises(ValueError, match="no finite number"):
        number_of(text)


def test_times_are_naive_utc():
    expected = datetime(2024, 2, 29, 10, 0, 0)
    for text in ("2024-02-29T10:00:00Z", "2024-02-29 12:00:00+02:00", "2024-02-29 10:00:00", "2/29/2024 10:00:00"):
        assert time_of(text) == expected
    for text in ("yesterday", "2023-02-29", "0001-01-01T00:00:00+14:00", "13/13/2024 10:00:00", ""):
        with pytest.raises(ValueError, match="ISO 8601"):
            time_of(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("['people_talking', 'music']", ["people_talking", "music"]),
        ("[]", []),
        ('["a", "b"]', ["a", "b"]),
        ("""["it's", 'say "hi"']""", ["it's", 'say "hi"']),
        (r"['it\'s', 'caf\xe9', 'a\\b']", ["it's", "café", "a\\b"]),
        ("['a',]", ["a"]),
    ],
)
def test_printed_lists_are_read_as_data(text, expected):
    assert list_of(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "['a' 'b']",
        "['a'",
        "[a]",
        "{'a': 1}",
        "[" * 50_000,
        "['a', ['b']]",
        "['x' for x in y]",
        "5",
        "['" + "\\" * 9999,
        "['a'" + ",'a'" * 50_000,
    ],
)
def test_anything_else_is_refused_and_never_run(text):
    with pytest.raises(ValueError, match="list"):
        list_of(text)


@pytest.mark.parametrize("text", ["1e51", "-1.7e308", "9" * 102, "1e400", "nan"])
def test_numbers_that_cannot_be_computed_with_are_none(text):
    with pytest.raises(ValueError, match="it is"):
        number_of(text)
    assert number_of("1e50") == 1e50
