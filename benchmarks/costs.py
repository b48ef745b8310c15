"""What a command costs as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Of one process, children included.

    Attributes:
        cpu, clock: seconds of CPU (user and system), and on the clock.
        memory: bytes of the largest resident memory that the system counted.
        status: exit status, minus the signal where one ended it; said: its standard error.
    """

    cpu: float
    clock: float
    memory: int
    status: int = 0
    said: str = ""


def cost_of(words: list[str], before: Callable[[], object] | None = None) -> Cost:
    """Run a command to its end; `before` is called in the new process, to limit what it may take."""
    start = time.perf_counter()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, preexec_fn=before)
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    clock = time.perf_counter() - start
    return Cost(used.ru_utime + used.ru_stime, clock, memory, child.returncode, said.decode(errors="replace"))
