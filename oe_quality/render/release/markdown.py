"""Templates of Markdown in which every value is escaped unless its type says that it is Markdown already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache

import jinja2

from oe_quality import plaintext, resources
from oe_quality.plaintext import visible

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$])")


class Markdown(str):
    """Text that is Markdown, made by us from escaped parts."""

    __slots__ = ()


def escaped(value: object) -> str:
    """A value as plain text on one line: nothing in it is markup, a link, a table's edge or an HTML tag.

    >>> escaped("a|b <i>*x*</i>")
    'a\\\\|b &lt;i&gt;\\\\*x\\\\*&lt;/i&gt;'
    """
    if isinstance(value, Markdown):
        return str(value)
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, int):
        return f"{value:,}"
    text = visible(" ".join(str(value).split())).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", text)


def code(text: str) -> Markdown:
    """A code span, such as a column's name; safe in a table's cell."""
    plain = visible(" ".join(text.split())).replace("`", "'").replace("|", "\\|")
    return Markdown(f"`{plain}`")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Markdown:
    """A table; cells are escaped."""
    lines = [header, ["---"] * len(header)]
    out = ["| " + " | ".join(line) + " |" for line in lines]
    out += ["| " + " | ".join(escaped(value) for value in row) + " |" for row in rows]
    return Markdown("\n".join(out))


def percent(value: float | None) -> str:
    """A share as a percentage; "–" where there is none."""
    return "–" if value is None else plaintext.percent(value, 1)


def yaml(value: object) -> Markdown:
    """A value as JSON, which is YAML: nothing in it ends the line or begins another key."""
    if isinstance(value, str):
        value = visible(value)
    if isinstance(value, (list, tuple)):
        value = [visible(part) if isinstance(part, str) else part for part in value]
    return Markdown(json.dumps(value, ensure_ascii=False))


def rendered(name: str, **values: object) -> str:
    """The template `reports/release/<name>` with these values."""
    return _environment().get_template(name).render(values)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(  # noqa: S701 (not HTML: `finalize` escapes for Markdown)
        loader=jinja2.FunctionLoader(lambda name: resources.text(f"reports/release/{name}")),
        undefined=jinja2.StrictUndefined,
        finalize=escaped,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"yaml": yaml, "code": code, "percent": percent}
    return environment
