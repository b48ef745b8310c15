"""Processes stopped at random moments and at chosen system calls: what stands is whole, and nothing is left behind.

The calls are the system's own where `strace` is at hand, those of libraries among them; elsewhere they are the
events that Python tells of.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from base import Tally, call, call_each, content, holds, leftovers, study, turns

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
EVENTS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open", "os.chmod", "shutil.rmtree")
"""Audit events at which a process stops itself; of `open` only those that write."""
SYSTEM_CALLS = (
    *("rename", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "rmdir", "chmod", "fchmod"),
    *("ftruncate", "fsync", "fdatasync", "pwrite64", "write", "close", "flock"),
)
"""At which a process is stopped where `strace` is at hand."""
TIES = 5.0
"""Seconds that are waited for `strace` to take hold."""
MADE_BY_RUN = ("quality.duckdb", "agreement.json", "annotators.csv", "labels.parquet", "report.html")

LONG = ("report", "run", "run again", "update")
"""Verbs that take some seconds, and have half as many turns."""

Verb = list[object]


def verbs(folder: Path) -> dict[str, Verb]:
    """The calls that are stopped, by name."""
    db, more = folder / "q.duckdb", folder / "more" / "study.csv"
    return {
        "load": ["load", db, more, "-q"],
        "new store": ["load", folder / "new.duckdb", folder / "study.csv", "-q"],
        "exclude": ["exclude", db, "w12", "--reason", "left", "--yes"],
        "aggregate": ["aggregate", db, "--method", "majority", "-o", folder / "labels.csv", "-q"],
        "report": ["report", db, "-o", folder / "report.html", "-q", "--force"],
        "gold": ["gold", db, "add", folder / "gold.csv", "--by", "expert", "-q"],
        "gold choose": ["gold", folder / "sure.duckdb", "choose", "--save", "--confidence", "0.6", "-q"],
        "run": ["run", folder / "study.csv", "-o", folder / "fresh", "-q"],
        "run again": ["run", more, "-o", folder / "out", "-q", "--force"],
        "update": ["update", folder / "out", more, "-q"],
        "release": [
            *("release", db, "-o", folder / "v1", "--version", "1.0.0", "--license", "CC0-1.0"),
            *("--method", "majority", "--no-report", "-q", "--force"),
        ],
    }


def prepared(folder: Path) -> None:
    """A folder with a store, a release, a page, a run's results, and files of the user's."""
    study(folder)
    (folder / "more").mkdir()
    study(folder / "more", random.Random(7), items=20)
    gold = ["item,label", *(f"clip{item:02d},sad" for item in range(6))]
    (folder / "gold.csv").write_text("\n".join(gold) + "\n", encoding="utf-8")
    call("load", folder / "q.duckdb", folder / "study.csv", "-q")
    sure(folder)
    named = verbs(folder)
    for verb in ("release", "report"):
        call(*(word for word in named[verb] if word != "--force"))
    call("run", folder / "study.csv", "-o", folder / "out", "-q")
    for place in (folder, folder / "out"):
        (place / "thesis.txt").write_text("ten years")


def sure(folder: Path) -> None:
    """A store whose answers are good enough for gold to be chosen from them, with an expert's answers to most items."""
    truth = {f"clip{item:02d}": ("sad", "glad", "calm")[item % 3] for item in range(36)}
    told = [f"{item},{who},{label if (at + who) % 9 else 'calm'}" for at, (item, label) in enumerate(truth.items())
            for who in range(4)]  # fmt: skip
    known = [f"{item},{label}" for item, label in list(truth.items())[:30]]
    for name, lines in (("sure", ["item,annotator,label", *told]), ("known", ["item,label", *known])):
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    call("load", folder / "sure.duckdb", folder / "sure.csv", "-q")
    call("gold", folder / "sure.duckdb", "add", folder / "known.csv", "--by", "expert", "-q")


@dataclass(frozen=True)
class Rehearsal:
    """How long a call takes when nobody stops it, and how often it makes each system call or event."""

    seconds: float
    calls: dict[str, int]


def rehearse(template: Path, verb: str) -> Rehearsal:
    """Let a call go through once, and once more under the eye of `strace`."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = shutil.copytree(template, Path(scratch) / "once")
        began = time.monotonic()
        done = call(*verbs(folder)[verb])
        seconds = time.monotonic() - began
        # A call that is refused has nothing to be stopped in.
        assert done.status == 0, f"{verb}: {done.err}"
        folder, log = shutil.copytree(template, Path(scratch) / "watched"), Path(scratch) / "calls"
        if shutil.which("strace"):
            call(
                *verbs(folder)[verb], watch=partial(_traced, ["-o", str(log), "-e", f"trace={','.join(SYSTEM_CALLS)}"])
            )
            found = re.findall(r"^\d+ +(\w+)\(", log.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
        else:
            log.touch()  # A call that leaves all writing to libraries has no event of Python's.
            call(*verbs(folder)[verb], before=partial(at_event, 0, signal.SIGKILL, log))
            found = log.read_text(encoding="utf-8").split()
    return Rehearsal(seconds, dict(sorted(Counter(found).items())))


def _traced(words: list[str], child: int) -> subprocess.Popen[bytes]:
    """Have `strace` hold a process; comes back when it does."""
    tracer = subprocess.Popen(
        ["strace", "-f", "-qq", *words, "-p", str(child)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + TIES
    status = Path(f"/proc/{child}/status")
    while time.monotonic() < until and "TracerPid:\t0\n" in status.read_text():
        time.sleep(0.005)
    return tracer


def at_event(number: int, which: int, log: Path | None = None) -> None:
    """Have this process send itself a signal at the event of that number, or write down all of them."""
    seen = 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in EVENTS:
            return
        if event == "open" and not (isinstance(given[1], str) and set(given[1]) & set("wax+")):
            return
        seen += 1
        if log is not None:
            descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.write(descriptor, b"event\n")
            os.close(descriptor)
        elif seen == number:
            os.kill(os.getpid(), which)

    sys.addaudithook(hook)


def attack(count: int, seed: int) -> Tally:
    """Stop calls, one after another, and look at what each left."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        template.mkdir()
        prepared(template)
        names = [name for name in sorted(verbs(template)) for _ in range(1 if name in LONG else 2)]
        chance.shuffle(names)
        rehearsed: dict[str, Rehearsal] = {}
        for number in turns(count):
            verb = names[number % len(names)]
            if verb not in rehearsed:
                rehearsed[verb] = rehearse(template, verb)
            folder = shutil.copytree(template, Path(scratch) / f"k{number}")
            which = chance.choice(SIGNALS)
            when, strike = blow(rehearsed[verb], which, chance)
            done = strike(*verbs(folder)[verb])
            how = f"{verb}, {which.name}, {when} (case {number})"
            inspect(folder, how, which, done.status, tally)
            tally.judge(how, done)
            shutil.rmtree(folder)
    return tally


