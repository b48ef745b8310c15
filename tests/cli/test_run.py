"""`oeq run`: the order of things, what is replaced, what is left alone. Its steps have tests of their own."""

import polars as pl
import pytest

from oe_quality.cli import run as command
from oe_quality.errors import NotComputableError
from oe_quality.store import open_store

MADE = ["agreement.json", "annotators.csv", "labels.parquet", "quality.duckdb", "report.html"]


@pytest.fixture
def steps(monkeypatch):
    """Each step replaced by one that writes what it saw; returns what to change to make a step fail."""
    failing = {}

    def step(name, file):
        def write(job):
            if name in failing:
                raise failing[name]
            (job.folder / file).write_text(f"{job.store.info().n_items} items, seed {job.seed}")

        return write

    for name, file in (("_agreement", MADE[0]), ("_annotators", MADE[1]), ("_labels", MADE[2]), ("_report", MADE[4])):
        monkeypatch.setattr(command, name, step(name, file))
    return failing


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_made_and_nothing_else_is_left(oeq, tmp_path, crowd, steps):
    out = tmp_path / "results"
    outcome = oeq("run", crowd, "-o", out, "--seed", "7")
    assert outcome.status == 0, outcome.err
    assert outcome.out == ""
    assert names(out) == MADE
    assert names(tmp_path) == ["crowd.csv", "results"]
    assert (out / "report.html").read_text() == "4 items, seed 7"
    assert "12 responses: 12 new" in outcome.err
    assert "report.html to" in outcome.err
    with open_store(out / "quality.duckdb") as store:
        assert store.info().n_items == 4


def test_results_are_replaced_only_by_force(oeq, tmp_path, crowd, steps):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    refused = oeq("run", crowd, "-o", out, "--seed", "7")
    assert refused.status == 2
    assert "--force" in refused.err
    assert (out / "report.html").read_text().endswith("seed 0")
    (out / "mine.txt").write_text("keep")
    assert oeq("run", crowd, "-o", out, "--seed", "7", "--force").status == 0
    assert (out / "report.html").read_text().endswith("seed 7")
    assert names(out) == sorted([*MADE, "mine.txt"])


def test_decisions_in_a_store_are_not_run_over(oeq, tmp_path, crowd, steps):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    assert oeq("exclude", out / "quality.duckdb", "A02", "--reason", "left early").status == 0
    outcome = oeq("run", crowd, "-o", out, "--force")
    assert outcome.status == 2
    assert "1 decisions about annotators" in outcome.err
    with open_store(out / "quality.duckdb", read_only=False) as store:
        assert store.exclusions().height == 1
        store.include("A02")
        gold = pl.DataFrame({"item": ["i0"], "question": ["label"], "labels": [["sad"]]})
        store.save_gold(gold, "adjudicated by ann")
    assert "1 gold answers" in oeq("run", crowd, "-o", out, "--force").err


@pytest.mark.parametrize("when", ["load", "_agreement", "_labels", "_report"])
def test_a_run_that_fails_leaves_the_folder_as_it_was(oeq, tmp_path, crowd, steps, when):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    steps[when] = RuntimeError("a wire is loose")
    exports = [crowd, tmp_path / "missing.csv"] if when == "load" else [crowd]
    outcome = oeq("run", *exports, "-o", out, "--seed", "7", "--force")
    assert outcome.status == (3 if when == "load" else 70)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert names(tmp_path) == ["crowd.csv", "results"]


def test_what_one_step_cannot_compute_does_not_stop_the_others(oeq, tmp_path, crowd, steps):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    steps["_annotators"] = NotComputableError("no question has labels")
    outcome = oeq("run", crowd, "-o", out, "--force")
    assert outcome.status == 0
    assert "no annotators: no question has labels" in outcome.err
    assert names(out) == [name for name in MADE if name != "annotators.csv"]


def test_where_nothing_can_be_computed_that_is_the_status(oeq, tmp_path, crowd, steps):
    for name in ("_agreement", "_annotators", "_labels"):
        steps[name] = NotComputableError(f"{name} needs more")
    outcome = oeq("run", crowd, "-o", tmp_path / "results")
    assert outcome.status == 4
    assert "_labels needs more" in outcome.err
    assert names(tmp_path) == ["crowd.csv"]


def test_a_place_that_is_no_folder_is_a_usage_error(oeq, tmp_path, crowd):
    outcome = oeq("run", crowd, "-o", crowd)
    assert outcome.status == 2
    assert "is not a folder" in outcome.err
    assert oeq("run", crowd).status == 2
    assert oeq("run", "-o", tmp_path / "x").status == 2
