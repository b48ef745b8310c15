import pytest

from oe_quality.errors import InputError
from oe_quality.scales import Scale


def state(labels, changes=(), who="ana"):
    """A person's state: item -> list of (schema, name, value)."""
    return {
        "user_id": who,
        "instance_id_to_label_to_value": {
            item: [[{"schema": schema, "name": name}, value] for schema, name, value in pairs]
            for item, pairs in labels.items()
        },
        "instance_id_to_behavioral_data": {
            item: {"total_time_ms": 12500, "annotation_changes": list(changes)} for item in labels
        },
        "phase_to_page_to_label_to_value": {"prestudy": {"page": [[{"schema": "gender", "name": "x"}, "true"]]}},
    }


PAIRS = [("mood", "joy", "true"), ("cues", "pitch", "pitch"), ("cues", "pace", "true"), ("arousal", "arousal", "7")]


def test_a_state_holds_names_numbers_and_texts(tool):
    change = {"timestamp": 1741000010.5, "schema_name": "mood", "label_name": "joy", "action": "select"}
    found = tool(state({"c1": [*PAIRS, ("note", "text_box", "true")], "c2": [("note", "text_box", "hm")]}, [change]))
    assert found.answers() == {
        ("c1", "ana", "mood"): "joy",
        ("c1", "ana", "cues"): '["pitch", "pace"]',
        ("c1", "ana", "arousal"): "7",
        ("c1", "ana", "note"): "true",
        ("c2", "ana", "note"): "hm",
    }
    assert {q.name: q.scale for q in found.mapping.questions} == {"note": Scale.TEXT}
    assert found.answers("duration")["c1", "ana", "mood"] == "12.5"
    assert found.answers("created_at")["c1", "ana", "mood"] == "1741000010.5"


def test_a_choice_that_an_old_version_left_standing_gives_way_to_the_last(tool):
    labels = {f"c{n}": [("mood", "joy", "true")] for n in range(12)}
    labels["c0"] = [("mood", "joy", "true"), ("mood", "fear", "true")]
    changes = [
        {"timestamp": 2.0, "schema_name": "mood", "label_name": "joy", "action": "select"},
        {"timestamp": 1.0, "schema_name": "mood", "label_name": "fear", "action": "select"},
    ]
    found = tool(state(labels, changes))
    assert found.answers()["c0", "ana", "mood"] == "joy"
    assert "1 answer with two choices" in found.mapping.remarks[0]
    half = {"c0": labels["c0"], "c1": labels["c1"]}
    assert tool(state(half, changes)).answers()["c0", "ana", "mood"] == '["joy", "fear"]'


@pytest.mark.parametrize("separator", [".", ":::"])
def test_the_exporters_table(tool, separator):
    header = f"instance_id,user_id,mood{separator}joy,mood{separator}fear,arousal{separator}arousal\n"
    found = tool(f"{header}c1,ana,true,,7\nc1,ben,,fear,\nc2,ana,,,\n")
    assert found.answers() == {
        ("c1", "ana", "mood"): "joy",
        ("c1", "ana", "arousal"): "7",
        ("c1", "ben", "mood"): "fear",
        ("c2", "ana", "mood"): "",
    }


def test_lines_of_the_exporter_and_of_old_versions(tool):
    lines = [{"instance_id": "c1", "user_id": "ana", "labels": {"mood": {"joy": "true"}}}]
    assert tool(lines).answers() == {("c1", "ana", "mood"): "joy"}
    old = [{"id": "c1", "displayed_text": "x", "label_annotations": {"mood": {"joy": "1"}}}]
    old[0]["behavioral_data"] = {"time_string": "Time spent: 0d 0h 1m 5s "}
    found = tool(old, "out/ana/annotated_instances.jsonl")
    assert found.answers() == {("c1", "ana", "mood"): "joy"}
    assert found.answers("duration") == {("c1", "ana", "mood"): "65"}
    documented = {"user_id": "ana", "instance_id_to_label_to_value": {"c1": {"mood": {"joy": "true"}}}}
    assert tool(documented).answers() == {("c1", "ana", "mood"): "joy"}


def test_a_state_without_answers_is_refused(tool):
    with pytest.raises(InputError, match="without answers"):
        tool(state({}))
