"""pytest in a child of a process that has imported the heavy packages already: starting is what costs most."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from copy import copy
from pathlib import Path

import numba
from numba.core.caching import _SourceFileBackedLocatorMixin as _Located

HERE = Path(__file__).parent
_usual_stamp = _Located.get_source_stamp
KEPT = ".kept"
"""Ends the name of a file without its change, beside the changed one."""
HEAVY = ("numba", "numpy", "polars", "pyarrow", "duckdb", "pytest", "scipy.optimize", "scipy.special", "scipy.stats")
FLAGS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "recorder", "--tb=line")
TIMED_OUT = -1


def preload() -> None:
    """Import what every test imports, but nothing of what is changed."""
    for name in HEAVY:
        __import__(name)


def run_pytest(root: Path, arguments: list[str], environment: dict[str, str], limit: float) -> tuple[int, str]:
    """The status, TIMED_OUT after `limit` seconds, and what was printed, of pytest in a copy of the checkout.

    NUMBA_DISABLE_JIT and NUMBA_CACHE_DIR may stand in the environment, as for a process of its own.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        child = os.fork()
        if child == 0:
            _become(root, arguments, environment, out.fileno())
        status = _wait(child, limit)
        out.seek(0)
        return status, out.read()


def _become(root: Path, arguments: list[str], environment: dict[str, str], out: int) -> None:
    """Be the child; never returns."""
    status = 70
    try:
        os.setsid()
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.chdir(root)
        os.environ.update(environment)
        sys.path[:0] = [str(root), str(HERE)]
        sys.dont_write_bytecode = "OEQ_RECORD" not in environment
        import pytest

        numba.config.reload_config()
        _Located.get_source_stamp = _stamp  # type: ignore[method-assign]
        # Whole numbers that run over are silent where they are compiled.
        plain = ["-W", "ignore:overflow:RuntimeWarning"] if numba.config.DISABLE_JIT else []
        status = int(pytest.main([*FLAGS, *plain, *arguments]))
    except BaseException:  # noqa: BLE001 - whatever it is, the child must end here and say so
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _stamp(located: _Located) -> object:
    """By what numba knows whether what it kept is as old as the source.

    Of a file with a change in what is not compiled it is that of the file without it, kept beside.
    """
    kept = f"{located._py_file}{KEPT}"
    if Path(kept).exists():
        located = copy(located)
        located._py_file = kept
    return _usual_stamp(located)


def _wait(child: int, limit: float) -> int:
    until = time.monotonic() + limit
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TIMED_OUT
