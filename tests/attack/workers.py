"""Processes that each have a copy of the checkout, and try mutants in it."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import covering
import forked
import trial
from mutants import Key

_place: list[Path] = []
"""Of this process: its copy."""


@contextmanager
def workers(n: int) -> Iterator[ProcessPoolExecutor]:
    """n processes, ready to fork."""
    start = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        places = start.Queue()
        for number in range(n):
            places.put(trial.copied(Path(folder) / str(number)))
        with ProcessPoolExecutor(n, start, _settle, (places,)) as pool:
            yield pool


def _settle(places: multiprocessing.Queue[Path]) -> None:
    _place.append(places.get())
    forked.preload()


def recorded(job: tuple[str, bool, Path]) -> str:
    """Record one test file."""
    file, plain, into = job
    return f"{file} ({'plain' if plain else 'compiled'}): {covering.record(_place[0], file, plain, into)}"


def run(mutant: trial.Plan) -> tuple[Key, trial.Outcome]:
    """Try one mutant."""
    return mutant.key, trial.attempt(_place[0], mutant)
