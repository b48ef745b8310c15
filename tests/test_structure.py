"""Tests mirror the package: `oe_quality/x/y.py` has its tests in `tests/x/test_y.py`."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "oe_quality"


def has_something_to_test(path):
    """Whether a module has a function or a method that does something: names, data and protocols alone run nothing."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return any(isinstance(node, defined) and not all(map(says_nothing, node.body)) for node in nodes)


def says_nothing(statement):
    """A docstring or `...`."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def without_tests():
    """Modules of which no file of tests bears the name; what a package's `__init__` gives on is tested where it is."""
    modules = (path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py")
    places = {path.relative_to(PACKAGE): path for path in modules}
    return [
        place.as_posix()
        for place, path in places.items()
        if has_something_to_test(path) and not (TESTS / place.parent / f"test_{place.stem}.py").exists()
    ]


def test_every_module_has_tests_under_its_own_name():
    assert without_tests() == [], "a module needs tests/…/test_<its name>.py"
