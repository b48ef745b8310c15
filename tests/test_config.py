"""Settings: defaults, files, and refusal of what would be ignored in silence."""

import dataclasses

import pytest

from oe_quality.config import Config, changes, config_file, find_config, parse_config, read_config
from oe_quality.errors import InputError


def test_an_empty_file_is_the_defaults(tmp_path):
    (tmp_path / "oeq.toml").write_text("")
    assert changes(read_config(tmp_path / "oeq.toml")) == []


def test_values_are_taken_and_whole_numbers_serve_as_numbers():
    config = parse_config({"triage": {"low_kappa": 0.1, "max_kappa_width": 1}, "flags": {"speed": False}})
    assert config.triage.low_kappa == 0.1
    assert config.triage.max_kappa_width == 1.0
    assert isinstance(config.triage.max_kappa_width, float)
    assert not config.flags.speed
    assert config.flags.drift


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"triage": {"low_kapa": 0.1}}, "low_kappa"),
        ({"triag": {}}, "triage"),
        ({"flags": {"speed": 1}}, "true or false"),
        ({"audit": {"permutations": 9.5}}, "whole number"),
        ({"triage": {"low_kappa": "0.1"}}, "number"),
        ({"triage": {"low_kappa": True}}, "number"),
        ({"triage": {"low_kappa": -0.1}}, "from 0 on"),
        ({"triage": {"low_kappa": float("nan")}}, "from 0 on"),
        ({"report": {"title": 3}}, "text"),
        ({"report": {"sections": "all"}}, "list"),
        ({"triage": 3}, "table"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(tables, said):
    with pytest.raises(InputError, match=said):
        parse_config(tables, "oeq.toml")


def test_pyproject_is_read_at_tool_oeq(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.oeq.triage]\nmin_annotations = 30\n[tool.ruff]\nx = 1\n")
    assert read_config(tmp_path / "pyproject.toml").triage.min_annotations == 30


def test_the_nearest_settings_count(tmp_path):
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "oeq.toml").write_text("[triage]\nmin_annotations = 5\n")
    assert find_config(inner).triage.min_annotations == 5
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find_config(inner).triage.min_annotations == 5
    (inner / "oeq.toml").write_text("[triage]\nmin_annotations = 7\n")
    assert find_config(inner).triage.min_annotations == 7


def test_settings_of_folders_above_a_repository_are_nobodys_business(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "oeq.toml").write_text("[triage]\nmin_annotations = 5\n")
    assert config_file(inner) is None
    (tmp_path / "a" / ".git").mkdir()
    assert config_file(inner) is None
    (inner / "pyproject.toml").write_text("this is no TOML")
    assert changes(find_config(inner)) == []
    (inner / "pyproject.toml").write_text("[tool.oeq\n")
    with pytest.raises(InputError, match="valid TOML"):
        find_config(inner)


def test_what_settings_change_can_be_said():
    tables = {"triage": {"fdr": 0.01}, "report": {"title": "Moods"}}
    assert changes(parse_config(tables)) == ["triage.fdr = 0.01", "report.title"]
    assert changes(Config()) == []


@pytest.mark.parametrize(
    "text",
    [
        "[triage]\nfdr = 1.5",
        "[audit]\npermutations = 0",
        f"[triage]\nmin_annotations = {'9' * 400}",
        "[triage]\nfdr = nan",
    ],
)
def test_values_out_of_range_are_one_clear_line(tmp_path, text):
    (tmp_path / "oeq.toml").write_text(text)
    with pytest.raises(InputError, match=r"oeq\.toml: (triage|audit)\.\w+ must [^\n]*$"):
        read_config(tmp_path / "oeq.toml")


@pytest.mark.parametrize("text", ["a = " + "[" * 50_000, "a" + ".a" * 50_000 + " = 1", f"a = {'9' * 5000}"])
def test_what_is_nested_or_too_long_is_refused_in_words(tmp_path, text):
    (tmp_path / "oeq.toml").write_text(text)
    with pytest.raises(InputError, match=r"oeq\.toml"):
        read_config(tmp_path / "oeq.toml")


def test_broken_files_are_refused_with_their_name(tmp_path):
    path = tmp_path / "oeq.toml"
    path.write_text("[triage\n")
    with pytest.raises(InputError, match=r"oeq\.toml"):
        read_config(path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="valid TOML"):
        read_config(path)
    with pytest.raises(InputError, match="cannot be read"):
        read_config(tmp_path / "none.toml")


def test_every_setting_is_described():
    for section in dataclasses.fields(Config):
        kind = type(getattr(Config(), section.name))
        names = {field.name for field in dataclasses.fields(kind)}
        undescribed = {name for name in names if kind.__name__ != "FlagsConfig" and name not in (kind.__doc__ or "")}
        assert not undescribed, (section.name, undescribed)
