import pytest

from oe_quality.readers.open_empathic.clip import parse_clip

EMBED = "https://www.youtube.com/embed/"


@pytest.mark.parametrize(
    ("address", "item"),
    [
        (EMBED + "zpa_9An-VtI?modestbranding=1&loop=1&start=2543&end=2551", "zpa_9An-VtI:2543-2551"),
        (EMBED + "zpa_9An-VtI?end=2551&start=2543", "zpa_9An-VtI:2543-2551"),
        (EMBED + "abc?start=1.50&amp;end=3.0", "abc:1.5-3"),
        ("https://www.youtube.com/watch?v=abc&start=1&end=2", "abc:1-2"),
        (EMBED + "abc", "abc"),
        ("media/wavs/take 1.wav", "media/wavs/take 1.wav"),
    ],
)
def test_the_item_is_the_clip(address, item):
    assert parse_clip(address).item == item


def test_its_length_is_in_seconds():
    assert parse_clip(EMBED + "abc?start=1.5&end=4").seconds == 2.5
    assert parse_clip("a.wav").seconds is None


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "abc?start=5",
        "abc?start=x&end=9",
        "abc?start=9&end=9",
        "abc?start=-1&end=9",
        "abc?start=nan&end=9",
        "?start=1&end=2",
    ],
)
def test_a_clip_that_cannot_be_told_is_refused(tail):
    with pytest.raises(ValueError, match=r"clip|recording"):
        parse_clip(EMBED + tail)
    with pytest.raises(ValueError, match="recording"):
        parse_clip("http://[broken")
