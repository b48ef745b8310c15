import json

import pytest

from oe_quality.errors import InputError

ANN, BEN = {"annotator": "ann", "annotator_id": 1}, {"annotator": "ben", "annotator_id": 2}


def example(name, *classes, seen=(ANN, BEN), tags=()):
    given = [
        {"classname": label, "annotated_by": [{**who, "timestamp": "2026-01-02T10:00:00Z"} for who in people]}
        for label, *people in classes
    ]
    return {
        "example_id": name,
        "content": "t",
        "seen_by": list(seen),
        "classifications": given,
        "annotations": list(tags),
    }


def test_classes_are_a_set_per_person(tool):
    found = tool(json.dumps({"examples": [example("e1", ("joy", ANN, BEN), ("calm", ANN))], "schema": {}}))
    assert found.answers() == {("e1", "ann", "class"): '["joy", "calm"]', ("e1", "ben", "class"): '["joy"]'}
    assert set(found.answers("created_at").values()) == {"2026-01-02T10:00:00Z"}


def test_one_class_each_is_a_choice_and_who_gave_none_skipped(tool):
    found = tool("\n".join(json.dumps(example(name, ("joy", ANN))) for name in ("e1", "e2")))
    assert found.answers()[("e1", "ann", "class")] == "joy"
    assert found.answers("status")[("e1", "ben", "class")] == "empty"


def test_tags_within_a_text_are_spans(tool):
    tag = {"start": 0, "end": 1, "tag": "x", "annotated_by": [ANN]}
    with pytest.raises(InputError, match="tags within texts"):
        tool(json.dumps({"examples": [example("e1", tags=[tag])], "schema": {}}))
