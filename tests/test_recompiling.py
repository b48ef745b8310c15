"""Compiled code of a function goes when what it calls in another file has changed, and stays when nothing has."""

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
    wanted = {package / name for name in ("em/pooling.py", "em/confusion.py", "arrays.py", "em/fixed.py")}
    assert wanted <= recompiling._imports((package / "em" / "hierarchical.py").read_bytes(), package)
