"""Tests mirror the package: `oe_quality/x/y.py` has its tests in `tests/x/test_y.py`."""

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "oe_quality"
WITHOUT: dict[str, str] = {
    "analysis/judges": "results tables",
}
"""Room -> modules that other files test, and none of their own name yet. It only ever shrinks."""


def has_something_to_test(path):
    """Whether a module has a function or a method that does something: names, data and protocols alone run nothing."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return any(isinstance(node, defined) and not all(map(says_nothing, node.body)) for node in nodes)


def says_nothing(statement):
    """A docstring or `...`."""
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


@cache
def without_tests():
    """Modules of which no file of tests bears the name; what a package's `__init__` gives on is tested where it is."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE)
        if path.name == "__init__.py" or not has_something_to_test(path):
            continue
        if not (TESTS / place.parent / f"test_{place.stem}.py").exists():
            found.setdefault(place.parent.as_posix(), []).append(place.stem)
    return found


def test_every_module_has_tests_under_its_own_name_but_those_that_never_had():
    allowed = {room: set(names.split()) for room, names in WITHOUT.items()}
    new = {
        f"{room}/{name}.py" for room, names in without_tests().items() for name in set(names) - allowed.get(room, set())
    }
    assert not new, "a new module needs tests/…/test_<its name>.py"


def test_what_has_tests_by_now_is_off_the_list():
    missing = {f"{room}/{name}" for room, names in without_tests().items() for name in names}
    listed = {f"{room}/{name}" for room, names in WITHOUT.items() for name in names.split()}
    assert listed <= missing
