"""DB may be left out where one quality.duckdb lies, and is never guessed elsewhere."""

import json

import pytest

from oe_quality.store import open_store


@pytest.fixture
def here(tmp_path, db, monkeypatch):
    """A folder with a store, in which the user stands."""
    monkeypatch.chdir(tmp_path)
    return db


@pytest.mark.parametrize(
    "arguments",
    [("info",), ("info", "--format", "json"), ("annotators", "--triage"), ("query", "SELECT 1 AS one" + " " * 5000),
     ("gold", "list"), ("relabel", "-n", "2"), ("annotators", "p1", "--seed", "3"), ("messages", "--journal")],
)  # fmt: skip
def test_the_store_of_the_folder_is_taken_and_said(oeq, here, arguments):
    outcome = oeq(*arguments)
    assert outcome.status == 0, outcome.err
    assert "the store is quality.duckdb" in outcome.err


def test_an_argument_that_names_no_store_stays_what_it_is(oeq, here):
    assert oeq("exclude", "p1", "--reason", "x", "--yes").status == 0
    with open_store(here) as store:
        assert store.person("p1").excluded


def test_what_is_named_is_taken_and_nothing_is_said(oeq, here):
    assert "the store is" not in oeq("info", here, "--format", "json").err
    assert json.loads(oeq("info", "./quality.duckdb", "--format", "json").out)["n_items"] == 4
    assert "the store is" not in oeq("info", "-q").err


def test_a_store_that_is_named_and_missing_is_not_replaced_by_another(oeq, here):
    outcome = oeq("info", "other.duckdb")
    assert outcome.status == 3
    assert "no store at other.duckdb" in outcome.err


def test_elsewhere_it_must_be_named(oeq, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert oeq("info").status == 2
    assert oeq("load", "x.csv").status in (2, 3)
