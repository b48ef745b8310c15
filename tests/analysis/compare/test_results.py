"""Tables of what changed."""

from dataclasses import replace

from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made


def test_every_measure_stands_with_its_difference():
    it = Made(*PLAIN).comparison()
    rows = {row["measure"]: row for row in it.frame().to_dicts()}
    assert (rows["items"]["before"], rows["items"]["after"], rows["items"]["difference"]) == (40, 60, 20)
    change = it.agreement[0]
    alpha = rows["emotion: alpha"]
    assert (alpha["before"], alpha["after"]) == (change.before.value, change.after.value)
    assert (alpha["difference"], alpha["low"], alpha["high"]) == change.difference.bounded
    share = rows["share of common items with another label"]
    assert (share["before"], share["low"]) == (None, it.flip_share.interval.low)
    bare = replace(it, flip_share=Estimate(None, undefined="no common item"))
    row = bare.frame().row(-2, named=True)
    assert (row["difference"], row["low"], row["undefined"]) == (None, None, "no common item")


def test_another_algorithm_is_another_method():
    it = Made(*PLAIN).comparison()
    assert it.method_changed
    same = replace(it, after=replace(it.after, method=it.before.method))
    assert not same.method_changed
    assert it.to_dict()["method_changed"] is True
    assert it.flip_frame()["why"].unique().to_list() == ["its answers changed"]
