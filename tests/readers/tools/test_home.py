"""Tasks that we wrote, answered in a tool and exported in its form, land on the same items and the same question."""

import json

import pytest

from oe_quality.publish.queues import Task, queue_files
from oe_quality.scales import Question, Scale

TASKS = (Task("clip:1-2", "https://clips.example/a.wav"), Task("clip 3", "https://clips.example/b.wav"))
MOOD = Question("how do you feel", Scale.NOMINAL, ("glad", "sad"))
WANTED = {("clip:1-2", "7", MOOD.name): "sad", ("clip 3", "7", MOOD.name): "glad"}
GIVEN = ("sad", "glad")


def written(name):
    """The tasks of a tool, as it was given them."""
    files = queue_files(name, TASKS, MOOD)
    text = next(text for file, text in files.items() if file.startswith(("tasks", "records")))
    return json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]


def label_studio():
    def result(answer):
        return [{"from_name": MOOD.name, "to_name": "media", "type": "choices", "value": {"choices": [answer]}}]

    tasks = [
        {"id": 900 + n, **task, "annotations": [{"id": n, "completed_by": 7, "result": result(answer)}]}
        for n, (task, answer) in enumerate(zip(written("label-studio"), GIVEN, strict=True))
    ]
    return json.dumps(tasks), "export.json"


def prodigy():
    lines = [
        {**task, "_input_hash": -n, "_task_hash": n, "_view_id": "choice", "_annotator_id": "7", "answer": "accept",
         "accept": [answer]}
        for n, (task, answer) in enumerate(zip(written("prodigy"), GIVEN, strict=True))
    ]  # fmt: skip
    return "\n".join(map(json.dumps, lines)), "out.jsonl"


def doccano():
    lines = [
        {"id": 50 + n, **task, "label": [answer]}
        for n, (task, answer) in enumerate(zip(written("doccano"), GIVEN, strict=True))
    ]
    return "\n".join(map(json.dumps, lines)), "export.zip/7.jsonl"


def argilla():
    records = [
        {**task, "_server_id": str(n), "status": "completed", "suggestions": {}, "vectors": {},
         "responses": {"how-do-you-feel": [{"value": answer, "user_id": "7", "status": "submitted"}]}}
        for n, (task, answer) in enumerate(zip(written("argilla"), GIVEN, strict=True))
    ]  # fmt: skip
    return json.dumps(records), "records.json"


def potato():
    state = {
        "user_id": "7",
        "instance_id_to_label_to_value": {
            task["id"]: [[{"schema": MOOD.name, "name": answer}, "true"]]
            for task, answer in zip(written("potato"), GIVEN, strict=True)
        },
    }
    return json.dumps(state), "7/user_state.json"


@pytest.mark.parametrize("export", [label_studio, prodigy, doccano, argilla, potato])
def test_answers_come_home(tool, export):
    content, name = export()
    assert tool(content, name).answers() == WANTED
