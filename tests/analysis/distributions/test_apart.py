"""Groups of annotators apart."""

import json

import pytest

import oe_quality as oeq
from oe_quality.analysis.distributions.apart import _pair
from oe_quality.errors import UsageError


def test_sites_that_lean_otherwise_are_told_apart(sites):
    found = oeq.groups_apart(sites, "mood", "site", permutations=99)
    (pair,) = found.pairs
    assert (pair.first, pair.second) == ("n", "s")
    assert pair.p_value < 0.05
    assert pair.q_value == pair.p_value
    assert pair.jensen_shannon.value > 2 * pair.by_chance[0]
    assert pair.total_variation.interval.low > 0
    assert found.too_small == ("tiny (1)",)
    assert found.frame()["per_item"][0] == pair.per_item.value
    assert json.dumps(found.to_dict())


def test_sets_are_compared_by_the_labels_given(sites):
    (pair,) = oeq.groups_apart(sites, "tags", "site", permutations=49).pairs
    assert pair.p_value > 0.05


@pytest.mark.parametrize(
    ("question", "by", "said"), [("score", "site", "has numbers"), ("mood", "half", "no annotator has")]
)
def test_what_has_no_distribution_is_said(sites, question, by, said):
    with pytest.raises(UsageError, match=said):
        oeq.groups_apart(sites, question, by)


def test_one_group_is_not_enough():
    frame = {"item": ["a", "a"], "annotator": ["x", "y"], "label": ["p", "q"], "site": ["n", "s"]}
    with (
        oeq.from_frame(frame, annotator_attributes="site") as store,
        pytest.raises(UsageError, match="makes 0 groups of 5 annotators"),
    ):
        oeq.groups_apart(store, "label", "site")


def test_groups_without_a_common_item_have_four_reasons_and_no_number():
    found = _pair("n", "s", None, 12, 0.95)
    assert found.by_chance == (None,) * 4
    assert found.jensen_shannon.undefined == found.per_item.undefined == "no item was answered by both groups"
    assert (found.p_value, found.with_q(0.1).q_value) == (None, None)
