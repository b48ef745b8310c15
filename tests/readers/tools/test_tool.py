"""By what tools' files are known: by most of their records, so that one odd record makes no file of a tool."""

import json

import pytest

from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read, reader_of
from oe_quality.readers.text.source import input_from_bytes

JUDGMENT = {"annotator": "ann", "label": "joy"}
RECORDS = {
    "Argilla": {"fields": {"text": "a"}, "responses": {"mood": [{"value": "joy", "user_id": "u"}]}, "suggestions": {}},
    "Label Studio": {"id": 1, "data": {"text": "a"}, "annotations": [{"id": 1, "completed_by": 1, "result": []}]},
    "Labelbox": {"data_row": {"id": "a"}, "projects": {"p": {"labels": []}}},
    "LightTag": {"example_id": "a", "classifications": [{"classname": "joy", "annotated_by": [{"annotator": "x"}]}]},
    "LeWiDi": {"annotations": "joy,sad", "annotators": "x,y"},
    "Prodigy": {"_input_hash": 1, "_task_hash": 2, "answer": "accept", "accept": ["joy"], "_annotator_id": "ann"},
    "Potato": {"instance_id": "a", "user_id": "ann", "labels": {"mood": {"joy": "true"}}},
    "SageMaker": {"datasetObjectId": "a", "annotations": [{"workerId": "w", "annotationData": {"content": "{}"}}]},
    "Scale": {"task_id": "a", "type": "categorization", "params": {}, "response": {}},
    "tagtog": {"annotatable": {}, "metas": {}, "entities": []},
    "doccano": {"id": 1, "text": "a", "label": ["joy"]},
    "old doccano": {"id": 1, "text": "a", "annotations": [{"label": 1, "user": 1}]},
    "Hugging Face": {"id": 1, "judged": [JUDGMENT, {**JUDGMENT, "annotator": "bob"}]},
    "lists": {"id": 1, "annotators": ["ann", "bob"], "labels": ["joy", "sad"]},
    "counter": {"uid": "a", "label_counter": {"e": 3, "n": 1}},
    "judges": {"trace_id": "a", "info": {"assessments": [{"assessment_name": "q", "value": 1}]}},
    "a judge table": {"span_id": "a", "annotation_name": "q", "annotator_kind": "LLM", "label": "joy"},
    "MSP": {"a.wav": {"w1": {"EmoClass_Major": "joy"}}},
    "CAS": {"%TYPES": {}, "%FEATURE_STRUCTURES": []},
    "Appen": {"_unit_id": 1, "_worker_id": 2, "mood": "joy"},
    "GoEmotions": {"id": "a", "rater_id": 1, "example_very_unclear": False},
}
PLAIN = [{"item": f"i{n}", "annotator": who, "label": "joy"} for n in range(6) for who in ("x", "y")]
TURN = "[6.29 - 8.23]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]"
LINES = {"IEMOCAP": TURN, "MSP": "WORKER0001; Angry; Sad; A:1; V:2; D:3\nMSP-1_0001.wav; A; A:1; V:2; D:3"}


def as_file(records, name="a.jsonl"):
    return input_from_bytes("\n".join(map(json.dumps, records)).encode(), name)


@pytest.mark.parametrize("odd", RECORDS.values(), ids=RECORDS)
@pytest.mark.parametrize("place", [0, 5])
def test_one_odd_record_makes_no_file_of_a_tool(odd, place):
    records = [*PLAIN[:place], odd, *PLAIN[place:]]
    assert reader_of(as_file(records)) is None
    export = read(as_file(records), ReadOptions())
    assert export.counts.accepted == len(PLAIN)
    assert export.counts.rejected == 1


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_records_of_a_tool_are_known_beside_an_odd_one(record):
    alone = reader_of(as_file([record]))
    assert alone is not None
    if "%TYPES" not in record:
        several = reader_of(as_file([record, record, PLAIN[0], record]))
        assert several is not None
        assert several.format == alone.format


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_some_odd_lines_make_no_file_of_a_corpus(lines):
    table = "\n".join(f"{row['item']},{row['annotator']},{row['label']}" for row in PLAIN)
    text = f"item,annotator,label\n{lines}\n{table}\n"
    assert reader_of(input_from_bytes(text.encode(), "a.csv")) is None


def test_what_nobody_has_answered_yet_is_of_its_tool_beside_one_answered():
    answered, unanswered = RECORDS["Label Studio"], {"id": 2, "data": {"text": "b"}}
    reader = reader_of(as_file([unanswered, unanswered, answered]))
    assert reader is not None
    assert "Label Studio" in reader.format
