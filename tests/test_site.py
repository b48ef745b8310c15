"""The pages under docs/ and the README: every command exists with its options, every link leads somewhere."""

import ast
import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner

import oe_quality as oeq
from oe_quality.cli.main import COMMANDS, cli

ROOT = Path(__file__).parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
GENERATED = {"readme.md", "methods.md", "json.md", "tables.md", "reference.md", "contributing.md", "changelog.md"}
SAMPLES = re.findall(r"^<!-- sample: ([\w-]+) -->$", (ROOT / "docs" / "gallery.md").read_text("utf-8"), re.MULTILINE)
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def commands(text):
    """Every call of oeq in a page: its words, in console blocks and in code within a line."""
    lines = [line[2:] for block in BLOCK.findall(text) for line in block.splitlines() if line.startswith("$ ")]
    inline = re.findall(r"`((?:oeq|[A-Z_]+=\S+ oeq) [^`]+)`", text)
    for line in [*lines, *inline]:
        words = shlex.split(line.replace("$(", "(").replace("...", " "), comments=True)
        while words and ("=" in words[0] or words[0].endswith(")")) and not words[0].startswith("-"):
            words = words[1:]
        words = words[: words.index("|")] if "|" in words else words
        if len(words) > 1 and words[0] in ("oeq", "oe-quality", "uvx"):
            yield words[1:] if words[0] != "uvx" else words[2:]


def verdict(words):
    """What is wrong with a call, or nothing."""
    command = cli.get_command(click.Context(cli), words[0])
    if command is None:
        return "" if words[0].startswith("-") else f"no command {words[0]}"
    known = {name for part in command.params for name in part.opts} | {"-h", "--help"}
    named = [word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)]
    return ", ".join(f"{words[0]} has no {name}" for name in named if name not in known)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_command_exists_with_its_options(page):
    found = list(commands(page.read_text(encoding="utf-8")))
    assert not [wrong for words in found if (wrong := verdict(words))]


@pytest.mark.parametrize("verb", sorted(COMMANDS))
def test_the_help_in_the_pages_is_the_command_s(verb):
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    section = re.search(rf"^## oeq {verb}\n((?:(?!^## ).)*)", page, re.MULTILINE | re.DOTALL)[1]
    shown = CliRunner().invoke(cli, [verb, "--help"], prog_name="oeq", terminal_width=78).output
    assert f"```text\n{shown}```" in section, "python3 make.py outputs writes it"


def test_every_command_that_was_run_for_the_pages_printed_something():
    for page in PAGES:
        blocks = re.findall(
            r"<!-- as run[^>]*-->\n+```console\n\$ [^\n]+\n(.*?)```", page.read_text("utf-8"), re.DOTALL
        )
        assert all(blocks), page.name
        assert not [text for text in blocks if text.startswith("oeq: ") and "checks failed" not in text], (
            f"{page.name} shows an error"
        )


def test_a_wrong_option_is_seen():
    text = "```console\n$ A=b oeq run x --colour red\n$ oeq agrement DB\n```\nand `oeq plan DB --target .8`\n"
    assert [verdict(words) for words in commands(text)] == ["run has no --colour", "no command agrement", ""]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page):
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        place = page.parent / target if target else page
        assert place.exists() or target in GENERATED | {f"gallery/{name}.html" for name in SAMPLES}, target
        if anchor and place.suffix == ".md":
            titles = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\s-]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_page_is_in_the_menu_and_nothing_else():
    menu = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    named = set(re.findall(r"[\w-]+\.md", str(menu)))
    notebooks = {f"{path.stem}.md" for path in (ROOT / "docs" / "tutorials").glob("*.ipynb")}
    assert named == {path.name for path in (ROOT / "docs").glob("*.md")} | GENERATED | notebooks


def test_pages_named_for_machines_exist():
    text = (ROOT / "docs" / "llms.txt").read_text(encoding="utf-8")
    pages = re.findall(r"\]\(([\w-]+)\.html\)", text)
    assert pages
    assert not [name for name in pages if f"{name}.md" not in GENERATED and not (ROOT / "docs" / f"{name}.md").exists()]


def test_nothing_of_the_site_is_loaded_from_elsewhere():
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["theme"]["font"] is False
    assert "offline" in settings["plugins"]


def test_the_readme_s_python_runs_as_printed(tmp_path, monkeypatch, capsys):
    (tmp_path / "demo").mkdir()
    shutil.copy(ROOT / "examples" / "tidy" / "moods.csv", tmp_path / "demo")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    scope = {}
    exec(code, scope)
    assert scope["labels"].labels_frame().height == 60
    assert "shape: (12, " in capsys.readouterr().out  # as many annotators


def test_the_example_for_people_of_crowd_kit_runs():
    text = (ROOT / "docs" / "coming-from.md").read_text(encoding="utf-8")
    scope = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL)), scope)
    assert scope["fitted"].predict().rows() == [(1, "cat"), (2, "dog")]
    assert dict(scope["labels"].select("item", "label.consensus.winner").iter_rows()) == {"1": "cat", "2": "dog"}


def test_the_researcher_s_python_runs_as_printed(tmp_path, monkeypatch, capsys):
    text = (ROOT / "docs" / "story-researcher.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    rows = "item,annotator,emotion\n" + "".join(
        f"{i},{a},{'sad' if (i * a) % 3 else 'glad'}\n" for i in range(9) for a in range(4)
    )
    (tmp_path / "answers.csv").write_text(rows)
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)
    oeq.load("demo/quality.duckdb", "answers.csv")
    scope = {}
    exec(code, scope)
    assert scope["labels"].labels_frame().height == 9
    assert "emotion" in capsys.readouterr().out


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_blocks_are_of_the_language_that_they_name(page):
    readers = {"python": ast.parse, "json": json.loads, "toml": tomllib.loads, "yaml": yaml.safe_load}
    for language, body in re.findall(
        r"^```(\w+)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        readers.get(language, str)(body)
