import itertools

import polars as pl
import pytest

from oe_quality.readers.spelling import Fold, folded, lookalikes, name_lookalikes, number_text, tidied, tidy_text


@pytest.mark.parametrize("text", ["café", "cafe\u0301", " café\u00a0", "ca\u200bfé", "\ufeffcafé", "ca\u00adfé"])
def test_what_looks_the_same_is_the_same(text):
    assert tidy_text(text) == "café"
    assert pl.DataFrame({"a": [text]}).select(tidied(pl.col("a"))).item() == "café"


def test_an_emoji_made_of_several_stays_whole():
    family = "\U0001f468\u200d\U0001f469"
    assert tidy_text(family) == family


def test_whole_numbers_lose_an_empty_fraction_only():
    assert [number_text(text) for text in ("1.0", "1.", "-2.00", "1.5", "v1.0", "007")] == [
        *("1", "1", "-2", "1.5", "v1.0", "007")
    ]


def test_folds_join_what_they_are_asked_to():
    assert folded("JOY", [Fold.CASE]) == "joy"
    assert folded("\uff2aoy", [Fold.WIDTH]) == "Joy"
    assert folded("007", [Fold.ZEROS]) == "7"
    assert folded("JOY", []) == "JOY"


def test_lookalikes_are_named_with_the_options_that_join_them():
    assert lookalikes(["a 1", "A 1", "b"]) == [("A 1", "a 1")]
    (said,) = name_lookalikes("items", ["Clip 1.wav", "clip 1.WAV", "007", "7", "x"])
    assert "'Clip 1.wav' and 'clip 1.WAV'" in said
    assert "--fold case --fold zeros" in said


def test_ids_that_a_spreadsheet_rounded_are_named():
    (said,) = name_lookalikes("annotators", ["1.23457E+12", "w2"])
    assert "1.23457E+12" in said


def test_only_leading_zeros_are_no_part_of_a_number():
    assert [folded(text, [Fold.ZEROS]) for text in ("007", "100", "901", "000")] == ["7", "100", "901", "0"]
    assert lookalikes(["100", "10", "901", "91"]) == []


def test_columns_and_single_texts_look_alike_in_the_same_way(rng):
    letters = list("aA0 19\t\u00e9\u00c9\uff21\u00a0")
    for _ in range(40):
        names = ["".join(rng.choice(letters, rng.integers(0, 4))) for _ in range(12)]
        alone = [group for name, other in itertools.combinations(names, 2) for group in lookalikes([name, other])]
        assert {pair for group in lookalikes(names) for pair in itertools.combinations(group, 2)} == set(alone)


def test_names_that_a_spreadsheet_made_dates_of_are_told():
    (said,) = name_lookalikes("items", ["1-Mar", "Mar-02", "clip"])
    assert "2 look like '1-Mar'" in said


def test_labels_that_say_yes_in_several_ways_are_told_with_what_joins_them():
    (said,) = name_lookalikes("labels of 'toxic'", ["0", "1", "false", "true"])
    assert said.endswith("Then --rename 1=true --rename 0=false joins them.")
    assert name_lookalikes("labels of 'toxic'", ["false", "true"]) == []
    assert name_lookalikes("labels of 'toxic'", ["1", "true", "2"]) == []
    assert name_lookalikes("items", ["0", "1", "false", "true"]) == []


def test_signs_of_numbers_and_texts_that_spreadsheets_protect_are_in_one_spelling():
    for text, spelt in (("\u22121", "-1"), ('="001"', "001"), ("a\u2212b", "a\u2212b"), ('="a" & "b"', '="a" & "b"')):
        assert tidy_text(text) == spelt
        assert pl.DataFrame({"a": [text]}).select(tidied(pl.col("a"))).item() == spelt
    assert number_text("+1") == "1"
    assert number_text("+1-") == "+1-"
