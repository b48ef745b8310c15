import json

from oe_quality.readers.text.source import input_from_bytes
from oe_quality.readers.tools import lewidi


def test_answers_joined_by_commas(tool):
    found = tool(
        {
            "1": {"text": "a", "annotations": "0,1", "annotators": "Ann1,Ann2"},
            "2": {"text": "b", "annotations": "1", "annotators": "Ann1"},
        }
    )
    assert found.answers() == {("1", "Ann1", "label"): "0", ("1", "Ann2", "label"): "1", ("2", "Ann1", "label"): "1"}


def test_answers_keyed_by_annotator(tool):
    found = tool({"7": {"annotations": {"Ann1": "-5", "Ann2": "3"}, "soft_label": {"0": 1.0}}})
    assert found.answers() == {("7", "Ann1", "label"): "-5", ("7", "Ann2", "label"): "3"}


def test_lists_of_other_lengths_cost_their_item(tool):
    found = tool({"1": {"annotations": "0,1,1", "annotators": "A,B"}, "2": {"annotations": "1,0", "annotators": "A,B"}})
    assert {item for item, _, _ in found.answers()} == {"2"}
    assert "3 answers stand beside 2 annotators" in found.rejects()[0][1]


def test_one_record_of_this_form_among_others_makes_no_such_file():
    told = [{"id": i, "annotations": [{"annotator": who, "label": "x"} for who in "ab"]} for i in range(4)]
    told[2]["annotations"] = {"a": 1}
    assert not lewidi.sniff(input_from_bytes(json.dumps(told).encode(), "objects.json"))


def test_annotations_of_images_are_no_answers_by_annotators():
    coco = {"images": {"id": 1}, "annotations": {"id": 1, "image_id": 1, "bbox": [0, 0, 1, 1]}}
    assert not lewidi.sniff(input_from_bytes(json.dumps(coco).encode(), "boxes.json"))
