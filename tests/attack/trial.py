"""Trying one mutant: the tests that run its line, in a copy of the checkout."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from covering import Covering, settings
from forked import KEPT, TIMED_OUT, run_pytest
from mutants import Key, Mutant

ROOT = Path(__file__).resolve().parents[2]
LEFT = (".git", ".venv", ".mypy_cache", ".ruff_cache", ".hypothesis", "site", "demo")
"""What a copy of the checkout does without."""
BUDGET = 20.0
"""Seconds of tests, as they take unchanged, that are run for a mutant at most; then it counts as surviving."""
STARTING, SLACK, COMPILING = 40.0, 4.0, 200.0
"""A run that takes longer than the first, and this many times the usual, does not end; the last is for compiling."""
PASSED, NONE_CHOSEN = 0, 5
MISSING = re.compile(r"^ERROR: (?:file or directory )?not found", re.MULTILINE)
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """Tests to run: plain or compiled, with what was compiled before or afresh, and the seconds they may take."""

    tests: tuple[str, ...]
    plain: bool
    fresh: bool
    limit: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A mutant, the whole changed file, and the runs that are to notice it."""

    key: Key
    text: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant.

    Attributes:
        outcome: killed or survived.
        by: the first test that failed.
        tests: how many were to be run.
    """

    outcome: str
    by: str
    tests: int


def plan(mutant: Mutant, covering: Covering) -> Plan:
    """Which tests to run. What numba compiles runs as plain Python first, and afresh for tests that cannot."""
    path, runs = mutant.key.path, []
    plain = covering.tests(path, mutant.lines, plain=True) if mutant.compiled else []
    if plain:
        runs.append(_run(plain, covering.plain.seconds, plain=True, fresh=False))
    compiled = [test for test in covering.tests(path, mutant.lines, plain=False) if test not in set(plain)]
    if compiled:
        runs.append(_run(compiled, covering.compiled.seconds, plain=False, fresh=mutant.compiled))
    return Plan(mutant.key, mutant.text(), tuple(runs))


def _run(tests: list[str], seconds: dict[str, float], plain: bool, fresh: bool) -> Run:
    """As many of the tests, from the first, as the budget allows."""
    taken, within = 0.0, []
    for test in tests:
        if taken + seconds[test] <= BUDGET:
            taken += seconds[test]
            within.append(test)
    return Run(tuple(within), plain, fresh, STARTING + SLACK * taken + COMPILING * fresh)


def attempt(root: Path, mutant: Plan) -> Outcome:
    """Change the file, run the tests, and put the file back as it was, its time too."""
    changed = root / mutant.key.path
    kept = changed.with_name(changed.name + KEPT)
    changed.rename(kept)
    try:
        changed.write_text(mutant.text, encoding="utf-8")
        by = next(filter(None, (_failing(root, run) for run in mutant.runs)), "")
    finally:
        kept.replace(changed)
    return Outcome("killed" if by else "survived", by, sum(len(run.tests) for run in mutant.runs))


def _failing(root: Path, run: Run) -> str:
    """The first test that fails, or none."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "chosen.json"
        listed.write_text(json.dumps(run.tests), encoding="utf-8")
        environment = settings(root, run.plain) | {"OEQ_CHOSEN": str(listed)}
        environment |= {"NUMBA_CACHE_DIR": folder} if run.fresh else {}
        files = list(dict.fromkeys(test.split("::")[0] for test in run.tests))
        status, said = run_pytest(root, ["-x", *files], environment, run.limit)
    if status == TIMED_OUT:
        return "does not end"
    if MISSING.search(said):
        raise LookupError(f"tests have moved: {said.strip()}")
    failing = FAILED.search(said)
    return failing[1] if failing else "" if status in (PASSED, NONE_CHOSEN) else f"status {status}"


def copied(folder: Path) -> Path:
    """A copy of the checkout in which files may be changed; what was compiled comes along."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT))
    return folder
