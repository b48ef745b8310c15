"""The loop around every algorithm: passes, convergence, restarts, and the message while compiling."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numba.core import event

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em.contract import Accelerated, Algorithm, Batch, Extent, Fit, S
from oe_quality.kernel.em.passes import Sweeper
from oe_quality.progress import COMPILING, Progress

SAME_MODE = 1e-6
"""Objectives that differ relatively by less are of one mode."""

STRIDE = 3
"""E steps from which a leap is made."""

NEAR = 1e-3
"""Relative gain of a step below which leaps begin: further away they might end at another, lower peak."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to stop.

    Attributes:
        max_steps: passes that compute posteriors, the last included.
        tol: converged when a step gains less than this share of the objective.
    """

    max_steps: int
    tol: float


class Passes(Protocol):
    """What a fit climbs on: `Sweeper` in memory, or whoever else can add up over items."""

    extent: Extent
    state: Floats

    def sweep(self, work: Callable[[Iterable[Batch]], S], *, sequential: bool = False) -> S:
        """One pass; returns the sum."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Climb:
    """Where one start led: parameters whose posteriors are yet to be computed, and how it got there."""

    params: Any
    state: Floats
    history: tuple[float, ...]
    converged: bool
    steps: int

    @property
    def height(self) -> float:
        return self.history[-1] if self.history else -math.inf


def run(
    method: str,
    algorithm: Algorithm[Any, Any],
    data: Sweeper,
    *,
    seed: int,
    restarts: int,
    limits: Limits,
    progress: Progress,
) -> Fit:
    """Fit from every start, keep the best, and compute its posteriors."""
    if algorithm.passes is not None:
        restarts, limits = 1, Limits(algorithm.passes, 0.0)
    best: Climb | None = None
    heights = []
    for start in range(restarts):
        what = method if restarts == 1 else f"{method}, start {start + 1} of {restarts}"
        rng = None if start == 0 else np.random.default_rng([seed, start])
        outcome = climb(algorithm, data, rng, limits, partial(progress, what))
        heights.append(outcome.height)
        if best is None or outcome.height > best.height:
            best = outcome
    assert best is not None
    return _finish(method, algorithm, data, best, seed, heights)


def climb(
    algorithm: Algorithm[Any, Any],
    data: Passes,
    rng: np.random.Generator | None,
    limits: Limits,
    progress: Any,
) -> Climb:
    """Alternate E and M steps from one start, leaving the last E step to `_finish`.

    An `Accelerated` algorithm leaps ahead after every third step once steps are short; a leap that lands lower
    than it took off is taken back, at the cost of its E step. So the history never falls for it either.
    """
    data.state = np.zeros((data.extent.n_items, algorithm.state_size))
    params = algorithm.init(data, rng)
    history: list[float] = []
    trail: list[tuple[Any, Any]] = []
    leapt, steps, converged = False, 0, algorithm.passes is not None
    while steps < limits.max_steps - 1:
        progress(steps, limits.max_steps)
        stats = data.sweep(partial(algorithm.expect, params), sequential=algorithm.sequential)
        steps += 1
        objective = algorithm.objective(params, stats)
        if leapt and objective is not None and not objective >= history[-1]:
            params, trail, leapt = algorithm.maximise(*trail[-1]), [], False
            continue
        history.append(-math.inf if objective is None else objective)
        if objective is not None and not leapt and settled(history, limits.tol):
            params, converged = algorithm.maximise(params, stats), True
            break
        trail = [] if leapt else trail
        if not isinstance(algorithm, Accelerated):
            params = algorithm.maximise(params, stats)
            continue
        trail = [*trail, (params, stats)][-STRIDE:]
        leapt = len(trail) == STRIDE and settled(history, NEAR) and steps < limits.max_steps - 1
        params = algorithm.leap(trail) if leapt else algorithm.maximise(params, stats)
    return Climb(params, data.state, tuple(history), converged, steps + 1)


def settled(history: list[float], tol: float) -> bool:
    """Whether the last step gained at most a share of `tol`."""
    return len(history) > 1 and history[-1] - history[-2] <= tol * abs(history[-1])


def _finish(
    method: str, algorithm: Algorithm[Any, Any], data: Sweeper, best: Climb, seed: int, heights: list[float]
) -> Fit:
    data.state = best.state
    posterior = np.empty((data.extent.n_items, data.extent.n_labels))
    stats = data.sweep(partial(algorithm.expect, best.params), posterior, sequential=algorithm.sequential)
    objective = algorithm.objective(best.params, stats)
    found = algorithm.findings(best.params, stats)
    modes = distinct(heights)
    return Fit(
        method=method,
        posterior=posterior,
        prevalence=found.prevalence,
        accuracy=found.accuracy,
        confusion=found.confusion,
        counts=found.counts,
        skill=found.skill,
        strategy=found.strategy,
        n_responses=data.extent.n_by_annotator,
        state=data.state,
        history=() if objective is None else (*best.history, objective),
        converged=best.converged,
        steps=best.steps,
        seed=seed,
        restarts=len(heights),
        modes=len(modes),
        mode_gap=modes[0] - modes[1] if len(modes) > 1 else None,
    )


def distinct(heights: list[float]) -> list[float]:
    """Objectives of different modes, highest first.

    >>> distinct([-5.0, -4.0, -5.0000001])
    [-4.0, -5.0]
    """
    modes: list[float] = []
    for height in sorted(heights, reverse=True):
        if not modes or modes[-1] - height > SAME_MODE * max(1.0, abs(height)):
            modes.append(height)
    return modes


@contextmanager
def compile_notice(progress: Progress) -> Iterator[None]:
    """Tell `progress` when numba starts to compile; silent when compiled code is found in its cache."""

    class Notice(event.Listener):
        said = False

        def on_start(self, _: event.Event) -> None:
            if not self.said:
                self.said = True
                progress(COMPILING, 0, 0)

        def on_end(self, _: event.Event) -> None:
            """Nothing to say."""

    with event.install_listener("numba:compile", Notice()):
        yield
