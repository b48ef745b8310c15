"""Compiled code has a place, whatever can be written to."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
from numba.core.caching import _CacheLocator

from oe_quality import compiled


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that brings compiled code along; what lies in it counts as read-only."""
    folder = tmp_path / "package"
    cache = folder / "kernel" / "__pycache__"
    cache.mkdir(parents=True)
    for name in ("f-1.py311.nbi", "f-1.py311.1.nbc", "f.cpython-311.pyc"):
        (cache / name).write_bytes(b"x")
    monkeypatch.setattr(compiled, "PACKAGE", folder)
    monkeypatch.setattr(compiled, "_writable", lambda path: not path.is_relative_to(folder) and _made(path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(compiled.VARIABLE, raising=False)
    monkeypatch.setattr(compiled, "sys", SimpleNamespace(modules={}))
    compiled.find_place.cache_clear()
    yield folder
    compiled.find_place.cache_clear()


def _made(path):
    path.mkdir(parents=True, exist_ok=True)
    return True


def test_code_shipped_in_a_read_only_package_is_found_in_the_users_cache(package, tmp_path):
    found = compiled.find_place()
    assert found == compiled.Kept(tmp_path / "home" / "oe-quality" / "compiled", lasting=True)
    source = package / "kernel" / "module.py"
    shadow = found.place / _CacheLocator.get_suitable_cache_subpath(str(source))
    assert {path.name for path in shadow.glob("f-*")} == {"f-1.py311.nbi", "f-1.py311.1.nbc"}
    assert os.environ[compiled.VARIABLE] == str(found.place)


def test_a_named_place_that_can_only_be_read_is_shadowed_too(package, monkeypatch):
    named = package / "shipped"
    (named / "kernel_abc").mkdir(parents=True)
    (named / "kernel_abc" / "g.nbi").write_bytes(b"x")
    monkeypatch.setenv(compiled.VARIABLE, str(named))
    found = compiled.find_place()
    assert (found.place / "kernel_abc" / "g.nbi").resolve() == named / "kernel_abc" / "g.nbi"


def test_without_a_home_the_place_is_private_and_does_not_last(package, monkeypatch):
    monkeypatch.setattr(compiled, "_writable", lambda path: False)
    found = compiled.find_place()
    assert not found.lasting
    assert found.place.stat().st_mode & 0o077 == 0
    assert Path(os.environ[compiled.VARIABLE]) == found.place


def test_where_numba_can_write_by_itself_nothing_is_changed(package, monkeypatch):
    monkeypatch.setattr(compiled, "_writable", lambda path: True)
    assert compiled.find_place() == compiled.Kept(None, lasting=True)
    assert compiled.VARIABLE not in os.environ


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_counts_as_not_there(package, monkeypatch):
    named = package / "shipped"
    named.mkdir(mode=0o000)
    monkeypatch.setenv(compiled.VARIABLE, str(named))
    assert list(compiled.find_place().place.iterdir()) == []


def test_files_that_may_not_be_read_are_passed_over(package, monkeypatch):
    named = package / "shipped"
    (named / "kernel_abc").mkdir(parents=True)
    for name in ("closed.nbi", "open.nbi"):
        (named / "kernel_abc" / name).write_bytes(b"x")
    monkeypatch.setenv(compiled.VARIABLE, str(named))
    monkeypatch.setattr(compiled.os, "access", lambda path, mode: path.name != "closed.nbi")
    assert [path.name for path in (compiled.find_place().place / "kernel_abc").iterdir()] == ["open.nbi"]


def test_a_place_that_is_not_there_and_cannot_be_made_is_no_error(package, monkeypatch):
    monkeypatch.setenv(compiled.VARIABLE, str(package / "nowhere"))
    assert compiled.find_place().lasting


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_what_was_compiled_beforehand_is_for_everybody_the_user_lets_read(tmp_path):
    folder = tmp_path / "place" / "kernel_abc"
    folder.mkdir(parents=True)
    (folder / "f.nbi").touch(mode=0o600)
    folder.chmod(0o700)
    compiled.share(compiled.Kept(tmp_path / "place", lasting=True), 0o022)
    assert (folder.stat().st_mode & 0o777, (folder / "f.nbi").stat().st_mode & 0o777) == (0o755, 0o644)
    compiled.share(compiled.Kept(tmp_path / "place", lasting=True), 0o027)
    assert (folder / "f.nbi").stat().st_mode & 0o777 == 0o640
