"""`oeq judges` from a file whose column says who is a model."""

import json

import numpy as np
import pytest


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Five people and two models, one good and one that guesses, on 60 items."""
    rng = np.random.default_rng(5)
    rows = ["item,annotator,label,source"]
    for i in range(60):
        truth = i % 3
        for who, right in [*((f"p{a}", 0.8) for a in range(5)), ("good-llm", 0.95), ("bad-llm", 0.3)]:
            label = truth if rng.random() < right else int((truth + rng.integers(1, 3)) % 3)
            rows.append(f"i{i:02},{who},{'abc'[label]},{'model' if 'llm' in who else 'human'}")
    path = tmp_path_factory.mktemp("judges") / "answers.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.fixture(scope="module")
def db(answers):
    import oe_quality

    path = answers.parent / "q.duckdb"
    oe_quality.load(path, answers)
    return path


def test_from_a_column_to_the_sentence_that_decides(oeq, db):
    found = oeq("judges", db)
    assert found.status == 0
    assert "good-llm may stand in for an annotator" in found.err
    assert "it is not shown that bad-llm may stand in" in found.err
    assert "stands in" in found.out


@pytest.mark.parametrize("view", ["--differing", "--biases", "--shares", "--pairs", "--people"])
def test_every_view_has_its_table(oeq, db, view):
    found = oeq("judges", db, view, "-q")
    assert found.status == 0, found.err
    assert found.err == ""


def test_json_is_whole_and_two_views_are_refused(oeq, db):
    found = json.loads(oeq("judges", db, "--format", "json", "-q").out)
    assert found["schema"] == "oeq.judges/1"
    assert oeq("judges", db, "--pairs", "--people").status == 2


def test_a_store_without_models_says_what_to_do(oeq, tmp_path, crowd):
    oeq("load", tmp_path / "people.duckdb", crowd)
    found = oeq("judges", tmp_path / "people.duckdb")
    assert found.status == 4
    assert "--model NAME" in found.err


def test_the_gate_holds_models_to_what_is_promised(oeq, db):
    passed = oeq("check", db, "--min-judge-agreement", "good-llm:label=0.5", "--alt-test", "good-llm", "-q")
    assert passed.status == 0, passed.err
    failed = oeq("check", db, "--min-judge-agreement", "bad-llm:label=0.5", "--alt-test", "bad-llm:label")
    assert failed.status == 1
    assert "bad-llm agrees with people by" in failed.err
    assert oeq("check", db, "--min-judge-agreement", "label=0.5").status == 2


@pytest.mark.parametrize("command", [("agreement",), ("annotators",), ("aggregate", "--no-save")])
def test_models_are_let_in_and_that_is_said(oeq, db, command):
    verb, *options = command
    heard = "Models are in it, as 2 voices beside people: bad-llm; good-llm."
    found = oeq(verb, db, *options, "--with-models", "all", "--each-model")
    assert found.status == 0, found.err
    assert heard in found.out.replace("\n", " ")
    assert "Models are in it" not in oeq(verb, db, *options).out
    assert oeq(verb, db, *options, "--with-models", "gud-llm").status == 2
    assert oeq(verb, db, *options, "--each-model").status == 2
