"""Blocks -> one HTML file: strict policy, no network, pictures drawn when it is made."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import jinja2
from markupsafe import Markup

from oe_quality import resources
from oe_quality._version import __version__
from oe_quality.plaintext import visible
from oe_quality.render.charts.style import FONT
from oe_quality.render.page.blocks import STATIC_ROWS, Column, Page, Table, one_line
from oe_quality.render.page.drawing import Drawing, draw
from oe_quality.render.page.island import PAGE_DIGITS, encoded, packed, safe_json
from oe_quality.render.page.words import slug

DASH = "–"
TONES = {
    "ok": "good",
    "watch": "note",
    "review": "act",
    "exclude recommended": "act",
    "dissenting but coherent": "note",
}
"""Status word -> tone. Tone is a third sign beside the word and its place; it never stands alone."""

OPEN = frozenset({"annotators-table", "agreement-by-question", "models-overview", "models-verdict"})
"""Blocks that are unfolded when the page opens: what decides, without a click."""

MOST_BLOCKS = 8
"""Blocks of a section that stand in a row; the rest is one fold away."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a static table."""

    text: str
    kind: str
    tone: str = ""


def html(page: Page, data: str = "") -> str:
    """The whole page as a string; the same page gives the same string.

    Args:
        page: its blocks.
        data: name of the folder with its numbers that lies beside it; empty where there is none.

    Raises:
        ValueError: two blocks share an id, or a figure reads data that it does not name.
    """
    _require_distinct_ids(page)
    style = resources.text("reports/style.css")
    script = resources.text("reports/page.js")
    drawings = {figure.id: draw(figure) for figure in page.figures()}
    return _template().render(
        page=page,
        version=__version__,
        data=data,
        policy=policy((style,), (script,)),
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
        island=Markup(safe_json(island(page, drawings))),  # noqa: S704 (safe_json leaves no markup)
        drawings=drawings,
        drawn={name: Markup(it.svg) for name, it in drawings.items()},  # noqa: S704 (`lean` lets only drawings through)
        static_rows={table.id: static_rows(table) for table in page.tables()},
        unfolded=OPEN,
        most_blocks=MOST_BLOCKS,
        one_line=one_line,
        slug=slug,
    )


def island(page: Page, drawings: Mapping[str, Drawing]) -> dict[str, Any]:
    """All data of the page, each set once: tables, what marks are about, drawings too large to stand in the page."""
    tables = page.tables()
    return {
        "datasets": {
            table.id: encoded(table.frame.select(table.fields).head(table.rows_shown), PAGE_DIGITS) for table in tables
        },
        "tables": {table.id: _table_spec(table) for table in tables},
        "marks": {name: encoded(it.about) for name, it in drawings.items() if it.about.height and not it.png},
        "packed": {
            name: packed({"svg": it.svg, "marks": encoded(it.about)}) for name, it in drawings.items() if it.png
        },
        "font": FONT,
        "tones": TONES,
        "diction": page.diction.holes(),
        "panels": {name: encoded(frame) for name, frame in page.panels.items()},
    }


def static_rows(table: Table) -> list[list[Cell]]:
    """The first rows as text, for readers without scripts and for print."""
    return [
        [Cell(written(column, row), column.kind, _tone(column, row)) for column in table.columns]
        for row in table.frame.head(STATIC_ROWS).iter_rows(named=True)
    ]


def written(column: Column, row: dict[str, Any]) -> str:
    """One cell as the page's script writes it too."""
    value = row[column.name]
    if value is None or value == "":
        return DASH
    if isinstance(value, list):
        return visible("; ".join(map(str, value)))
    if column.kind == "number":
        least = 10.0**-column.digits
        # A p-value of 0.0002 is not 0.
        return (
            f"<{_fixed(least, column.digits)}" if 0 < value < least / 2 else _fixed(value, column.digits, grouped=True)
        )
    if column.kind == "percent":
        return f"{_fixed(100 * value, column.digits)} %"
    if column.kind == "estimate":
        low, high = row[column.low], row[column.high]
        bounds = "" if low is None else f" [{_fixed(low, column.digits)}, {_fixed(high, column.digits)}]"
        return f"{_fixed(value, column.digits)}{bounds}"
    return visible(str(value))


def _fixed(value: float, digits: int, *, grouped: bool = False) -> str:
    """A number with so many digits after the point, and never a minus before a zero."""
    text = f"{value:,.{digits}f}" if grouped else f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, finalize=_shown)
    return environment.from_string(resources.text("reports/page.html.j2"))


def _shown(value: Any) -> Any:
    """Text as it stands in the page: no steering characters, and no line break between a number and its sign."""
    return visible(value).replace(" %", "\N{NO-BREAK SPACE}%") if type(value) is str else value


def policy(styles: tuple[str, ...], scripts: tuple[str, ...], connect: str = "'none'") -> str:
    """The content policy of a page that holds these styles and scripts; `connect` is whom its scripts may ask."""
    looks, runs = (" ".join(map(_source_hash, texts)) for texts in (styles, scripts))
    return (
        f"default-src 'none'; script-src {runs}; style-src {looks}; img-src data: blob:; "
        f"connect-src {connect}; base-uri 'none'; form-action 'none'"
    )


def _source_hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _table_spec(table: Table) -> dict[str, Any]:
    """What the script has to know of a table; what a column does not have is left out."""
    return {
        "columns": [{name: value for name, value in asdict(column).items() if value} for column in table.columns],
        "fields": table.fields,
        "annotator": table.annotator,
        "total": table.frame.height,
    }


def _tone(column: Column, row: dict[str, Any]) -> str:
    return TONES.get(str(row[column.name]), "") if column.kind == "status" else ""


def _require_distinct_ids(page: Page) -> None:
    ids = [section.id for section in page.sections]
    ids += [block.id for section in page.sections for block in section.blocks if block.id]
    ids += [f"{section.id}-{slug(question)}-all" for section in page.sections for question in section.questions]
    ids += [block.table.id for block in page.figures() if block.table is not None]
    repeated = {name for name in ids if ids.count(name) > 1}
    if repeated:
        raise ValueError(f"ids stand twice in the page: {sorted(repeated)}")
