"""The loop: modes, the notice of compilation."""

import subprocess
import sys

from oe_quality.kernel.em.loop import distinct
from oe_quality.progress import COMPILING

SCRIPT = """
import numpy as np
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
told = []
data = chunk_of(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1]), 2)
fit(Method.MAJORITY, InMemory((data,), 2, 2), progress=lambda what, done, total: told.append(what))
print(told)
"""


def test_distinct_modes_are_told_apart_from_rounding():
    assert distinct([-10.0, -10.0 - 1e-7, -12.0, -11.0]) == [-10.0, -11.0, -12.0]
    assert distinct([-10.0]) == [-10.0]


def test_compilation_is_announced_once_and_only_when_it_happens(tmp_path):
    def told():
        environment = {"NUMBA_CACHE_DIR": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(p for p in sys.path if p)}
        command = [sys.executable, "-c", SCRIPT]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert told().count(COMPILING) == 1
    assert COMPILING not in told()
