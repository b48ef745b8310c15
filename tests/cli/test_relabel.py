"""`oeq relabel --to` and `oeq gold contested`: out as tasks, back as answers and as gold."""

import ast
import csv
import io
import json

import polars as pl
import pytest

from oe_quality.diction import CLIPS, ITEMS
from oe_quality.store import open_store
from tests.cli.open_empathic import OpenEmpathic


def test_a_queue_goes_out_as_a_table_and_its_answers_land_on_the_same_items(oeq, db, tmp_path):
    out = tmp_path / "queue.csv"
    assert oeq("relabel", db, "-n", "3", "--to", "csv", "-o", out).status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert len(rows) == 3
    filled = [",".join(rows[0])] + [f"{row['item']},,p9,sad" for row in rows]
    (tmp_path / "back.csv").write_text("\n".join(filled) + "\n")
    with open_store(db) as store:
        before = store.info().n_items
    assert oeq("load", db, tmp_path / "back.csv").status == 0
    with open_store(db) as store:
        assert store.info().n_items == before
        mine = store.annotations().filter(store.annotations()["annotator"] == "p9")
        assert sorted(mine["item"]) == sorted(row["item"] for row in rows)


@pytest.mark.parametrize("tool", ["label-studio", "potato", "prodigy", "argilla", "doccano"])
def test_tasks_for_a_tool_fill_a_folder_that_only_force_replaces(oeq, db, tmp_path, tool):
    out = tmp_path / "queue"
    assert oeq("relabel", db, "--to", tool, "-o", out).status == 0
    assert (out / "SHA256SUMS").exists()
    assert oeq("relabel", db, "--to", tool, "-o", out).status == 2
    assert oeq("relabel", db, "--to", tool, "-o", out, "--force").status == 0


@pytest.mark.parametrize("arguments", [("--to", "csv"), ("-o", "x"), ("--to", "excel", "-o", "x")])
def test_a_queue_needs_a_tool_and_a_place(oeq, db, arguments):
    assert oeq("relabel", db, *arguments).status == 2


def test_what_is_contested_goes_to_an_expert_with_its_votes_and_comes_back_as_gold(oeq, db, tmp_path):
    out = tmp_path / "contested.csv"
    assert oeq("gold", db, "contested", "-n", "2", "--to", "csv", "-o", out).status == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert len(rows) == 2
    assert all(row["votes"].startswith("So far: ") for row in rows)
    table = ["item,question,gold"] + [f"{row['item']},label,glad" for row in rows]
    (tmp_path / "decided.csv").write_text("\n".join(table) + "\n")
    assert oeq("gold", db, "add", tmp_path / "decided.csv", "--by", "Dr Who").status == 0
    with open_store(db) as store:
        assert sorted(store.gold("label")["item"]) == sorted(row["item"] for row in rows)
        assert set(store.gold("label")["source"]) == {"Dr Who"}
    left = oeq("gold", db, "contested", "--format", "csv").out
    assert not [row for row in rows if row["item"] in left]


def tasks_in(folder):
    """The tasks that were written for a tool."""
    file = next(path for path in folder.iterdir() if path.name.startswith(("tasks", "records")))
    text = file.read_text()
    return json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]


def label_studio(tasks):
    result = [{"from_name": "label", "to_name": "page", "type": "choices", "value": {"choices": ["sad"]}}]
    return json.dumps([{"id": n, **task, "annotations": [{"id": n, "completed_by": 71, "result": result}]}
                       for n, task in enumerate(tasks, 90)])  # fmt: skip


def prodigy(tasks):
    given = {"_view_id": "choice", "_annotator_id": "72", "answer": "accept", "accept": ["sad"]}
    return "\n".join(json.dumps({**task, "_input_hash": -n, **given}) for n, task in enumerate(tasks))


def argilla(tasks):
    given = {"status": "completed", "suggestions": {}, "vectors": {}}
    answer = {"label": [{"value": "sad", "user_id": "73", "status": "submitted"}]}
    return json.dumps([{**task, "_server_id": str(n), **given, "responses": answer} for n, task in enumerate(tasks)])


def potato(tasks):
    answers = {task["id"]: [[{"schema": "label", "name": "sad"}, "true"]] for task in tasks}
    return json.dumps({"user_id": "74", "instance_id_to_label_to_value": answers})