def blow(rehearsed: Rehearsal, which: signal.Signals, chance: random.Random) -> tuple[str, Callable[..., object]]:
    """When a call is stopped, in words, and a `call` that does it: half at random, half at one of its system calls."""
    if chance.random() < 0.5 or not rehearsed.calls:
        return "at random", partial(call, kill=(which, chance.uniform(0.0, rehearsed.seconds)))
    name = chance.choice(list(rehearsed.calls))
    number = chance.randint(1, rehearsed.calls[name])
    if name == "event":
        return f"at event {number}", partial(call, before=partial(at_event, number, which))
    inject = f"inject={name}:signal={which.name}:when={number}"
    words = ["-o", os.devnull, "-e", f"trace={name}", "-e", inject]
    return f"at {name} {number}", partial(call, watch=partial(_traced, words))


def inspect(folder: Path, how: str, which: signal.Signals, status: int, tally: Tally) -> None:
    """Hold what is left against what has to be."""
    theses = [folder / "thesis.txt", folder / "out" / "thesis.txt"]
    if not all(path.is_file() and path.read_text() == "ten years" for path in theses):
        tally.note("files of the user's touched", how)
    if not (folder / "more" / "study.csv").exists():
        tally.note("files of the user's touched", how)
    tally.counts["killed"] += status in (-which, 128 + which)
    if which is signal.SIGKILL:
        # The next calls that write in a folder and in a store settle what was left.
        stores = [folder / name for name in ("q.duckdb", "new.duckdb", "sure.duckdb", "out/quality.duckdb")]
        adding = [["gold", store, "add", folder / "gold.csv", "--by", "expert", "-q"] for store in stores]
        call_each([verbs(folder)["release"], *adding, partial(sweep, folder / "out", folder / "fresh")])
    kind = "leftovers that the next run leaves" if which is signal.SIGKILL else "leftovers"
    if left := leftovers(folder):
        tally.note(kind, f"{how}: {left}")
    there = [path for path in sorted(folder.rglob("*.duckdb")) if not path.parent.name.startswith(".")]
    for store, done in zip(there, call_each([["info", store] for store in there]), strict=True):
        if done.status != 0:
            tally.note("stores that cannot be read", f"{how}: {store.name}", done)
    if not (folder / "q.duckdb").exists():
        tally.note("stores that are gone", how)
    if not holds(folder / "v1"):
        tally.note("releases that are not whole", how)
    for page in (folder / "report.html", folder / "out" / "report.html", folder / "fresh" / "report.html"):
        must = page.parent.name != "fresh"
        if wrong := page_faults(page, must=must):
            tally.note("pages that are not whole", f"{how}: {wrong}")
    if wrong := run_faults(folder / "out", must=True) or run_faults(folder / "fresh", must=False):
        tally.note("runs that are not whole", f"{how}: {wrong}")


def sweep(*folders: Path) -> str:
    """What the next call that writes in a folder does first."""
    from oe_quality.workshop import sweep as swept

    for folder in folders:
        swept(folder)
    return ""


def page_faults(page: Path, *, must: bool) -> str:
    """What is wrong with a page and its numbers; both or neither have to be there, as they were made."""
    from oe_quality.errors import OeQualityError
    from oe_quality.sums import differences

    data = page.with_name("report_data")
    if not page.exists() and not data.exists() and not must:
        return ""
    try:
        return "; ".join(differences(data))
    except (OeQualityError, OSError) as error:
        return str(error)


def run_faults(folder: Path, *, must: bool) -> str:
    """What is wrong with a run's results: all of them are of one run, or none is there."""
    from oe_quality.sums import read_sums, sha256

    there = [name for name in MADE_BY_RUN if (folder / name).exists()]
    if not must and not there:
        return ""
    if len(there) != len(MADE_BY_RUN) or not (folder / "run.sha256").exists():
        return f"only {', '.join(there)}"
    listed = read_sums(folder / "run.sha256")
    # The look at what a killed process left has added gold to the store.
    changed = [name for name, digest in listed.items() if name != "quality.duckdb" and sha256(folder / name) != digest]
    kept = [path for path in folder.iterdir() if path.name.startswith("before-")]
    halves = [path.name for path in kept if len(content(path)) < len(MADE_BY_RUN)]
    return "; ".join([*(f"{name} is of another run" for name in changed), *halves])
