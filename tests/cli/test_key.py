"""`oeq key`: which one it is, without telling it; moved, replaced, and never lost."""

import pytest

from oe_quality.keys import VARIABLE, find_key, own_place
from oe_quality.store import open_store


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A machine whose user has a key of their own."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return find_key()


def test_it_says_which_key_and_where_but_not_the_key(oeq, own, crowd, tmp_path):
    path = tmp_path / "own.duckdb"
    assert oeq("load", path, crowd).status == 0
    outcome = oeq("key", path)
    assert outcome.status == 0
    assert outcome.out == f"key {own.sign}: {own_place()}\n{path}: pseudonyms of key {own.sign}\n"
    assert own.secret.decode() not in outcome.out + outcome.err
    assert oeq("key", "--reveal").out == own.secret.decode() + "\n"


def test_a_key_goes_to_another_machine_and_people_keep_their_names(oeq, own, crowd, tmp_path, monkeypatch):
    file = tmp_path / "mine.key"
    assert oeq("key", "--export", file).status == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert oeq("key", "--export", file).status == 2
    assert oeq("load", tmp_path / "here.duckdb", crowd).status == 0
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "there"))
    assert oeq("key", "--import", file).status == 0
    assert oeq("load", tmp_path / "there.duckdb", crowd).status == 0
    with open_store(tmp_path / "here.duckdb") as here, open_store(tmp_path / "there.duckdb") as there:
        assert here.annotators().equals(there.annotators())


def test_a_new_key_keeps_the_former_one_beside_it(oeq, own, tmp_path):
    assert oeq("key", "--new").status == 0
    assert find_key() != own
    kept = [file for file in own_place().parent.iterdir() if file.name != "key"]
    assert [file.read_bytes().strip() for file in kept] == [own.secret]
    assert oeq("key", "--import", kept[0]).status == 0
    assert find_key() == own


@pytest.mark.parametrize(
    "arguments", [("--new", "--reveal"), ("--rename",), ("--import", "none.key"), ("--import", "short.key")]
)
def test_what_makes_no_sense_is_refused_and_the_key_stays(oeq, own, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "short.key").write_text("short")
    assert oeq("key", *arguments).status in (2, 3)
    assert find_key() == own


def test_a_store_of_another_key_is_said_to_be_one(oeq, db, own):
    assert "which is not the key here" in oeq("key", db).out
    assert oeq("key", db, "--rename").status == 0
    assert "which is not the key here" not in oeq("key", db).out
