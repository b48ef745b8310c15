"""What a page says of how it was made."""

import ast
import sys
from pathlib import Path

import oe_quality
from oe_quality.analysis.provenance import COMPUTING

PACKAGE = Path(oe_quality.__file__).parent
THREADS_ONLY = {"threadpoolctl"}


def test_the_libraries_named_are_those_that_compute():
    used = set()
    for room in ("kernel", "store", "analysis"):
        for path in (PACKAGE / room).rglob("*.py"):
            if path.name == "verify.py":  # holds our numbers against other packages' and gives none
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    used |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    used.add(node.module.partition(".")[0])
    outside = {name for name in used if name != "oe_quality"} - THREADS_ONLY
    assert set(COMPUTING) == outside - sys.stdlib_module_names
