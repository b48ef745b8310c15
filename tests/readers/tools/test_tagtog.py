import json

import pytest

from oe_quality.errors import InputError


def document(metas, entities=()):
    about = {"annotatable": {"parts": ["s1h1"]}, "anncomplete": True, "entities": list(entities), "relations": []}
    return json.dumps(about | {"metas": metas})


def meta(value, *who):
    return {"value": value, "confidence": {"state": "pre-added", "who": list(who), "prob": 1}}


def test_labels_of_a_document_have_their_people_and_models(tool):
    found = tool(
        document({"m_1": meta("joy", "user:ann", "user:ben"), "m_2": meta(True, "ml:spark")}), "clip1.ann.json"
    )
    assert found.answers() == {
        ("clip1", "ann", "m_1"): "joy",
        ("clip1", "ben", "m_1"): "joy",
        ("clip1", "ml:spark", "m_2"): "true",
    }
    assert list(found.answers("source").values()) == ["human", "human", "model"]


@pytest.mark.parametrize(("entities", "words"), [([{"classId": "e_1"}], "entities only"), ([], "without labels")])
def test_a_document_without_labels_is_refused(tool, entities, words):
    with pytest.raises(InputError, match=words):
        tool(document({}, entities), "clip1.ann.json")
