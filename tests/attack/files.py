"""Malformed exports of every format: each ends in words, and no broken row costs another."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import random
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import formats
from base import Job, Tally, call, call_each, study, turns

JUNK = [
    b"", b"\xff\xfe", b"\x00", b"=1+1", b"\xf0\x9f\x98\x80", b"nan", b"1e400", b"-1e308", b"9" * 400, b"[1,2", b"{}",
    b"\xe2\x80\xae", b"'; DROP TABLE item; --", b"<script>", b"a" * 5000, b"2024-13-45", b"NULL", b"\x1b[31m",
    b"dora@mail.example", b"fe80::1", b"$2b$12$KIXQJ1abcdefghijklmnopqrstuv",
]  # fmt: skip
N = 40
TOGETHER = 40
"""Files that one process loads, each into a store of its own."""
FRESH = 8
"""One in so many is loaded into a store that is not there yet."""
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


def packed(content: bytes, name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def workbook() -> bytes:
    """A spreadsheet of the least that a reader needs."""
    kinds, parts = "http://schemas.openxmlformats.org/package/2006", "http://schemas.openxmlformats.org"
    cells = [COLUMNS, *(tuple(str(row[name]) for name in COLUMNS) for row in rows())]
    lines = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>" for row in cells
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        )
        for place, kind, target in (
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ):
            book.writestr(
                place,
                f'<Relationships xmlns="{kinds}/relationships"><Relationship Id="r1" '
                f'Type="{parts}/officeDocument/2006/relationships/{kind}" Target="{target}"/></Relationships>',
            )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{parts}/spreadsheetml/2006/main" '
            f'xmlns:r="{parts}/officeDocument/2006/relationships"><sheets>'
            '<sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{parts}/spreadsheetml/2006/main"><sheetData>{lines}</sheetData></worksheet>',
        )
    return buffer.getvalue()


FORMATS = {
    "csv": lambda: csv_of(","),
    "tsv": lambda: csv_of("\t"),
    "utf16.csv": lambda: csv_of(";").decode().encode("utf-16"),
    "jsonl": lambda: "\n".join(json.dumps(row) for row in rows()).encode() + b"\n",
    "json": lambda: json.dumps(rows()).encode(),
    "parquet": parquet,
    "csv.gz": lambda: gzip.compress(csv_of(",")),
    "zip": lambda: packed(csv_of(","), "inside/a.csv"),
    "zip in zip": lambda: packed(packed(csv_of("\t"), "a.tsv"), "b.zip"),
    "xlsx": workbook,
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


@dataclass
class Case:
    """A malformed file.

    Attributes:
        kind: its format, or the tool that would have written it.
        how: what was done to it.
        data: its bytes.
        name: of the file.
        local: whether one cell was changed, so that no other row may be lost.
        variant: the tool's export, with the rows that may not be lost.
    """

    kind: str
    how: str
    data: bytes
    name: str
    local: bool = False
    variant: formats.Variant | None = None


def cases(count: int, chance: random.Random) -> Iterator[Case]:
    """Malformed files, a third of them exports of tools."""
    whole = {name: make() for name, make in FORMATS.items()}
    for number in turns(count):
        if chance.random() < 0.35:
            variant = formats.Attacker(chance.randrange(2**31)).variant()
            data, how = variant.content, variant.what
            if chance.random() < 0.3:
                data, how, variant = anywhere(data, chance), f"{how}, bytes anywhere", None
            yield Case("tool", how, data, f"e{number}.zip" if data[:2] == b"PK" else f"e{number}", False, variant)
            continue
        kind = chance.choice(sorted(FORMATS))
        local = kind in ("csv", "tsv", "jsonl") and chance.random() < 0.5
        data = one_cell(kind, whole[kind], chance) if local else anywhere(whole[kind], chance)
        yield Case(kind, "one cell" if local else "anywhere", data, f"e{number}.{kind.replace(' ', '.')}", local)


def attack(count: int, seed: int) -> Tally:
    """Load malformed files: most into a copy of an empty store, some into a store that is not there yet."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        made = call("load", folder / "whole.duckdb", study(folder), "-q")
        assert made.status == 0, made.err
        empty = folder / "empty.duckdb"
        call("info", empty, before=partial(make_empty, empty))
        every = enumerate(cases(count, chance))
        while batch := list(itertools.islice(every, TOGETHER)):
            few(folder, empty if empty.exists() else None, batch, tally)
    return tally


def make_empty(place: Path) -> None:
    """Make a store that holds nothing; in a process of its own."""
    from oe_quality.store import open_store

    open_store(place, create=True).close()


def few(folder: Path, empty: Path | None, batch: list[tuple[int, Case]], tally: Tally) -> None:
    """Some files, one call after another in one process."""
    stores: list[Path] = []
    jobs: list[Job] = []
    for number, case in batch:
        (folder / case.name).write_bytes(case.data)
        store = folder / f"s{number}.duckdb"
        if empty is not None and number % FRESH:
            shutil.copyfile(empty, store)
        options = [] if case.kind == "tool" else ["--label", "label"]
        stores.append(store)
        jobs.append(["load", store, folder / case.name, *options])
        jobs.append(partial(formats.trouble, case.variant) if case.variant else str)
    ended = call_each(jobs)
    for (number, case), store, done, read in zip(batch, stores, ended[::2], ended[1::2], strict=True):
        said = f"file {number} ({case.kind}, {case.how})"
        tally.judge(said, done)
        kept = sum(told(done.err, what) for what in ("accepted", "rows? repeat"))
        if case.local and kept < N - 1:
            tally.note("files that lost good rows", f"{said}: {kept} of {N}", done)
        if read.out or read.status:
            tally.note("files that lost good rows", f"{said}: {read.out}", read if read.status else done)
        if done.status != 0 and store.exists() and not (empty is not None and number % FRESH):
            tally.note("stores left by a refusal", said, done)
        for path in (store, store.with_name(f"{store.name}.wal"), folder / case.name):
            path.unlink(missing_ok=True)


def told(text: str, what: str) -> int:
    """The number that is said before a word."""
    found = re.search(rf"([\d,]+) {what}", text)
    return int(found[1].replace(",", "")) if found else 0
