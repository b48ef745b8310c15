"""`oeq run`: the order of things, what is replaced, what is left alone. The analyses have tests of their own."""

import json

import polars as pl
import pytest

from oe_quality.cli import run as command
from oe_quality.store import open_store
from oe_quality.sums import write_sums

MADE = [
    "agreement.json",
    "annotators.columns.csv",
    "annotators.csv",
    "labels.columns.csv",
    "labels.parquet",
    "quality.duckdb",
    "report.html",
    "report_data",
    "run.sha256",
]
PAGE = '<meta name="generator" content="oe-quality x">'


@pytest.fixture
def analyse(monkeypatch):
    """The analysis replaced by one that writes what it saw; returns what to change to make it fail after a file."""
    failing = {}
    monkeypatch.setattr(command, "conclude", lambda *_, **__: None)

    def write(job):
        for name in MADE:
            said = f"{job.store.info().n_items} items, seed {job.seed}"
            if name == "report_data":
                (job.folder / name).mkdir()
                (job.folder / name / "index.json").write_text(said)
                write_sums(job.folder / name, beside=[job.folder / "report.html"])
            elif name not in ("quality.duckdb", "run.sha256"):
                (job.folder / name).write_text((PAGE if name == "report.html" else "") + said)
            if name in failing:
                raise failing[name]

    monkeypatch.setattr(command, "analyse", write)
    return failing


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_everything_is_made_and_nothing_else_is_left(oeq, tmp_path, crowd, analyse):
    out = tmp_path / "results"
    outcome = oeq("run", crowd, "-o", out, "--seed", "7")
    assert outcome.status == 0, outcome.err
    assert outcome.out == ""
    assert names(out) == MADE
    assert names(tmp_path) == ["crowd.csv", "results"]
    assert (out / "report.html").read_text() == PAGE + "4 items, seed 7"
    assert "12 responses: 12 new" in outcome.err
    with open_store(out / "quality.duckdb") as store:
        assert store.info().n_items == 4


def test_results_are_replaced_only_by_force(oeq, tmp_path, crowd, analyse):
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


@pytest.mark.parametrize("name", [*MADE[:5], "report_data/index.json", "report_data/mine.txt", "run.sha256"])
def test_what_was_changed_since_is_not_replaced(oeq, tmp_path, crowd, analyse, name):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    if name == "quality.duckdb":
        assert oeq("load", out / name, crowd, "--missing", "sad").status == 0
    else:
        (out / name).write_text("mine")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    outcome = oeq("run", crowd, "-o", out, "--force")
    assert outcome.status == 2, outcome.err
    assert ("It stays." if name == "quality.duckdb" else "not replaced") in outcome.err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_list_of_somebody_elses_is_not_replaced(oeq, tmp_path, crowd, analyse):
    (tmp_path / "run.sha256").write_text("mine")
    assert oeq("run", crowd, "-o", tmp_path, "--force").status == 2
    assert (tmp_path / "run.sha256").read_text() == "mine"


def test_an_input_is_never_an_output(oeq, tmp_path, crowd, analyse):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    outcome = oeq("run", out / "labels.parquet", "-o", out, "--force")
    assert outcome.status == 2
    assert "is the input" in outcome.err


def test_decisions_in_a_store_are_not_run_over(oeq, tmp_path, crowd, analyse):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    assert oeq("exclude", out / "quality.duckdb", "p1", "--reason", "left early", "--yes").status == 0
    outcome = oeq("run", crowd, "-o", out, "--force")
    assert outcome.status == 2
    assert "1 decision about annotators" in outcome.err
    with open_store(out / "quality.duckdb", read_only=False) as store:
        assert store.exclusions().height == 1
        store.include("p1")
        gold = pl.DataFrame({"item": ["i0"], "question": ["label"], "labels": [["sad"]]})
        store.save_gold(gold, "adjudicated by ann")
    assert "1 gold answer " in oeq("run", crowd, "-o", out, "--force").err


@pytest.mark.parametrize("when", ["load", "agreement.json", "report_data"])
def test_a_run_that_fails_leaves_the_folder_as_it_was(oeq, tmp_path, crowd, analyse, when):
    out = tmp_path / "results"
    assert oeq("run", crowd, "-o", out).status == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    analyse[when] = RuntimeError("a wire is loose")
    exports = [crowd, tmp_path / "missing.csv"] if when == "load" else [crowd]
    outcome = oeq("run", *exports, "-o", out, "--seed", "7", "--force")
    assert outcome.status == (3 if when == "load" else 70)
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert names(tmp_path) == ["crowd.csv", "results"]


def test_the_whole_job_on_a_few_answers(oeq, tmp_path, crowd, monkeypatch):
    monkeypatch.setattr("sys.argv", ["oeq"])
    out = tmp_path / "results"
    outcome = oeq("run", crowd, "-o", out)
    assert outcome.status == 0, outcome.err
    assert outcome.out == ""
    assert "12 annotations of 4 items by 3 annotators" in outcome.err
    assert "Note\n  - " in outcome.err
    assert (out / "report.html").resolve().as_uri() in outcome.err
    assert f"oeq relabel {out / 'quality.duckdb'} -n 4 " in outcome.err
    assert outcome.err.endswith(f"report.html to {out}\n")
    assert names(out) == MADE
    assert pl.read_parquet(out / "labels.parquet").height == 4
    assert "<h1>" in (out / "report.html").read_text(encoding="utf-8")
    assert json.loads((out / "agreement.json").read_text())["schema"] == "oeq.agreement/1"


def test_without_an_audit_the_reason_is_said(oeq, tmp_path):
    notes = tmp_path / "notes.csv"
    notes.write_text("item,annotator,note\ni1,a1,hello\ni1,a2,hm\ni2,a1,quite loud\n")
    outcome = oeq("run", notes, "-o", tmp_path / "results", "--label", "note", "--scale", "note=text")
    assert outcome.status == 0, outcome.err
    assert "  note: text\n" in outcome.err
    assert "Not here: annotators, as no question here has 2 to 64 labels" in outcome.err
    assert "annotators.csv" not in names(tmp_path / "results")
    assert "oeq annotators" not in outcome.err


def test_quietly_nothing_is_said(oeq, tmp_path, crowd):
    outcome = oeq("run", crowd, "-o", tmp_path / "results", "-q")
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


def test_a_place_that_is_no_folder_is_a_usage_error(oeq, tmp_path, crowd):
    outcome = oeq("run", crowd, "-o", crowd)
    assert outcome.status == 2
    assert "is not a folder" in outcome.err
    assert oeq("run", crowd).status == 2
    assert oeq("run", "-o", tmp_path / "x").status == 2
