"""`oeq judges` from a file whose column says who is a model."""

import csv
import io
import json
import re

import numpy as np
import polars as pl
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


def test_where_one_person_answered_differences_are_listed_and_what_they_leave_open_is_said(oeq, tmp_path):
    """Every item has one person; the models differ on some."""
    rows = [f"clip{i:02},{who},{'ab'[i % 2 if who == 'ann' else i % 3 % 2]},{kind}"
            for i in range(30) for who, kind in (("ann", "human"), ("bot", "model"))]  # fmt: skip
    (tmp_path / "one.csv").write_text("\n".join(["item,annotator,label,source", *rows]) + "\n")
    loaded = oeq("load", tmp_path / "one.duckdb", tmp_path / "one.csv")
    assert "60 responses (30 of them by 1 model, held apart from people's): 60 new" in loaded.err
    found = oeq("judges", tmp_path / "one.duckdb", "--differing", "--format", "csv")
    listed = list(csv.DictReader(io.StringIO(found.out)))
    assert {row["n_people"] for row in listed} == {"1"}
    assert all(row["people"] != row["model_answer"] for row in listed)
    assert f"of 30 items that one person answered bot says something else on {len(listed)}" in found.err
    assert "which of the two is right cannot be told" in found.err


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


@pytest.fixture
def column(tmp_path):
    """Four people on 60 items, and a column `judge` with the label that a model gives to the row's item."""
    rng = np.random.default_rng(3)
    rows = ["item,annotator,label,judge,seconds"]
    for i in range(60):
        truth = i % 3

        def label(right, truth=truth):
            return "abc"[truth if rng.random() < right else int((truth + rng.integers(1, 3)) % 3)]

        judge = label(0.9)
        rows += [f"i{i:02},p{who},{label(0.75)},{judge},{3 + who}" for who in range(4)]
    path = tmp_path / "answers.csv"
    path.write_text("\n".join(rows) + "\n")
    return path


def test_from_a_column_of_labels_to_the_sentence_that_decides_in_two_commands(oeq, column):
    db = column.with_name("q.duckdb")
    loaded = oeq("load", db, column, "--model", "judge")
    assert "300 responses (60 of them by 1 model, held apart from people's): 300 new" in loaded.err
    found = oeq("judges", db)
    assert found.status == 0
    assert "label: judge may stand in for an annotator" in found.err
    assert "passed" in found.out


def test_the_remedy_for_such_a_column_works_as_printed(oeq, column):
    """A first load asks what the column is; the same command with the option that it names holds the model."""
    db = column.with_name("q.duckdb")
    asked = oeq("load", db, column).err
    assert oeq("judges", db).status == 4
    option = re.search(r"say (--model \S+);", asked)[1].split()
    oeq("load", db, column, *option)
    assert "judge may stand in" in oeq("judges", db).err


def test_a_mapping_that_was_written_reads_it_again(oeq, column, tmp_path):
    oeq("inspect", column, "--model", "judge", "-o", tmp_path / "m.toml")
    found = oeq("load", tmp_path / "m.duckdb", column, "--map", tmp_path / "m.toml")
    assert "(60 of them by 1 model, " in found.err


def test_a_column_that_could_answer_any_question_is_refused_and_a_name_that_nobody_has_is_said(oeq, column, tmp_path):
    two = oeq("load", tmp_path / "x.duckdb", column, "--model", "judge", "--label", "label", "--value", "seconds")
    assert two.status == 2
    assert "could be a model's answer to any of 'label', 'seconds'" in two.err
    nobody = oeq("load", tmp_path / "y.duckdb", column, "--model", "gpt-5")
    assert "No answer here is by 'gpt-5'" in nobody.err


def test_a_column_beside_one_column_for_each_person(oeq, tmp_path):
    rows = ["id,ann1,ann2,ann3,gpt4", *(f"{i},{'ab'[i % 2]},{'ab'[i % 3 % 2]},b,{'ab'[i % 2]}" for i in range(8))]
    (tmp_path / "wide.csv").write_text("\n".join(rows) + "\n")
    found = oeq("load", tmp_path / "w.duckdb", tmp_path / "wide.csv", "--model", "gpt4")
    assert "(8 of them by 1 model, " in found.err


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """Settings of a page with one section."""
    path = tmp_path_factory.mktemp("settings") / "oeq.toml"
    path.write_text('[report]\nsections = ["agreement"]\n')
    return path


