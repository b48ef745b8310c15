"""Compiled code of a function goes when what it calls in another file has changed, and stays when nothing has."""

import ast
from pathlib import Path

import pytest

from oe_quality import recompiling
from oe_quality.recompiling import drop_outdated


@pytest.fixture
def kernel(tmp_path):
    """Three modules of a package, of which `caller` calls into `deep` by way of `between`, each with compiled code."""
    folder = tmp_path / "pack" / "kernel"
    texts = {
        "caller": "from pack.kernel.between import (\n    one,\n)\n",
        "between": "from pack.kernel import deep\n",
        "deep": "def one():\n    return 1\n",
        "apart": "import math\n",
    }
    (folder / "__pycache__").mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
        (folder / "__pycache__" / f"{name}.f-1.py311.nbi").write_text("compiled")
    return folder


def look(kernel):
    drop_outdated(kernel, lambda folder: folder / "__pycache__")
    return {path.name.partition(".")[0] for path in (kernel / "__pycache__").glob("*.nbi")}


def test_callers_of_what_changed_are_compiled_anew_and_nothing_else(kernel):
    assert look(kernel) == {"caller", "between", "deep", "apart"}
    (kernel / "deep.py").write_text("def one():\n    return 22\n")
    assert look(kernel) == {"deep", "apart"}


def test_where_nothing_has_changed_no_source_is_read(kernel, monkeypatch):
    look(kernel)
    monkeypatch.setattr(recompiling, "imported", lambda *_: pytest.fail("read"))
    assert len(look(kernel)) == 4


def test_a_broken_record_is_none_and_is_replaced(kernel):
    record = kernel / "__pycache__" / recompiling.RECORD
    record.write_text('{"stamp": 3')
    assert len(look(kernel)) == 4
    (kernel / "between.py").write_text("from pack.kernel import apart\n")
    assert "caller" not in look(kernel)


def test_every_import_within_the_kernel_is_seen():
    package = Path(recompiling.__file__).parent / "kernel"
    n_wanted = 0
    for source in package.rglob("*.py"):
        text = source.read_bytes()
        wanted = {path for name in imported_names(text) if (path := package.parent / f"{name}.py").exists()}
        assert wanted <= recompiling._imports(text, package), source
        n_wanted += len(wanted)
    assert n_wanted > 100


def imported_names(text):
    """What Python itself takes for imports from the kernel, as paths that modules may have within the package."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            pytest.fail("a relative import")
        if isinstance(node, ast.Import):
            assert not any(it.name.startswith("oe_quality") for it in node.names)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("oe_quality.kernel"):
            place = node.module.removeprefix("oe_quality.").replace(".", "/")
            yield from (place, f"{place}/__init__", *(f"{place}/{it.name}" for it in node.names))
