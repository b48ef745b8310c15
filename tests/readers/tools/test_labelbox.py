import json

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

CHOSEN = {"name": "Mood", "radio_answer": {"name": "joy", "classifications": []}}
SEVERAL = {"name": "Cues", "checklist_answers": [{"name": "face"}, {"name": "voice"}]}
SAID = {"name": "Why", "text_answer": {"content": "smiles"}}


def label(who, *classifications, objects=(), **pace):
    return {
        "label_kind": "Default",
        "label_details": {"created_at": "2026-01-02T10:00:00.000+00:00", "created_by": who, "reviews": []},
        "performance_details": {"seconds_to_create": 7, "skipped": False, **pace},
        "annotations": {"objects": list(objects), "classifications": list(classifications), "relationships": []},
    }


def row(item, *labels, project="p1", **more):
    return {
        "data_row": {"id": f"id-{item}", "global_key": item},
        "projects": {project: {"name": "P", "labels": labels}},
    }


def lines(*rows):
    return "\n".join(map(json.dumps, rows))


def test_every_kind_of_question_is_read_with_who_answered_when(tool):
    found = tool(lines(row("c1", label("ann", CHOSEN, SEVERAL, SAID), label("ben", CHOSEN))))
    assert found.tool.format == "Labelbox"
    assert found.answers() == {
        ("c1", "ann", "Mood"): "joy",
        ("c1", "ann", "Cues"): '["face", "voice"]',
        ("c1", "ann", "Why"): "smiles",
        ("c1", "ben", "Mood"): "joy",
    }
    assert set(found.answers("duration").values()) == {"7"}


def test_a_nested_question_stands_under_its_own_name(tool):
    nested = {"name": "Mood", "radio_answer": {"name": "joy", "classifications": [SAID]}}
    assert tool(lines(row("c1", label("ann", nested)))).answers() == {
        ("c1", "ann", "Mood"): "joy",
        ("c1", "ann", "Why"): "smiles",
    }


def test_what_was_skipped_is_no_answer(tool):
    found = tool(lines(row("c1", label("ann", CHOSEN), label("ben", skipped=True))))
    assert list(found.answers("status").values()) == ["submitted", "skipped"]


def test_projects_ask_questions_of_their_own(tool):
    both = row("c1", label("ann", CHOSEN))
    both["projects"]["p2"] = {"name": "Q", "labels": [label("ann", CHOSEN)]}
    assert {question for _, _, question in tool(lines(both)).answers()} == {"P Mood", "Q Mood"}


def test_parts_of_an_item_are_told_or_refused(tool):
    assert "1 mark within items" in tool(lines(row("c1", label("ann", CHOSEN, objects=[{}])))).mapping.remarks[0]
    with pytest.raises(InputError, match="boxes, masks or entities"):
        tool(lines(row("c1", label("ann", objects=[{}]))))


def test_an_export_without_names_is_refused_with_how_to_export(tool):
    nobody = label("ann", CHOSEN)
    del nobody["label_details"]
    with pytest.raises(InputError, match="does not say who labelled") as refused:
        tool(lines(row("c1", nobody)))
    assert "label_details" in refused.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (lines(row("c1")), "the file holds no rows"),
        (
            lines(row("c1", {"label_details": {"created_by": "ann"}, "annotations": 5})),
            "none of its 1 records can be read",
        ),
    ],
)
def test_a_file_without_a_readable_label_says_so(text, words):
    with pytest.raises(InputError, match=words):
        read(input_from_bytes(text.encode(), "a.ndjson"), ReadOptions())


def test_the_form_that_is_given_up_is_refused_by_name(tool):
    with pytest.raises(InputError, match="given up") as refused:
        tool('ID,DataRow ID,Labeled Data,Label,Created By\nl1,d1,http://a,"{""mood"": ""joy""}",a@example.org\n')
    assert "label_details" in refused.value.remedy
