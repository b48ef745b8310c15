"""The doors to distributions: shares, divided items, groups apart."""

import json
from dataclasses import replace

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.distributions import shares
from oe_quality.errors import UsageError
from oe_quality.kernel.distributions.ambiguity import unbiased_disagreement


def test_shares_by_whose_attribute_it_is(sites):
    whole = oeq.distributions(sites, "mood")
    assert sum(share.estimate.value for share in whole.shares) == pytest.approx(1)
    assert {s.group for s in oeq.distributions(sites, "mood", by="site").shares} == {"", "n", "s"}
    assert {s.group for s in oeq.distributions(sites, "mood", by="half").shares} == {"", "0", "1"}
    with pytest.raises(UsageError, match="site"):
        oeq.distributions(sites, "mood", by="sight")


def test_items_are_ranked_by_what_divides(sites):
    found = oeq.divided(sites, "mood")
    assert len(found.items) == 30
    assert [row.rank for row in found.items] == sorted(row.rank for row in found.items)
    panel = sites.panel("mood")
    counts = np.zeros((30, 3))
    np.add.at(counts, (panel.data.items(), panel.data.label), 1)
    own = dict(zip(panel.items.to_list(), unbiased_disagreement(counts), strict=True))
    assert all(row.disagreement == pytest.approx(own[row.item]) for row in found.items)
    assert all(row.rank_low <= row.rank <= row.rank_high for row in found.items)
    assert oeq.divided(sites, "mood").items == found.items
    assert oeq.divided(sites, "tags").frame().height == 30


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
    ("call", "said"),
    [
        (lambda s: oeq.divided(s, "score"), "has numbers"),
        (lambda s: oeq.groups_apart(s, "score", "site"), "has numbers"),
        (lambda s: oeq.groups_apart(s, "mood", "half"), "no annotator has"),
        (lambda s: oeq.divided(s, "mod"), "mood"),
    ],
)
def test_what_has_no_distribution_is_said(sites, call, said):
    with pytest.raises(UsageError, match=said):
        call(sites)


def test_one_group_is_not_enough():
    frame = {"item": ["a", "a"], "annotator": ["x", "y"], "label": ["p", "q"], "site": ["n", "s"]}
    with (
        oeq.from_frame(frame, annotator_attributes="site") as store,
        pytest.raises(UsageError, match="makes 0 groups of 5 annotators"),
    ):
        oeq.groups_apart(store, "label", "site")


def test_every_label_given_stands_in_its_category():
    words = ["joy/glad", "joy/merry", "sad/low", "joy/glad", "fear", "joy/glad"]
    answers = {"item": [*"aabbcc"], "annotator": [*"xyxyxy"], "label": words}
    with oeq.from_frame(answers, scales="label=nominal") as store:
        flat = oeq.distributions(store, "label").tree_frame()
    assert flat["word"].to_list() == [""] * 4
    assert flat.row(0) == ("joy/glad", "", 3, 0.5, 1.0)
    with oeq.from_frame({**answers, "label": [[w] for w in words]}, scales="label=multilabel") as store:
        panel = store.panel("label")
    parted = replace(panel, question=replace(panel.question, hierarchical=True))
    rows = [(row.category, row.word, row.n_given) for row in shares.distributions(parted).given]
    assert rows == [("joy", "glad", 3), ("joy", "merry", 1), ("fear", "", 1), ("sad", "low", 1)]
