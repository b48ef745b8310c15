"""Which tests run which lines: measured once per test file, kept, and asked per mutant."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from forked import run_pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ("tests/kernel", "tests/analysis", "tests/publish", "tests/render/release", "tests/test_doctests.py")
SHARED = "what fixtures run"
"""Stands for every test of the file: the first that asks for a fixture runs it, and the others use it."""
PLAIN_SECONDS, COMPILED_SECONDS = 6, 120
"""A test that takes longer (in plain Python; compiled) is not run in that way."""
WHOLE_FILE = 900


@dataclass(frozen=True, slots=True)
class Runs:
    """How the tests ran in one way, plain or compiled.

    Attributes:
        seconds: per test that passes, how long it takes.
        lines: per file of the package and line, the tests that run it.
        using: per file of the package, the tests that run any line of it.
    """

    seconds: dict[str, float]
    lines: dict[tuple[str, str], set[str]]
    using: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Covering:
    """Which tests to run for a changed line.

    Attributes:
        plain: with numba turned off; compiled functions are seen line by line.
        compiled: as users run it.
    """

    plain: Runs
    compiled: Runs

    @classmethod
    def read(cls, folder: Path) -> Covering:
        """From what `record_all` wrote."""
        return cls(
            _runs(sorted((folder / "plain").glob("*.json"))), _runs(sorted((folder / "compiled").glob("*.json")))
        )

    def tests(self, path: str, lines: tuple[str, ...], plain: bool) -> list[str]:
        """Tests that run the lines, those of the module's own name first, then file by file, quickest first.

        A line that no test is seen to run is one that runs at import, or compiled: then whatever uses the module.
        """
        runs = self.plain if plain else self.compiled
        seen = (self.plain, self.compiled)
        running: set[str] = set()
        for line in lines:
            running |= set().union(*(one.lines.get((path, line), set()) for one in seen))
        found = running or set().union(*(one.using.get(path, set()) for one in seen))
        return _ordered({test for test in found if test in runs.seconds}, path, runs.seconds)


def _ordered(tests: set[str], path: str, seconds: dict[str, float]) -> list[str]:
    """The module's own file first, then the quickest file."""
    own = own_file(path)
    taken: dict[str, float] = defaultdict(float)
    for test in tests:
        taken[test.split("::")[0]] += seconds[test]
    return sorted(tests, key=lambda test: (test.split("::")[0] != own, taken[test.split("::")[0]], seconds[test], test))


def own_file(path: str) -> str:
    """The test file that bears a module's name."""
    inside = Path(path).relative_to("oe_quality")
    return (Path("tests") / inside.parent / f"test_{inside.stem}.py").as_posix()


def _runs(records: Iterable[Path]) -> Runs:
    """Put the records of all files together."""
    runs = Runs({}, defaultdict(set), defaultdict(set))
    for record in records:
        read = json.loads(record.read_text(encoding="utf-8"))
        failed = set(read["failed"])
        passing = {test: taken for test, taken in read["seconds"].items() if test not in failed and _exists(test)}
        runs.seconds.update(passing)
        for context, files in read["lines"].items():
            tests = set(passing) if context == SHARED else {context} & set(passing)
            for path, lines in files.items():
                runs.using[path] |= tests
                for line in lines:
                    runs.lines[path, line] |= tests
    return runs


def _exists(test: str) -> bool:
    """Whether the file of a test is still there."""
    return (ROOT / test.split("::")[0]).exists()


def missing(root: Path, folder: Path) -> list[tuple[str, bool, Path]]:
    """(test file, whether plain, where its record goes) of test files without a record, or changed since."""
    files = sorted(
        file.relative_to(root).as_posix()
        for place in TESTS
        for file in ([root / place] if place.endswith(".py") else (root / place).rglob("test_*.py"))
    )
    return [
        (file, plain, record)
        for file in files
        for plain in (False, True)
        for record in [folder / ("plain" if plain else "compiled") / (file.replace("/", ".") + ".json")]
        if not (plain and not file.startswith("tests/kernel")) and not _up_to_date(record, root / file)
    ]


def _up_to_date(record: Path, file: Path) -> bool:
    return (
        record.exists() and json.loads(record.read_text(encoding="utf-8"))["of"] == sha1(file.read_bytes()).hexdigest()
    )


def record(root: Path, file: str, plain: bool, into: Path) -> str:
    """Run one test file and keep what its tests run; the last that pytest says."""
    into.parent.mkdir(parents=True, exist_ok=True)
    given = {"OEQ_RECORD": str(into), "OEQ_LIMIT": str(PLAIN_SECONDS if plain else COMPILED_SECONDS)}
    given |= {"OEQ_ROOT": str(root), "OEQ_OF": sha1((root / file).read_bytes()).hexdigest()}
    _, said = run_pytest(root, [file], settings(root, plain) | given, WHOLE_FILE)
    return said.strip().rsplit("\n", 1)[-1]


def settings(root: Path, plain: bool) -> dict[str, str]:
    """The environment of a run; what lies only on some machines is not read."""
    return {"OEQ_SHARED": str(root / "none"), "NUMBA_DISABLE_JIT": str(int(plain))}
