"""Imports go down only, and each heavy library has one room."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "oe_quality"
ROOMS = {
    "readers": {"readers"},
    "kernel": {"kernel"},
    "store": {"store", "kernel", "readers"},
    "analysis": {"analysis", "store", "kernel"},
    "render": {"render", "analysis"},
    "publish": {"publish", "render"},
    "loading.py": {"store", "readers"},
    "cli": {"cli", "loading", "publish", "render", "analysis", "store", "readers", "kernel"},
}
SHARED = {
    "errors",
    "scales",
    "resources",
    "results",
    "progress",
    "files",
    "notebook",
    "config",
    "plaintext",
    "pseudonyms",
    "spreadsheets",
    "_version",
}
OWNERS = {
    "duckdb": {"store"},
    "click": {"cli"},
    "rich": {"cli"},
    "altair": {"render"},
    "jinja2": {"render"},
    "vl_convert": {"render"},
}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_below_it(path):
    room = path.relative_to(PACKAGE).parts[0]
    for name in _imports(path):
        parts = name.split(".")
        if parts[0] == "oe_quality" and len(parts) > 1 and room in ROOMS and parts[1] not in SHARED:
            assert parts[1] in ROOMS[room], f"{path.name} ({room}) imports {name}"
        if parts[0] in OWNERS and room != "__init__.py":
            assert room in OWNERS[parts[0]], f"{parts[0]} belongs to {OWNERS[parts[0]]}, not {room}"


def test_the_kernel_does_no_input_and_reads_no_clock():
    for path in (PACKAGE / "kernel").rglob("*.py"):
        assert not _imports(path) & {"time", "datetime", "os", "pathlib", "random", "logging"}, path