def doccano(tasks):
    """As doccano 1.8.4 writes it, a file for each member."""
    answered = ({"id": n, **task, "label": ["sad"], "Comments": []} for n, task in enumerate(tasks, 1))
    return "\n".join(json.dumps(record) for record in answered)


@pytest.mark.parametrize(
    ("tool", "export"),
    [
        ("label-studio", label_studio),
        ("prodigy", prodigy),
        ("argilla", argilla),
        ("potato", potato),
        ("doccano", doccano),
    ],
)
def test_what_is_answered_in_a_tool_lands_on_the_same_items_and_question(oeq, db, tmp_path, tool, export):
    assert oeq("relabel", db, "-n", "3", "--to", tool, "-o", tmp_path / "queue").status == 0
    (tmp_path / "back.json").write_text(export(tasks_in(tmp_path / "queue")))
    with open_store(db) as store:
        before = store.info()
    outcome = oeq("load", db, tmp_path / "back.json")
    assert outcome.status == 0, outcome.err
    with open_store(db) as store:
        after = store.info()
    assert (after.n_items, len(after.questions)) == (before.n_items, len(before.questions))
    assert after.questions[0].n_responses == before.questions[0].n_responses + 3


def test_an_experts_answers_in_a_tool_become_gold(oeq, db, tmp_path):
    assert oeq("gold", db, "contested", "-n", "2", "--to", "label-studio", "-o", tmp_path / "queue").status == 0
    (tmp_path / "back.json").write_text(label_studio(tasks_in(tmp_path / "queue")))
    assert oeq("gold", db, "add", tmp_path / "back.json", "--by", "Dr Who").status == 0
    with open_store(db) as store:
        assert store.gold("label")["labels"].to_list() == [["sad"], ["sad"]]
        assert set(store.gold("label")["source"]) == {"Dr Who"}


MOODS = ("sarcasm", "disgusted", "calm_and_composed")


