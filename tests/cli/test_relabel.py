"""`oeq relabel --to` and `oeq gold contested`: out as tasks, back as answers and as gold."""

import csv
import io

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
