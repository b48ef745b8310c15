"""The forms of the findings: frames and JSON."""

import oe_quality as oeq


def test_a_difference_as_a_frame_and_as_json(store):
    found = oeq.agreement_difference(store, "easy", "hard")
    assert found.frame()["what"].to_list() == ["first", "second", "difference"]
    assert found.frame()["p_value"].to_list() == [None, None, found.p_value]
    body = found.to_dict()
    assert (body["schema"], body["first"]["name"]) == ("oeq.agreement-difference/1", "easy")


def test_groups_as_a_frame_and_as_json(store):
    found = oeq.equal_agreement(store, "easy", "half", smallest=10)
    assert found.frame()["name"].to_list() == [side.name for side in found.groups]
    assert found.to_dict()["test"]["distribution"] == "F"
