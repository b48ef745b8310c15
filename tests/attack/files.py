"""Malformed exports of every format: each ends in words, and no broken row costs another."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

from base import Tally, call

JUNK = [
    b"", b"\xff\xfe", b"\x00", b"=1+1", b"\xf0\x9f\x98\x80", b"nan", b"1e400", b"-1e308", b"9" * 400, b"[1,2", b"{}",
    b"\xe2\x80\xae", b"'; DROP TABLE item; --", b"<script>", b"a" * 5000, b"2024-13-45", b"NULL", b"\x1b[31m",
    b"dora@mail.example", b"fe80::1", b"$2b$12$KIXQJ1abcdefghijklmnopqrstuv",
]  # fmt: skip
N = 40
COLUMNS = ("item", "annotator", "label", "time", "duration")


def rows() -> list[dict[str, object]]:
    return [
        {
            "item": f"i{n // 4}",
            "annotator": f"p{n % 4}",
            "label": ("sad", "glad")[n % 3 == 0],
            "time": f"2024-01-{n % 27 + 1:02d}T10:00:00",
            "duration": n + 0.5,
        }
        for n in range(N)
    ]


def csv_of(delimiter: str) -> bytes:
    lines = [delimiter.join(COLUMNS)] + [delimiter.join(str(row[name]) for name in COLUMNS) for row in rows()]
    return ("\n".join(lines) + "\n").encode()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows()), buffer)
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inside/a.csv", csv_of(","))
    return buffer.getvalue()


FORMATS = {
    "csv": lambda: csv_of(","),
    "tsv": lambda: csv_of("\t"),
    "jsonl": lambda: "\n".join(json.dumps(row) for row in rows()).encode() + b"\n",
    "json": lambda: json.dumps(rows()).encode(),
    "parquet": parquet,
    "csv.gz": lambda: gzip.compress(csv_of(",")),
    "zip": zipped,
}
TEXT = ("csv", "tsv", "jsonl", "json")


def one_cell(kind: str, whole: bytes, chance: random.Random) -> bytes:
    """One value of one record replaced by junk: nothing else may be lost."""
    lines = whole.split(b"\n")
    at = chance.randrange(1, N)
    junk = re.sub(rb"[\t\n\r\"\\,]", b"", chance.choice(JUNK))
    if kind in ("csv", "tsv"):
        mark = b"," if kind == "csv" else b"\t"
        cells = lines[at].split(mark)
        cells[chance.randrange(len(cells))] = junk
        lines[at] = mark.join(cells)
    else:
        lines[at] = re.sub(rb'"(?:sad|glad|p\d)"', lambda _: b'"' + junk + b'"', lines[at], count=1)
    return b"\n".join(lines)


def anywhere(whole: bytes, chance: random.Random) -> bytes:
    """Bytes cut, flipped, doubled, moved or put in anywhere."""
    data = bytearray(whole)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice([1, 4, 30, 300]))
        kind = chance.randrange(5)
        if kind == 0:
            del data[at:to]
        elif kind == 1 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            data[at:at] = data[at:to]
        elif kind == 3:
            data[at:at] = chance.choice(JUNK)
        else:
            data[at:to] = bytes(chance.randrange(256) for _ in range(to - at))
    return bytes(data)


def attack(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    whole = {name: make() for name, make in FORMATS.items()}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for number in range(count):
            kind = chance.choice(sorted(FORMATS))
            local = kind in ("csv", "tsv", "jsonl") and chance.random() < 0.5
            data = one_cell(kind, whole[kind], chance) if local else anywhere(whole[kind], chance)
            export = folder / f"e.{kind}"
            export.write_bytes(data)
            store = folder / f"s{number}.duckdb"
            done = call("load", store, export, "--label", "label")
            case = f"file {number} ({kind}, {'one cell' if local else 'anywhere'})"
            tally.judge(case, done)
            kept = sum(told(done.err, what) for what in ("accepted", "rows? repeat"))
            if local and kept < N - 1:
                tally.note("files that lost good rows", f"{case}: {kept} of {N}", done)
            if done.status != 0 and store.exists():
                tally.note("stores left by a refusal", case, done)
            store.unlink(missing_ok=True)
    return tally


def told(text: str, what: str) -> int:
    """The number that is said before a word."""
    found = re.search(rf"([\d,]+) {what}", text)
    return int(found[1].replace(",", "")) if found else 0
