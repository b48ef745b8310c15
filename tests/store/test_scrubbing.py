"""Every text of an export passes the last gate; what belonged together still does."""

import gzip
import json

import pytest

from oe_quality.keys import Key
from oe_quality.privacy import holds_address
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store

KEY, OTHER = Key(b"the key of this test file"), Key(b"another key of this test file")
PLANTED = ("anna@mail.example", "2001:db8::17", "$2b$12$KIXQJ1abcdefghijklmnopqrstuv")


def export(make, row, planted):
    """One text planted in every field that an export has."""
    labels = Question(f"mood of {planted}", Scale.NOMINAL, (f"as {planted}", "glad"))
    text = Question("remark", Scale.TEXT)
    return make(
        row(f"studio/{planted}_01.wav", planted, labels.name, f"as {planted}", occasion=planted),
        row(f"studio/{planted}_02.wav", planted, "remark", f"ask {planted} please"),
        row("plain", "bo", labels.name, "glad"),
        questions=(labels, text),
        items=[(f"studio/{planted}_01.wav", f"by {planted}", f"is {planted}")],
        annotators=[(planted, f"by {planted}", f"is {planted}"), ("bo", "studio", "north")],
        names={planted: f"the {planted}", "bo": planted},
        gold=[{"item": f"studio/{planted}_02.wav", "question": labels.name, "labels": ["glad"]}],
        rejects=[(7, f"of {planted}", f"because of {planted}")],
        file=f"export by {planted}.csv",
    )


def everything(path):
    import duckdb

    with duckdb.connect(str(path), read_only=True) as raw:
        tables = [name for (name,) in raw.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return json.dumps([[str(row) for row in raw.execute(f'FROM "{name}"').fetchall()] for name in tables])


@pytest.mark.parametrize("planted", PLANTED)
def test_nothing_planted_reaches_the_file(tmp_path, make, row, planted):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True, key=KEY) as store:
        store.ingest(export(make, row, planted))
        assert store.info().n_annotators == 2
    assert planted.encode() not in path.read_bytes()
    assert planted not in everything(path)
    assert not holds_address(everything(path).replace("::", " "))


def test_a_number_is_an_address_where_the_column_says_so(make, row):
    attributes = [("a", "worker_ip", "3232235777"), ("a", "trip", "3232235777"), ("a", "ip_int", "17")]
    with open_store(":memory:", key=KEY) as store:
        store.ingest(make(row("3232235777", "w", "mood", "3232235777"), items=attributes))
        assert dict(store.item_attributes().select("name", "value").iter_rows()) == {
            "worker_ip": "(IP address)",
            "trip": "3232235777",
            "ip_int": "17",
        }
        assert store.responses().select("item", "labels").row(0) == ("3232235777", ["3232235777"])


def test_an_odd_cell_refuses_no_file_and_clips_stay_joinable(make, row):
    with open_store(":memory:", key=KEY) as store:
        store.ingest(export(make, row, "anna@mail.example"))
        items = sorted(store.responses()["item"])
    assert items[0] == "plain"
    assert items[1].startswith("studio/mail-")
    assert items[1].endswith("_01.wav")
    assert items[1][: -len("_01.wav")] == items[2][: -len("_02.wav")]


def test_a_digest_says_nothing_to_who_has_another_key(make, row):
    found = {}
    for key in (KEY, OTHER):
        with open_store(":memory:", key=key) as store:
            store.ingest(export(make, row, "anna@mail.example"))
            store.ingest(make(row("x", "Anna@mail.example", "mood", "sad"), file="later.csv"))
            people = store.annotators()["annotator"].to_list()
        assert len(people) == 2
        found[key] = next(name for name in people if name != "bo")
    assert found[KEY] != found[OTHER]


def test_names_that_only_look_like_addresses_are_kept(make, row):
    kept = ["image@2x.png", "spk01@rec_03.wav", "https://medium.example/@anna/post.html"]
    with open_store(":memory:") as store:
        store.ingest(make(*(row(name, "bo", "mood", "sad") for name in kept)))
        assert sorted(store.responses()["item"]) == sorted(kept)


def test_the_stores_of_the_tests_are_small():
    from pathlib import Path

    for path in (Path(__file__).parent / "stores").iterdir():
        assert path.stat().st_size < 100_000
        assert gzip.decompress(path.read_bytes())[8:12] == b"DUCK"
