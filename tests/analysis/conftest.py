"""The benchmark scripts, as modules: tests run smaller twins of them, on the same simulated crews."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="session")
def benchmark() -> Callable[[str], ModuleType]:
    """Load a script of `benchmarks/` by name; what it imports from there is found too."""
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return _load


def _load(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def simulated(benchmark: Callable[[str], ModuleType]) -> ModuleType:
    """`benchmarks/audit_simulated.py`."""
    return benchmark("audit_simulated")
