"""What people are called in a store: the same everywhere for one key, and nobody loses a name."""

import random

import duckdb
import pytest

from oe_quality.errors import UsageError
from oe_quality.keys import VARIABLE, Key
from oe_quality.pseudonyms import form_of
from oe_quality.store import open_store, schema
from oe_quality.store.naming import naming_of

KEY, OTHER = Key(b"the key of this test file"), Key(b"another key of this test file")


def names(store):
    return dict(store.annotators().select("annotator", "alias").rows())


@pytest.fixture
def many(make, row):
    """An export of these people, one answer each."""
    return lambda people, file="a.csv": make(*(row("a", who, "mood", "sad") for who in people), file=file)


def test_the_64_annotators_are_called_the_same_in_every_subset_week_and_store(many):
    people = [f"A{n:02d}" for n in range(1, 65)]
    with open_store(":memory:", key=KEY) as store:
        store.ingest(many(people))
        whole = names(store)
    assert not set(whole.values()) & set(people)
    draw = random.Random(7)
    for _ in range(3):
        some = draw.sample(people, 60)
        with open_store(":memory:", key=KEY) as store:
            store.ingest(many(some[:30]))
            store.ingest(many(some[20:], "b.csv"))
            assert names(store) == {who: whole[who] for who in some}


def test_a_store_of_another_key_refuses_newcomers_until_somebody_decides(tmp_path, many):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True, key=KEY) as store:
        store.ingest(many(["1", "2"]))
        before, sign = names(store), store.sign
    assert sign == KEY.sign
    with open_store(path, create=True, key=OTHER) as store:
        store.ingest(many(["1"], "same people.csv"))
        with pytest.raises(UsageError, match=rf"{KEY.sign}[^$]*{OTHER.sign}[^$]*oeq key DB --rename"):
            store.ingest(many(["3"], "new.csv"))
        assert names(store) == before
        assert store.rename(OTHER) == 2
        store.ingest(many(["3"], "new.csv"))
        assert store.sign == OTHER.sign
        assert not set(names(store).values()) & set(before.values())
        for who, alias in before.items():
            found = store.person(alias)
            assert (found.annotator, found.former) == (who, alias)


def test_renaming_there_and_back_gives_the_first_names(many):
    with open_store(":memory:", key=KEY) as store:
        store.ingest(many(["1", "2"]))
        before = names(store)
        store.rename(OTHER)
        assert store.rename(KEY) == 2
        assert names(store) == before
        assert store.rename(KEY) == 0
        assert {store.person(alias).annotator for alias in before.values()} == {"1", "2"}


def test_a_store_keeps_its_key_where_there_is_no_place_for_one(tmp_path, monkeypatch, many):
    monkeypatch.delenv(VARIABLE)
    (tmp_path / "config").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(many(["1"]))
        first = names(store)
    with open_store(path, create=True) as store:
        store.ingest(many(["1", "2"], "b.csv"))
        assert names(store).items() >= first.items()
        found = naming_of(store._database)
    assert found.key.kept
    assert found.key.sign == found.sign


def test_own_ids_are_shown_where_they_are_wanted(many):
    with open_store(":memory:", own_ids=True) as store:
        store.ingest(many(["A24", "x"]))
        store.ingest(many(["y"], "b.csv"))
        assert names(store) == {"A24": "A24", "x": "x", "y": "y"}
        assert store.sign == ""
        assert store.person("x").words == "x"


def test_ids_that_look_like_pseudonyms_get_longer_ones(many):
    with open_store(":memory:", key=KEY) as store:
        store.ingest(many(["otter-307", "anna"]))
        assert {form_of(alias) for alias in names(store).values()} == {1}


def test_a_store_of_the_first_release_calls_people_anew_and_finds_them_by_their_old_pseudonyms(tmp_path, many):
    """With ids A01 to A64 an old pseudonym is often somebody else's id; then it is nobody's."""
    path = tmp_path / "q.duckdb"
    people = [f"A{n:02d}" for n in range(1, 65)]
    with open_store(path, create=True, key=KEY) as store:
        store.ingest(many([*people, "zoe"]))
        whole = names(store)
    old = as_of_the_first_release(path)
    with open_store(path, read_only=False, key=KEY) as store:
        assert names(store) == whole
        for who in people:
            if old[who] == who:
                assert store.person(who).annotator == who
            else:
                with pytest.raises(UsageError, match="more than one person"):
                    store.person(who)
            assert store.person(whole[who]).annotator == who
        only_old = next(alias for who, alias in old.items() if alias not in people)
        assert store.person(only_old).former == only_old


def as_of_the_first_release(path):
    """Take a store back to the schema of 0.1.0; returns what people were called in it."""
    with duckdb.connect(str(path)) as raw:
        for number, name in schema.steps().items():
            if number > 19:
                raw.execute(f"DROP TABLE {name.rsplit('/', 1)[1][4:-4]}")
        raw.execute(
            "UPDATE annotator SET alias = old.alias FROM (SELECT key, "
            "format('A{:02d}', row_number() OVER (ORDER BY sha256(key), key)) AS alias FROM annotator) AS old "
            "WHERE annotator.key = old.key"
        )
        raw.execute("UPDATE meta SET schema_version = 19")
        return dict(raw.execute("SELECT key, alias FROM annotator").fetchall())
