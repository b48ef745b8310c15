"""Ids that are addresses: the same person under every key that names people, as long as the store lives."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.keys import VARIABLE, Key, find_key, own_place
from oe_quality.store import open_store

KEY, OTHER = Key(b"the key of this test file"), Key(b"another key of this test file")
MAIL = "anna@mail.example"


@pytest.fixture
def one(make, row):
    """An export of one answer by that person about that item."""
    return lambda item, who, file: make(row(item, who, "mood", "sad"), file=file)


@pytest.fixture
def no_variable(tmp_path, monkeypatch):
    """A machine without a key."""
    monkeypatch.delenv(VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def people(store):
    return store.annotators()["annotator"].to_list()


def renamed(path, one, key):
    """A store with a person known by an address, whom another key calls anew."""
    with open_store(path, create=True, key=key) as store:
        store.ingest(one(f"{MAIL}_1.wav", MAIL, "a.csv"))
        assert store.address_sign == key.sign
        store.rename(OTHER)
        assert (store.sign, store.address_sign) == (OTHER.sign, key.sign)


def test_a_person_called_anew_stays_one_where_the_former_key_is_kept(tmp_path, one, no_variable):
    path, first = tmp_path / "q.duckdb", find_key()
    renamed(path, one, first)
    own_place().rename(own_place().with_name("key-until-2026-01-01"))
    with open_store(path, create=True, key=OTHER) as store:
        store.ingest(one("b", MAIL, "b.csv"))
        store.ingest(one(f"{MAIL}_1.wav", "bo", "c.csv"))
        assert len(people(store)) == 2
        assert store.info().n_items == 2


def test_without_the_former_key_nobody_becomes_two_people(tmp_path, one, no_variable):
    path = tmp_path / "q.duckdb"
    renamed(path, one, KEY)
    with open_store(path, create=True, key=OTHER) as store:
        with pytest.raises(UsageError, match=KEY.sign) as refused:
            store.ingest(one("b", MAIL, "b.csv"))
        assert "oeq key --import" in refused.value.remedy
        store.ingest(one("b", "bo", "b.csv"))
        assert len(people(store)) == 2


def test_a_store_that_keeps_its_key_keeps_it_for_addresses(tmp_path, one, no_variable, monkeypatch):
    (tmp_path / "config").write_text("in the way")
    path = tmp_path / "q.duckdb"
    for name in ("a.csv", "b.csv"):
        with open_store(path, create=True) as store:
            store.ingest(one(name, MAIL, name))
    with open_store(path, read_only=False) as store:
        assert len(people(store)) == 1
        store.rename(OTHER)
        store.ingest(one("c", MAIL, "c.csv"))
        assert len(people(store)) == 1


def test_where_no_name_is_an_address_any_key_will_do(tmp_path, one):
    with open_store(tmp_path / "q.duckdb", create=True, key=KEY) as store:
        store.ingest(one("a", "bo", "a.csv"))
        assert store.address_sign == ""
        store.rename(OTHER)
        store.ingest(one("b", MAIL, "b.csv"))
        assert store.address_sign == OTHER.sign
