"""Files that other programs read: they parse, and what they say of this project is true of it."""

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from oe_quality import __version__
from oe_quality.cli.main import cli

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEMPLATES = [path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"]


def parsed(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def oeq_calls(text):
    """Every `oeq VERB --option ...` in a text, as (verb, options)."""
    for line in text.splitlines():
        found = re.search(r"(?:^|[\s/])oeq (\w[\w-]*)(.*)", line)
        if found:
            yield found[1], re.findall(r"(?<!\S)(--[a-z][\w-]*)", found[2])


def options_of(verb):
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None, verb
    return {name for part in command.params for name in part.opts} | {"--help"}


@pytest.mark.parametrize("name", ["action.yml", "Dockerfile"])
def test_commands_in_these_files_exist(name):
    calls = list(oeq_calls((ROOT / name).read_text(encoding="utf-8")))
    assert calls
    for verb, options in calls:
        assert set(options) <= options_of(verb), (verb, options)


def test_the_citation_is_of_this_version():
    assert str(parsed("CITATION.cff")["version"]) == __version__
    assert parsed("CITATION.cff")["cff-version"] == "1.2.0"


def test_the_action_s_thresholds_are_options_of_check():
    action = parsed("action.yml")
    example = re.search(r'"(.+)"', action["inputs"]["thresholds"]["description"])[1]
    assert {part for part in shlex.split(example) if part.startswith("--")} <= options_of("check")
    assert all(step.get("shell") == "bash" for step in action["runs"]["steps"] if "run" in step)


def test_no_input_of_the_action_is_pasted_into_a_script():
    steps = parsed("action.yml")["runs"]["steps"]
    assert not [step for step in steps if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_call_tasks_that_exist(path):
    text = path.read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    tasks = re.findall(r"make\.py (\w+)", text)
    known = re.search(r"for task in \(([^)]*)\)", (ROOT / "make.py").read_text(encoding="utf-8"))[1]
    assert set(tasks) <= set(known.split(", "))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_issue_templates_ask_for_something(path):
    template = parsed(path)
    assert {"name", "description", "body"} <= set(template)
    ids = [part["id"] for part in template["body"]]
    assert len(ids) == len(set(ids))


def test_hooks_call_commands_that_exist():
    for hook in parsed(".pre-commit-hooks.yaml"):
        tool, verb = hook["entry"].split()
        assert tool == "oeq"
        assert options_of(verb)


def test_every_supported_python_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    assert named == ["3.11", "3.12", "3.13", "3.14"]


def test_the_recipe_for_conda_asks_for_what_the_package_asks_for():
    from oe_quality import __version__

    recipe = parsed(".conda/recipe.yaml")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    elsewhere = {"duckdb": "python-duckdb"}
    wanted = {"python " + project["requires-python"]}
    for line in project["dependencies"]:
        name, limits = re.fullmatch(r"([\w.-]+?)(\[.*\])?([<>=].*)", line).group(1, 3)
        wanted.add(f"{elsewhere.get(name, name)} {limits}")
    assert set(recipe["requirements"]["run"]) == wanted
    assert recipe["context"]["version"] == __version__
    points = {f"{name} = {target}" for name, target in project["scripts"].items()}
    assert set(recipe["build"]["python"]["entry_points"]) == points
