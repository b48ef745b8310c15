"""Tables of shares, pairs and places."""

from dataclasses import replace

from oe_quality.analysis.distributions.results import GivenLabel, LabelTree
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made


def test_a_share_has_its_counts_and_bounds_or_a_reason():
    it = Made(*PLAIN).distributions()
    first = it.shares[0]
    none = replace(first, estimate=Estimate(None, undefined="nobody"))
    rows = replace(it, shares=(first, none)).frame().to_dicts()
    assert (rows[0]["value"], rows[0]["low"], rows[0]["high"]) == first.estimate.bounded
    assert (rows[0]["n_chosen"], rows[0]["n_responses"], rows[0]["undefined"]) == (30, 40, None)
    assert (rows[1]["value"], rows[1]["low"], rows[1]["undefined"]) == (None, None, "nobody")


def test_labels_stand_by_category_and_the_tree_is_the_same():
    it = replace(Made(*PLAIN).distributions(), given=(GivenLabel("calm", "serene", 7, 0.7, 1.0),))
    assert it.tree_frame().rows() == [("calm", "serene", 7, 0.7, 1.0)]
    assert LabelTree(it).frame().equals(it.tree_frame())
    assert LabelTree(it).to_dict() == it.to_dict()
    assert replace(it, given=()).tree_frame().columns == it.tree_frame().columns


def test_pairs_and_places_keep_their_numbers():
    made = Made(*PLAIN)
    pair, row = made.distributions().together[0], made.distributions().together_frame().row(0, named=True)
    assert (row["first"], row["n_together"], row["lift"]) == (pair.first, 9, 2.0)
    plane = made.emotion_map()
    bare, placed = plane.frame().head(2).to_dicts()
    assert (bare["ellipse_vv"], bare["ellipse_va"], bare["ellipse_aa"]) == (None, None, None)
    assert (placed["ellipse_vv"], placed["ellipse_va"], placed["ellipse_aa"]) == (0.3, 0.1, 0.4)
    assert placed["valence_low"] == plane.places[1].valence.interval.low
