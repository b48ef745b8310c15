"""Agreement held equal over groups of items and of annotators."""

import json

import numpy as np
import pytest
from scipy import stats

import oe_quality as oeq
from oe_quality.errors import UsageError
from tests.analysis.contrast.conftest import rows


def test_groups_say_what_slices_say(store):
    """The same coefficient per group as `by`; halves of items share all annotators."""
    found = oeq.equal_agreement(store, "easy", "half", smallest=10)
    slices = {
        row.name: row.measured.estimate
        for row in oeq.agreement(store, "easy", by="half", smallest=10)["easy"].slices.rows
    }
    assert {side.name: side.estimate for side in found.groups} == slices
    assert (found.unit, found.too_small) == ("item", ())
    assert found.test.p_value == pytest.approx(found.pairs[0].p_value, rel=1e-9)
    assert (found.apart, found.fit) == (None, None)


def test_annotators_of_one_kind_agree_alike_and_of_two_do_not():
    """Twelve people of whom half guess half of the time."""
    made = rows(seed=6, items=90)
    rng = np.random.default_rng(0)
    made["hard"] = [
        "abc"[rng.integers(3)] if site == "s" and rng.random() < 0.7 else label
        for label, site in zip(made["easy"], made["site"], strict=True)
    ]
    with oeq.from_frame(
        made, item="item", annotator="who", label=["easy", "hard"], annotator_attributes="site"
    ) as store:
        alike = oeq.equal_agreement(store, "easy", "site", smallest=10)
        apart = oeq.equal_agreement(store, "hard", "site", smallest=10)
    assert alike.test.p_value > 0.05
    assert apart.test.p_value < 0.01
    assert apart.unit == "annotator"
    assert apart.pairs[0].q_value == apart.pairs[0].p_value


@pytest.fixture(scope="module")
def apart():
    """Three sites, each with two people of its own and 40 items of its own, two labels."""
    rng = np.random.default_rng(12)
    made = {"item": [], "annotator": [], "label": [], "site": []}
    for site, noise in (("n", 0.1), ("s", 0.15), ("w", 0.45)):
        for i in range(40):
            for a in range(2):
                made["item"].append(f"{site}{i}")
                made["annotator"].append(f"{site}{a}")
                made["label"].append("pq"[int(i % 2 if rng.random() > noise else rng.integers(2))])
                made["site"].append(site)
    with oeq.from_frame(made, item_attributes="site") as store:
        yield made, oeq.equal_agreement(store, "label", "site", coefficient="fleiss")


def test_groups_that_share_nothing_have_the_textbooks_test(apart):
    """Variances are those of the jackknife over items, here by leaving them out one by one."""
    made, found = apart
    label = np.array([["pq".index(k) for k in made["label"]]]).reshape(3, 40, 2)

    def pi(pairs):
        share = pairs.mean()
        return 1 - (pairs[:, 0] != pairs[:, 1]).mean() / (2 * share * (1 - share))

    values = np.array([pi(pairs) for pairs in label])
    left = [np.array([pi(np.delete(pairs, i, axis=0)) for i in range(40)]) for pairs in label]
    variance = np.array([39 / 40 * ((one - one.mean()) ** 2).sum() for one in left])
    mean = (values / variance).sum() / (1 / variance).sum()
    squared = ((values - mean) ** 2 / variance).sum()
    assert found.apart.statistic == pytest.approx(squared)
    assert found.apart.p_value == pytest.approx(stats.chi2.sf(squared, 2))


def test_two_labels_and_two_annotators_have_the_fit_of_one_kappa(apart):
    made, found = apart
    both = np.array(made["label"]).reshape(3, 40, 2) == "p"
    counts = np.array([[(pairs.sum(axis=1) == k).sum() for k in (2, 1, 0)] for pairs in both])
    n, share = 40, (2 * counts[:, 0] + counts[:, 1]) / 80
    room = share * (1 - share)
    common = (room * (1 - counts[:, 1] / (2 * n * room))).sum() / room.sum()
    expected = n * np.stack([share**2 + room * common, 2 * room * (1 - common), (1 - share) ** 2 + room * common], 1)
    assert found.fit.statistic == pytest.approx(((counts - expected) ** 2 / expected).sum())
    assert found.fit.degrees == (2,)


def test_pairs_are_held_to_their_number(apart):
    _, found = apart
    assert [(p.first, p.second) for p in found.pairs] == [("n", "s"), ("n", "w"), ("s", "w")]
    assert all(p.q_value >= p.p_value for p in found.pairs)
    assert found.pair_frame()["difference"].to_list() == pytest.approx([p.difference.value for p in found.pairs])


def test_small_groups_are_named_and_one_is_not_enough(store):
    with pytest.raises(UsageError, match="makes 0 groups"):
        oeq.equal_agreement(store, "easy", "half", smallest=200)
    with pytest.raises(UsageError, match="nothing to slice by"):
        oeq.equal_agreement(store, "easy", "hlaf")


def test_a_group_without_variation_leaves_the_test_out(store):
    made = rows()
    made["easy"] = ["a" if half else label for label, half in zip(made["easy"], made["half"], strict=True)]
    with oeq.from_frame(made, item="item", annotator="who", label="easy", item_attributes="half") as flat:
        found = oeq.equal_agreement(flat, "easy", "half", smallest=10)
    assert found.test.p_value is None
    assert found.test.note.startswith("1: all 150 answers")
    assert found.pairs[0].difference.undefined.startswith("1: all 150 answers")
    assert json.dumps(found.to_dict())


def test_kappas_of_separate_studies_are_those_of_kaphom():
    """Three studies of two people each; kaphom 0.3 (R): both yes, one yes, both no."""
    cells = [(11, 6, 22), (26, 5, 10), (22, 14, 39)]
    rows = [
        (f"s{g}i{k}-{j}", f"{who}{g}", label, f"s{g}")
        for g, counts in enumerate(cells)
        for k, (pair, count) in enumerate(zip(("yy", "yn", "nn"), counts, strict=True))
        for j in range(count)
        for who, label in zip("ab", pair, strict=True)
    ]
    answers = dict(zip(("item", "annotator", "label", "study"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(answers, item_attributes="study") as store:
        found = oeq.equal_agreement(store, "label", "study", coefficient="fleiss")
    values = {side.name: side.estimate.value for side in found.groups}
    assert values == pytest.approx({"s0": 0.665714285714, "s1": 0.712280701754, "s2": 0.606446776612}, abs=1e-11)
    assert found.apart.p_value == pytest.approx(0.779363717581, abs=0.02)  # whose variances are of large samples
