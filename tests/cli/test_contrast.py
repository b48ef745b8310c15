"""`oeq agreement --versus` and `--equal`."""

import json
import shutil

import pytest


@pytest.fixture
def two(tmp_path, oeq):
    """A store of two questions, one harder, asked by two sites."""
    rows = ["item,annotator,easy,hard,site"]
    for i in range(36):
        for a in range(6):
            easy = "ab"[(i + ((i * 7 + a * 5) % 11 == 0)) % 2]
            hard = "ab"[(i + ((i * 5 + a * 3) % 7 < 2)) % 2]
            rows.append(f"i{i},p{a},{easy},{hard},{'ns'[a % 2]}")
    export, db = tmp_path / "two.csv", tmp_path / "two.duckdb"
    export.write_text("\n".join(rows) + "\n")
    done = oeq("load", db, export, "--label", "easy", "--label", "hard", "--annotator-attribute", "site")
    assert done.status == 0
    return db


def test_two_questions(oeq, two, plain):
    done = oeq("agreement", two, "--question", "easy", "--versus", "hard")
    assert "for no difference" in plain(done.err)
    assert "difference" in done.out
    body = json.loads(oeq("agreement", two, "--question", "easy", "--versus", "hard", "--format", "json").out)
    assert body["difference"]["value"] == body["first"]["estimate"]["value"] - body["second"]["estimate"]["value"] > 0


def test_another_store(oeq, two):
    """What is no question and a file is taken for a store."""
    other = two.with_name("other.duckdb")
    shutil.copy(two, other)
    done = oeq("agreement", two, "--question", "easy", "--versus", other, "--format", "json")
    body = json.loads(done.out)
    assert "compared with itself" in oeq("agreement", two, "--question", "easy", "--versus", two).err
    assert (body["difference"]["value"], body["p_value"], body["shared_items"]) == (0, None, 36)


def test_two_coefficients_and_groups(oeq, two, plain):
    words = ["--question", "hard", "--versus", "hard", "--coefficient", "ac1", "--coefficient", "fleiss"]
    assert json.loads(oeq("agreement", two, *words, "--format", "json").out)["second"]["coefficient"] == "fleiss"
    done = oeq("agreement", two, "--question", "hard", "--equal", "site", "--level", ".9")
    assert "All 2 groups alike: F(1," in plain(done.err)
    assert (done.status, "with 90 % intervals" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--versus", "hard"], "are of one question"),
        (["--question", "easy", "--versus", "hrad"], "hard"),
        (["--question", "easy", "--versus", "easy"], "compared with itself"),
        (["--question", "easy", "--equal", "site", "--coefficient", "ac1", "--coefficient", "fleiss"], "at most 1"),
        (["--question", "easy", "--equal", "site", "--pairs"], "different tables"),
        (["--question", "easy", "--equal", "sight"], "site"),
    ],
)
def test_what_cannot_be_compared_is_said(oeq, two, words, said):
    done = oeq("agreement", two, *words)
    assert done.status == 2
    assert said in done.err


def test_whom_the_store_holds_back_is_told(oeq, two):
    """In every table that speaks of people, as elsewhere."""
    assert oeq("exclude", two, "p0", "--reason", "left early").status == 0
    for words in (
        ["agreement", "--question", "easy", "--versus", "hard"],
        ["agreement", "--question", "easy", "--equal", "site"],
        ["annotators", "--severity", "--question", "easy"],
        ["distributions", "--question", "easy"],
        ["distributions", "--question", "easy", "--items"],
    ):
        verb, *rest = words
        done = oeq(verb, two, *rest)
        assert done.status == 0, done.err
        assert "Left out:" in done.out
        assert "left early" in done.out
