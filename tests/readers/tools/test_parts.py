"""Marks on parts of items are refused by name."""

import json

import pytest

from oe_quality.errors import InputError

COCO = {"images": [{"id": 1}], "annotations": [{"id": 1, "image_id": 1}], "categories": [{"id": 2, "name": "cat"}]}
VIA = {"_via_settings": {"ui": {}}, "_via_img_metadata": {"x": {"filename": "x.jpg", "regions": []}}}
SPANS = [{"id": 1, "text": "a b", "entities": [{"id": 1, "label": "X", "start_offset": 0, "end_offset": 1}]}]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (json.dumps(COCO), "COCO"),
        (json.dumps(VIA), "VIA project"),
        (json.dumps({"shapes": [], "imagePath": "x.jpg"}), "LabelMe"),
        (json.dumps(SPANS), "spans"),
        ('filename,region_shape_attributes,region_attributes\nx.jpg,"{}","{}"\n', "VIA export"),
        ("T1\tPER 0 4\tJohn\nR1\tknows Arg1:T1 Arg2:T2\n", "brat"),
        ('<?xml version="1.0"?>\n<ANNOTATION_DOCUMENT AUTHOR="">\n', "ELAN"),
        ('<?xml version="1.0"?>\n<annotations><version>1.1</version>\n', "CVAT"),
        ('<?xml version="1.0"?>\n<TEI/>\n', "XML"),
        ('File type = "ooTextFile"\nObject class = "TextGrid"\n', "Praat"),
        ("SPEAKER f 1 0.00 1.50 <NA> <NA> spk1 <NA> <NA>\n", "RTTM"),
        ("0.000\t1.500\tspeech\n1.500\t3.000\tmusic\n", "Audacity"),
        ("John\tB-PER\nlives\tO\n\nHe\tO\n", "CoNLL"),
    ],
)
def test_a_file_of_marks_is_refused_by_name(tool, content, named):
    with pytest.raises(InputError, match=named) as refused:
        tool(content)
    assert "give each span as an item" in refused.value.remedy


@pytest.mark.parametrize(
    "content",
    [
        "T1\tA1\tjoy\nT2\tA1\tfear\n",
        "c1\tana\tO\nc1\tben\tO\n",
        '[{"id": 1, "entities": [], "label": "x"}]',
        json.dumps([*SPANS, {"id": 2, "rater": "ana", "label": "x"}, {"id": 3, "rater": "ana", "label": "x"}]),
        json.dumps([{**SPANS[0], "rater": "ana", "label": "x"}]),
    ],
)
def test_answers_that_only_look_alike_are_left_to_others(tool, content):
    with pytest.raises(StopIteration):
        tool(content)
