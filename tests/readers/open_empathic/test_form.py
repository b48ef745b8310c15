import pytest

from oe_quality.readers.open_empathic.form import CATEGORIES, parse_emotion, read_form


def test_categories_and_words_come_in_the_order_of_the_form():
    chosen = '{"sarcasm": ["ironic"], "disgusted": ["revolted", "sickened"]}'
    assert parse_emotion(chosen) == (
        ("disgusted", "sarcasm"),
        ("disgusted/revolted", "disgusted/sickened", "sarcasm/ironic"),
    )


@pytest.mark.parametrize("text", ["{}", '{"sarcasm": []}', '{"sarcasm": null, "disgusted": ""}'])
def test_nothing_chosen_is_an_answer(text):
    assert parse_emotion(text) == ((), ())


def test_the_form_has_sixteen_categories_whose_parts_are_unambiguous():
    parts = [part for category in CATEGORIES for part in category.split("_and_")]
    assert len(CATEGORIES) == 16
    assert len(set(parts)) == len(parts)


@pytest.mark.parametrize(
    ("word", "categories", "words"),
    [
        ("Happy", ("happy_and_energetic",), ("happy_and_energetic/happy",)),
        ("disgusted", ("disgusted",), ()),
        ("Calm and Composed", ("calm_and_composed",), ()),
        ('"Angry"', ("angry_and_irritated",), ("angry_and_irritated/angry",)),
        ("Neutral", None, ("neutral",)),
    ],
)
def test_a_bare_word_is_the_category_that_it_names(word, categories, words):
    assert parse_emotion(word) == (categories, words)


@pytest.mark.parametrize(
    "text",
    [
        '{"sarcasm": ["ironic"',
        '{"joy": ["glad"]}',
        '{"sarcasm": ["a"], "sarcasm": ["b"]}',
        '{"sarcasm": ["a"], "Sarcasm": ["b"]}',
        '{"sarcasm": [["a"]]}',
        '{"sarcasm": {"a": 1}}',
        "[1, 2]",
        "12",
        "NaN",
        "[" * 100_000,
        "<b>happy</b>",
        "\ud800",
        "",
    ],
)
def test_what_is_neither_json_nor_a_word_is_refused(text):
    if text == "NaN":  # reads like a word, and is taken for one
        assert parse_emotion(text) == (None, ("nan",))
        return
    with pytest.raises(ValueError, match=r"it |stands"):
        parse_emotion(text)


def test_a_bad_cell_leaves_the_others_standing():
    filled = read_form({"emotion": "{", "arousal": "5", "valence": "inf", "accent": ["x"], "bg_sounds": "[]"})
    assert set(filled.answers) == {"arousal", "bg_sounds"}
    assert [problem.column for problem in filled.problems] == ["accent", "emotion", "valence"]
