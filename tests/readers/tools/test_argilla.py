import pytest

from oe_quality.errors import InputError
from oe_quality.scales import Scale

FLAT = {
    "id": "c1",
    "text": "hello",
    "mood.responses": ["joy", "calm", "fear"],
    "mood.responses.users": ["u1", "u2", "u3"],
    "mood.responses.status": ["submitted", "discarded", "draft"],
    "cues.responses": [["loud", "fast"]],
    "cues.responses.users": ["u1"],
    "cues.responses.status": ["submitted"],
    "mood.suggestion": "joy",
    "mood.suggestion.score": 0.8,
    "mood.suggestion.agent": "m1",
}
NESTED = {
    "id": "c1",
    "fields": {"text": "hello"},
    "suggestions": {"mood": {"value": "joy", "score": 0.8, "agent": "m1"}},
    "responses": {"mood": [{"value": "joy", "user_id": "u1"}, {"value": "calm", "user_id": "u2"}]},
}


def test_flat_records_have_status_and_suggestions_are_models(tool):
    found = tool([FLAT])
    assert found.answers() == {
        ("c1", "u1", "mood"): "joy",
        ("c1", "u2", "mood"): "calm",
        ("c1", "u3", "mood"): "fear",
        ("c1", "u1", "cues"): '["loud", "fast"]',
        ("c1", "m1", "mood"): "joy",
    }
    assert list(found.answers("status").values())[:3] == ["submitted", "discarded", "draft"]
    assert list(found.answers("source").values()) == ["human"] * 4 + ["model"]


def test_whole_numbers_are_ratings(tool):
    record = {
        "id": "c",
        "q.responses": [2, 4],
        "q.responses.users": ["u", "v"],
        "q.responses.status": ["submitted"] * 2,
    }
    (question,) = tool([record]).mapping.questions
    assert (question.scale, question.labels) == (Scale.ORDINAL, ("1", "2", "3", "4"))
    assert not tool([FLAT]).mapping.questions


def test_nested_records_have_no_status_and_that_is_said(tool):
    found = tool([NESTED])
    assert found.answers() == {("c1", "u1", "mood"): "joy", ("c1", "u2", "mood"): "calm", ("c1", "m1", "mood"): "joy"}
    assert "2 responses without status" in found.mapping.remarks[0]
    assert "flatten=True" in found.mapping.remarks[0]


@pytest.mark.parametrize(
    "record",
    [
        {
            "external_id": "c1",
            "fields": {"text": "x"},
            "responses": [{"values": {"mood": {"value": "joy"}}, "user_id": "u1", "status": "submitted"}],
            "suggestions": [{"question_name": "mood", "value": "calm", "agent": "m1"}],
        },
        {
            "id": "c1",
            "text": "x",
            "mood": [{"value": "joy", "user_id": "u1", "status": "submitted"}],
            "mood-suggestion": "calm",
            "mood-suggestion-metadata": {"agent": "m1"},
        },
    ],
    ids=["records", "columns"],
)
def test_version_1_feedback(tool, record):
    found = tool([record])
    assert found.answers() == {("c1", "u1", "mood"): "joy", ("c1", "m1", "mood"): "calm"}
    assert list(found.answers("source").values()) == ["human", "model"]


def test_version_1_text_classification(tool):
    record = {
        "id": "c1",
        "inputs": {"text": "x"},
        "annotation": "joy",
        "annotation_agent": "ana",
        "status": "Validated",
    }
    record["prediction"] = [{"label": "a", "score": 0.2}, {"label": "b", "score": 0.8}]
    open_ = {**record, "id": "c2", "annotation": None, "status": "Default", "prediction": None}
    found = tool([record, open_])
    assert found.answers()["c1", "ana", "label"] == "joy"
    assert found.answers()["c1", "predictions", "label"] == "b"
    assert found.answers("status")["c2", "ana", "label"] == "pending"


def test_lists_that_do_not_fit_cost_their_record(tool):
    found = tool([{**FLAT, "mood.responses": ["joy"]}, {**FLAT, "id": "c2"}])
    assert {item for item, _, _ in found.answers()} == {"c2"}
    assert "different lengths" in found.rejects()[0][1]


def test_rankings_and_spans_are_refused(tool):
    for value, words in (([{"value": "a", "rank": 1}], "rankings"), ([{"label": "x", "start": 0, "end": 1}], "spans")):
        record = {"id": "c", "q.responses": [value], "q.responses.users": ["u"], "q.responses.status": ["submitted"]}
        with pytest.raises(InputError, match=words):
            tool([record])


def test_responses_that_datasets_turned_into_lists_beside_each_other(tool):
    given = {"user_id": ["u1", "u2"], "value": ["pos", "neg"], "status": ["submitted", "discarded"]}
    found = tool([{"text": "t", "mood": given, "external_id": "e1"}])
    assert found.answers() == {("e1", "u1", "mood"): "pos", ("e1", "u2", "mood"): "neg"}
    assert found.answers("status")["e1", "u2", "mood"] == "discarded"


def test_the_table_that_rubrix_makes_is_read_as_its_records(tool):
    header = ",text,prediction,prediction_agent,annotation,annotation_agent,multi_label,id,status\n"
    rows = (
        "0,ok,\"[('POS', 0.9), ('NEG', 0.1)]\",net,POS,ana,False,a1,Validated\n"
        "1,no,,,\"['NEG', 'SAD']\",ben,True,a2,Validated\n2,eh,,,POS,ben,False,a3,Discarded\n3,x,,,,,False,a4,Default\n"
    )
    found = tool(header + rows)
    assert found.tool.format == "Argilla records"
    told = list(zip(found.column("item"), found.column("annotator"), found.column("answer"), strict=True))
    assert told[:3] == [("a1", "ana", "POS"), ("a1", "net", "POS"), ("a2", "ben", '["NEG", "SAD"]')]
    assert found.column("status")[-2:] == ["discarded", "pending"]


def test_a_prediction_of_that_table_is_read_whatever_its_label_holds_and_one_that_is_none_costs_no_answer(tool):
    header = "text,prediction,prediction_agent,annotation,annotation_agent,id,status\n"
    rows = (
        'ok,"[(""it\'s fine"", 0.9), (\'no\', 0.1)]",net,yes,ana,a1,Validated\n'
        'no,"[(\'cut, 0.9",net,no,ben,a2,Validated\neh,nan,net,no,ben,a3,Validated\n'
    )
    found = tool(header + rows)
    assert found.answers() == {
        ("a1", "ana", "label"): "yes",
        ("a1", "net", "label"): "it's fine",
        ("a2", "ben", "label"): "no",
        ("a3", "ben", "label"): "no",
    }
    assert found.mapping.remarks == ("1 prediction that cannot be read passed over.",)
