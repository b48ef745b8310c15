"""Hostile surroundings: no room, rights, home, links or streams. Each call ends in words and loses nothing."""

from __future__ import annotations

import ctypes
import os
import random
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from base import Tally, call, content, leftovers, turns
from kills import prepared, verbs


def no_room(limit: int) -> None:
    """No file may grow beyond so many bytes; what is beyond is refused, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def no_home() -> None:
    """Nothing of a home; the key is given, for addresses in a store are known by it alone."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)
    os.environ["HOME"] = "/nonexistent"


def no_links() -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    os.link = refuse  # type: ignore[assignment]


def no_files() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (12, 12))


def closed(*descriptors: int) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


def full_streams() -> None:
    for descriptor in (1, 2):
        os.dup2(os.open("/dev/full", os.O_WRONLY), descriptor)


def own_mounts() -> bool:
    """See to it that what is mounted from here on ends with this process, however it ends; False where not allowed."""
    if not hasattr(libc := ctypes.CDLL(None), "unshare") or libc.unshare(NEW_MOUNTS) != 0:
        return False
    return subprocess.run(["mount", "--make-rprivate", "/"], capture_output=True).returncode == 0


def full_disk(folder: Path) -> bool:
    """Put a file system of forty megabytes over a folder; False where that is not allowed."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], capture_output=True)
    return done.returncode == 0


def read_only(folder: Path) -> bool:
    """The same, of one that can only be read."""
    done = subprocess.run(["mount", "-o", "remount,ro", str(folder)], capture_output=True)
    return done.returncode == 0


SURROUNDINGS = {
    "no room (0.3 MB)": lambda: no_room(300_000),
    "no room (5 kB)": lambda: no_room(5_000),
    "no home": no_home,
    "no links": no_links,
    "no more files": no_files,
    "no stdin": lambda: closed(0),
    "no stdout": lambda: closed(1),
    "no stderr": lambda: closed(2),
    "no streams": lambda: closed(0, 1, 2),
    "full streams": full_streams,
}
NEW_MOUNTS = 0x00020000
"""`CLONE_NEWNS` of Linux."""
ON_DISK = ("load", "new store", "exclude", "aggregate", "release")
"""Verbs that meet a full disk and one that can only be read."""
MAY_FAIL = ("no room", "no more files", "full streams")


def attack(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        template = Path(scratch) / "template"
        template.mkdir()
        prepared(template)
        pairs = [(name, verb) for name in SURROUNDINGS for verb in sorted(verbs(template)) if verb != "report"]
        drawn = chance.sample(pairs, min(count, len(pairs)))
        for number in turns(len(drawn)):
            name, verb = drawn[number]
            folder = Path(scratch) / f"p{number}"
            shutil.copytree(template, folder)
            before = content(folder)
            done = call(*verbs(folder)[verb], before=SURROUNDINGS[name])
            examine(folder, f"{name}: {verb}", before, done, tally, may_fail=name.startswith(MAY_FAIL))
            shutil.rmtree(folder)
        mounted(template, Path(scratch) / "mounted", tally)
    return tally


def examine(folder, case, before, done, tally, *, may_fail: bool) -> None:
    """Hold what became of a call against what may."""
    tally.judge(case, done)
    after = content(folder)
    if after.get("study.csv") != before["study.csv"]:
        tally.note("files of the user's touched", case, done)
    if done.status != 0 and not may_fail:
        tally.note("calls that fail without need", case, done)
    if done.status != 0 and call("info", folder / "q.duckdb").status != 0:
        tally.note("stores that cannot be read", case, done)
    if left := leftovers(folder):
        tally.note("leftovers", f"{case}: {left}", done)


def mounted(template: Path, folder: Path, tally: Tally) -> None:
    """A disk that is full, and then one that can only be read."""
    folder.mkdir()
    if not own_mounts() or not full_disk(folder):
        tally.counts["mounts not allowed"] += 1
        return
    try:
        for path in template.iterdir():
            shutil.copytree(path, folder / path.name) if path.is_dir() else shutil.copy(path, folder)
        (folder / "filler").write_bytes(bytes(max(0, shutil.disk_usage(folder).free - 100_000)))
        for _, verb in zip(turns(len(ON_DISK)), ON_DISK, strict=False):
            before = content(folder)
            examine(folder, f"full disk: {verb}", before, call(*verbs(folder)[verb]), tally, may_fail=True)
        if read_only(folder):
            for _, verb in zip(turns(len(ON_DISK)), ON_DISK, strict=False):
                before = content(folder)
                done = call(*verbs(folder)[verb])
                examine(folder, f"read-only disk: {verb}", before, done, tally, may_fail=True)
                if content(folder) != before:
                    tally.note("files changed", verb, done)
    finally:
        subprocess.run(["umount", str(folder)], capture_output=True)
