"""What the site is made of beyond the pages in docs/: the project's own files, and the public names' docstrings.

Nothing of the package is imported: signatures and docstrings are read from the source. The sample pages alone need it
installed, with its commands beside this Python or on the path.
"""

from __future__ import annotations

import ast
import base64
import html
import json
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "oe_quality"
OFFLINE = ROOT / "docs" / "_offline.js"
TUTORIALS = ROOT / "docs" / "tutorials"
GALLERY = ROOT / "docs" / "_gallery.py"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are generated."""
    made = {
        "reference.md": reference(),
        "tables.md": tables(),
        "methods.md": methods(),
        "json.md": json_forms(),
        "readme.md": moved("README.md"),
        "contributing.md": moved("CONTRIBUTING.md"),
        "changelog.md": moved("CHANGELOG.md"),
    }
    made |= {f"tutorials/{place.stem}.md": notebook(place) for place in sorted(TUTORIALS.glob("*.ipynb"))}
    for name, text in made.items():
        files.append(File.generated(config, name, content=text))
    for name, content in gallery().items():
        files.append(File.generated(config, f"gallery/{name}", content=content))
    return files


@cache
def gallery() -> dict[str, bytes]:
    """The sample pages, made once for as long as the site is built or served."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, GALLERY, folder], check=True)  # noqa: S603 (the project's own script)
        return {page.name: page.read_bytes() for page in sorted(Path(folder).glob("*.html"))}


def on_page_markdown(markdown: str, **_: object) -> str:
    """Links out of docs/ to files that are pages here as well."""
    markdown = re.sub(r"\]\((tutorials/\w+)\.ipynb", r"](\1.md", markdown)
    return re.sub(r"\]\(\.\./(README|CONTRIBUTING)\.md", lambda found: f"]({found[1].lower()}.md", markdown)


def on_post_page(output: str, **_: object) -> str:
    """The theme's one script from elsewhere, a stand-in for workers in pages opened from a folder, is ours instead.

    What screen readers stumble over in the theme is mended with it.
    """
    ours = f"<script>{OFFLINE.read_text(encoding='utf-8')}</script>"
    output = output.replace('component="search" role="dialog"', 'component="search" role="dialog" aria-label="Search"')
    output = output.replace(
        '<input class="md-option"', '<input tabindex="-1" class="md-option"'
    )  # hidden, so never in focus
    return re.sub(r'<script src="https?://[^"]*"></script>', lambda _: ours, output)


def on_post_template(output: str, **_: object) -> str:
    """The same for pages that are no document, such as the one that is shown for a wrong address."""
    return on_post_page(output)


def moved(name: str) -> str:
    """A file of the project's root as a page: what it says of docs/ is beside it there."""
    return (
        (ROOT / name)
        .read_text(encoding="utf-8")
        .replace("](docs/", "](")
        .replace("](CONTRIBUTING.md", "](contributing.md")
    )


def notebook(place: Path) -> str:
    """A notebook as a page: its text, its code, and the outputs that are stored in it."""
    parts = []
    for cell in json.loads(place.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        else:
            language = "console" if source.startswith("!") else "python"
            parts += [f"```{language}\n{source}\n```", *map(output, cell["outputs"])]
    return "\n\n".join([*parts, f"This page is a notebook: [{place.name}]({place.name})."]) + "\n"


def output(it: dict[str, Any]) -> str:
    """What a cell gave: a picture, a table, or text."""
    data = it.get("data", {"text/plain": it.get("text", "")})
    if "image/svg+xml" in data:
        picture = "".join(data["image/svg+xml"])
        said = html.escape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture)))
        # A picture of its own, for names of parts within it are not unique on a page.
        source = base64.b64encode(picture.encode()).decode()
        return f'<p><img alt="A chart: {said}" src="data:image/svg+xml;base64,{source}"></p>'
    if "text/html" in data:
        return re.sub(r"\n\s*", "", "".join(data["text/html"]))
    return "```text\n" + "".join(data["text/plain"]).rstrip("\n").replace("```", "'''") + "\n```"


def tables() -> str:
    """The store's tables and views with what the schema itself says of them and of their columns."""
    statements = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "sql" / "schema").glob("*.sql")))
    about = dict(re.findall(r"COMMENT ON (?:TABLE|VIEW) (\w+) IS '((?:[^']|'')*)'", statements))
    columns = re.findall(r"COMMENT ON COLUMN (\w+)\.(\w+) IS '((?:[^']|'')*)'", statements)
    parts = [
        "# The store's tables",
        "A store is a DuckDB file; `oeq query DB SQL` asks it, and cannot change it. This is said in the file "
        "too (`duckdb_tables()`, `duckdb_columns()`).",
    ]
    for name, meaning in about.items():
        # A later statement says anew what a column means; the last one holds.
        rows = {column: said for table, column, said in columns if table == name}
        parts += [f"## {name}", f"{_cell(meaning)}.", "| column | meaning |\n| --- | --- |"]
        parts[-1] += "".join(f"\n| `{column}` | {_cell(said)} |" for column, said in rows.items())
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("''", "'").replace("|", "\\|").replace("<", "&lt;")


