"""Numbers, lists and names in sentences and ids."""

import re

import pytest

from oe_quality.plaintext import count
from oe_quality.render.page.words import estimate, listing, number, share, slug
from oe_quality.results import Estimate, Interval
from tests.render.hostile import HOSTILE


@pytest.mark.parametrize("name", ["emotion", "audio_quality", "bg_sounds", "q2", "__proto__"])
def test_plain_names_stay_as_they_are(name):
    assert slug(name) == name


def test_different_names_never_share_an_id_or_a_file():
    names = [
        *HOSTILE,
        "Emotion",
        "emotion",
        "emotion ",
        "emotion word",
        "emotion-word",
        "emotion_word",
        "é",
        "è",
        "",
        "\ud800",
    ]
    names += [slug("emotion word"), "a" * 41, "a" * 42]
    slugs = [slug(name) for name in dict.fromkeys(names)]
    assert len({it.lower() for it in slugs}) == len(slugs)
    for it in slugs:
        assert re.fullmatch(r"[a-z0-9_-]{1,50}", it)
        assert not it.startswith("-")


def test_numbers_have_a_true_minus_and_no_negative_zero():
    assert [number(-0.034), number(-0.001), number(1204.0, 0)] == ["−0.03", "0.00", "1,204"]


def test_counts_shares_and_lists():
    assert [count(1, "item"), count(3204, "item"), count(2, "child", "children")] == [
        "1 item",
        "3,204 items",
        "2 children",
    ]
    assert [share(12, 64), share(0, 0)] == ["12 of 64 (19 %)", "0 of 0"]
    assert [listing([]), listing(["a"]), listing(["a", "b"]), listing(list("abcdefgh"), 3)] == [
        "none",
        "a",
        "a and b",
        "a, b and 6 more",
    ]


def test_an_estimate_states_its_interval_or_why_there_is_no_number():
    assert estimate(Estimate(0.42, Interval(0.37, 0.47))) == "0.42 (95 % interval 0.37 to 0.47)"
    assert estimate(Estimate(None, undefined="one label only")) == "undefined: one label only"
