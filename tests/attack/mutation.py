"""Do the tests notice small wrong changes? Make some, one at a time, and run the tests of the module that was changed.

    python tests/attack/mutation.py --sample 100 --seed 1 [--rooms kernel analysis render/release] [--only PATH]

Works on a copy of the checkout. A mutant is one change of one expression: a comparison's edge, a sign, a constant,
`and` for `or`, `min` for `max`, a negation. It is killed when the tests of its module, or where there are none of that
name those of its folder, fail or take too long, and they pass without it. What survives is listed; some of it changes
nothing that can be seen.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kernel", "analysis", "render/release")
COPIED = ("oe_quality", "sql", "reports", "tests", "examples", "docs", "pyproject.toml", "README.md", "CONTRIBUTING.md")
SECONDS = 240
"""A mutant whose tests take longer is killed: it loops."""

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: the file, the line, what stood there and what stands there instead, and the whole new text."""

    path: Path
    line: int
    before: str
    after: str
    text: str
    compiled: bool


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in place of a node."""
    new = copy.deepcopy(node)
    if isinstance(new, ast.Compare) and len(new.ops) == 1 and type(new.ops[0]) in COMPARISONS:
        new.ops = [COMPARISONS[type(new.ops[0])]()]
        yield new
    elif isinstance(new, (ast.BinOp, ast.AugAssign)) and type(new.op) in OPERATORS:
        new.op = OPERATORS[type(new.op)]()
        yield new
    elif isinstance(new, ast.BoolOp):
        new.op = ast.Or() if isinstance(new.op, ast.And) else ast.And()
        yield new
    elif isinstance(new, ast.UnaryOp) and isinstance(new.op, (ast.Not, ast.USub)):
        yield new.operand
    elif isinstance(new, ast.Constant) and isinstance(new.value, bool):
        yield ast.Constant(not new.value)
    elif isinstance(new, ast.Constant) and isinstance(new.value, (int, float)):
        yield ast.Constant(new.value + 1 if isinstance(new.value, int) else new.value * 2 + 0.1)
    elif isinstance(new, ast.Call):
        if isinstance(new.func, ast.Name) and new.func.id in CALLS:
            new.func.id = CALLS[new.func.id]
            yield new
        elif isinstance(new.func, ast.Attribute) and new.func.attr in CALLS:
            new.func.attr = CALLS[new.func.attr]
            yield new


def _spots(node: ast.AST, compiled: bool = False) -> Iterator[tuple[ast.AST, str, int | None, ast.AST, bool]]:
    """(parent, field, place in a list, child, whether numba compiles it) of everything but annotations and messages."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        compiled = compiled or any("jit" in ast.unparse(d) for d in node.decorator_list)
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "bases"} or isinstance(node, (ast.Raise, ast.Assert)):
            continue
        if isinstance(node, (ast.JoinedStr, ast.FormattedValue)) and field == "format_spec":
            continue
        if isinstance(node, ast.keyword) and node.arg in {"cache", "slots", "frozen"}:
            continue
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, child in children:
            if isinstance(child, ast.AST):
                yield node, field, place, child, compiled
                yield from _spots(child, compiled)


def mutants_of(path: Path) -> list[Mutant]:
    """Every change of one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for parent, field, place, child, compiled in _spots(tree):
        for new in changes(child):
            _put(parent, field, place, new)
            text = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, place, child)
            line = getattr(child, "lineno", 0)
            found.append(Mutant(path, line, ast.unparse(child), ast.unparse(new), text, compiled))
    return found


def _put(parent: ast.AST, field: str, place: int | None, new: ast.AST) -> None:
    if place is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[place] = new


def tests_of(path: Path, root: Path) -> Path:
    """The tests of a module: those of its name, else of its folder, else of the folder's name."""
    inside = path.relative_to(root / "oe_quality")
    folder = root / "tests" / inside.parent
    named = folder / f"test_{inside.stem}.py"
    above = folder.parent / f"test_{folder.name}.py"
    for candidate in (named, folder, above, folder.parent):
        if candidate.exists():
            return candidate
    return root / "tests" / inside.parts[0]


def killed(mutant: Mutant, root: Path) -> bool:
    """Whether the module's tests notice the change."""
    original = mutant.path.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as fresh:
        try:
            mutant.path.write_text(mutant.text, encoding="utf-8")
            # What other files compiled holds the code as it was.
            return not passing(tests_of(mutant.path, root), root, fresh if mutant.compiled else "")
        finally:
            mutant.path.write_text(original, encoding="utf-8")


def passing(tests: Path, root: Path, compiled_in: str = "") -> bool:
    """Whether tests pass, in time."""
    environment = dict(os.environ, PYTHONPATH=str(root), PYTHONDONTWRITEBYTECODE="1")
    if compiled_in:
        environment["NUMBA_CACHE_DIR"] = compiled_in
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", str(tests)]
    try:
        run = subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def copied(folder: Path) -> Path:
    """A copy of the checkout in which files may be changed."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def sampled(root: Path, rooms: tuple[str, ...], only: str, n: int, seed: int) -> list[Mutant]:
    """n changes, a file drawn in proportion to how many can be made in it."""
    paths = sorted(path for room in rooms for path in (root / "oe_quality" / room).rglob("*.py"))
    everything = [mutant for path in paths if only in str(path) for mutant in mutants_of(path)]
    return random.Random(seed).sample(everything, min(n, len(everything)))


def main() -> None:
    """Run a sample and print what survived."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="*", default=ROOMS)
    parser.add_argument("--only", default="", help="a part of the path of the files to change")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = copied(Path(folder))
        chosen = sampled(root, tuple(given.rooms), given.only, given.sample, given.seed)
        sound = {tests: passing(tests, root) for tests in sorted({tests_of(mutant.path, root) for mutant in chosen})}
        for tests in (tests for tests, well in sound.items() if not well):
            print(f"{tests.relative_to(root)} fails as it is; its modules are left out", file=sys.stderr, flush=True)
        chosen = [mutant for mutant in chosen if sound[tests_of(mutant.path, root)]]
        alive = 0
        for done, mutant in enumerate(chosen, start=1):
            if not killed(mutant, root):
                alive += 1
                where = mutant.path.relative_to(root)
                print(f"{where}:{mutant.line}: `{mutant.before}` -> `{mutant.after}`", flush=True)
            print(f"{done} of {len(chosen)}, {done - alive} killed", file=sys.stderr, flush=True)
        print(f"{len(chosen) - alive} of {len(chosen)} killed ({1 - alive / max(len(chosen), 1):.0%})")


if __name__ == "__main__":
    main()
