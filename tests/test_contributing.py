"""The worked examples of CONTRIBUTING.md, run as they stand there, from a package outside of this one."""

import importlib
import importlib.util
import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality import plugins
from oe_quality.analysis.agreement.catalogue import coefficients
from oe_quality.config import Config, ReportConfig
from oe_quality.errors import InputError
from oe_quality.kernel.em.registry import algorithms
from oe_quality.render.sections import registry
from oe_quality.render.sections.part import Material
from oe_quality.testing import ContractError, check_algorithm

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"^```\w+ (\S+)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL))
CACHES = (plugins.added, algorithms, coefficients)


def test_the_commands_are_there():
    make = importlib.util.spec_from_file_location("make", ROOT / "make.py")
    module = importlib.util.module_from_spec(make)
    make.loader.exec_module(module)
    asked = re.findall(r"python3 make\.py (\w+)", TEXT)
    assert asked
    assert [name for name in asked if name not in module.TASKS] == []
    scripts = [*re.findall(r"python ((?:docs|tests)/[\w/]+\.py)", TEXT), ".ci/run", "benchmarks/same_results.py"]
    assert [name for name in scripts if not (ROOT / name).exists()] == []


def installed(folder, name, points):
    """Say in `folder` that a package of that name is installed, with these entry points."""
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [
        f"[{group}]\n" + "".join(f"{key} = {value}\n" for key, value in of.items()) for group, of in points.items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines))


@pytest.fixture
def outside(tmp_path, monkeypatch):
    """A folder of installed packages, seen as long as the test runs."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    for cache in CACHES:
        cache.cache_clear()
    yield folder
    for cache in CACHES:
        cache.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "toy_oeq"]:
        del sys.modules[name]


@pytest.fixture
def toy(outside):
    """The package of the examples, installed."""
    for name, body in FILES.items():
        if name.startswith("toy_oeq/"):
            (outside / name).parent.mkdir(exist_ok=True)
            (outside / name).write_text(body, encoding="utf-8")
    (outside / "toy_oeq" / "__init__.py").touch()
    project = tomllib.loads(FILES["toy_oeq/pyproject.toml"])["project"]
    installed(outside, project["name"], project["entry-points"])
    return outside


def test_what_a_package_adds_keeps_the_contract(toy, tmp_path):
    importlib.import_module("toy_oeq.contract").check(tmp_path)


def test_what_a_package_adds_works_like_any_other(toy, tmp_path):
    file = tmp_path / "moods.txt"
    rows = [
        f"i{item}; {who}; {'calm' if (item + k) % 4 else 'sad'}" for item in range(9) for k, who in enumerate("abc")
    ]
    file.write_text("\n".join(["#toy", *rows, "i1; ; calm"]) + "\n")
    oeq.load(tmp_path / "q.duckdb", file)
    with oeq.open_store(tmp_path / "q.duckdb") as store:
        assert store.batches()["format"].to_list() == ["toy"]
        found = oeq.agreement(store, coefficient="pooled-pairs").questions[0].headline
        labels = oeq.aggregate(store, method="experience").results[0]
    assert 0 < found.estimate.value < 1
    assert found.estimate.interval is not None
    assert labels.method == "experience"


def test_a_name_that_is_taken_is_refused(outside):
    installed(outside, "twice", {plugins.ALGORITHMS: {"again": "oe_quality.kernel.em.majority:CARD"}})
    with pytest.raises(InputError, match="two algorithms are called 'majority'"):
        algorithms()


@pytest.mark.parametrize("value", ["no_such_module:CARD", "oe_quality.kernel.em.majority:NOTHING", "math:pi"])
def test_a_package_that_adds_nothing_usable_is_named(outside, value):
    installed(outside, "broken-thing", {plugins.ALGORITHMS: {"it": value}})
    with pytest.raises(InputError, match="broken-thing"):
        algorithms()


def test_the_check_says_what_does_not_hold(toy):
    card = importlib.import_module("toy_oeq.experience").CARD
    with pytest.raises(ContractError, match="hyphens"):
        check_algorithm(replace(card, name="Votes by experience"))


def test_a_section_is_one_file_and_one_line(tmp_path, monkeypatch):
    path = tmp_path / "sizes.py"
    path.write_text(FILES["sizes.py"], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("sizes", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(registry, "PARTS", (*registry.PARTS, module.PART))
    answers = pl.DataFrame({"item": ["a", "a", "b"], "annotator": ["x", "y", "x"], "label": ["u", "v", "u"]})
    with oeq.from_frame(answers) as store:
        study = SimpleNamespace(agreement=oeq.agreement(store), config=Config(report=ReportConfig(sections=("sizes",))))
    (section,) = registry.drawn(Material(study, None, ""))
    assert section.blocks[0].frame.rows() == [("label", 3, 2)]
