"""What small or odd files cost: processor seconds, memory, and how each call ends.

    python tests/attack/bounded.py [NAME...]

Each call runs in a process of its own. Its status is 1 if a call fails in anything but words or a number that is no
number is told.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from base import KEY

PEOPLE = 5
NO_NUMBER = re.compile(r"(?<![\w-])(?:NaN|-?Infinity|nan|-?inf)(?![\w-])")
ZEROS = bytes(1 << 24)


def table(answer: Callable[[int], object], rows: int = 300, more: Callable[[int], object] | None = None) -> bytes:
    """Three answers per item."""
    head = "item,annotator,answer" + (",duration" if more else "")
    lines = [f"i{row // 3},p{row % PEOPLE},{answer(row)}" + (f",{more(row)}" if more else "") for row in range(rows)]
    return "\n".join([head, *lines, ""]).encode()


def records(rows: int, damage: Callable[[str], str]) -> bytes:
    """A JSON array in which every other record is damaged."""
    whole = [json.dumps({"item": f"i{row // 4}", "annotator": f"p{row % 4}", "label": "sad"}) for row in range(rows)]
    return ("[" + ",".join(damage(one) if row % 2 else one for row, one in enumerate(whole)) + "]").encode()


def zeros(gibibytes: int) -> bytes:
    """A gzip file of nothing but one long line."""
    made = bytearray()
    with tempfile.TemporaryFile() as room:
        with gzip.GzipFile(fileobj=room, mode="wb", compresslevel=9) as stream:
            for _ in range(gibibytes * 64):
                stream.write(ZEROS)
        room.seek(0)
        made += room.read()
    return bytes(made)


def long_line() -> bytes:
    return b"item,annotator,label\n" + b"a,b,c\n" * 5 + b"x" * (300 << 20) + b"\na,c,d\n"


def one_of(*answers: object) -> Callable[[int], object]:
    """Answers drawn from these."""
    draw = random.Random(1)
    return lambda _: draw.choice(answers)


def near(value: float, spread: float) -> Callable[[int], object]:
    """Numbers that differ by their last digits only."""
    draw = random.Random(1)
    return lambda row: repr(value * (1 + row % 7) + draw.random() * spread)


def deep() -> bytes:
    return b'[{"item":1,"annotator":2,"label":' + b'{"a":' * 99_999 + b"1" + b"}" * 100_000 + b"]"


def wide() -> bytes:
    return b",".join(b"c%d" % n for n in range(10**6)) + b"\n" + b"1," * 999_999 + b"1\n"


def keys() -> bytes:
    return json.dumps([{f"k{row}_{n}": 1 for n in range(1000)} for row in range(1000)]).encode()


def slow(row: int) -> object:
    return 10**18 if row % 50 == 0 else 5 + row % 9


LOAD, ALL = ("load",), ("load", "agreement", "annotators", "aggregate", "report")
CASES: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "unclosed records, 5,000": ("json", lambda: records(5_000, lambda one: one[:-1]), LOAD),
    "unclosed records, 20,000": ("json", lambda: records(20_000, lambda one: one[:-1]), LOAD),
    "unclosed quotes, 5,000": ("json", lambda: records(5_000, lambda one: one.replace('"sad"', '"sad')), LOAD),
    "unclosed quotes, 20,000": ("json", lambda: records(20_000, lambda one: one.replace('"sad"', '"sad')), LOAD),
    "open lists, 5,000": ("json", lambda: records(5_000, lambda _: '{"a":[' * 3), LOAD),
    "open lists, 20,000": ("json", lambda: records(20_000, lambda _: '{"a":[' * 3), LOAD),
    "deep lists": ("json", lambda: b"[" * 200_000, LOAD),
    "deep objects": ("json", deep, LOAD),
    "a million columns": ("csv", wide, LOAD),
    "a million keys": ("json", keys, LOAD),
    "2 GiB in 2 MB": ("csv.gz", lambda: zeros(2), LOAD),
    "a line of 300 MB": ("csv", long_line, LOAD),
    "free text as labels": ("csv", lambda: table(lambda row: f"what number {row} thinks of it", 800), ALL),
    "numbers apart by rounding": ("csv", lambda: table(near(0.1, 1e-15), 900), ALL),
    "one number but for rounding": ("csv", lambda: table(lambda row: repr(3 + (row % 9) * 4e-16), 900), ALL),
    "durations of 1e18": ("csv", lambda: table(one_of("sad", "glad"), more=slow), ALL),
    "answers of 1e308": ("csv", lambda: table(one_of("1e308", "-1e308", 3, 4)), ALL),
    "only answers of 1e308": ("csv", lambda: table(lambda row: f"{1 + row % 7 / 10}e308"), ALL),
    "answers of 1e99": ("csv", lambda: table(lambda row: f"{1 + row % 40 / 10}e99"), ALL),
    "answers of 1e-308": ("csv", lambda: table(one_of("1e-308", "5e-324", "2e-308")), ALL),
    "answers of 1e160": ("csv", lambda: table(one_of("1e160", "-1e160", "3e159")), ALL),
}  # fmt: skip


def arguments(verb: str, store: Path, export: Path, page: Path) -> list[str]:
    words = {
        "load": [str(store), str(export)],
        "agreement": [str(store), "--format", "json"],
        "annotators": [str(store), "--format", "json"],
        "aggregate": [str(store), "--no-save", "--format", "json"],
        "report": [str(store), "-o", str(page), "-q"],
    }
    return [verb, *words[verb]]


def measured(words: list[str], folder: Path) -> tuple[int, float, int, str, str]:
    """Status, processor seconds, kilobytes at most, and what was said, of one call."""
    out, err = folder / "out", folder / "err"
    child = os.fork()
    if child == 0:
        for place, descriptor in ((out, 1), (err, 2)):
            os.dup2(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        os.execv(sys.executable, [sys.executable, "-m", "oe_quality", *words])
    _, status, used = os.wait4(child, 0)
    texts = (place.read_text(encoding="utf-8", errors="replace") for place in (out, err))
    return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss, *texts


def words_of(page: Path) -> str:
    """What a page says, without its script, its styles and its pictures."""
    text = re.sub(
        r"<(script|style)\b.*?</\1>|data:image[^\"')]*", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return re.sub(r"<[^>]*>", " ", text)


OURS = ("Traceback", "Warning:")
"""What Python prints, and no command says."""


def told(names: list[str]) -> Iterator[bool]:
    """One line per call; whether it is as it has to be."""
    for name in names or list(CASES):
        ending, make, verbs = CASES[name]
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            store, export, page = folder / "q.duckdb", folder / f"e.{ending}", folder / "page.html"
            export.write_bytes(make())
            for verb in verbs:
                began = time.monotonic()
                status, seconds, memory, out, err = measured(arguments(verb, store, export, page), folder)
                lost = NO_NUMBER.search(out) or (NO_NUMBER.search(words_of(page)) if page.exists() else None)
                fine = status in (0, 3, 4) and not any(word in err for word in OURS) and not lost
                said = (err.strip().splitlines() or [""])[-1][:110]
                took = time.monotonic() - began
                sys.stdout.write(
                    f"{'' if fine else '! '}{name}: {verb}: status {status}, {seconds:.1f} s CPU ({took:.0f} s), "
                    f"{memory >> 10:,} MB; {lost[0] if lost else said}\n"
                )
                sys.stdout.flush()
                yield fine
                if verb == "load" and status != 0:
                    break


if __name__ == "__main__":
    os.environ.setdefault("OEQ_KEY", KEY)
    sys.exit(int(not all(list(told(sys.argv[1:])))))
