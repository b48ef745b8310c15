"""Every script of `benchmarks/` can be started: what it takes from the library is there."""

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPTS = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_finds_what_it_imports(monkeypatch, name):
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.syspath_prepend(ROOT / "benchmarks")  # as when it is started by its path
    assert importlib.import_module(f"benchmarks.{name}").__doc__
