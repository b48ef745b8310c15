"""`oeq aggregate --engine spark`: what it refuses, and what it hands on."""

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--engine", "spark"), "needs -o FOLDER"),
        (("--engine", "spark", "--question", "mood", "-o", "labels"), "--question would have no effect"),
        (("--master", "local[2]"), "--master would have no effect"),
    ],
)
def test_what_has_no_effect_is_refused(oeq, tmp_path, words, said):
    (tmp_path / "answers.parquet").write_bytes(b"PAR1")
    outcome = oeq("aggregate", tmp_path / "answers.parquet", *words)
    assert outcome.status == 2
    assert said in outcome.err


def test_files_columns_and_the_cluster_are_handed_on(oeq, tmp_path, monkeypatch):
    asked = {}

    class Found:
        converged, method, n_responses, annotators, left_out = True, "majority", (3, 4), ("a", "b"), 1

    def label_files(source, to, **given):
        asked.update(given, source=source.name, to=to.name)
        return Found()

    monkeypatch.setattr("oe_quality.cluster.files.label_files", label_files)
    source = tmp_path / "answers.parquet"
    source.write_bytes(b"PAR1")
    words = ("--engine", "spark", "--master", "local[2]", "--item", "clip", "--method", "majority")
    outcome = oeq("aggregate", source, *words, "-o", tmp_path / "labels")
    assert outcome.status == 0, outcome.err
    assert "7 answers of 2 annotators" in outcome.err
    wanted = {"master": "local[2]", "item": "clip", "label": "label", "method": "majority", "to": "labels"}
    assert wanted.items() <= asked.items()
