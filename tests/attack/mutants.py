"""Small wrong changes of the code: one change of one expression each."""

from __future__ import annotations

import ast
import copy
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
CALLS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a change is known by, also when the file has changed elsewhere.

    Attributes:
        path: of the file, from the top of the checkout.
        line: the text of the line.
        before: the expression as it stands.
        after: what stands there instead.
        nth: which of those that are alike in the four above, from 0.
    """

    path: str
    line: str
    before: str
    after: str
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file.

    Attributes:
        key: what the change is known by.
        lines: the lines of the statement that holds it (of its head, where it holds others), as they read; none where
            it runs when the module is imported.
        compiled: whether numba compiles what was changed.
        text: gives the whole file, changed.
    """

    key: Key
    lines: tuple[str, ...]
    compiled: bool
    text: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the syntax tree where something may be changed."""

    parent: ast.AST
    field: str
    place: int | None
    child: ast.AST
    statement: ast.stmt | None
    called: bool
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


def spots(
    node: ast.AST, statement: ast.stmt | None = None, called: bool = False, compiled: bool = False
) -> Iterator[Spot]:
    """Every place but annotations, decorators and messages of errors."""
    function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        compiled = compiled or any("jit" in ast.unparse(d) for d in node.decorator_list)
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "bases"} or isinstance(node, (ast.Raise, ast.Assert)):
            continue
        if isinstance(node, (ast.JoinedStr, ast.FormattedValue)) and field == "format_spec":
            continue
        if isinstance(node, ast.keyword) and node.arg in {"cache", "slots", "frozen"}:
            continue
        for place, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST):
                within = child if isinstance(child, ast.stmt) else statement
                runs = called or (function and field == "body")
                yield Spot(node, field, place, child, within, runs, compiled)
                yield from spots(child, within, runs, compiled)


def mutants_of(path: Path, root: Path) -> list[Mutant]:
    """Every change of one file."""
    source = path.read_text(encoding="utf-8")
    tree, lines = ast.parse(source), [line.strip() for line in source.splitlines()]
    inside, alike = path.relative_to(root).as_posix(), Counter[Key]()
    found = []
    for spot in spots(tree):
        for new in changes(spot.child):
            line = lines[getattr(spot.child, "lineno", 1) - 1]
            key = Key(inside, line, ast.unparse(spot.child), ast.unparse(new))
            text = partial(_changed, source, tree, spot, new)
            numbered = Key(key.path, key.line, key.before, key.after, alike[key])
            alike[key] += 1
            found.append(
                Mutant(numbered, tuple(lines[slice(*_head(spot))]) if spot.called else (), spot.compiled, text)
            )
    return found


def _changed(source: str, tree: ast.Module, spot: Spot, new: ast.AST) -> str:
    _put(spot, new)
    try:
        return _text(source, spot.child, new, ast.fix_missing_locations(tree))
    finally:
        _put(spot, spot.child)


def _text(source: str, old: Any, new: ast.AST, tree: ast.Module) -> str:
    """The source with the change, every other line where it was; all written anew where that cannot be (f-strings)."""
    lines = source.splitlines(keepends=True)
    before = lines[old.lineno - 1].encode()[: old.col_offset].decode()
    after = lines[old.end_lineno - 1].encode()[old.end_col_offset :].decode()
    filled = ast.unparse(new) + "\n" * (old.end_lineno - old.lineno)
    whole = filled if isinstance(new, ast.stmt) else f"({filled})"
    text = "".join([*lines[: old.lineno - 1], before, whole, after, *lines[old.end_lineno :]])
    try:
        same = ast.dump(ast.parse(text)) == ast.dump(tree)
    except SyntaxError:
        same = False
    return text if same else ast.unparse(tree)


def _head(spot: Spot) -> tuple[int, int]:
    """From which line to which the statement goes, counted from 0, without the statements it holds."""
    statement = spot.statement
    if statement is None:
        return 0, 0
    body = getattr(statement, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) and body else statement.end_lineno
    return statement.lineno - 1, max(statement.lineno, last or 0)


def _put(spot: Spot, new: ast.AST) -> None:
    if spot.place is None:
        setattr(spot.parent, spot.field, new)
    else:
        getattr(spot.parent, spot.field)[spot.place] = new


def all_mutants(root: Path, rooms: tuple[str, ...], only: str = "") -> list[Mutant]:
    """Every change of every file of some rooms, those whose path holds `only`."""
    paths = sorted(path for room in rooms for path in (root / "oe_quality" / room).rglob("*.py"))
    return [mutant for path in paths if only in path.as_posix() for mutant in mutants_of(path, root)]


def sample(mutants: list[Mutant], n: int, seed: int) -> list[Mutant]:
    """n of them; a file counts in proportion to how many changes can be made in it."""
    return random.Random(seed).sample(mutants, min(n, len(mutants)))
