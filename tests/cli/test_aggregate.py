"""`oeq aggregate`: labels under their right name, on stdout and in files."""

import json

import polars as pl
import pytest

from oe_quality.cli.common import progress_bar
from oe_quality.progress import COMPILING
from oe_quality.store import open_store


@pytest.fixture
def study(tmp_path, oeq):
    """A store that holds a simulated study."""
    folder, path = tmp_path / "sim", tmp_path / "study.duckdb"
    assert oeq("simulate", "-o", folder, "--items", 25, "--labels", 3, "--kind", "good=6,spammer=1").status == 0
    scales = ("emotion=multilabel", "valence=interval:-5..5", "arousal=interval:0..10")
    told = [word for scale in scales for word in ("--scale", scale)]
    assert oeq("load", path, folder / "annotations.csv", *told).status == 0
    return path


def test_the_table_says_which_kind_of_soft_label_it_is(oeq, study, plain):
    outcome = oeq("aggregate", study)
    assert outcome.status == 0, outcome.err
    said = plain(outcome.out)
    assert "emotion share of people who perceive it" in said
    assert "emotion belief about one truth" in said
    assert "valence value with standard error" in said
    assert "kept in the store as run 1 to 4" in outcome.err
    with open_store(study) as store:
        assert len(store.runs()) == 4


def test_labels_are_written_one_row_per_item(oeq, study, tmp_path):
    parquet, text = tmp_path / "labels.parquet", tmp_path / "labels.csv"
    assert oeq("aggregate", study, "-o", parquet, "--no-save").status == 0
    assert oeq("aggregate", study, "-o", text, "--no-save").status == 0
    frame = pl.read_parquet(parquet)
    assert len(frame) == 25
    assert pl.read_csv(text).columns == frame.columns
    with open_store(study) as store:
        assert len(store.runs()) == 0


def test_a_file_that_is_there_is_not_replaced_unasked_and_one_of_ones_own_not_at_all(oeq, study, tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("mine")
    assert oeq("aggregate", study, "-o", path).status == oeq("aggregate", study, "-o", path, "--force").status == 2
    assert path.read_text() == "mine"
    path.unlink()
    majority = ("aggregate", study, "--method", "majority", "-o", path)
    assert [oeq(*majority).status, oeq(*majority).status, oeq(*majority, "--force").status] == [0, 2, 0]


def test_other_file_types_are_refused(oeq, study, tmp_path):
    outcome = oeq("aggregate", study, "-o", tmp_path / "labels.ods")
    assert outcome.status == 2
    assert all(kind in outcome.err for kind in (".parquet", ".csv", ".xlsx"))


def test_json_and_csv_carry_every_label(oeq, study):
    body = json.loads(oeq("aggregate", study, "--question", "emotion", "--format", "json").out)
    assert [result["kind"] for result in body["results"]] == ["perception", "consensus"]
    for result in body["results"]:
        lists = [item[name] for item in result["items"] for name in item if name in ("share", "low", "probability")]
        assert {len(values) for values in lists} == {len(result["labels"])} == {3}
    rows = oeq("aggregate", study, "--question", "emotion", "--kind", "perception", "--format", "csv").out.splitlines()
    assert rows[0].startswith("question,item,kind,method,n_annotators,label,votes,probability,share,low,high")
    assert len(rows) == 1 + 25 * 3


def test_auto_prints_the_comparison(oeq, study, plain):
    outcome = oeq("aggregate", study, "--question", "emotion", "--kind", "consensus", "--method", "auto", "--no-save")
    assert "bits lost per held-out answer" in plain(outcome.out)
    assert "dawid-skene" in outcome.out


def test_explain_says_what_is_not_said(oeq, study, plain):
    said = plain(oeq("aggregate", study, "--explain", "--no-save", "--population", "all").out)
    assert "It does not say which label is right" in said
    assert "all who answered, each counting the same" in said


@pytest.mark.parametrize("arguments", [("--question", "emotoin"), ("--method", "oracle"), ("--population", "experts")])
def test_a_wrong_name_ends_with_usage(oeq, study, arguments):
    assert oeq("aggregate", study, *arguments).status == 2


def test_quiet_keeps_stderr_empty(oeq, study):
    assert oeq("aggregate", study, "--question", "valence", "-q").err == ""


def test_compilation_is_told_once_where_no_progress_is_shown(capsys):
    told = progress_bar()
    for what in ("fitting", COMPILING, "fitting", COMPILING):
        told(what, 0, 0)
    assert capsys.readouterr().err == COMPILING + "\n"
    progress_bar(quiet=True)(COMPILING, 0, 0)
    assert capsys.readouterr().err == ""
