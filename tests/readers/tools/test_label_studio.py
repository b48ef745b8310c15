import json

import pytest

from oe_quality.errors import InputError
from oe_quality.scales import Scale


def result(name, kind, value):
    return {"id": "r", "from_name": name, "to_name": "audio", "type": kind, "value": value}


def choice(*labels, name="emotion"):
    return result(name, "choices", {"choices": list(labels)})


def annotation(who, *results, **more):
    return {"id": 1, "completed_by": who, "result": list(results), "was_cancelled": False, "lead_time": 2.5} | more


def project(*tasks):
    """Tasks of one audio file each: lists of annotations."""
    return [
        {"id": 10 + n, "data": {"audio": f"s3://b/{n}.wav", "lang": "de"}, "annotations": list(annotations)}
        for n, annotations in enumerate(tasks)
    ]


def test_answers_of_every_kind(tool):
    results = (
        choice("Joy"),
        choice("Loud", "Fast", name="style"),
        result("stars", "rating", {"rating": 4}),
        result("arousal", "number", {"number": 50}),
        result("tree", "taxonomy", {"taxonomy": [["Positive"], ["Positive", "Joy"]]}),
        result("note", "textarea", {"text": ["a", "b"]}),
    )
    found = tool(project([annotation(7, *results)]))
    assert found.tool.format == "Label Studio JSON"
    assert {question: answer for (_, _, question), answer in found.answers().items()} == {
        "emotion": "Joy",
        "style": '["Loud", "Fast"]',
        "stars": "4",
        "arousal": "50",
        "tree": '["Positive", "Positive/Joy"]',
        "note": "a\nb",
    }
    scales = {question.name: question.scale for question in found.mapping.questions}
    assert scales == {
        "stars": Scale.ORDINAL,
        "arousal": Scale.INTERVAL,
        "tree": Scale.MULTILABEL,
        "note": Scale.TEXT,
    }
    assert found.mapping.questions[0].labels == ("1", "2", "3", "4")
    assert set(found.answers("duration").values()) == {"2.5"}


def test_items_are_named_by_the_datas_own_id_or_the_tasks(tool):
    mail = {"id": 3, "email": "kim@example.org"}
    tasks = project([annotation(mail, choice("Joy"))], [annotation(7, choice("Fear"))])
    assert list(tool(tasks).answers()) == [("10", "kim@example.org", "emotion"), ("11", "7", "emotion")]
    for n, task in enumerate(tasks):
        task["data"]["id"] = f"c{n}"
    found = tool(tasks)
    assert [item for item, _, _ in found.answers()] == ["c0", "c1"]
    assert set(found.column("audio")) == {"s3://b/0.wav", "s3://b/1.wav"}


def test_fields_of_few_texts_describe_items(tool):
    tasks = project(*[[annotation(1, choice("Joy"))] for _ in range(6)])
    for n, task in enumerate(tasks):
        task["data"]["lang"] = "de" if n % 2 else "en"
    assert tool(tasks).mapping.item_attributes == ("lang",)


def test_what_is_no_answer_is_told_by_its_status(tool):
    tasks = project(
        [
            annotation(1, choice("Joy")),
            annotation(2, choice("Joy"), was_cancelled=True),
            annotation(3, was_cancelled=True),
            annotation(4),
        ]
    )
    tasks[0]["drafts"] = [{"user": "ana@example.org", "result": [choice("Fear")]}]
    tasks[0]["predictions"] = [{"model_version": "m1", "result": [choice("Calm")]}, 12]
    found = tool(tasks)
    status = {who: said for (_, who, _), said in found.answers("status").items()}
    assert status == {
        "1": "submitted",
        "2": "skipped",
        "3": "skipped",
        "4": "empty",
        "ana@example.org": "draft",
        "m1": "submitted",
    }
    assert {who for (_, who, _), source in found.answers("source").items() if source == "model"} == {"m1"}
    assert "1 prediction or draft without content" in " ".join(found.mapping.remarks)


