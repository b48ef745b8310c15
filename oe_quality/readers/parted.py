"""Large tables, read part by part: the same outcome as read as a whole, without the whole in memory.

A first pass drafts every part as if it were a file, and makes sure that all parts are understood alike; it gathers what
the scales are settled by, and marks answers that may repeat each other across parts. The second pass reads the answers
and writes those that count to a temporary folder; only what may repeat is settled together. Where the parts are
understood differently, or a step needs all rows, the file is read as a whole, and that is said.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.errors import InputError
from oe_quality.privacy import MARK
from oe_quality.progress import Progress
from oe_quality.readers.answers.repeats import KEY, Settled
from oe_quality.readers.answers.scales import Evidence, Understood
from oe_quality.readers.cells import usable_cells
from oe_quality.readers.collect import exported, finish, in_form
from oe_quality.readers.copied import FEWEST_QUESTIONS, Marks
from oe_quality.readers.drafting import Draft, draft
from oe_quality.readers.fates import FATES, Tally, fates_of, fates_of_settled
from oe_quality.readers.mapping import ANONYMOUS, Mapping
from oe_quality.readers.meaning import Meant, mean
from oe_quality.readers.options import UNKNOWN, Kind, ReadOptions
from oe_quality.readers.remarks import names_said, people_of
from oe_quality.readers.rows import RESPONSE, Export, Spool, empty
from oe_quality.readers.suspected import suspected_people
from oe_quality.readers.text.blocks import Blocks, UncutError
from oe_quality.readers.text.reading import Header
from oe_quality.readers.text.sheet import Sheet
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.guess import guess
from oe_quality.readers.tidy.header import header_of
from oe_quality.readers.tidy.tidy import names_itself, noted
from oe_quality.readers.turned import turned_said

SETTLED_AT_ONCE = 1_000_000
"""Answers that may repeat each other and are looked at together."""
SORTED_AT_ONCE = 10_000_000
"""Marks of answers that are sorted together: 80 MB."""
NAMES = 1_000_000
"""Names of items or people up to which look-alikes among them are looked for."""

_UNSEEN = len(FATES)
_HIDDEN = rf"{MARK}[0-9a-f]{{12}}"
"""What stands in a name in place of an address."""


@dataclass(frozen=True, slots=True, eq=False)
class Parted:
    """A large table, looked through once; attributes as those of `Draft`.

    Attributes:
        read_as: the mapping before roles that do not fit were dropped.
        blocks, header: its rows, and where their names stand.
        seen: what each question's answers look like.
        repeated: marks of answers that may repeat each other, ascending.
        n_repeated: how many such answers there are.
        of_names: what is odd about names, in sentences.
    """

    file: InputFile
    mapping: Mapping
    read_as: Mapping
    options: ReadOptions
    blocks: Blocks
    header: Header | None
    seen: tuple[Evidence, ...]
    repeated: NDArray[np.uint64]
    n_repeated: int
    of_names: tuple[str, ...]
    progress: Progress
    kind: Kind = UNKNOWN

    @property
    def questions(self) -> list[str]:
        return [one.name for one in self.seen]

    def evidence(self) -> tuple[Evidence, ...]:
        return self.seen


def begin_parted(blocks: Blocks, options: ReadOptions, progress: Progress) -> Parted:
    """Look through a table that no tool's reader knows.

    Args:
        blocks: the table; options: what the user says; progress: told of every part.

    Raises:
        UncutError: it cannot be read in parts.
        InputError: it has no column for the item, the annotator or the answer.
        UsageError: the options name columns that do not exist, or contradict each other.
    """
    file = blocks.head
    header = header_of(file, options)
    mapping: Mapping | None = None
    first: Draft | None = None
    gathered = _Gathered()
    for number, sheet in enumerate(blocks.sheets(header)):
        progress(f"Looking through {file.name}", number, 0)
        if names_itself(options, sheet):
            raise UncutError("its own name is read as one of its columns")
        found = noted(options.mapping or guess(sheet, options, file.place(1)), header)
        if mapping is not None and found != mapping:
            raise UncutError("its parts would be read in different ways")
        mapping = found
        made = _part(file, sheet, mapping, options)
        first = first or made
        _be_alike(first, made)
        gathered.take(made)
    if first is None or mapping is None:
        raise UncutError("it holds no rows")
    repeated, n_repeated = gathered.repeated()
    return Parted(
        file=file,
        mapping=first.mapping,
        read_as=mapping,
        options=options,
        blocks=blocks,
        header=header,
        seen=tuple(gathered.evidence.values()),
        repeated=repeated,
        n_repeated=n_repeated,
        of_names=(*gathered.of_names(), *gathered.turned(mapping)),
        progress=progress,
    )


def _part(file: InputFile, sheet: Sheet, mapping: Mapping, options: ReadOptions) -> Draft:
    """Some rows as a draft.

    Raises:
        UncutError: the rows alone do not say what they mean.
    """
    if mapping.steps or mapping.annotator_is == ANONYMOUS or set(options.models) & set(sheet.names):
        raise UncutError("its rows do not hold one answer of somebody each")
    try:
        return draft(file, sheet, mapping, options)
    except InputError as error:
        # All rows together may say what these alone do not, such as which part of a date is the day.
        raise UncutError(error.what) from None


def _be_alike(first: Draft, other: Draft) -> None:
    """Raise where two parts are understood differently."""
    if first.mapping.but(remarks=()) != other.mapping.but(remarks=()):
        raise UncutError("a column holds in one part what its role needs, and not in another")
    if first.orders != other.orders:
        raise UncutError("the order of its labels differs between its parts")


@dataclass(slots=True)
class _Gathered:
    """What the first pass gathers."""

    evidence: dict[str, Evidence] = field(default_factory=dict)
    names: dict[str, _Names] = field(default_factory=lambda: {kind: _Names() for kind in ("item", "annotator")})
    people: _Names = field(default_factory=lambda: _Names())
    hidden: set[tuple[str, str]] = field(default_factory=set)
    things: pl.DataFrame = field(default_factory=pl.DataFrame)
    folder: TemporaryDirectory[str] = field(default_factory=lambda: TemporaryDirectory(prefix="oeq-"))
    marks: list[Path] = field(default_factory=list)
    n: int = 0

    def take(self, made: Draft) -> None:
        """One more part."""
        for one in made.evidence():
            held = self.evidence.get(one.name)
            self.evidence[one.name] = one if held is None else held.with_more(one)
        for kind, names in self.names.items():
            names.add(made.rows[kind])
        self.people.add(people_of(made))
        if made.things.width and self.things.height <= NAMES:
            self.things = pl.concat([self.things, made.things] if self.things.width else [made.things]).unique()
        if made.hidden:
            for column in ("item", "annotator", "occasion"):
                texts = made.rows[column].unique()
                self.hidden |= {(column, text) for text in texts.filter(texts.str.contains(_HIDDEN))}
        marks = _marks(usable_cells(made.cells))
        path = Path(self.folder.name) / f"{len(self.marks)}.npy"
        np.save(path, marks)
        self.marks.append(path)
        self.n += len(marks)

    def of_names(self) -> tuple[str, ...]:
        """What is odd about the names of items and people."""
        said = list(names_said(len(self.hidden), {kind: names.known for kind, names in self.names.items()}))
        many = [kind for kind, names in self.names.items() if names.many]
        said += [
            f"There are more than {NAMES:,} {kind}s: look-alikes among their names are not sought." for kind in many
        ]
        if self.people.many and "annotator" not in many:
            said.append(f"There are more than {NAMES:,} people: models among their names are not sought.")
        return (*said, *suspected_people(self.people.known))

    def turned(self, mapping: Mapping) -> list[str]:
        """What to say of pairs of things in both orders."""
        if self.things.height > NAMES:
            return [f"There are more than {NAMES:,} pairs of things: the same pair in both orders is not sought."]
        return turned_said(self.things, mapping)

    def repeated(self) -> tuple[NDArray[np.uint64], int]:
        """Marks that answers share, ascending, and how many answers share one."""
        slices = max(1, -(-self.n // SORTED_AT_ONCE))
        shared: list[NDArray[np.uint64]] = [np.zeros(0, dtype=np.uint64)]
        n = 0
        for place in range(slices):
            pieces = (np.load(path) for path in self.marks)
            marks = np.concatenate([piece[piece % slices == place] for piece in pieces])
            marks.sort()
            equal = np.zeros(len(marks) + 1, dtype=np.bool_)
            equal[1:-1] = marks[1:] == marks[:-1]
            n += int((equal[1:] | equal[:-1]).sum())
            shared.append(np.unique(marks[equal[:-1]]))
        return np.sort(np.concatenate(shared)), n


@dataclass(slots=True)
class _Names:
    """Different names, as long as they are not too many."""

    known: pl.Series = field(default_factory=lambda: pl.Series("name", [], dtype=pl.String))
    many: bool = False

    def add(self, names: pl.Series) -> None:
        if self.many:
            return
        self.known = pl.concat([self.known, names.unique().alias("name")]).unique()
        if len(self.known) > NAMES:
            self.known, self.many = self.known.clear(), True


def _marks(answers: pl.DataFrame) -> NDArray[np.uint64]:
    """A number for each answer; of answers that could repeat each other the same."""
    return answers.select(pl.struct(KEY).hash()).to_series().to_numpy().astype(np.uint64)


def finished(made: Draft | Parted, understood: Dict[str, Understood]) -> Export:
    """The export of a table, once the scales of its questions are settled; that of a large one is spooled.

    Raises:
        InputError: a large table is not what it was when it was looked through.
        UsageError: the user named a column of weights that would change nothing.
    """
    if isinstance(made, Draft):
        return finish(made, understood)
    writer = _Writer(made)
    try:
        for number, sheet in enumerate(made.blocks.sheets(made.header)):
            made.progress(f"Reading {made.file.name}", number, 0)
            writer.take(mean(_part(made.file, sheet, made.read_as, made.options), understood))
    except UncutError as error:
        what = f"the file changed while it was read: {error}"
        raise InputError(what, place=made.file.place(), remedy="Load it again when nobody writes to it.") from None
    return writer.export(tuple(understood[name] for name in made.questions))


class _Writer:
    """The second pass: writes what counts, and keeps count of the rest."""

    def __init__(self, made: Parted) -> None:
        self._made = made
        self._folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="oeq-")
        self._paths: list[Path] = []
        self._height = 0
        self._fates = np.zeros(0, dtype=np.uint8)
        self._beside: list[Draft] = []
        self._refused: list[pl.DataFrame] = []
        self._left: dict[str, int] = {}
        self._models = 0
        self._buckets = [_Bucket() for _ in range(max(1, -(-made.n_repeated // SETTLED_AT_ONCE)))]
        self._last: Meant | None = None
        self._contested: list[pl.DataFrame] = []
        self._copies = Marks()

    def take(self, meant: Meant) -> None:
        """One more part."""
        usable = meant.usable
        if len(self._made.seen) >= FEWEST_QUESTIONS:
            self._copies.add(usable.select("item", "annotator", "question", "cell"))
        marks = _marks(usable)
        shared = np.isin(marks, self._made.repeated, assume_unique=False) if len(self._made.repeated) else marks < 0
        settled = meant.settled(usable.filter(pl.Series(~shared)))
        self._note(fates_of(meant, settled))
        self._write(in_form(settled.accepted))
        repeats, place = usable.filter(pl.Series(shared)), marks[shared] % len(self._buckets)
        for number, bucket in enumerate(self._buckets if len(repeats) else ()):
            bucket.add(repeats.filter(pl.Series(place == number)), Path(self._folder.name), number)
        made = meant.made
        for word, lines in made.left_out:
            self._left[word] = self._left.get(word, 0) + len(lines)
        self._models += made.rows.filter(pl.col("source") == "model").height
        self._refused.append(meant.refused)
        self._beside.append(_beside(made))
        self._last = meant

    def export(self, own: tuple[Understood, ...]) -> Export:
        """What all parts together are; `own` are the questions of all of them."""
        assert self._last is not None
        last = replace(self._last, own=own)
        for bucket in self._buckets:
            if bucket.paths:
                settled = last.settled(bucket.answers())
                self._note(fates_of_settled(settled))
                self._write(in_form(settled.accepted))
                self._contested.append(settled.contested)
        of_names = (*self._made.of_names, *self._copies.said())
        numbers = np.bincount(self._fates[self._fates < _UNSEEN], minlength=len(FATES)).tolist()
        tally = Tally(numbers, tuple((n, word) for word, n in self._left.items()), self._models, of_names)
        made = _together(self._beside)
        refused = pl.concat(self._refused)
        spool = Spool(self._folder, tuple(self._paths), self._height)
        none = empty(RESPONSE)
        contested = pl.concat(self._contested).sort("line", maintain_order=True) if self._contested else none
        whole = exported(made, last.own, Settled(none, none, contested), refused, tally)
        first = next(iter(spool), whole.responses)
        return replace(whole, responses=first, spool=spool)

    def _note(self, fates: pl.DataFrame) -> None:
        """Rows get the best of what became of their cells."""
        best = fates.group_by("line").agg(pl.col("fate").min())
        lines, found = best["line"].to_numpy(), best["fate"].to_numpy()
        if not len(lines):
            return
        if lines.max() >= len(self._fates):
            more = np.full(max(int(lines.max()) + 1, 2 * len(self._fates)) - len(self._fates), _UNSEEN, np.uint8)
            self._fates = np.concatenate([self._fates, more])
        self._fates[lines] = np.minimum(self._fates[lines], found)

    def _write(self, responses: pl.DataFrame) -> None:
        if responses.height:
            path = Path(self._folder.name) / f"{len(self._paths)}.arrow"
            responses.write_ipc(path, compression="lz4")
            self._paths.append(path)
            self._height += responses.height


@dataclass(slots=True)
class _Bucket:
    """Answers that may repeat each other, on disk; all that could repeat one of them are here."""

    paths: list[Path] = field(default_factory=list)

    def add(self, answers: pl.DataFrame, folder: Path, number: int) -> None:
        if answers.height:
            path = folder / f"repeats-{number}-{len(self.paths)}.arrow"
            answers.write_ipc(path, compression="lz4")
            self.paths.append(path)

    def answers(self) -> pl.DataFrame:
        return pl.concat(pl.read_ipc(path) for path in self.paths)


def _beside(made: Draft) -> Draft:
    """A draft without its rows and cells."""
    return replace(
        made, rows=made.rows.clear(), cells=made.cells.clear(), things=made.things.clear(), left_out=(), broken=()
    )


def _together(parts: Sequence[Draft]) -> Draft:
    """What stands beside the rows of all parts."""
    gold = pl.concat(part.gold for part in parts).unique(
        ["item", "question", "cell"], keep="first", maintain_order=True
    )
    attributes = tuple(
        pl.concat(part.attributes[place] for part in parts)
        .sort("value")
        .unique(["key", "name"], keep="first", maintain_order=True)
        for place in (0, 1)
    )
    rejects = pl.concat(part.rejects for part in parts)
    return replace(parts[0], gold=gold, attributes=(attributes[0], attributes[1]), rejects=rejects)
