"""`oeq exclude` and `oeq include`: both names are said, and a likely slip of the hand is asked about."""

import pytest

from oe_quality.store import open_store


@pytest.fixture
def p1(db):
    """The person p1 of the store."""
    with open_store(db) as store:
        return store.person("p1")


def test_out_and_in_again(oeq, db, p1):
    outcome = oeq("exclude", db, "p1", "--reason", "left early", "--yes")
    assert outcome.status == 0
    assert outcome.out == ""
    assert outcome.err.startswith(f"{p1.alias} (p1) is left out of results from now on")
    with open_store(db) as store:
        assert store.panel("label").left_out.annotators == (p1.alias,)
    refused = oeq("include", db, p1.alias)
    assert refused.status == 2
    assert "(p1) was not taken back: 4 annotations are too few" in refused.err
    assert "(left early)" in refused.err
    assert oeq("include", db, p1.alias, "--yes").status == 0
    with open_store(db) as store:
        assert store.panel("label").left_out.annotators == ()
        assert store.exclusions()["reason"].to_list() == ["left early", ""]


def test_a_reason_is_required(oeq, db, p1):
    assert oeq("exclude", db, p1.alias).status == 2
    assert oeq("exclude", db, p1.alias, "--reason", " ", "--yes").status == 2


def test_who_has_few_answers_is_asked_about_and_a_script_must_be_sure(oeq, db, p1):
    outcome = oeq("exclude", db, p1.alias, "--reason", "x")
    assert outcome.status == 2
    assert f"{p1.alias} (p1) was not left out: 4 annotations are too few" in outcome.err
    assert "--yes" in outcome.err
    with open_store(db) as store:
        assert store.exclusions().is_empty()


@pytest.mark.parametrize(("said", "left_out"), [("y\n", True), ("\n", False), ("n\n", False)])
def test_a_person_at_the_terminal_is_asked_once(oeq, db, p1, monkeypatch, said, left_out):
    monkeypatch.setattr("oe_quality.cli.exclude._answerable", lambda: True)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: said.strip())
    assert oeq("exclude", db, p1.alias, "--reason", "x").status == (0 if left_out else 130)
    with open_store(db) as store:
        assert store.exclusions().height == int(left_out)


def test_an_unknown_name_is_a_usage_error(oeq, db, p1):
    outcome = oeq("exclude", db, p1.alias[:-1], "--reason", "x")
    assert outcome.status == 2
    assert "Did you mean" in outcome.err


def test_what_somebody_was_called_before_is_said(oeq, db, p1, monkeypatch):
    monkeypatch.setenv("OEQ_KEY", "another key for this test")
    assert oeq("key", db, "--rename").status == 0
    outcome = oeq("exclude", db, p1.alias, "--reason", "x", "--yes")
    assert outcome.status == 0
    assert outcome.err.startswith(f"{p1.alias} is called ")
    assert "(p1) in this store now" in outcome.err


def test_a_missing_store_is_not_made(oeq, tmp_path):
    assert oeq("exclude", tmp_path / "q.duckdb", "A01", "--reason", "x").status == 3
    assert not (tmp_path / "q.duckdb").exists()
