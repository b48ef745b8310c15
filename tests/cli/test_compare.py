import json
import re


def test_a_store_against_a_later_one(oeq, db, crowd, tmp_path):
    later = tmp_path / "later.duckdb"
    crowd.write_text(crowd.read_text().replace("i0,p0,glad", "i0,p0,sad") + "i9,p0,sad\n")
    assert oeq("load", later, crowd).status == 0
    done = oeq("compare", db, later, "--format", "json")
    assert done.status == 0
    body = json.loads(done.out)
    assert body["schema"] == "oeq.compare/1"
    assert body["changes"]["items_added"] == ["i9"]
    assert body["changes"]["annotations_changed"] == 1
    assert "annotations: 1 added, 0 removed, 1 changed" in done.err
    table = oeq("compare", db, later)
    assert table.status == 0, table.err
    assert re.search(r"alpha \(nominal\) .*\[-?[0-9.]+, -?[0-9.]+\]", table.out)


def test_flips_can_be_listed(oeq, db):
    done = oeq("compare", db, db, "--flips", "--format", "csv")
    assert done.out == "item,before,after,confidence_before,confidence_after,why\n"


def test_a_folder_that_is_no_release_is_bad_input(oeq, db, tmp_path):
    (tmp_path / "empty").mkdir()
    done = oeq("compare", db, tmp_path / "empty")
    assert done.status == 3
    assert "no release" in done.err