@pytest.fixture
def tool():
    """Open Empathic with six clips in three rows each; four people have annotated two rows of every clip."""
    found = OpenEmpathic([(f"video{n:06}", 3 * n + 1, 3 * n + 9) for n in range(6)], rows_per_clip=3)
    for row in found.rows:
        if row % 3:
            for who in range(2):
                mood = MOODS[(row // 3 + (who and row % 2)) % 3]
                found.annotate(row, f"person{2 * (row % 3 - 1) + who}", [mood])
    return found


@pytest.fixture
def dump_db(oeq, tool, tmp_path):
    """A store that was loaded from its dump."""
    (tmp_path / "dump.json").write_text(tool.dump())
    path = tmp_path / "clips.duckdb"
    assert oeq("load", path, tmp_path / "dump.json").status == 0
    return path


def emotions_of(db, who):
    """Item -> emotions, of the person with this id or user name."""
    with open_store(db) as store:
        ids = store.annotators().filter((pl.col("annotator") == who) | (pl.col("name") == who))["annotator"]
        mine = store.responses().filter(pl.col("annotator").is_in(ids.implode()), question="emotion")
        return {item: tuple(labels) for item, labels in mine.select("item", "labels").rows()}


def test_rows_of_open_empathic_go_out_and_their_answers_land_on_the_same_clips(oeq, dump_db, tool, tmp_path):
    out = tmp_path / "queue"
    assert oeq("relabel", dump_db, "-n", "4", "--to", "open-empathic", "-o", out).status == 0
    asked = list(csv.DictReader(io.StringIO((out / "rows.csv").read_text())))
    assert [tool.clips[int(row["row"])] for row in asked] == [row["item"] for row in asked]
    for row in asked:
        assert {int(number) for number in row["oeq_rows"].split(", ")} == set(tool.rows_of(row["item"]))
        # Nobody has annotated the third row of a clip.
        assert int(row["row"]) % 3 == 0
        assert row["link"].startswith("https://www.youtube.com/embed/video")
    script = (out / "set_pending.py").read_text()
    assert ast.literal_eval(script.split("pk__in=")[1].split(")")[0]) == [int(row["row"]) for row in asked]
    tool.set_pending(int(row["row"]) for row in asked)
    for row in asked:
        tool.annotate(int(row["row"]), "newcomer", ["sarcasm"])
    (tmp_path / "dump2.json").write_text(tool.dump())
    with open_store(dump_db) as store:
        before = store.info()
    assert oeq("load", dump_db, tmp_path / "dump2.json").status == 0
    assert emotions_of(dump_db, "newcomer") == {row["item"]: ("sarcasm",) for row in asked}
    with open_store(dump_db) as store:
        after = store.info()
    assert (after.n_items, after.n_annotators) == (before.n_items, before.n_annotators + 1)
    assert after.questions[0].n_responses == before.questions[0].n_responses + 4


def test_a_row_in_which_somebody_answered_may_be_asked_about_again(oeq, dump_db, tool, tmp_path):
    for row in tool.pending():
        tool.annotate(row, "third", ["sarcasm"])
    (tmp_path / "dump2.json").write_text(tool.dump())
    assert oeq("load", dump_db, tmp_path / "dump2.json").status == 0
    assert oeq("relabel", dump_db, "-n", "6", "--to", "open-empathic", "-o", tmp_path / "queue").status == 0
    asked = list(csv.DictReader(io.StringIO((tmp_path / "queue" / "rows.csv").read_text())))
    assert {int(row["row"]) % 3 for row in asked} == {1}
    before = {who: emotions_of(dump_db, who) for who in ("person0", "person1", "third")}
    tool.set_pending(int(row["row"]) for row in asked)
    for row in asked:
        tool.annotate(int(row["row"]), "newcomer", ["disgusted"])
    (tmp_path / "dump3.json").write_text(tool.dump())
    assert oeq("load", dump_db, tmp_path / "dump3.json").status == 0
    assert len(emotions_of(dump_db, "newcomer")) == 6
    assert {who: emotions_of(dump_db, who) for who in before} == before


def test_other_queues_carry_the_rows_which_are_no_answers(oeq, dump_db, tool, tmp_path):
    assert oeq("relabel", dump_db, "-n", "3", "--to", "csv", "-o", tmp_path / "queue.csv").status == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "queue.csv").read_text())))
    for row in rows:
        assert {int(number) for number in row["oeq_rows"].split(", ")} == set(tool.rows_of(row["item"]))
        row |= {"annotator": "by-csv", "emotion": "sarcasm|disgusted"}
    with (tmp_path / "back.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert oeq("relabel", dump_db, "-n", "3", "--to", "label-studio", "-o", tmp_path / "queue").status == 0
    tasks = tasks_in(tmp_path / "queue")
    assert [task["data"]["oeq_rows"] for task in tasks] == [row["oeq_rows"] for row in rows]
    export = label_studio(tasks).replace('"label"', '"emotion"').replace('["sad"]', '["sarcasm"]')
    (tmp_path / "back.json").write_text(export)
    with open_store(dump_db) as store:
        before, known = store.info(), store.item_attributes()
    for back in ("back.csv", "back.json"):
        outcome = oeq("load", dump_db, tmp_path / back)
        assert outcome.status == 0, outcome.err
    assert emotions_of(dump_db, "by-csv") == {row["item"]: ("disgusted", "sarcasm") for row in rows}
    assert emotions_of(dump_db, "71") == {row["item"]: ("sarcasm",) for row in rows}
    with open_store(dump_db) as store:
        after = store.info()
        assert set(store.item_attributes()["name"]) == set(known["name"])
        # Answers from elsewhere to the same clips make no other things of them.
        assert store.diction() == CLIPS
    assert (after.n_items, len(after.questions)) == (before.n_items, len(before.questions))


def test_answers_to_other_things_are_about_items(oeq, dump_db, tmp_path):
    (tmp_path / "texts.csv").write_text("item,annotator,emotion\nclip of elsewhere,p1,sarcasm\nother,p1,sarcasm\n")
    assert oeq("load", dump_db, tmp_path / "texts.csv").status == 0
    with open_store(dump_db) as store:
        assert store.diction() == ITEMS


def test_a_store_that_knows_no_rows_says_so(oeq, db, tmp_path):
    outcome = oeq("relabel", db, "--to", "open-empathic", "-o", tmp_path / "queue")
    assert outcome.status == 2
    assert "knows no rows of Open Empathic" in outcome.err
    assert not (tmp_path / "queue").exists()
