import json

import pytest

from oe_quality.errors import InputError


def response(content, who="w1", **more):
    return {"answerContent": content, "workerId": who, "submissionTime": "2025-03-01T10:00:40Z"} | more


def test_the_folder_is_the_item(tool):
    contents = (
        {"mood": {"label": "joy"}},
        {"mood": {"joy": True, "fear": False}},
        {"mood": {"labels": ["joy", "fear"]}},
    )
    answers = [response(content, f"w{n}") for n, content in enumerate(contents)]
    found = tool({"answers": answers}, "worker-response/iteration-1/7/2025-03-01.json")
    assert list(found.answers().values()) == ["joy", '["joy"]', '["joy", "fear"]']
    assert {item for item, _, _ in found.answers()} == {"7"}


def test_loops_and_consolidation_requests(tool):
    loop = {"humanLoopName": "loop-1", "humanAnswers": [response({"mood": "joy"}, timeSpentInSeconds=4.5)]}
    found = tool(loop)
    assert found.answers() == {("loop-1", "w1", "mood"): "joy"}
    assert found.answers("duration") == {("loop-1", "w1", "mood"): "4.5"}
    content = json.dumps({"mood": {"label": "joy"}})
    request = [{"datasetObjectId": "3", "annotations": [{"workerId": "w1", "annotationData": {"content": content}}]}]
    assert tool(request).answers() == {("3", "w1", "mood"): "joy"}


def test_manifests_and_boxes_are_no_answers(tool):
    about = {"class-name": "joy", "human-annotated": "yes"}
    manifest = [{"source-ref": "s3://b/1.wav", "mood": 0, "mood-metadata": about}]
    with pytest.raises(InputError, match="names no worker"):
        tool(manifest)
    boxes = response({"box": {"boundingBoxes": [{"left": 1}]}}, "w2")
    found = tool({"answers": [response({"mood": "joy"}), boxes]})
    assert (len(found.answers()), len(found.rejects())) == (1, 1)
    with pytest.raises(InputError, match="boxes or spans"):
        tool({"answers": [boxes]})


def test_that_a_folder_names_the_item_is_said(tool):
    found = tool({"answers": [response({"mood": "joy"})]}, "worker-response/7/2025-03-01.json")
    assert found.mapping.remarks == ("The file names no item: its folder does, or its own name ('7').",)
    assert tool({"humanLoopName": "l", "humanAnswers": [response({"mood": "joy"})]}).mapping.remarks == ()


def test_no_label_of_several_is_an_empty_set(tool):
    given = [response({"mood": {"labels": labels}}, who) for who, labels in (("w1", ["joy", "fear"]), ("w2", []))]
    found = tool({"answers": given}, "worker-response/iteration-1/7/x.json")
    assert not found.rejects()
    assert list(found.answers().values()) == ['["joy", "fear"]', "[]"]
