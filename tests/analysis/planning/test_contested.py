"""What an expert is asked: the most doubtful first, with votes, and with links where the items have addresses."""

import oe_quality as oeq
from oe_quality.analysis.planning.contested import contested
from oe_quality.config import LinksConfig


def study(**more):
    """Eight items of four people, who are split on the last three."""
    rows = [(f"i{i}", f"p{a}", "ab"[a % 2 if i > 4 else i % 2], f"https://clips.example/{i}")
            for i in range(8) for a in range(4)]  # fmt: skip
    columns = dict(zip(("item", "annotator", "label", "where"), map(list, zip(*rows, strict=True)), strict=True))
    return oeq.from_frame(columns, label="label", **more)


def test_items_on_which_people_are_split_come_first_with_links_where_there_are_any():
    with study(item_attributes="where") as store:
        found = contested(store, "label")
        assert set(found.table["item"][:3]) == {"i5", "i6", "i7"}
        assert "link" not in found.frame().columns
        linked = found.with_links(store, LinksConfig()).frame()
    assert linked["link"].to_list() == [f"https://clips.example/{item[1:]}" for item in linked["item"]]


def test_without_addresses_there_is_no_column_of_links():
    with study() as store:
        found = contested(store, "label")
        assert found.with_links(store, LinksConfig()) is found
