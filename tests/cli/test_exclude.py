"""`oeq exclude` and `oeq include`."""

from oe_quality.store import open_store


def test_out_and_in_again(oeq, db):
    outcome = oeq("exclude", db, "A02", "--reason", "left early")
    assert outcome.status == 0
    assert outcome.out == ""
    assert outcome.err.startswith("A02 is left out of results from now on")
    with open_store(db) as store:
        assert store.panel("label").left_out.annotators == ("A02",)
    assert oeq("include", db, "A02").status == 0
    with open_store(db) as store:
        assert store.panel("label").left_out.annotators == ()
        assert store.exclusions()["reason"].to_list() == ["left early", ""]


def test_a_reason_is_required(oeq, db):
    assert oeq("exclude", db, "A02").status == 2
    assert oeq("exclude", db, "A02", "--reason", " ").status == 2


def test_an_unknown_alias_is_a_usage_error(oeq, db):
    outcome = oeq("exclude", db, "A20", "--reason", "x")
    assert outcome.status == 2
    assert "Did you mean A0" in outcome.err


def test_a_missing_store_is_not_made(oeq, tmp_path):
    assert oeq("exclude", tmp_path / "q.duckdb", "A01", "--reason", "x").status == 3
    assert not (tmp_path / "q.duckdb").exists()
