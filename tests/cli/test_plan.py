"""`oeq plan` on a small store."""

import json

import numpy as np
import pytest
from click.testing import CliRunner

from oe_quality.cli.main import cli


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Thirty clips, six annotators, four ratings and moods each."""
    rng = np.random.default_rng(5)
    lines = ["item,annotator,mood,arousal"]
    for clip, mean in enumerate(rng.normal(5, 2, 30)):
        for who in rng.choice(6, 4, replace=False):
            mood = "glad" if rng.random() < (0.8 if mean > 5 else 0.2) else "sad"
            lines.append(f"c{clip:02},w{who},{mood},{mean + rng.normal():.2f}")
    folder = tmp_path_factory.mktemp("plan")
    export = folder / "export.csv"
    export.write_text("\n".join(lines) + "\n")
    options = ["--item", "item", "--annotator", "annotator", "--label", "mood", "--label", "arousal"]
    options += ["--scale", "arousal=interval"]
    loaded = CliRunner().invoke(cli, ["load", str(folder / "s.db"), str(export), *options])
    assert loaded.exit_code == 0, loaded.output
    return folder / "s.db"


def test_every_question_is_planned(store):
    result = CliRunner().invoke(cli, ["plan", str(store), "--format", "json"])
    assert result.exit_code == 0, result.output
    plans = {one["question"]: one for one in json.loads(result.stdout)["plans"]}
    assert set(plans) == {"mood", "arousal"}
    assert plans["arousal"]["target"] == 0.8
    assert 0.5 < plans["arousal"]["parts"][0]["curve"][0]["reliability"]["value"] < 1


def test_a_higher_target_needs_more_answers(store):
    needed = []
    for target in ("0.8", "0.95"):
        result = CliRunner().invoke(
            cli, ["plan", str(store), "--question", "mood", "--target", target, "--format", "json"]
        )
        needed.append(json.loads(result.stdout)["plans"][0]["parts"][0]["needed"])
    assert needed[0] < needed[1]


def test_the_table_and_its_talk(store):
    result = CliRunner().invoke(cli, ["plan", str(store), "--question", "arousal"])
    assert result.exit_code == 0
    assert "more answers" in result.stdout
    assert "4.0 answers per item now" in result.stderr


def test_an_impossible_target_is_a_usage_error(store):
    result = CliRunner().invoke(cli, ["plan", str(store), "--target", "2"])
    assert "no reliability" in str(result.exception)


def test_the_width_of_an_interval_is_planned_for_one_question(oeq, tmp_path):
    rows = [f"i{i},p{(i + a) % 6},{'ab'[(i + (a == 1 and i % 3 == 0)) % 2]}" for i in range(40) for a in range(3)]
    export, db = tmp_path / "some.csv", tmp_path / "some.duckdb"
    export.write_text("\n".join(["item,annotator,label", *rows]) + "\n")
    assert oeq("load", db, export).status == 0
    done = oeq("plan", db, "--question", "label", "--width", "0.1")
    assert done.status == 0, done.err
    assert "an interval 0.1 wide, at 95 %" in done.out
    assert "it is as sure as the study so far is large" in done.err.lower()
    assert oeq("plan", db, "--width", "0.1").status == 2


def test_a_test_of_given_power(store):
    words = ["plan", str(store), "--question", "mood", "--against", "0.2", "--expected", "0.4", "--format", "json"]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert (found["schema"], found["null"], found["power"]) == ("oeq.power/1", 0.2, 0.8)
    assert found["items"] > found["n_items"]
    more = json.loads(CliRunner().invoke(cli, [*words, "--power", "0.95"]).stdout)
    assert more["items"] > found["items"]
    icc = ["plan", str(store), "--question", "arousal", "--against", ".5", "--coefficient", "icc"]
    assert "Walter, Eliasziw & Donner 1998" in CliRunner().invoke(cli, icc).output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--against", ".5"], "of one question"),
        (["--expected", ".5"], "against what"),
        (["--question", "mood", "--against", ".5", "--width", ".1"], "two plans"),
    ],
)
def test_plans_that_say_too_little_or_too_much(store, words, said):
    result = CliRunner().invoke(cli, ["plan", str(store), *words])
    assert result.exit_code != 0
    assert said in str(result.exception) + result.output + getattr(result.exception, "remedy", "")
