"""Damaged releases as baselines, and damaged or tampered stores: each is read as it is, or refused in words."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from functools import partial
from pathlib import Path

from base import Tally, call, study, turns

READING = (["info"], ["agreement"], ["annotators"], ["aggregate", "--no-save", "--method", "majority"])
TAMPERING = (
    "DROP TABLE label", "DROP VIEW answer", "ALTER TABLE item RENAME name TO called", "DELETE FROM label",
    "DELETE FROM item", "DELETE FROM annotator", "DELETE FROM question", "DELETE FROM meta",
    "UPDATE question SET scale = 'grand'", "UPDATE question SET scale = 'interval'", "UPDATE question SET low = 'nan'",
    "UPDATE label SET label = ''", "UPDATE label SET code = 0", "UPDATE response SET labels = [99]",
    "UPDATE response SET labels = NULL", "UPDATE response SET labels = [0, 0, 1]",
    "UPDATE response SET weights = ['nan']",
    "UPDATE response SET status = 'gone'", "UPDATE response SET source = ''", "UPDATE response SET item_id = -1",
    "UPDATE response SET annotator_id = 77", "UPDATE response SET created_at = '0001-01-01'",
    "UPDATE response SET created_at = 'infinity'", "UPDATE response SET duration_s = 1e300",
    "UPDATE annotator SET alias = 'same'", "UPDATE annotator SET key = ''", "UPDATE item SET name = 'same'",
    "UPDATE meta SET schema_version = 3", "UPDATE meta SET schema_version = 999", "UPDATE meta SET application = 'x'",
    "INSERT INTO response SELECT * FROM response", "INSERT INTO question SELECT * FROM question",
    "INSERT INTO exclusion SELECT 1, 999, true, 'x', now()::TIMESTAMP", "CREATE TABLE extra (a INTEGER)",
    "UPDATE batch SET remarks = NULL" , "UPDATE batch SET loaded_at = '9999-01-01'", "DELETE FROM batch",
)  # fmt: skip


def attack_releases(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        db, place = folder / "q.duckdb", folder / "v1"
        call("load", db, study(folder), "-q")
        words = ("release", db, "-o", place, "--version", "1.0.0", "--license", "CC0-1.0", "--method", "majority")
        made = call(*words, "--no-report", "-q")
        assert made.status == 0, made.err
        files = sorted(path.relative_to(place) for path in place.rglob("*") if path.is_file())
        for number in turns(count):
            copy = shutil.copytree(place, folder / "copy")
            name = chance.choice(files)
            broken(copy / name, chance)
            whole = chance.random() < 0.5
            if whole:
                sums_again(copy)
            verb = ["compare", copy, db] if chance.random() < 0.5 else ["check", db, "--baseline", copy, "-q"]
            done = call(*verb)
            case = f"release {number}: {name}{', sums made to hold' if whole else ''}, {verb[0]}"
            tally.judge(case, done)
            changed = (copy / name).exists() and (copy / name).read_bytes() != (place / name).read_bytes()
            if not whole and changed and done.status in (0, 1):
                tally.note("changed releases believed", case, done)
            shutil.rmtree(copy)
    return tally


def broken(path: Path, chance: random.Random) -> None:
    """Cut, flip, empty or remove a file, or give a key of a document another value."""
    data = bytearray(path.read_bytes())
    kind = chance.randrange(6)
    if kind < 2 and path.suffix == ".json":
        body = json.loads(data)
        spoil(body, chance)
        data = bytearray(json.dumps(body).encode())
    elif kind == 2:
        data = data[: chance.randrange(len(data) + 1)]
    elif kind == 3:
        path.unlink()
        return
    else:
        for _ in range(chance.choice([1, 1, 5])):
            if data:
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))


def spoil(body: object, chance: random.Random) -> None:
    """Replace one value somewhere in a document."""
    while True:
        keys = sorted(body) if isinstance(body, dict) else list(range(len(body))) if isinstance(body, list) else []
        if not keys:
            return
        key = chance.choice(keys)
        inner = body[key]  # type: ignore[index]
        if isinstance(inner, (dict, list)) and inner and chance.random() < 0.6:
            body = inner
            continue
        body[key] = chance.choice([None, [], {}, "x", -1, 1e308, True, [None]])  # type: ignore[index]
        return


def sums_again(folder: Path) -> None:
    try:
        from oe_quality.sums import write_sums
    except ImportError:  # version 0.1
        from oe_quality.render.release.bundle import write_sums
    write_sums(folder)


def attack_stores(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        db = folder / "q.duckdb"
        call("load", db, study(folder), "-q")
        whole = db.read_bytes()
        for number in turns(count):
            copy = folder / f"c{number}.duckdb"
            copy.write_bytes(whole)
            if number % 2:
                case = chance.choice(TAMPERING)
                call("info", copy, before=partial(tamper, copy, case))
            else:
                case = "bytes"
                data = bytearray(whole)
                for _ in range(chance.choice([1, 10, 500])):
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
                copy.write_bytes(bytes(data[: chance.randrange(len(data))] if chance.random() < 0.2 else data))
            verb, *more = chance.choice(READING)
            tally.judge(f"store {number}: {case}; {verb}", call(verb, copy, *more))
            copy.unlink(missing_ok=True)
            copy.with_name(f"{copy.name}.wal").unlink(missing_ok=True)
    return tally


def tamper(path: Path, statement: str) -> None:
    """Change a store as another program would; in a process of its own."""
    import duckdb

    try:
        with duckdb.connect(str(path)) as raw:
            raw.execute(statement)
    except duckdb.Error:
        pass
