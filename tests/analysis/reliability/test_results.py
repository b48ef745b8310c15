"""Tables of repeats, groups and differences."""

from oe_quality.analysis.reliability.results import (
    CrossedRow,
    CrossedStudy,
    LimitsRow,
    LimitsStudy,
    RetestRow,
    RetestStudy,
)
from oe_quality.results import Estimate, Interval

SAME, NONE = Estimate(0.8, Interval(0.6, 0.9), 12, 3, 24), Estimate(None, undefined="all answers are equal")


def test_each_estimate_has_its_bounds_and_the_first_reason_is_told():
    row = RetestRow("mood", "all", 12, SAME, NONE, "Cohen's kappa", Estimate(None, undefined="later"), 2.5)
    (cells,) = RetestStudy((row,)).frame().to_dicts()
    assert (cells["same"], cells["same_low"], cells["same_high"]) == (0.8, 0.6, 0.9)
    assert (cells["alpha"], cells["undefined"], cells["lag_days"]) == (None, "all answers are equal", 2.5)
    assert (cells["n_items"], cells["n_annotators"], cells["n_responses"]) == (12, 3, 24)
    assert RetestStudy((row,)).to_dict()["schema"] == "oeq.retest/1"


def test_pairs_of_groups_and_of_people_have_every_number():
    (crossed,) = CrossedStudy("site", (CrossedRow("mood", "n", "s", SAME, SAME, SAME, NONE),)).frame().to_dicts()
    assert (crossed["xrr_high"], crossed["second_alpha"], crossed["undefined"]) == (0.9, None, "all answers are equal")
    (limits,) = LimitsStudy((LimitsRow("level", "A", "B", SAME, SAME, SAME, SAME),)).frame().to_dicts()
    assert (limits["lower"], limits["ccc_low"], limits["undefined"]) == (0.8, 0.6, None)
