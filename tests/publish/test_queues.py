"""Tasks in the forms that tools import; nothing of the data becomes markup, and every task knows where it belongs."""

import ast
import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest

from oe_quality.cli import queue_files as on_disk
from oe_quality.cli.queue_files import FOR_EXPERTS
from oe_quality.errors import UsageError
from oe_quality.home import home_of
from oe_quality.publish.queues import TOOLS, Task, queue_files
from oe_quality.scales import Question, Scale

HOSTILE = '<script>alert("x")</script>'
TASKS = (
    Task("clip:1-2", "https://clips.example/1?a=1&b=2"),
    Task(HOSTILE, text=f"Well, {HOSTILE} well.", votes="So far: sad 2, glad 1"),
)
ONE = Question('how <do> "you" feel', Scale.NOMINAL, ("glad & gay", '<sad> "so"'))
MANY = Question("moods", Scale.MULTILABEL, ("glad", "sad", "a|b"))


def records(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("question", [ONE, MANY])
@pytest.mark.parametrize("tool", [name for name in FOR_EXPERTS if name not in ("csv", "potato")])
def test_every_task_names_its_item_and_its_question(tool, question):
    files = queue_files(tool, TASKS, question)
    name = next(name for name in files if name.startswith(("tasks", "records")))
    found = records(files[name]) if name.endswith("jsonl") else json.loads(files[name])
    assert [home_of(record) for record in found] == [(task.item, question.name) for task in TASKS]


def test_label_studio_gets_an_interface_with_all_labels_and_tasks_that_fit_it():
    files = queue_files("label-studio", TASKS, ONE)
    view = ET.fromstring(files["config.xml"])
    choices = view.find("Choices")
    assert (choices.get("name"), choices.get("choice")) == (ONE.name, "single-radio")
    assert [choice.get("value") for choice in choices] == list(ONE.labels)
    tasks = json.loads(files["tasks.json"])
    shown = [tag.get("value")[1:] for tag in view if tag.get("value")]
    assert all(name in task["data"] for task in tasks for name in shown)
    assert not [task for task in tasks if "<script>" in task["data"]["page"]]
    assert "multiple" in queue_files("label-studio", TASKS, MANY)["config.xml"]


@pytest.mark.parametrize(("ending", "tag"), [("wav", "Audio"), ("MP4", "Video"), ("png", "Image")])
def test_media_are_played_where_all_items_are_files_of_one_kind(ending, tag):
    files = queue_files("label-studio", [Task("a", f"https://clips.example/a.{ending}?x=1")], ONE)
    assert ET.fromstring(files["config.xml"]).find(tag).get("value") == "$media"
    assert json.loads(files["tasks.json"])[0]["data"]["media"].endswith("?x=1")


def test_potato_gets_ids_and_a_configuration_that_names_them():
    files = queue_files("potato", TASKS, ONE)
    config = json.loads(files["config.yaml"])
    found = records(files["tasks.jsonl"])
    assert [record[config["item_properties"]["id_key"]] for record in found] == [task.item for task in TASKS]
    assert "<script>" not in "".join(record[config["item_properties"]["text_key"]] for record in found)
    (scheme,) = config["annotation_schemes"]
    assert (scheme["annotation_type"], scheme["name"], scheme["labels"]) == ("radio", ONE.name, list(ONE.labels))


def test_prodigy_gets_options_and_says_how_many_may_be_chosen():
    first, second = records(queue_files("prodigy", TASKS, MANY)["tasks.jsonl"])
    assert [option["id"] for option in first["options"]] == list(MANY.labels)
    assert first["config"] == {"choice_style": "multiple"}
    assert 'href="https://clips.example/1?a=1&amp;b=2"' in first["html"]
    assert second["text"].startswith("Well, <script>")


def test_argilla_gets_settings_and_records_whose_fields_fit():
    files = queue_files("argilla", TASKS, ONE)
    settings, found = json.loads(files["settings.json"]), json.loads(files["records.json"])
    assert [question["name"] for question in settings["questions"]] == ["how-do-you-feel"]
    assert {name for record in found for name in record["fields"]} == {field["name"] for field in settings["fields"]}
    assert [record["id"] for record in found] == [task.item for task in TASKS]
    assert "<script>" not in found[1]["fields"]["item"]
    text = {"name": "item", "title": "item", "required": True, "settings": {"type": "text", "use_markdown": True}}
    assert settings["fields"] == [text]
    assert settings["distribution"] == {"strategy": "overlap", "min_submitted": 1}


def test_votes_are_shown_to_who_decides_and_to_nobody_else():
    for tool in FOR_EXPERTS:
        assert "So far" not in "".join(queue_files(tool, TASKS[:1], ONE).values())
        assert "So far" in "".join(queue_files(tool, TASKS, ONE).values())


def test_csv_is_a_table_to_fill_in_that_no_spreadsheet_runs():
    text, _ = queue_files("csv", [*TASKS, Task("=1+1")], MANY).values()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["item", "link", "annotator", "moods", "votes"]
    assert rows[0]["link"] == TASKS[0].url
    assert rows[2]["item"] == "'=1+1"


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(UsageError, match="no queue is written for 'excel'"):
        queue_files("excel", TASKS, ONE)
    with pytest.raises(UsageError, match="no labels"):
        queue_files("csv", TASKS, Question("arousal", Scale.INTERVAL, low=0, high=1))


def test_the_help_names_every_tool():
    assert tuple(TOOLS) == on_disk.TOOLS


def test_open_empathic_gets_row_ids_and_nothing_else_of_the_data_in_its_script():
    odd = Task(HOSTILE, rows=('1]) or print("x")', "17", "9"))
    files = queue_files("open-empathic", [Task("v:1-2", rows=("4",)), odd, Task("v:3-4", rows=("x",))], ONE)
    rows = list(csv.DictReader(io.StringIO(files["rows.csv"])))
    assert [row["row"] for row in rows] == ["4", "17", ""]
    script = ast.parse(files["set_pending.py"])
    lists = [ast.literal_eval(node) for node in ast.walk(script) if isinstance(node, ast.List)]
    assert lists == [[4, 17], ["status"]]
    assert "print" not in files["set_pending.py"]
    with pytest.raises(UsageError, match="no rows of Open Empathic"):
        queue_files("open-empathic", [Task("a", rows=("x",))], ONE)