def test_ground_truth_is_gold_and_an_answer(tool):
    found = tool(project([annotation(1, choice("Joy"), ground_truth=True), annotation(2, choice("Fear"))]))
    assert list(found.answers("gold").values()) == ["Joy", ""]
    assert list(found.answers().values()) == ["Joy", "Fear"]


def test_parts_of_an_item_are_no_answers_about_it(tool):
    region = result("emotion", "choices", {"start": 0, "end": 1, "choices": ["Joy"]})
    box = result("box", "rectanglelabels", {"x": 1, "y": 2, "rectanglelabels": ["Car"]})
    found = tool(project([annotation(1, choice("Joy"), region, box)]))
    assert list(found.answers().values()) == ["Joy"]
    assert "2 answers about a part" in " ".join(found.mapping.remarks)
    pair = result("better", "pairwise", {"selected": "left"})
    order = result("order", "ranker", {"ranker": {"rank": ["a", "b"]}})
    for only, words in ((region, "spans or regions"), (pair, "comparisons"), (order, "rankings")):
        with pytest.raises(InputError, match=words) as error:
            tool(project([annotation(1, only)]))
        assert error.value.remedy


def test_versions_before_1(tool):
    task = {
        "id": 1,
        "data": {"text": "hello"},
        "completions": [{"id": 1, "created_at": 1583423131, "result": [choice("A")]}],
    }
    task["completions"][0] |= {"completed_by": 5, "lead_time": 3}
    assert tool(json.dumps([task])).answers() == {("1", "5", "emotion"): "A"}
    del task["completions"][0]["completed_by"]
    assert tool(json.dumps([task])).answers() == {("1", "unnamed", "emotion"): "A"}


def test_a_damaged_annotation_costs_itself_only(tool):
    tasks = project([annotation(1, choice("Joy")), annotation(2, "x"), annotation(3, choice("Joy"))])
    found = tool(tasks)
    assert [who for _, who, _ in found.answers()] == ["1", "3"]
    assert len(found.rejects()) == 1


def test_an_annotation_of_a_target_storage_holds_its_task(tool):
    stored = annotation(7, choice("Joy")) | {"task": {"id": 9, "data": {"audio": "s3://b/9.wav"}}}
    assert tool(stored).answers() == {("9", "7", "emotion"): "Joy"}


def test_an_id_of_the_data_that_several_tasks_have_names_no_item(tool):
    tasks = project([annotation(7, choice("Joy"))], [annotation(7, choice("Fear"))])
    for task in tasks:
        task["data"]["id"] = "A"
    found = tool(tasks)
    assert found.answers() == {("10", "7", "emotion"): "Joy", ("11", "7", "emotion"): "Fear"}
    assert "'A'" in found.mapping.remarks[-1]


def test_what_is_about_a_picture_of_several_or_of_no_known_kind_is_passed_over(tool):
    several = choice("Joy") | {"item_index": 0}
    own = result("x", "reactcode", {"reactcode": {"a": 1}})
    found = tool(project([annotation(7, several, own, choice("Fear", name="mood"))]))
    assert found.answers() == {("10", "7", "mood"): "Fear"}
    assert [said.partition(" answer")[2] for said in found.mapping.remarks] == [
        " about a part of an item (a region) passed over.",
        " of a kind that is not read passed over.",
    ]
    with pytest.raises(InputError, match="of a kind that is not read"):
        tool(project([annotation(7, own)]))


def test_a_rejecting_review_is_told(tool):
    found = tool(project([annotation(7, choice("Joy"), reviews=[{"accepted": False}])]))
    assert "1 annotation that a reviewer rejected" in found.mapping.remarks[0]


def test_a_project_of_skipped_tasks_says_so(tool):
    with pytest.raises(InputError, match=r"without any answer \(2 skipped\)"):
        tool(project([annotation(7, was_cancelled=True), annotation(8, was_cancelled=True)]))
