"""Where items can be heard: addresses of the data or a pattern, https alone."""

import polars as pl
import pytest

from oe_quality.analysis.links import link_of, links_of
from oe_quality.config import LinksConfig
from oe_quality.errors import UsageError
from oe_quality.loading import from_frame
from oe_quality.readers import ReadOptions


@pytest.mark.parametrize(
    "address",
    [
        "http://clips.example/1", "javascript:alert(1)", "data:text/html,x", "//clips.example/1", "https://",
        "https:///x", "https://anna:secret@clips.example/", "https://clips.example/a b", "https://clips.example/<b>",
        "https://clips.example/\"x", "https://clips.example/\x07", "https://clips.example\\@evil.example/",
        "https://cl\u0456ps.example/", "https://clips.example:99999/", "https://[bad/", "HTTPS://clips.example/x", "",
        "https://clips.example/" + "x" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_no_link(address):
    assert link_of(address) is None


def test_a_link_shows_its_host():
    assert link_of(" https://clips.example:8443/a?b=1#c ").host == "clips.example"


def store_of(rows, attributes=()):
    """A store of these rows; further columns describe items."""
    frame = pl.DataFrame(rows, schema=["item", "annotator", "label", *attributes], orient="row")
    return from_frame(frame, ReadOptions(item_attributes=attributes))


def test_an_attribute_that_holds_addresses_or_the_items_name_is_taken():
    rows = [("a", "x", "1", "https://clips.example/a"), ("https://clips.example/b", "x", "1", "none")]
    with store_of(rows, ("where",)) as store:
        found = links_of(store, ["a", "https://clips.example/b", "c"])
    assert {item: link.url for item, link in found.items()} == {
        "a": "https://clips.example/a",
        "https://clips.example/b": "https://clips.example/b",
    }


def test_a_pattern_is_filled_and_what_stands_in_it_is_escaped():
    with store_of([("a/../b?c", "x", "1", "v&w")], ("video",)) as store:
        found = links_of(store, ["a/../b?c"], LinksConfig(pattern="https://clips.example/{video}/{item}"))
        assert found["a/../b?c"].url == "https://clips.example/v%26w/a%2F..%2Fb%3Fc"
        assert links_of(store, ["a/../b?c"], LinksConfig(pattern="https://clips.example/{speaker}")) == {}
        with pytest.raises(UsageError, match="no https address"):
            links_of(store, ["a/../b?c"], LinksConfig(pattern="http://clips.example/{item}"))
        with pytest.raises(UsageError, match=r"no attribute 'vidoe'[^$]*Did you mean 'video'"):
            links_of(store, ["a/../b?c"], LinksConfig(column="vidoe"))


def test_an_open_empathic_clip_plays_from_its_first_second_to_its_last():
    rows = [("dQw4w9WgXcQ:12.5-17.25", "x", "1", "dQw4w9WgXcQ"), ("other:1-2", "x", "1", "other")]
    with store_of(rows, ("video",)) as store:
        found = links_of(store, [row[0] for row in rows])
    assert {item: link.url for item, link in found.items()} == {
        "dQw4w9WgXcQ:12.5-17.25": "https://www.youtube.com/embed/dQw4w9WgXcQ?start=12&end=18"
    }
