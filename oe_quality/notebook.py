"""How results look at the end of a notebook's cell: a title and the first rows of their table, all text escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

from oe_quality.plaintext import count, visible

if TYPE_CHECKING:
    import polars as pl

ROWS, COLUMNS, CHARACTERS = 20, 16, 80
"""Rows, columns and characters of a cell that are shown; the result's `frame()` has all."""


PRINTED_COLUMNS, PRINTED_WIDTH, PRINTED_TEXT = 10, 120, 24
"""The same of the interpreter: columns, characters of a line, and of a text."""


class Tabular(Protocol):
    """What has a table."""

    def frame(self) -> pl.DataFrame: ...


class Shown:
    """A result that notebooks and the interpreter show as the first rows of its `frame()`."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A data class writes a repr of every field, pages of them, unless the class has one of its own.
        cls.__repr__ = _table_repr  # type: ignore[assignment]

    def _repr_html_(self: Tabular) -> str:
        return html_table(title_of(self), self.frame())


def _table_repr(result: Tabular) -> str:
    """What it is, the first rows and columns of its table that say something, and how large it is."""
    import polars as pl

    frame = result.frame()
    told = [name for name in frame.columns if frame[name].null_count() < frame.height] or frame.columns
    shown = frame.select(told[:PRINTED_COLUMNS]).head(ROWS)
    with pl.Config(
        tbl_hide_column_data_types=True,
        tbl_hide_dataframe_shape=True,
        tbl_formatting="NOTHING",
        tbl_cols=-1,
        tbl_rows=ROWS,
        tbl_width_chars=PRINTED_WIDTH,
        fmt_str_lengths=PRINTED_TEXT,
        float_precision=3,
    ):
        lines = str(shown).split("\n")
    return "\n".join([visible(title_of(result)), *map(visible, lines), f"{_size(frame)}; frame() has all"])


def _size(frame: pl.DataFrame) -> str:
    return f"{count(frame.height, 'row')}, {frame.width} columns"


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
    size = _size(frame)
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
