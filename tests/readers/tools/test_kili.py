import pytest

from oe_quality.errors import InputError

JOY = {"MOOD": {"categories": [{"name": "JOY", "confidence": 100}]}}
BOX = {"BOX": {"annotations": [{"mid": "1", "type": "rectangle", "categories": [{"name": "A"}]}]}}


def label(who, said, kind="DEFAULT", **more):
    author = {"email": who, "id": "u1", "name": "A B"}
    return {"author": author, "jsonResponse": said, "createdAt": "2023-07-03T12:18:08.825Z", "labelType": kind, **more}


def asset(name, *labels):
    return {"id": f"ck-{name}", "externalId": name, "labels": list(labels)}


def test_every_label_of_an_asset_is_an_answer_per_job(tool):
    several = {"MOOD": {"categories": [{"name": "SAD"}, {"name": "FEAR"}]}, "WHY": {"text": "it is slow"}}
    found = tool([asset("c1", label("ana", JOY), label("ben", several)), asset("c2")])
    assert found.tool.format == "Kili"
    assert found.answers() == {
        ("c1", "ana", "MOOD"): '["JOY"]',
        ("c1", "ben", "MOOD"): '["SAD", "FEAR"]',
        ("c1", "ben", "WHY"): "it is slow",
    }


def test_jobs_below_a_category_predictions_and_drafts(tool):
    nested = {"MOOD": {"categories": [{"name": "JOY", "children": {"KIND": {"categories": [{"name": "CALM"}]}}}]}}
    rows = [label("ana", nested), label("ana", JOY, "AUTOSAVE"), label("x", JOY, "PREDICTION", modelName="net")]
    found = tool([asset("c1", *rows)])
    assert found.column("question") == ["MOOD", "KIND", "MOOD", "MOOD"]
    assert found.column("source") == ["human"] * 3 + ["model"]
    assert found.column("status") == ["submitted", "submitted", "draft", "submitted"]
    assert found.column("annotator")[-1] == "net"


def test_the_latest_label_alone_is_told_and_nobody_costs_its_row_only(tool):
    found = tool([{"externalId": "c1", "latestLabel": label("ana", JOY)}, asset("c2", {"jsonResponse": JOY})])
    assert found.answers() == {("c1", "ana", "MOOD"): "JOY"}
    assert "latest label only" in found.mapping.remarks[0]
    assert found.rejects() == [(2, "it does not say who labelled")]


def test_boxes_and_frames_are_refused_and_told_beside_answers(tool):
    with pytest.raises(InputError, match="boxes, entities or frames"):
        tool([asset("c1", label("ana", BOX)), asset("c2", label("ana", {"0": JOY, "1": JOY}))])
    assert "1 mark within" in tool([asset("c1", label("ana", BOX | JOY))]).mapping.remarks[0]


def test_jobs_of_another_kind_are_told_and_jobs_without_an_answer_are_not(tool):
    found = tool([asset("c1", label("ana", JOY | {"PAIR": {"chosen": "a"}, "WHY": {}}))])
    assert found.answers() == {("c1", "ana", "MOOD"): "JOY"}
    assert [remark for remark in found.mapping.remarks if "passed over" in remark] == [
        "1 answer of a kind that is neither a choice nor a text passed over."
    ]
