"""Text from data steers neither terminal nor page."""

import json

import pytest

from oe_quality.plaintext import escaped_json, percent, visible


@pytest.mark.parametrize("steering", ["\x1b", "\x07", "\u202e", "\u2066", "\x9b", "\n", "\ufeff"])
def test_what_steers_is_shown_as_a_mark(steering):
    assert visible(f"a{steering}b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["naïve", "日本語", "👩\u200d🚀", "می\u200cخواهم"])
def test_scripts_and_emoji_stay_whole(text):
    assert visible(text) == text


def test_a_cut_text_is_as_wide_as_allowed():
    assert visible("abcdef", 6) == "abcdef"
    assert len(visible("abcdef", 5)) == 5


def test_a_document_keeps_its_content():
    text = json.dumps({"label": "a\u202eb\x9b"}, ensure_ascii=False)
    escaped = escaped_json(text)
    assert json.loads(escaped) == json.loads(text)
    assert escaped.isascii()


@pytest.mark.parametrize(
    ("share", "digits", "shown"), [(0.5, 0, "50 %"), (1.0, 1, "100.0 %"), (-1e-9, 0, "0 %"), (-0.25, 0, "-25 %")]
)
def test_a_share_is_shown_in_per_cent_and_never_as_minus_nothing(share, digits, shown):
    assert percent(share, digits) == shown
