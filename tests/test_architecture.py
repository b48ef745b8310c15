"""Imports go down only and never in a circle, deferred and type-only ones counted; each heavy library has one room."""

import ast
import re
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "oe_quality"
MODULES = sorted(PACKAGE.rglob("*.py"))
NAME = PACKAGE.name

ROOMS = {
    "readers": {"readers"},
    "kernel": {"kernel"},
    "store": {"store", "kernel", "readers"},
    "analysis": {"analysis", "store", "kernel"},
    "cluster": {"cluster", "analysis", "store", "kernel"},
    "spark": {"cluster"},
    "render": {"render", "analysis"},
    "charts": {"render", "analysis"},
    "publish": {"publish", "render", "analysis", "store"},
    "serve": {"serve", "publish", "render", "analysis", "store"},
    "loading": {"store", "readers"},
    "estimator": {"loading", "analysis", "readers"},
    "testing": {"analysis", "kernel", "loading", "readers", "render", "store"},
    "__main__": {"cli"},
    "cli": {"cli", "cluster", "loading", "serve", "publish", "render", "analysis", "store", "readers", "kernel"},
}
"""Each room, and the rooms it may import from."""

SHARED = {
    "errors",
    "scales",
    "resources",
    "results",
    "progress",
    "files",
    "home",
    "keys",
    "made",
    "memory",
    "names",
    "notebook",
    "config",
    "compiled",
    "recompiling",
    "plaintext",
    "plugins",
    "privacy",
    "pseudonyms",
    "spreadsheets",
    "diction",
    "disguised",
    "dictionary",
    "suggest",
    "sums",
    "workbook",
    "workshop",
    "wordlist",
    "_version",
}
"""What every room may import; they import nothing but one another."""

FLOORS = {
    "kernel": (
        {"blas", "data"},
        {"uncertainty"},
        {"agreement", "em", "ratings", "simulate"},
        {"audit", "evaluation", "perception", "reliability", "sampling"},
        {"distributions", "judges"},
    ),
    "analysis": (
        {"aggregation", "agreement", "annotators", "distributions", "simulate"},
        {"contrast", "judges", "planning", "release", "reliability", "severity"},
        {"compare", "evidence"},
        {"study"},
        {"provenance"},
    ),
    "readers": ({"text"}, {"answers"}, {"tidy", "open_empathic", "tools"}),
    "render": ({"charts", "release"}, {"page"}, {"paper", "sections"}, {"report"}),
}
"""The rooms within a room, from the ground up: one may import from floors below its own."""

OWNERS = {
    "duckdb": "store",
    "click": "cli",
    "wcwidth": "cli",
    "altair": "render",
    "jinja2": "render",
    "vl_convert": "render",
    "pyspark": "cluster",
}
"""Libraries that one room alone imports."""


