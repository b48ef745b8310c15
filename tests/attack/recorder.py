"""A pytest plugin: which lines each test runs and how long it takes, and runs of chosen tests alone.

OEQ_RECORD names the file that is written (JSON): per test its seconds, whether it passed, and the lines it ran,
as they read: so a record holds when a file changes elsewhere.
OEQ_CHOSEN names a file (JSON) of the tests to run, a parametrised one by its name or a case of it;
the others of the collected files are left out.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import coverage
import pytest
from covering import SHARED

RECORD, CHOSEN, LIMIT = (os.environ.get(name, "") for name in ("OEQ_RECORD", "OEQ_CHOSEN", "OEQ_LIMIT"))
seconds: dict[str, float] = {}
failed: set[str] = set()
measured = coverage.Coverage(data_file=None, source_pkgs=["oe_quality"], config_file=False) if RECORD else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the chosen tests."""
    if CHOSEN:
        wanted = set(json.loads(Path(CHOSEN).read_text(encoding="utf-8")))
        kept = [item for item in items if wanted & {item.nodeid, item.nodeid.split("[")[0]}]
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


def _too_long(number: int, frame: FrameType | None) -> None:
    raise TimeoutError("the test takes too long to be run for every change")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """What fixtures run counts for every test of the file."""
    if measured:
        measured.switch_context(SHARED)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """What a test runs counts for it."""
    if not measured:
        return (yield)
    measured.switch_context(item.nodeid)
    signal.signal(signal.SIGALRM, _too_long)
    signal.setitimer(signal.ITIMER_REAL, float(LIMIT))
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep how long a test took and whether it passed; the time of a fixture is its first test's."""
    seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration
    if report.outcome != "passed":
        failed.add(report.nodeid)


def pytest_sessionstart() -> None:
    """Begin to watch which lines run."""
    if measured:
        measured.start()
        measured.switch_context("import")


def pytest_sessionfinish() -> None:
    """Write what was recorded."""
    if not RECORD:
        return
    lines: dict[str, dict[str, list[str]]] = {}
    if measured:
        measured.stop()
        lines = _lines(measured.get_data())
    record = {"of": os.environ["OEQ_OF"], "seconds": seconds, "failed": sorted(failed), "lines": lines}
    Path(RECORD).write_text(json.dumps(record), encoding="utf-8")


def _lines(data: Any) -> dict[str, dict[str, list[str]]]:
    """Per test and file the lines, as they read."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in data.measured_files():
        text = Path(path).read_text(encoding="utf-8").splitlines()
        inside = Path(path).relative_to(os.environ["OEQ_ROOT"]).as_posix()
        for line, tests in data.contexts_by_lineno(path).items():
            # Code that is made at run time may bear the name of the file that made it.
            for test in tests if 0 < line <= len(text) else ():
                found.setdefault(test, {}).setdefault(inside, []).append(text[line - 1].strip())
    return found
