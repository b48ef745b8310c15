"""Tables of groups compared."""

from dataclasses import replace

from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made


def test_each_comparison_has_its_numbers_and_reason():
    it = Made(*PLAIN).compared()
    first = it.differences[0]
    none = replace(first, difference=Estimate(None, undefined="no common item"), p_value=None)
    rows = replace(it, differences=(first, none)).frame().to_dicts()
    assert (rows[0]["difference"], rows[0]["low"], rows[0]["high"]) == first.difference.bounded
    assert (rows[0]["n_group"], rows[0]["n_others"], rows[0]["q_value"], rows[0]["detectable"]) == (8, 20, 0.2, 0.1)
    assert (rows[1]["difference"], rows[1]["p_value"], rows[1]["undefined"]) == (None, None, "no common item")
    assert replace(it, differences=()).frame().columns == it.frame().columns


def test_cohesion_is_within_across_and_their_difference():
    it = Made(*PLAIN).compared()
    (row,) = it.cohesion_frame().to_dicts()
    found = it.cohesion[0].cohesion
    assert (row["within"], row["across"]) == (found.within.value, found.across.value)
    assert (row["difference"], row["low"], row["high"]) == found.difference.bounded
    assert (row["group"], row["n_group"], row["p_value"]) == ("German", 8, 0.2)
