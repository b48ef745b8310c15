"""The same answers and the same seed give the same bits: whatever hash seed, threads, locale, zone and order.

    python tests/attack/same_bits.py [SETTINGS]

Each setting is a run in a process of its own, of the same answers. What it makes (tables beside the page, labels,
agreement) is compared with the first one's; of a page itself, its text without times and versions of files.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from base import KEY

PLACES = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Kathmandu", "NUMBA_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"},
    {"PYTHONHASHSEED": "4711", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "OMP_NUM_THREADS": "2"},
    {"PYTHONHASHSEED": "99", "LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Apia", "POLARS_MAX_THREADS": "2"},
)
"""Hash seed, locale, zone and threads of each run; orders of rows and files change with each, too."""
TABLES = ("agreement.json", "annotators.csv", "annotators.columns.csv")
TOLD = ("batches.csv", "batches.json", "packages.csv", "packages.json", "settings.json", "settings.csv", "SHA256SUMS")
"""What says when and from which files, and may differ."""


STUDIES = {
    "all": (
        *("--label", "mood", "--label", "strength", "--time", "time", "--duration", "seconds"),
        *("--label", "signs", "--scale", "signs=multilabel", "--scale", "strength=ordinal:1<2<3<4<5"),
    ),
    "sets": ("--label", "signs", "--scale", "signs=multilabel"),
}
"""What is read of the answers; the page shows distributions, such as labels given together, of one question alone."""


def exports(folder: Path, order: int) -> list[str]:
    """The same answers in two files, their rows and the files in another order each time."""
    draw, shuffled = random.Random(3), random.Random(order)
    rows = [
        f"clip{item:02d},person {who},{draw.choice(['sad', 'glad', 'calm'])},{draw.randint(1, 5)},"
        f"{'|'.join(sorted(draw.sample(['loud', 'near', 'slow', 'warm'], draw.randint(1, 3))))},"
        f"2026-0{1 + item % 3}-{1 + who:02d}T1{item % 10}:00:00+02:00,{3 + draw.random() * 9:.2f}"
        for item in range(40)
        for who in range(7)
        if draw.random() < 0.7
    ]
    names = []
    for part in (0, 1):
        mine = [row for row in rows if hashlib.sha256(row.encode()).digest()[0] % 2 == part]
        if order:
            shuffled.shuffle(mine)
        path = folder / f"part {part}.csv"
        path.write_text("\n".join(["item,annotator,mood,strength,signs,time,seconds", *mine, ""]), encoding="utf-8")
        names.append(path.name)
    return names[::-1] if order % 2 else names


def made(folder: Path, number: int, studies: Sequence[str]) -> dict[str, str]:
    """Name -> digest of everything that the runs of a setting make."""
    folder.mkdir()
    environment = {**os.environ, "OEQ_KEY": KEY, **PLACES[number % len(PLACES)]}
    files, found = exports(folder, number), {}
    for study in studies:
        words = [sys.executable, "-m", "oe_quality", "run", *files, "-o", study, "-q", *STUDIES[study]]
        subprocess.run(words, cwd=folder, env=environment, check=True, capture_output=True, timeout=3600)
        found |= {f"{study}/{name}": told for name, told in digests(folder / study)}
    return found


def digests(out: Path) -> Iterator[tuple[str, str]]:
    import polars as pl

    for name in TABLES:
        yield name, digest((out / name).read_bytes())
    labels = pl.read_parquet(out / "labels.parquet")
    yield "labels.parquet", digest(json.dumps(labels.to_dicts(), default=str).encode())
    for path in sorted((out / "report_data").iterdir()):
        if path.name not in TOLD:
            yield path.name, digest(path.read_bytes())


def digest(data: bytes) -> str:
    return hashlib.sha256(re.sub(rb'"fingerprint": "[0-9a-f]+"', b"", data)).hexdigest()


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else len(PLACES)
    with tempfile.TemporaryDirectory() as scratch:
        studies = tuple(STUDIES) if count > 2 else ("all",)
        runs = [made(Path(scratch) / str(number), number, studies) for number in range(count)]
    first = runs[0]
    assert "sets" not in studies or "sets/together-signs-table.csv" in first, "no table of labels given together"
    other = sorted({name for run in runs[1:] for name in first.keys() | run.keys() if first.get(name) != run.get(name)})
    sys.stdout.write(f"{count} settings, {len(first)} tables: {', '.join(other) or 'the same bits'}\n")
    return int(bool(other))


if __name__ == "__main__":
    sys.exit(main())
