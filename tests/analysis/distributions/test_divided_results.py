"""The table of divided items."""

import oe_quality as oeq


def test_tables(sites):
    items = oeq.divided(sites, "mood")
    assert items.frame().columns[:3] == ["item", "n_answers", "disagreement"]
    assert items.to_dict()["schema"] == "oeq.ambiguity/1"