def json_forms() -> str:
    """The documents that `--format json` prints, each with its schema."""
    parts = [
        "# JSON forms",
        "`--format json` prints one document, which names its form and number in `schema`. A form keeps its keys; a "
        "change that would break a reader gets the next number. Each has a JSON Schema (draft 2020-12) here, which "
        "real documents are held against.",
    ]
    rows = ["| form | what it is | schema |", "| --- | --- | --- |"]
    for file in sorted((ROOT / "docs" / "schemas").glob("*.json")):
        body = json.loads(file.read_text(encoding="utf-8"))
        rows.append(f"| `{body['title']}` | {_cell(body['description'])} | [{file.name}](schemas/{file.name}) |")
    return "\n\n".join([*parts, "\n".join(rows)]) + "\n"


KERNEL = {
    "agreement": ("Agreement", "How often the intervals hold is [measured](agreement-intervals.md)."),
    "uncertainty": ("Intervals", "How often they hold is [measured](agreement-intervals.md)."),
    "em": ("True labels", "Which to take is [a page of its own](which-method.md)."),
    "evaluation": ("Probabilities of labels", "What they were worth on public sets stands in the [readme](readme.md)."),
    "sampling": ("Sampling the posterior", ""),
    "perception": ("What people perceive", "Belief and perception are [two things](which-soft-label.md)."),
    "ratings": ("Numbers", ""),
    "reliability": ("Reliability of measurements", ""),
    "audit": ("People", "How often flags are right is [measured](audit-error-rates.md)."),
    "judges": ("Models beside people", "How to read it is [a page of its own](models-beside-people.md)."),
    "distributions": ("Distributions of labels", ""),
    "simulate": ("Simulation", ""),
}
"""Rooms of the kernel that are methods -> what they are called, and where more is said."""


def methods() -> str:
    """What the kernel says of its methods: formulae, assumptions and sources, module by module."""
    parts = [
        "# Methods",
        "Formulae, assumptions and sources, as they stand in the code that computes. I is the number of items, A of "
        "annotators, K of labels, n of answers; a shape such as (I, K) names the axes of an array in this order.",
    ]
    for room, (title, more) in KERNEL.items():
        parts += [f"## {title}", more] if more else [f"## {title}"]
        for file in sorted((PACKAGE / "kernel" / room).rglob("*.py")):
            parts += method(file)
    return "\n\n".join(parts) + "\n"


def method(file: Path) -> list[str]:
    """One module that explains a method: its docstring, and what its public functions and classes give."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    said = ast.get_docstring(tree) or ""
    title, _, rest = said.partition("\n")
    if file.stem == "__init__" or not rest.strip():
        return []
    lines = []
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)) or node.name.startswith("_"):
            continue
        first, *_ = (ast.get_docstring(node) or "").split("\n\n")
        if first:
            lines.append(f"- `{node.name}`: {_cell(' '.join(first.split()))}")
    name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return [f"### {_cell(title.rstrip('.'))}", f"`{name}`", f"```text\n{rest.strip()}\n```", "\n".join(lines)]


def reference() -> str:
    """The public names with their signatures and docstrings, in the order of the package's own list."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree) or ""
    begin, _, end = docstring.partition("    import oe_quality")
    example, _, rest = end.partition("\nResults are")
    parts = ["# Python", begin, f"```text\n    import oe_quality{example.rstrip()}\n```", f"Results are{rest}"]
    for name, (module, there) in sorted(homes(tree).items(), key=lambda it: it[0].lower()):
        parts += [f"## {name}", *entry(name, module, there)]
    return "\n\n".join(parts) + "\n"


def homes(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Public name -> (module, name there), as the package declares it."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "_HOME":
            found: dict[str, tuple[str, str]] = ast.literal_eval(node.value)
            return found
    raise LookupError("the package does not declare its public names")


def entry(name: str, module: str, there: str) -> list[str]:
    """One name's signature and docstring."""
    node = definition(module, there)
    if node is None:
        return [f"`{module}.{there}`"]
    if isinstance(node, ast.ClassDef):
        head = f"class {name}"
    else:
        returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        head = f"{name}({ast.unparse(node.args)}){returns}"
    text = ast.get_docstring(node) or ""
    # Names of sections and doctests as they stand, in a block that no markup can break.
    return [f"```python\n{head}\n```", f"From `{module}`.", f"```text\n{re.sub('`{3,}', '``', text)}\n```"]


def definition(module: str, name: str) -> ast.ClassDef | ast.FunctionDef | None:
    """Where a name is defined, following imports from module to module."""
    place = ROOT / Path(*module.split("."))
    file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)) and node.name == name:
            return node
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if (alias.asname or alias.name) == name:
                    return definition(node.module, alias.name)
    return None
