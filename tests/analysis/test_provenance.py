"""What a page says of how it was made."""

import ast
import sys
from pathlib import Path
from types import SimpleNamespace

import oe_quality
from oe_quality.analysis.provenance import COMPUTING, provenance_of
from oe_quality.analysis.study import _batches
from oe_quality.config import Config
from oe_quality.loading import load
from oe_quality.store import open_store

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


def test_a_page_names_nobody_by_its_command_or_its_files(tmp_path):
    place = tmp_path / "answers of bo_larsen.csv"
    place.write_text("item,annotator,mood\na,bo_larsen,sad\na,p2,glad\n")
    load(tmp_path / "q.duckdb", place)
    with open_store(tmp_path / "q.duckdb") as store:
        alias = store.person("bo_larsen").alias
        unnamed = store.naming_nobody()
        files = _batches(store, unnamed)
    overview = SimpleNamespace(fingerprint="", excluded=())
    made = SimpleNamespace(overview=overview, batches=files, seed=0, config=Config(), unnamed=unnamed)
    found = provenance_of(made, "oeq run 'of bo_larsen for x@mail.example.csv'")
    assert found.batches["file"].to_list() == [f"answers of {alias}.csv"]
    assert found.command == f"oeq run 'of {alias} for (e-mail address).csv'"
