"""`oeq relabel --to` and `oeq gold contested`: out as tasks, back as answers and as gold."""

import csv
import io
import json

import pytest

from oe_quality.store import open_store


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


@pytest.mark.parametrize(
    ("tool", "export"),
    [("label-studio", label_studio), ("prodigy", prodigy), ("argilla", argilla), ("potato", potato)],
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
