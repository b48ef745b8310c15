"""The tables of divided items and of groups apart."""

import oe_quality as oeq


def test_tables(sites):
    items = oeq.divided(sites, "mood")
    assert items.frame().columns[:3] == ["item", "n_answers", "disagreement"]
    assert items.to_dict()["schema"] == "oeq.ambiguity/1"
    pairs = oeq.groups_apart(sites, "mood", "site", permutations=9)
    assert {"jensen_shannon", "hellinger_low", "per_item_by_chance", "q_value"} <= set(pairs.frame().columns)
    assert pairs.pairs[0].with_q(0.5).q_value == 0.5
