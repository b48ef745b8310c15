import json


def test_langsmith_feedback(tool):
    rows = [
        {"run_id": "r1", "key": "mood", "score": 1, "value": None, "feedback_source": {"type": "app", "user_id": "u1"}},
        {"run_id": "r1", "key": "mood", "score": 0, "value": None, "feedback_source": {"type": "model"}},
        {"run_id": "r1", "key": "tone", "value": "warm", "score": None, "feedback_source": {"type": "api"}},
    ]
    found = tool(rows)
    assert found.answers() == {
        ("r1", "u1", "mood"): "1",
        ("r1", "model", "mood"): "0",
        ("r1", "api", "tone"): "warm",
    }
    assert list(found.answers("source").values()) == ["human", "model", "human"]


def test_phoenix_annotations(tool):
    header = "span_id,annotation_name,annotator_kind,label,score,user_id,created_at\n"
    found = tool(
        header + "s1,mood,HUMAN,joy,1.0,u1,2025-03-01\ns1,mood,LLM,fear,0.0,,2025-03-01\ns1,mood,CODE,,0.5,,\n"
    )
    assert found.answers() == {
        ("s1", "u1", "mood"): "joy",
        ("s1", "llm", "mood"): "fear",
        ("s1", "code", "mood"): "0.5",
    }
    assert list(found.answers("source").values()) == ["human", "model", "model"]


def test_mlflow_assessments_within_traces(tool):
    def assessment(kind, who, value, **more):
        source = {"source_type": kind, "source_id": who}
        return {"assessment_name": "mood", "source": source, "feedback": {"value": value}} | more

    inner = [
        assessment("HUMAN", "ana", True),
        assessment("LLM_JUDGE", "gpt-x", False),
        assessment("HUMAN", "ben", False, valid=False),
        {"assessment_name": "mood", "source": {"source_type": "HUMAN", "source_id": "c"}, "expectation": {"value": 1}},
    ]
    for trace in (
        {"info": {"trace_id": "t1", "assessments": inner}, "data": {}},
        {"trace_id": "t1", "assessments": inner},
    ):
        found = tool([trace, trace])
        assert found.answers() == {("t1", "ana", "mood"): "true", ("t1", "gpt-x", "mood"): "false"}
    table = "trace_id,assessments\nt1,{}\n".format('"' + json.dumps(inner).replace('"', '""') + '"')
    assert len(tool(table).answers()) == 2


def test_a_kind_of_judge_that_is_not_known_costs_its_row(tool):
    found = tool("span_id,name,annotator_kind,label\ns1,mood,HUMAN,joy\ns2,mood,ALIEN,joy\n")
    assert (len(found.answers()), found.rejects()[0][0]) == (1, 3)
