"""The table of groups apart."""

import oe_quality as oeq


def test_tables(sites):
    pairs = oeq.groups_apart(sites, "mood", "site", permutations=9)
    assert {"jensen_shannon", "hellinger_low", "per_item_by_chance", "q_value"} <= set(pairs.frame().columns)
    assert pairs.pairs[0].with_q(0.5).q_value == 0.5