def name_of(path: Path) -> str:
    """A module's dotted name."""
    parts = [NAME, *path.relative_to(PACKAGE).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


BY_NAME = {name_of(path): path for path in MODULES}


@cache
def imports(path: Path) -> frozenset[str]:
    """Everything a file imports, wherever in the file: modules by their own name, not by what is taken from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: say whole names in imports"
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & set(BY_NAME)
            whole = {node.module} if len(inner) < len(node.names) else set()
            found |= inner | whole
    return frozenset(found - {name_of(path)})


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """One circle among the arrows, or nothing."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def arrows(depth: int) -> dict[str, set[str]]:
    """Who imports from whom, names cut to `depth` parts below the package; the package itself left out."""
    found: dict[str, set[str]] = {}
    for name, path in BY_NAME.items():
        here = ".".join(name.split(".")[: depth + 1])
        there = {".".join(other.split(".")[: depth + 1]) for other in imports(path) if other in BY_NAME}
        if here != NAME:
            found.setdefault(here, set()).update(there - {here, NAME})
    return found


def place(name: str, depth: int) -> str:
    """The part of a dotted name at `depth` below the package, or nothing."""
    parts = name.split(".")
    return parts[depth] if parts[0] == NAME and len(parts) > depth else ""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_below_it(path):
    room = place(name_of(path), 1)
    for name in imports(path):
        other = place(name, 1)
        if other and room and other not in SHARED:
            assert room not in SHARED, f"{room} is shared, so it imports no room, but it imports {name}"
            assert other in ROOMS[room], f"{path.name} ({room}) imports {name}"
        owner = OWNERS.get(name.partition(".")[0])
        assert owner in (None, room), f"{name} belongs to {owner}, not {room}"
        assert not (room == "kernel" and name.startswith("polars")), "the kernel takes arrays, not frames"


@pytest.mark.parametrize("room", FLOORS)
def test_rooms_within_a_room_import_from_lower_floors(room):
    floor = {name: height for height, names in enumerate(FLOORS[room]) for name in names}
    folders = {path.parent.name for path in (PACKAGE / room).glob("*/__init__.py")}
    assert folders <= set(floor), "a new room: say in FLOORS which floor it stands on"
    for path in (PACKAGE / room).rglob("*.py"):
        here = place(name_of(path), 2)
        for name in imports(path):
            there = place(name, 2)
            if place(name, 1) == room and here != there and {here, there} <= set(floor):
                assert floor[there] < floor[here], f"{path.relative_to(PACKAGE)} imports {name}"


@pytest.mark.parametrize("depth", [1, 2, 9], ids=["rooms", "rooms-within-rooms", "modules"])
def test_nothing_imports_in_a_circle(depth):
    assert not circle(arrows(depth))


def test_a_circle_is_seen():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_the_kernel_does_no_input_and_reads_no_clock():
    for path in (PACKAGE / "kernel").rglob("*.py"):
        assert not imports(path) & {"time", "datetime", "os", "pathlib", "random", "logging"}, path


UNHASHABLE = re.compile(
    r"\b(Floats|Ints|Bools|NDArray|ndarray|IntArray|OffsetArray|CodeArray|BoolArray|DataFrame|Series|dict|list"
    r"|set|Json)\b"
)
"""Types in a field's annotation that have no truth value when compared, or no hash."""


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_what_holds_arrays_is_compared_by_identity(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        calls = [it for it in getattr(node, "decorator_list", []) if isinstance(it, ast.Call)]
        told = [{key.arg: ast.unparse(key.value) for key in it.keywords} for it in calls if _is_dataclass(it)]
        if not told or told[0].get("frozen") != "True":
            continue
        fields = [ast.unparse(it.annotation) for it in node.body if isinstance(it, ast.AnnAssign)]
        holds = [it for it in fields if UNHASHABLE.search(it) and "Callable" not in it]
        if holds:
            assert told[0].get("eq") == "False", f"{node.name} holds {holds[0]}: say @dataclass(..., eq=False)"


def _is_dataclass(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "dataclass"


PAGE = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_the_page_draws_the_rooms_that_there_are():
    drawn = PAGE.split("```")[1]
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    assert set(re.findall(r"^  (\w+)/ ", drawn, flags=re.MULTILINE)) == rooms
    assert [
        name for name in re.findall(r"^  (\w+\.py) ", drawn, flags=re.MULTILINE) if not (PACKAGE / name).exists()
    ] == []
    assert [
        name for name in re.findall(r"^(\w+)/ ", drawn, flags=re.MULTILINE) if not (PACKAGE.parent / name).exists()
    ] == []


def test_the_page_gives_each_library_to_the_room_that_has_it():
    told = PAGE.split("**Each heavy library has one room.**")[1].split("\n\n")[0]
    for library, room in OWNERS.items():
        assert re.search(rf"`{library}`[^/]*`{room}/`", told), library


def test_what_the_page_names_is_there():
    places = [PACKAGE.parent, PACKAGE, PACKAGE / "kernel" / "uncertainty"]
    for name in re.findall(r"`([\w/]+\.py)`", PAGE):
        assert any((place / name).exists() for place in places), name