def test_a_page_hears_the_models_that_are_named_and_says_so(oeq, db, short, tmp_path):
    heard = "Models are in it, as 1 voice beside people: good-llm."
    for name, options in (("alone", ()), ("beside", ("--with-models", "good-llm"))):
        found = oeq("report", db, "-o", tmp_path / f"{name}.html", "--config", short, "-q", *options)
        assert found.status == 0, found.err
        assert (heard in (tmp_path / f"{name}.html").read_text(encoding="utf-8")) is bool(options)
    of_people, with_model = (
        (tmp_path / f"{name}_data" / "agreement-by-question.csv").read_text(encoding="utf-8")
        for name in ("alone", "beside")
    )
    assert of_people != with_model


def test_a_release_hears_them_in_its_labels_and_publishes_people_alone(oeq, db, tmp_path, monkeypatch):
    monkeypatch.setenv("OEQ_PSEUDONYM_KEY", "0123456789 a secret of these tests")
    about = ("--version", "1.0.0", "--license", "CC-BY-4.0", "--no-report", "--method", "majority", "-q")
    for name, options in (("alone", ()), ("beside", ("--with-models", "good-llm"))):
        found = oeq("release", db, "-o", tmp_path / name, *about, *options)
        assert found.status == 0, found.err
        card = (tmp_path / name / "README.md").read_text(encoding="utf-8")
        assert ("label: Models are in it, as 1 voice beside people: good-llm." in card) is bool(options)
    tables = ("annotations", "annotators", "labels")
    alone, beside = (
        [pl.read_parquet(tmp_path / name / "data" / f"{table}.parquet") for table in tables]
        for name in ("alone", "beside")
    )
    assert alone[0].equals(beside[0])
    assert alone[1]["kappa"].drop_nulls().len()
    assert alone[1].equals(beside[1]), "what is published of people is held against people"
    assert not alone[2].equals(beside[2])


def of_label_studio(item, people, model, sure):
    """A task as Label Studio exports it, with a prediction and its score."""

    def chosen(label):
        return [{"from_name": "mood", "to_name": "t", "type": "choices", "value": {"choices": [label]}}]

    said = [{"id": n, "completed_by": n, "result": chosen(label)} for n, label in enumerate(people, 1)]
    predicted = [{"model_version": "m1", "score": sure, "result": chosen(model)}]
    return {"id": item, "data": {"text": f"t{item}"}, "annotations": said, "predictions": predicted}


def of_argilla(item, people, model, sure):
    """A record as Argilla 2 exports it, with a suggestion and its score."""
    answers = [{"value": label, "user_id": f"u{n}"} for n, label in enumerate(people)]
    suggested = {"mood": {"value": model, "score": sure, "agent": "m1"}}
    return {"id": f"c{item}", "fields": {"text": "t"}, "suggestions": suggested, "responses": {"mood": answers}}


@pytest.mark.parametrize("record", [of_label_studio, of_argilla])
def test_the_scores_of_other_tools_are_stated_confidence(oeq, tmp_path, record):
    """Always .9 sure and right on 30 of 40 items, on which three people agree."""
    labels = ["calm", "joy"]
    tasks = [record(i, [labels[i % 2]] * 3, labels[(i + (i % 4 == 3)) % 2], 0.9) for i in range(40)]
    (tmp_path / "export.json").write_text(json.dumps(tasks))
    assert oeq("load", tmp_path / "q.duckdb", tmp_path / "export.json").status == 0
    found = json.loads(oeq("judges", tmp_path / "q.duckdb", "--format", "json", "-q").out)
    (question,) = found["questions"]
    (judge,) = question["judges"]
    assert judge["model"] == "m1"
    assert judge["confidence"]["n_items"] == 40
    assert judge["confidence"]["gap"]["value"] == pytest.approx(0.15)
    assert judge["confidence"]["brier"]["value"] == pytest.approx((30 * 0.01 + 10 * 0.81) / 40)
