"""What must never be in a store's file: password hashes, e-mail and IP addresses."""

import gzip
import json
import re

import duckdb
import pytest

from oe_quality.readers import open_export
from oe_quality.store import open_store

EMAIL = re.compile(rb"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def secrets_of(fixture):
    """Every password hash, e-mail address and IP address of a Django fixture."""
    found = set()
    for entry in json.loads(gzip.decompress(fixture.read_bytes())):
        fields = entry["fields"]
        found |= {fields.get(name) for name in ("password", "email", "actor_email", "remote_addr")}
        found |= {name for name in (fields.get("username"),) if name and "@" in name}
    return {secret for secret in found if secret}


def texts_of(path, folder):
    """All that the file holds, unpacked: every table as text, comments and all."""
    with duckdb.connect(str(path), read_only=True) as raw:
        raw.execute(f"EXPORT DATABASE '{folder}' (FORMAT csv)")
    return b"\n".join(file.read_bytes() for file in folder.iterdir())


@pytest.fixture(scope="module")
def loaded(shared, tmp_path_factory):
    """A store made from the fixture: its path, and its bytes while a write-ahead log lies beside it."""
    folder = tmp_path_factory.mktemp("private")
    path = folder / "q.duckdb"
    export = open_export(shared / "data" / "open-empathic" / "dumpdata.json.gz")
    with open_store(path, create=True) as store:
        store.ingest(export)
        open_bytes = b"".join(file.read_bytes() for file in folder.iterdir())
    return path, open_bytes


def test_no_secret_of_the_fixture_reaches_the_file(shared, loaded, tmp_path):
    secrets = secrets_of(shared / "data" / "open-empathic" / "dumpdata.json.gz")
    assert len(secrets) > 100
    path, open_bytes = loaded
    haystacks = {"open": open_bytes, "closed": path.read_bytes(), "unpacked": texts_of(path, tmp_path / "out")}
    for state, haystack in haystacks.items():
        leaked = [secret for secret in secrets if secret.encode() in haystack]
        assert not leaked, f"{len(leaked)} secrets in the {state} store, such as {leaked[:3]}"
    assert not EMAIL.findall(haystacks["unpacked"])
    assert b"pbkdf2" not in haystacks["unpacked"]


def test_the_search_would_find_them(loaded, tmp_path):
    """The same search finds what is meant to be there: the clips and the user names."""
    path, _ = loaded
    with open_store(path) as store:
        known = [store.panel("emotion").items[0], store.annotators()["name"].drop_nulls()[0]]
    text = texts_of(path, tmp_path / "out")
    assert all(word.encode() in text for word in known)


def test_an_address_among_hand_made_names_is_not_stored(tmp_path, make, row):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(make(row("a", "1", "mood", "sad"), names={"1": "ann@example.org"}))
    assert b"ann@example.org" not in path.read_bytes()
    assert not EMAIL.findall(texts_of(path, tmp_path / "out"))


def test_a_mapping_that_names_people_is_not_kept(tmp_path):
    import oe_quality

    sheet = tmp_path / "wide.csv"
    sheet.write_text("item,ann@example.org,bob@example.org,cyd@example.org\ni1,joy,joy,sad\ni2,sad,sad,sad\n")
    oe_quality.load(tmp_path / "q.duckdb", sheet)
    assert b"example.org" not in (tmp_path / "q.duckdb").read_bytes()
