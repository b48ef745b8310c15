"""The loop: modes, the notice of compilation."""

import subprocess
import sys

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.em.hierarchical import Hierarchical
from oe_quality.kernel.em.loop import distinct
from oe_quality.kernel.simulate import choices, crew
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


@pytest.fixture(scope="module")
def sparse():
    """600 annotators of two answers each, on which plain steps creep."""
    world = choices(5, 240, crew({"good": 400, "mediocre": 200}), 3, 5)
    return InMemory((world.chunk,), 600, 3)


def test_leaps_reach_the_peak_of_plain_steps_in_fewer(sparse):
    class Plain(Hierarchical):
        leap = None

    quick = fit(Method.HIERARCHICAL, sparse, tol=1e-8)
    plain = fit(Method.HIERARCHICAL, sparse, tol=1e-8, settings=Plain(), max_steps=2000)
    assert quick.converged
    assert quick.steps < plain.steps
    assert quick.history[-1] == pytest.approx(plain.history[-1], rel=1e-4)


def test_a_leap_that_lands_lower_is_taken_back(sparse):
    class Reckless(Hierarchical):
        def leap(self, trail):
            return self.init(Extended(trail[0][1].extent), None)

    found = fit(Method.HIERARCHICAL, sparse, tol=1e-6, settings=Reckless(), max_steps=100)
    assert (np.diff(found.history) >= 0).all()
    assert found.steps > len(found.history)


class Extended:
    """Responses that are asked for nothing but their extent."""

    def __init__(self, extent):
        self.extent = extent
