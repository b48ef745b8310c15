"""How results look at the end of a notebook's cell: a title and the first rows of their table, all text escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

from oe_quality.plaintext import visible

if TYPE_CHECKING:
    import polars as pl

ROWS, COLUMNS, CHARACTERS = 20, 16, 80
"""Rows, columns and characters of a cell that are shown; the result's `frame()` has all."""


class Tabular(Protocol):
    """What has a table."""

    def frame(self) -> pl.DataFrame: ...


class Shown:
    """A result that notebooks show as the first rows of its `frame()`."""

    __slots__ = ()

    def _repr_html_(self: Tabular) -> str:
        return html_table(title_of(self), self.frame())


def title_of(result: object) -> str:
    """The name of what it is, and of the question that it is about."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(result).__name__).capitalize()
    question = getattr(result, "question", "")
    return f"{name}: {question}" if isinstance(question, str) and question else name


def html_table(title: str, frame: pl.DataFrame) -> str:
    """A title, the first rows and columns of a frame, and how many there are.

    Markup's `format` escapes whatever stands in its braces, so no text from data becomes markup.
    """
    shown = frame[:, :COLUMNS].head(ROWS)
    heads = Markup().join(Markup("<th>{}</th>").format(visible(name)) for name in shown.columns)
    lines = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(Markup("<td>{}</td>").format(_cell(value)) for value in row))
        for row in shown.iter_rows()
    )
    size = f"{frame.height:,} row{'' if frame.height == 1 else 's'}, {frame.width} columns"
    cut = frame.height > ROWS or frame.width > COLUMNS
    note = f"The first {shown.height} rows and {shown.width} columns of {size}; frame() has all." if cut else size
    return str(
        Markup(
            "<div><strong>{}</strong><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table><p>{}</p></div>"
        ).format(visible(title), heads, lines, note)
    )


def _cell(value: Any) -> str:
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, float):
        return f"{value:.4g}"
    text = visible(", ".join(map(str, value)) if isinstance(value, list) else str(value))
    return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
