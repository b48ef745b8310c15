"""How the command is called again in the next steps that it prints."""

import sys

import pytest

from oe_quality.cli.verdict import called


@pytest.mark.parametrize("name", ["oeq", "oe-quality"])
def test_a_command_on_the_path_is_called_by_its_name(monkeypatch, tmp_path, name):
    file = tmp_path / "bin" / name
    file.parent.mkdir()
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(file)])
    monkeypatch.setenv("PATH", str(file.parent))
    assert called() == name
    monkeypatch.setenv("PATH", "")
    assert called() == str(file.resolve())
    monkeypatch.chdir(tmp_path)
    assert called() == f"bin/{name}"


def test_a_module_is_called_as_one(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["/somewhere/oe_quality/__main__.py"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "py thon"))
    assert called() == f"'{tmp_path / 'py thon'}' -m oe_quality"


def test_what_uvx_runs_is_called_by_uvx(monkeypatch, tmp_path):
    file = tmp_path / "uv" / "archive-v0" / "Gh8F" / "bin" / "oe-quality"
    file.parent.mkdir(parents=True)
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(file)])
    monkeypatch.setenv("PATH", str(file.parent))
    assert called() == "uvx oe-quality"
