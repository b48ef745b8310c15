"""What the notebooks of docs/tutorials show, as it was computed: `python docs/_notebooks.py`, or `--check` to compare.

Each notebook is run from its first cell to its last in one process and in an empty folder of its own. What stands in
it afterwards is what Jupyter would have stored: printed text, the value of a cell's last line, and charts as SVG. A
cell of lines that begin with `!` runs commands, of `oeq` alone.

Outputs agree if their words are the same and their numbers to the last place that is shown; of a picture its text
counts, and not where a machine's fonts put it.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from oe_quality.progress import COMPILING

TUTORIALS = Path(__file__).resolve().parent / "tutorials"
NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
SHOWN = re.compile(r"<text[^>]*>([^<]*)</text>|aria-label=\"([^\"]*)\"")
Output = dict[str, Any]


def executed(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the outputs of a run, in the order of its cells, in the folder where the process stands."""
    scope: dict[str, Any] = {"__name__": "__main__"}
    cells, count = [], 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            count += 1
            outputs = run("".join(cell["source"]), scope, count)
            cell = {**cell, "execution_count": count, "outputs": outputs}
        cells.append(cell)
    return {**notebook, "cells": cells}


def run(source: str, scope: dict[str, Any], count: int) -> list[Output]:
    """Run one cell: what it printed, and the value of its last line if that is an expression."""
    if source.startswith("!"):
        return printed("".join(map(command, source.splitlines())))
    tree, value, out = ast.parse(source), None, io.StringIO()
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(out):
        exec(compile(tree, f"<cell {count}>", "exec"), scope)  # noqa: S102 (the project's own notebooks)
        if isinstance(last, ast.Expr) and not source.rstrip().endswith(";"):
            value = eval(compile(ast.Expression(last.value), f"<cell {count}>", "eval"), scope)  # noqa: S307
        elif last is not None:
            exec(compile(ast.Module([last], []), f"<cell {count}>", "exec"), scope)  # noqa: S102
    outputs = printed(out.getvalue())
    if value is not None:
        shown = {"data": shape(value), "execution_count": count, "metadata": {}, "output_type": "execute_result"}
        outputs.append(shown)
    return outputs


def command(line: str) -> str:
    """What a line such as `!oeq info DB` prints, to both streams."""
    name, *words = shlex.split(line.removeprefix("!"))
    if name != "oeq":
        raise ValueError(f"a notebook runs no command but oeq, so not {name}")
    done = subprocess.run(  # noqa: S603 (the project's own notebooks)
        [sys.executable, "-m", "oe_quality", *words],
        env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
    )
    # That something was compiled first speaks of the machine, and not of what the command gives.
    lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines() if COMPILING not in line]
    return "\n".join(lines) + "\n"


def printed(text: str) -> list[Output]:
    """Text on the standard output, as a notebook stores it."""
    return [{"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}] if text else []


def shape(value: Any) -> dict[str, list[str]]:
    """A value in the form in which it is shown: a picture, a table, or its text."""
    from altair import TopLevelMixin

    from oe_quality.render.paper.sheet import drawn

    if isinstance(value, TopLevelMixin):
        return {"image/svg+xml": [drawn(value, "svg").content.decode()], "text/plain": ["a chart"]}
    if hasattr(value, "_repr_html_"):
        html = re.sub(r"<style>.*?</style>\s*", "", value._repr_html_(), flags=re.DOTALL)
        return {"text/html": html.splitlines(keepends=True), "text/plain": [f"<{type(value).__name__}>"]}
    return {"text/plain": repr(value).splitlines(keepends=True)}


def words(output: Output) -> str:
    """What an output says: its text, its table, or the text in its picture."""
    if output["output_type"] == "stream":
        return "".join(output["text"])
    for form in ("image/svg+xml", "text/html", "text/plain"):
        if form in output["data"]:
            text = "".join(output["data"][form])
            return "\n".join(a or b for a, b in SHOWN.findall(text)) if form == "image/svg+xml" else text
    raise ValueError(f"an output in a form that is not known: {sorted(output['data'])}")


def agree(stored: str, fresh: str) -> bool:
    """Whether two outputs say the same.

    >>> agree("kappa 0.481", "kappa 0.482"), agree("kappa 0.481", "kappa 0.491"), agree("3 of 5", "4 of 5")
    (True, False, False)
    """
    if NUMBER.sub("#", stored) != NUMBER.sub("#", fresh):
        return False
    pairs = zip(NUMBER.findall(stored), NUMBER.findall(fresh), strict=True)
    return all(abs(_value(one) - _value(other)) <= _place(one) for one, other in pairs)


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _place(number: str) -> float:
    """One unit of the last place that is shown; a whole number has none to spare."""
    digits, _, power = number.partition("e")
    decimals = len(digits.partition(".")[2])
    return 1.01 * 10.0 ** (int(power or 0) - decimals) if decimals else 0.0


def differences(stored: dict[str, Any], fresh: dict[str, Any]) -> list[str]:
    """Cells whose stored outputs are not what they give, each with what it gives."""
    found = []
    for before, after in zip(stored["cells"], fresh["cells"], strict=True):
        if after["cell_type"] != "code":
            continue
        said, given = [words(one) for one in before["outputs"]], [words(one) for one in after["outputs"]]
        if len(said) != len(given) or not all(map(agree, said, given)):
            found.append(f"cell {after['execution_count']}:\n{''.join(after['source'])}\ngives\n{'; '.join(given)}")
    return found


def read(place: Path) -> dict[str, Any]:
    """A notebook."""
    found: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return found


def fresh(place: Path) -> dict[str, Any]:
    """The notebook as it is when it is run."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        return executed(read(place))


def main(arguments: list[str]) -> int:
    """Rewrite the notebooks named, or all; with --check say what would change, and fail if anything would."""
    check = "--check" in arguments
    named = {name for name in arguments if name != "--check"}
    stale = 0
    os.environ["OEQ_KEY"] = "a key for these notebooks alone"  # so that nobody's own is made or read
    for place in sorted(TUTORIALS.glob("*.ipynb")):
        if named and place.name not in named:
            continue
        made = fresh(place)
        if check:
            changed = differences(read(place), made)
            stale += len(changed)
            sys.stdout.writelines(f"{place.name}, {one}\n" for one in changed)
        else:
            place.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
