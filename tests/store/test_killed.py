"""Killed at any moment, a store holds exactly what it held before, or all of what was loaded."""

import random
import signal
import subprocess
import sys
import time

import pytest

from oe_quality.readers.rows import RESPONSE
from oe_quality.store import open_store

LOADER = '''
"""Load `second` of a pickle into a store; die before the statement of that number, or be killed from outside."""
import os, pickle, signal, sys
from oe_quality.store import database, open_store

path, exports, deadly = sys.argv[1], sys.argv[2], int(sys.argv[3])
count = 0

def counted(method):
    def call(self, *args, **kwargs):
        global count
        count += 1
        if count == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return method(self, *args, **kwargs)
    return call

with open(exports, "rb") as file:
    export = pickle.load(file)
with open_store(path, create=True) as store:
    for name in ("run", "row", "frame", "number"):
        setattr(database.Database, name, counted(getattr(database.Database, name)))
    print("loading", flush=True)
    store.ingest(export)
    print("loaded", count, flush=True)
    sys.stdin.readline()
'''


@pytest.fixture(scope="module")
def exports(make, row, day, tmp_path_factory):
    """A first export, and a second one in a file that adds to it, updates it and restates attributes."""
    import pickle

    people = [f"p{n}" for n in range(20)]
    first = make(
        *(row(f"i{n}", who, "mood", "sad", created_at=day(1)) for n in range(50) for who in people),
        items=[("i1", "language", "en")],
        file="first.csv",
    )
    second = make(
        *(row(f"i{n}", who, "mood", "glad", created_at=day(2)) for n in range(25, 90) for who in people),
        *(row(f"i{n}", who, "tags", ["fast", "loud"]) for n in range(25, 90) for who in people),
        items=[("i1", "language", "de")],
        gold=[{"item": "i1", "question": "mood", "labels": ["calm"]}],
        annotators=[("p1", "experience", "long")],
        rejects=[(1, None, "no item is named")],
        file="second.csv",
    )
    place = tmp_path_factory.mktemp("exports") / "second.pickle"
    place.write_bytes(pickle.dumps(second))
    return first, second, place


@pytest.fixture(scope="module")
def fingerprints(exports):
    """What a store holds after the first export, and after both."""
    with open_store(":memory:") as store:
        store.ingest(exports[0])
        before = store.fingerprint()
        store.ingest(exports[1])
        return before, store.fingerprint()


def start(path, exports, deadly=0):
    return subprocess.Popen(
        [sys.executable, "-c", LOADER, str(path), str(exports[2]), str(deadly)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def tables(store):
    """Rows of each table: what a fingerprint does not speak of must not be half there either."""
    names = store.query("SELECT table_name FROM duckdb_tables() ORDER BY 1")["table_name"]
    return {name: store.query(f"SELECT count(*) FROM {name}").item() for name in names}


def test_killed_before_any_statement_of_a_load(tmp_path, exports, fingerprints):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(exports[0])
        whole_before = tables(store)
    deadly, survived = 1, False
    while not survived:
        with start(path, exports, deadly) as loader:
            loader.communicate("\n")
        survived = loader.returncode == 0
        if not survived:
            assert loader.returncode == -signal.SIGKILL
            with open_store(path) as store:
                found = store.fingerprint()
                assert found in fingerprints, f"killed before statement {deadly}"
                if found == fingerprints[1]:
                    break  # the load was whole by then: what follows only reads
                assert tables(store) == whole_before
        # Not each of some thirty statements, for the sake of time; steps of five meet every phase.
        deadly += 5
    assert deadly > 15, "the load was not interrupted often enough to say anything"
    with open_store(path) as store:
        assert store.fingerprint() == fingerprints[1]


def test_killed_at_any_time(tmp_path, exports, fingerprints):
    path = tmp_path / "q.duckdb"
    chance = random.Random(20231022)
    seen = set()
    for _ in range(4):
        path.unlink(missing_ok=True)
        path.with_name("q.duckdb.wal").unlink(missing_ok=True)
        with open_store(path, create=True) as store:
            store.ingest(exports[0])
        with start(path, exports) as loader:
            assert loader.stdout.readline() == "loading\n"
            time.sleep(chance.uniform(0, 0.5))
            loader.kill()
            loader.communicate()
        with open_store(path, read_only=False) as store:
            found = store.fingerprint()
            assert found in fingerprints
            seen.add(found)
            store.ingest(exports[1])
            assert store.fingerprint() == fingerprints[1]
    assert fingerprints[0] in seen


def test_killed_after_the_commit_the_load_is_there(tmp_path, exports, fingerprints):
    path = tmp_path / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(exports[0])
    with start(path, exports) as loader:
        assert loader.stdout.readline() == "loading\n"
        assert loader.stdout.readline().startswith("loaded")
        loader.kill()
        loader.communicate()
    with open_store(path) as store:
        assert store.fingerprint() == fingerprints[1]


def test_killed_while_a_store_is_made_there_is_a_whole_one_or_none(tmp_path, exports):
    path = tmp_path / "q.duckdb"
    maker = f"from oe_quality.store import open_store\nprint('go', flush=True)\nopen_store({str(path)!r}, create=True)"
    chance = random.Random(7)
    for _ in range(3):
        path.unlink(missing_ok=True)
        with subprocess.Popen([sys.executable, "-c", maker], stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "go\n"
            time.sleep(chance.uniform(0, 0.4))
            process.kill()
        with open_store(path, create=True) as store:
            assert store.info().batches == ()


def test_rows_of_the_pickled_export_are_canonical(exports):
    assert exports[1].responses.schema == RESPONSE
