"""What a page is made of: a verdict, tiles, sections, and in them prose, tables and figures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from oe_quality.diction import ITEMS, Diction

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.render.charts.style import AnyChart

ROW_LIMIT = 10_000
"""Rows of a table that the page itself carries; all are in the files beside it."""
STATIC_ROWS = 40
"""Rows of a table that stand in the page when scripts are off."""


class Level(StrEnum):
    """What a line of the verdict asks of the reader."""

    GOOD = "good"
    ACT = "act"
    NOTE = "note"


LEVEL_WORDS = {Level.GOOD: "Good", Level.ACT: "To do", Level.NOTE: "Note"}


@dataclass(frozen=True, slots=True)
class Help:
    """What a table or plot is, how to read it, and where its formula comes from."""

    what: str
    how: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One shown column of a table.

    Attributes:
        name: the frame's column; title: as shown; help: one sentence, shown on hover.
        kind: how it is written and sorted; "words" is text in sentences, "estimate" is shown with `low` and `high`.
        digits: after the point.
        low, high: the frame's columns with an estimate's bounds.
        extra: whether it is shown only when it is chosen; bar: whether a bar behind a share says it too.
    """

    name: str
    title: str
    kind: Literal["text", "words", "number", "percent", "estimate", "status"] = "text"
    digits: int = 0
    help: str = ""
    low: str = ""
    high: str = ""
    extra: bool = False
    bar: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table: its frame goes whole to the files beside the page, its `columns` are shown.

    Attributes:
        annotator: the frame's column that holds annotators' aliases, if the table is of annotators.
        most: rows that the page itself carries; `ROW_LIMIT` holds too.
        question: that it is about, if it is about one.
    """

    id: str
    title: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    help: Help
    annotator: str = ""
    most: int = ROW_LIMIT
    question: str = ""
    kind: Literal["table"] = field(default="table", init=False)

    @property
    def rows_shown(self) -> int:
        """How many rows the page carries."""
        return min(self.frame.height, self.most, ROW_LIMIT)

    @property
    def fields(self) -> list[str]:
        """The frame's columns that the page carries: those shown, with their bounds, and whom a row is about."""
        shown = [name for column in self.columns for name in (column.name, column.low, column.high) if name]
        return list(dict.fromkeys([*shown, *([self.annotator] if self.annotator else [])]))


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A picture: a chart over named data, a caption computed from the data, and its numbers.

    Attributes:
        chart: reads `alt.NamedData(name)` for the names in `data`.
        data: name -> frame; annotators stand in it by alias only.
        question: that it is about, if it is about one.
    """

    id: str
    title: str
    chart: AnyChart
    data: dict[str, pl.DataFrame]
    caption: str
    help: Help
    table: Table | None = None
    question: str = ""
    kind: Literal["figure"] = field(default="figure", init=False)


@dataclass(frozen=True, slots=True)
class Prose:
    """Sentences: a remark, or why a picture is not there; `question` as for figures."""

    paragraphs: tuple[str, ...]
    title: str = ""
    id: str = ""
    question: str = ""
    kind: Literal["prose"] = field(default="prose", init=False)


Block = Prose | Table | Figure


def one_line(block: Block) -> str:
    """What a block says, for its folded form."""
    if isinstance(block, Figure):
        return block.caption
    if isinstance(block, Table):
        return f"{block.frame.height:,} {'row' if block.frame.height == 1 else 'rows'}. {block.help.what}"
    return block.paragraphs[0] if block.paragraphs else ""


def of_question(question: str, blocks: Iterable[Block]) -> list[Block]:
    """The blocks, said to be about one question."""
    return [replace(block, question=question) for block in blocks]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page that answers one group of questions."""

    id: str
    title: str
    lead: str
    blocks: tuple[Block, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """What its blocks are about, where that is more than one question: then each has a fold of its own."""
        found = tuple(dict.fromkeys(block.question for block in self.blocks if block.question))
        return found if len(found) > 1 else ()

    @property
    def common(self) -> tuple[Block, ...]:
        """Blocks that stand in no question's fold."""
        return tuple(block for block in self.blocks if block.question not in self.questions)

    def about(self, question: str) -> tuple[Block, ...]:
        """Blocks that are about a question."""
        return tuple(block for block in self.blocks if block.question == question)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number at the top of the page with what it counts."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of the verdict; `evidence` is the id of the section, table or figure behind it."""

    level: Level
    words: str
    evidence: str

    @property
    def level_word(self) -> str:
        return LEVEL_WORDS[self.level]


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a card's bar: so many of something."""

    words: str
    n: int
    tone: Literal["act", "note", "good", "none"]


@dataclass(frozen=True, slots=True)
class Card:
    """One of the first screen's columns.

    Attributes:
        title, line: what it is about, and the answer; bar: in numbers.
        button: where to go on from here; target: the id of it.
    """

    title: str
    line: str
    bar: tuple[Segment, ...]
    button: str
    target: str

    def drawn(self, width: float = 300.0) -> tuple[tuple[Segment, float, float], ...]:
        """Each segment that is there with the place where it begins and its width, `width` in all."""
        whole = sum(segment.n for segment in self.bar) or 1
        ends, found = 0.0, []
        for segment in self.bar:
            if segment.n:
                size = width * segment.n / whole
                found.append((segment, round(ends, 1), round(size, 1)))
                ends += size
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Front:
    """The first screen: one sentence, and beside one another what it rests on."""

    sentence: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A whole page, ready to be written.

    Attributes:
        title, subtitle, tiles, verdicts, sections: its parts, from above.
        front: the first screen; None leaves it to the verdict.
        panels: frames behind the side panels, by name: `telling` (annotator, item, own, others, support), `cases`
            (annotator, without, draft), `mixed` (annotator, others, own, n, of), `answers` (item, annotator where they
            are known, answer),
            `labels` (item, label, n, of, p), `flips` (item, before, after, why), `links` (item, url).
        diction: what the items are called.
        urgent: the cases of those to talk to first, shown where scripts are off and there are no panels.
    """

    title: str
    subtitle: str
    tiles: tuple[Tile, ...]
    verdicts: tuple[Verdict, ...]
    sections: tuple[Section, ...]
    front: Front | None = None
    panels: dict[str, pl.DataFrame] = field(default_factory=dict)
    diction: Diction = ITEMS
    urgent: tuple[Prose, ...] = ()

    def tables(self) -> list[Table]:
        """Every table, those of figures included, in page order."""
        found: list[Table] = []
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    found.append(block)
                elif isinstance(block, Figure) and block.table is not None:
                    found.append(block.table)
        return found

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions with folds of their own, the first of which is open."""
        return tuple(dict.fromkeys(question for section in self.sections for question in section.questions))

    @property
    def names_people(self) -> bool:
        """Whether a table or picture is about people, who can then be found, highlighted and hidden."""
        drawn = (frame for figure in self.figures() for frame in figure.data.values())
        return any(table.annotator for table in self.tables()) or any("annotator" in frame.columns for frame in drawn)

    def figures(self) -> list[Figure]:
        """Every figure, in page order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Figure)]
