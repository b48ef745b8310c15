"""`oeq simulate`: files that load, with their truth beside them."""

import polars as pl
import pytest


def test_the_files_load_as_it_says(oeq, tmp_path):
    folder = tmp_path / "sim"
    made = oeq("simulate", "-o", folder, "--items", 20, "--annotators", 6, "--answers", "3-5", "--seed", 9)
    assert made.status == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "annotations.csv", "oeq.sha256", "truth_annotators.csv", "truth_items.csv",
    ]  # fmt: skip
    # The command that it names, word by word.
    advice = made.err.split("next: oeq ")[1].split()
    advice[1] = str(tmp_path / "study.duckdb")
    loaded = oeq(*advice)
    assert loaded.status == 0
    assert "0 rejected" not in loaded.err or "rejected" in loaded.err
    assert "emotion: multilabel" in loaded.err


@pytest.mark.parametrize(("form", "extra"), [("choice", {"truth_confusion.csv"}), ("rating", set())])
def test_every_form_has_its_truth(oeq, tmp_path, form, extra):
    assert oeq("simulate", "-o", tmp_path, "--form", form, "--items", 10, "--labels", 3).status == 0
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"annotations.csv", "truth_annotators.csv", "truth_items.csv", "oeq.sha256"} | extra


def test_the_same_seed_gives_the_same_files(oeq, tmp_path):
    for name in ("a", "b"):
        oeq("simulate", "-o", tmp_path / name, "--items", 10, "--kind", "good=5,copier=1", "--seed", 2)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_files_that_are_there_stay(oeq, tmp_path):
    assert oeq("simulate", "-o", tmp_path, "--items", 5).status == 0
    before = (tmp_path / "annotations.csv").read_bytes()
    assert oeq("simulate", "-o", tmp_path, "--items", 5, "--seed", 1).status == 2
    assert (tmp_path / "annotations.csv").read_bytes() == before
    assert oeq("simulate", "-o", tmp_path, "--items", 5, "--seed", 1, "--force").status == 0
    assert pl.read_csv(tmp_path / "truth_items.csv").height == 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "saint=3"),
        ("--kind", "good"),
        ("--kind", "good=3", "--annotators", "3"),
        ("--answers", "many"),
        ("--answers", "6-2"),
        ("--annotators", "3", "--answers", "5"),
    ],
)
def test_what_cannot_be_is_refused(oeq, tmp_path, arguments):
    outcome = oeq("simulate", "-o", tmp_path / "sim", *arguments)
    assert outcome.status == 2
    assert not (tmp_path / "sim").exists()
