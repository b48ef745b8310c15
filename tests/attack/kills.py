"""Processes stopped at random moments and at chosen system calls: what stands is whole, and nothing is left behind."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path

from base import Tally, call, holds, leftovers, study

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
EVENTS = ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "open", "os.chmod", "shutil.rmtree")
"""Audit events at which a process stops itself; of `open` only those that write."""


def verbs(folder: Path) -> dict[str, list[object]]:
    db = folder / "q.duckdb"
    return {
        "load": ["load", db, folder / "more" / "study.csv", "-q"],
        "new store": ["load", folder / "new.duckdb", folder / "study.csv", "-q"],
        "exclude": ["exclude", db, "w12", "--reason", "left", "--yes"],
        "aggregate": ["aggregate", db, "--method", "majority", "-o", folder / "labels.csv", "-q"],
        "report": ["report", db, "-o", folder / "report.html", "-q", "--force"],
        "release": [
            *("release", db, "-o", folder / "v1", "--version", "1.0.0", "--license", "CC0-1.0"),
            *("--method", "majority", "--no-report", "-q", "--force"),
        ],
    }


def prepared(folder: Path) -> None:
    """A folder with a store, a release, and files of the user's."""
    study(folder)
    (folder / "more").mkdir()
    study(folder / "more", random.Random(7), items=20)
    (folder / "thesis.txt").write_text("ten years")
    call("load", folder / "q.duckdb", folder / "study.csv", "-q")
    call(*(word for word in verbs(folder)["release"] if word != "--force"))


def at_event(number: int, which: int) -> None:
    """Have this process send itself a signal at the event of that number."""
    seen = 0

    def hook(event: str, given: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in EVENTS:
            return
        if event == "open" and not (isinstance(given[1], str) and set(given[1]) & set("wax+")):
            return
        seen += 1
        if seen == number:
            os.kill(os.getpid(), which)

    sys.addaudithook(hook)


def attack(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        template.mkdir()
        prepared(template)
        names = sorted(verbs(template))
        for number in range(count):
            folder = Path(scratch) / f"k{number}"
            shutil.copytree(template, folder)
            verb = names[number % len(names)] if chance.random() < 0.9 else "release"
            if verb == "report" and chance.random() < 0.7:
                verb = "release"
            which = chance.choice(SIGNALS)
            chosen = chance.random() < 0.5
            if chosen:
                event = chance.randrange(1, 40)
                done = call(*verbs(folder)[verb], before=partial(at_event, event, which))
            else:
                done = call(*verbs(folder)[verb], kill=(which, chance.uniform(0.0, 2.5)))
            how = f"{verb}, {which.name}, {'at event' if chosen else 'at random'} (case {number})"
            inspect(folder, how, which, done.status, tally)
            tally.judge(how, done)
            shutil.rmtree(folder)
    return tally


def inspect(folder: Path, how: str, which: signal.Signals, status: int, tally: Tally) -> None:
    """Hold what is left against what has to be."""
    if (folder / "thesis.txt").read_text() != "ten years" or not (folder / "more" / "study.csv").exists():
        tally.note("files of the user's touched", how)
    if which is not signal.SIGKILL and (left := leftovers(folder)):
        tally.note("leftovers", f"{how}: {left}")
    tally.counts["killed"] += status in (-which, 128 + which)
    for store in (folder / "q.duckdb", folder / "new.duckdb"):
        if store.exists() and call("info", store).status != 0:
            tally.note("stores that cannot be read", f"{how}: {store.name}")
    if not (folder / "q.duckdb").exists():
        tally.note("stores that are gone", how)
    if which is signal.SIGKILL:
        # The next run sweeps.
        call(*verbs(folder)["release"])
        if left := leftovers(folder):
            tally.note("leftovers that the next run leaves", f"{how}: {left}")
    if not holds(folder / "v1"):
        tally.note("releases that are not whole", how)
    page, data = folder / "report.html", folder / "report_data"
    if page.exists() != data.exists() and which is not signal.SIGKILL:
        tally.note("pages without their numbers", how)
