"""What all attacks share: a call of `oeq` in a process of its own, a small study, and what is counted."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

KEY = "a secret for these attacks alone"
PATIENCE = float(os.environ.get("OEQ_PATIENCE", "120"))
"""Seconds after which a call counts as hanging; more where the machine is busy."""


@dataclass(frozen=True)
class Outcome:
    """How a call ended: its status (negative: the signal that killed it), and what it said."""

    status: int
    out: str
    err: str

    @property
    def broken(self) -> bool:
        """Whether it ended in anything but words."""
        bug = self.status == 70 or self.status == -signal.SIGABRT or self.status == -signal.SIGSEGV
        return bug or "Traceback (most recent call last)" in self.err


@dataclass
class Tally:
    """Counts of one attack, and a few of its findings in words."""

    counts: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)

    def note(self, what: str, case: object, outcome: Outcome | None = None) -> None:
        """Count a finding and keep what it was."""
        self.counts[what] += 1
        last = (outcome.err.strip().splitlines() or [""])[-3:] if outcome else []
        self.found.append(f"{what}: {case}" + "".join(f"\n    {line[:200]}" for line in last))

    def judge(self, case: object, outcome: Outcome) -> None:
        """Count a call, and whether it ended in words."""
        self.counts["calls"] += 1
        if outcome.status == -signal.SIGALRM:
            self.note("hangs", case, outcome)
        elif outcome.broken:
            self.note("tracebacks", case, outcome)


@dataclass
class Clock:
    """Until when attacks go on."""

    until: float = float("inf")


CLOCK = Clock()


def turns(count: int) -> Iterator[int]:
    """Numbers of attacks, until they or the time that was given are used up."""
    for number in range(count):
        if time.monotonic() > CLOCK.until:
            return
        yield number


def warm_up() -> None:
    """Import what calls need, and use none of it: a process that has begun threads cannot be forked."""
    os.environ.setdefault("OEQ_KEY", KEY)
    os.environ.setdefault("OEQ_PSEUDONYM_KEY", KEY)
    import duckdb  # noqa: F401
    import polars  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import oe_quality.analysis.study
    import oe_quality.cli.main
    import oe_quality.loading
    import oe_quality.render.release.write  # noqa: F401


def call(
    *arguments: object,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
    kill: tuple[int, float] | None = None,
    watch: Callable[[int], subprocess.Popen[bytes]] | None = None,
) -> Outcome:
    """Run `oeq` in a forked process.

    Args:
        arguments: of the command line.
        cwd: where it runs.
        before: called in the process before the command.
        kill: a signal, and the seconds after which it is sent.
        watch: begins a program that looks on; the command waits for it.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        wait, go = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(wait, 1)
            os.close(wait)
            _be(list(map(str, arguments)), out.fileno(), err.fileno(), cwd, before)
        os.close(wait)
        watcher = watch(child) if watch else None
        os.close(go)
        status = _wait(child, kill, PATIENCE * (1 if watcher is None else 4))
        if watcher is not None:
            watcher.wait()
        return Outcome(status, *(_text(stream) for stream in (out, err)))


def _be(arguments: list[str], out: int, err: int, cwd: Path | None, before: Callable[[], None] | None) -> None:
    """Be the command; never comes back."""
    status = 99
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False, errors="replace")
        if cwd is not None:
            os.chdir(cwd)
        if before is not None:
            before()
        from oe_quality.cli.main import main

        main(arguments)
    except SystemExit as leaving:
        status = leaving.code if isinstance(leaving.code, int) else 0
    except BaseException:  # noqa: BLE001 (whatever passes the boundary is what is looked for)
        traceback.print_exc()
        status = 70
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                status = status or 120
        os._exit(status)


Job = Sequence[object] | Callable[[], str]
"""Arguments of `oeq`, or something else to be done apart from this process, whose answer counts as its output."""


def call_each(calls: Sequence[Job], patience: float = PATIENCE) -> list[Outcome]:
    """Do one job after another in one forked process; what kills or holds that counts as such.

    This process itself must do nothing that begins threads, or it could not be forked any more.
    """
    done: list[Outcome] = []
    while len(done) < len(calls):
        with tempfile.TemporaryFile() as answers:
            child = os.fork()
            if child == 0:
                _be_each(calls[len(done) :], answers.fileno())
            status = _wait(child, None, patience + len(calls))
            answers.seek(0)
            done += _read_outcomes(answers)
        if len(done) < len(calls):
            done.append(Outcome(status, "", "it ended without a word"))
    return done


def _be_each(calls: Sequence[Job], answers: int) -> None:
    """Be the command again and again, and write down how each ended; never comes back."""
    try:
        with os.fdopen(answers, "wb", closefd=False) as book:
            for job in calls:
                pickle.dump(_within(job), book)
                book.flush()
    finally:
        os._exit(0)


def _within(job: Job) -> Outcome:
    """One job in this process, its streams caught."""
    from oe_quality.cli.main import main

    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False, errors="replace")
        try:
            if callable(job):
                sys.stdout.write(job())
            else:
                main(list(map(str, job)))
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 0
        except BaseException:  # noqa: BLE001 (whatever passes the boundary is what is looked for)
            traceback.print_exc()
            status = 70
        sys.stdout.flush()
        sys.stderr.flush()
        return Outcome(status, *(_text(stream) for stream in (out, err)))


def _read_outcomes(answers: IO[bytes]) -> list[Outcome]:
    found: list[Outcome] = []
    while True:
        try:
            found.append(pickle.load(answers))
        except (EOFError, pickle.UnpicklingError):
            return found


def _wait(child: int, kill: tuple[int, float] | None, patience: float = PATIENCE) -> int:
    began = time.monotonic()
    sent = False
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        passed = time.monotonic() - began
        if kill is not None and not sent and passed >= kill[1]:
            os.kill(child, kill[0])
            sent = True
        if passed > patience:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return -signal.SIGALRM
        time.sleep(0.005)


def _text(stream: object) -> str:
    stream.seek(0)  # type: ignore[attr-defined]
    return stream.read().decode("utf-8", "replace")  # type: ignore[attr-defined]


def study(folder: Path, chance: random.Random | None = None, items: int = 10) -> Path:
    """A small tidy export of five people; their names are Bob, chloe_b, anna.berg and two addresses."""
    draw = chance or random.Random(0)
    people = ["bob", "chloe_b", "anna.berg", "dora@mail.example", "w12"]
    rows = ["item,annotator,label"]
    rows += [
        f"clip{item:02d},{person},{draw.choice(['sad', 'glad', 'calm'])}" for item in range(items) for person in people
    ]
    path = folder / "study.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def leftovers(folder: Path) -> list[str]:
    """Names of what killed processes left: hidden files and folders, and write-ahead files."""
    return [path.name for path in folder.rglob("*") if path.name.startswith(".") or path.name.endswith(".wal")]


def holds(folder: Path) -> bool:
    """Whether a release is there and its check sums hold."""
    if not (folder / "SHA256SUMS").is_file():
        return False
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = content(folder)
    del there["SHA256SUMS"]
    return listed == {name: hashlib.sha256(data).hexdigest() for name, data in there.items()}
