"""`oeq annotators` and `oeq relabel` from the command line."""

import csv
import io
import json
import shutil

import pytest
from click.testing import CliRunner

from oe_quality.cli.main import cli
from oe_quality.errors import UsageError
from oe_quality.store import open_store


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A store with 12 annotators of 60 items, one of whom always says the same."""
    import random

    chance = random.Random(4)
    rows = ["item,annotator,label,duration"]
    for item in range(60):
        truth = chance.choice("abc")
        for who in chance.sample(range(12), 6):
            answer = "a" if who == 0 else truth if chance.random() < 0.85 else chance.choice("abc")
            rows.append(f"clip{item},w{who:02},{answer},{2 if who == 0 else chance.uniform(30, 60):.1f}")
    folder = tmp_path_factory.mktemp("annotators")
    (folder / "answers.csv").write_text("\n".join(rows))
    path = folder / "q.duckdb"
    done = CliRunner().invoke(cli, ["load", str(path), str(folder / "answers.csv"), "-q"])
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(scope="module")
def constant(db):
    """The alias of the annotator who always says the same; aliases do not follow from names."""
    with open_store(db) as store:
        people = store.annotators()
    return dict(zip(people["annotator"], people["alias"], strict=True))["w00"]


def run(*arguments):
    result = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_the_table_is_worst_first(db, constant):
    rows = list(csv.DictReader(io.StringIO(run("annotators", db, "--format", "csv", "-q").stdout)))
    assert len(rows) == 12
    assert rows[0]["annotator"] == constant
    assert rows[0]["status"] in ("review", "exclude recommended")
    assert "kappa_high" in rows[0]


def test_triage_shows_evidence_and_what_would_change(db, constant):
    said = run("annotators", db, "--triage", "-q").stdout
    assert constant in said
    assert f"Without {constant}" in said
    document = json.loads(run("annotators", db, "--triage", "--format", "json", "-q").stdout)
    assert all(row["status"] not in ("ok", "insufficient") for row in document["rows"])


def test_one_annotators_case(db, constant):
    said = run("annotators", db, constant, "-q").stdout
    assert "Items to look at" in said
    assert "Thank you" in said
    assert "link" not in said
    assert json.loads(run("annotators", db, constant, "--format", "json", "-q").stdout)["row"]["alias"] == constant


def test_a_case_links_to_its_items(db, constant, tmp_path):
    settings = tmp_path / "oeq.toml"
    settings.write_text('[links]\npattern = "https://clips.example/{item}.wav"\n')
    rows = run("annotators", db, constant, "--config", settings, "--format", "csv", "-q").stdout.splitlines()
    assert rows[0].replace('"', "").endswith("link")
    assert all(f"https://clips.example/{row.split(',')[0].strip(chr(34))}.wav" in row for row in rows[1:])
    assert "https://clips.example/" in run("annotators", db, constant, "--config", settings, "-q").stdout


def test_settings_are_read_and_checked(db, tmp_path):
    settings = tmp_path / "oeq.toml"
    settings.write_text("[triage]\nmin_annotations = 1000\n")
    rows = json.loads(run("annotators", db, "--config", settings, "--format", "json", "-q").stdout)["rows"]
    assert {row["status"] for row in rows} == {"insufficient"}


def test_relabel_lists_items_and_whom_to_ask(db):
    document = json.loads(run("relabel", db, "-n", "5", "--format", "json", "-q").stdout)
    assert document["schema"] == "oeq.relabel/1"
    assert len(document["items"]) == 5
    assert all(len(item["ask"]) == 3 for item in document["items"])
    said = run("relabel", db, "-n", "3", "--for", "perception")
    assert "clip" in said.stdout


def test_triage_says_what_is_wrong_with_the_gold(tmp_path):
    rows = "".join(f"c{n},{who},joy,Joy\n" for n in range(9) for who in "pq")
    (tmp_path / "a.csv").write_text(f"item,annotator,label,gold\n{rows}")
    run("load", tmp_path / "g.duckdb", tmp_path / "a.csv", "-q")
    said = run("annotators", tmp_path / "g.duckdb", "--triage").stderr
    assert "nobody ever answered: 'Joy', on 9 of 9 gold items" in said
    assert "On 9 of 9 gold items of 'label' nobody gave the gold answer" in said


def test_severity(oeq, tmp_path):
    rows = [f"i{i},p{a},{1 + (i * 7 + a * (i % 3)) % 4}" for i in range(30) for a in range(5)]
    export, db = tmp_path / "scores.csv", tmp_path / "scores.duckdb"
    export.write_text("\n".join(["item,annotator,score", *rows]) + "\n")
    assert oeq("load", db, export, "--value", "score").status == 0
    done = oeq("annotators", db, "--severity", "--question", "score")
    assert done.status == 0, done.err
    assert "in logits, with 95 % intervals" in done.out
    assert "Steps: 1 to 2" in done.err
    body = json.loads(oeq("annotators", db, "--severity", "--format", "json").out)
    assert (body["schema"], len(body["annotators"])) == ("oeq.severity/1", 5)
    assert "a table of its own" in oeq("annotators", db, "--severity", "--triage").err


def test_of_who_is_left_out_there_is_no_case_but_since_when_and_why(db, constant, tmp_path):
    copy = shutil.copy(db, tmp_path / "copy.duckdb")
    run("exclude", copy, constant, "--reason", "left early", "--yes")
    with pytest.raises(
        UsageError, match=rf"{constant} \(w\d+\) is left out since .* \(left early\), so .* no case"
    ) as it:
        run("annotators", copy, constant)
    assert f"oeq include takes {constant} back in" in it.value.remedy


def test_of_people_who_are_not_named_no_table_is_printed(oeq, tmp_path):
    votes = ["item,annotator,label", *(f"c{n % 6},v{n:02},{'ab'[n % 6 % 2 if n % 5 else 0]}" for n in range(24))]
    (tmp_path / "votes.csv").write_text("\n".join(votes))
    assert oeq("load", tmp_path / "q.duckdb", tmp_path / "votes.csv").status == 0
    done = oeq("annotators", tmp_path / "q.duckdb")
    assert done.status == 0, done.err
    assert done.out.startswith("No two annotations are known to be by one person")
    assert len(oeq("annotators", tmp_path / "q.duckdb", "--format", "csv").out.splitlines()) == 25


def test_ranks_are_a_table_of_their_own(oeq, db):
    done = oeq("annotators", db, "--ranks")
    assert done.status == 0, done.err
    assert "places with 90 % bounds" in done.out
    assert oeq("annotators", db, "--ranks", "--triage").status == 2
