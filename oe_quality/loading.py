"""From files and data frames to a store: read an export, take it in, say what became of it; one after the other."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

import polars as pl

from oe_quality.errors import InputError, OeQualityError, Place, UsageError
from oe_quality.keys import Key
from oe_quality.memory import budget
from oe_quality.plaintext import visible
from oe_quality.privacy import scrub
from oe_quality.progress import Progress, silent
from oe_quality.readers import ReadOptions, open_export
from oe_quality.readers.answers.scales import Evidence, Understood
from oe_quality.readers.drafting import Draft
from oe_quality.readers.fit import KEPT
from oe_quality.readers.joining import Joining
from oe_quality.readers.mapping import Mapping
from oe_quality.readers.mapping_file import write_mapping
from oe_quality.readers.options import UNKNOWN, Kept, Kind, Repeats
from oe_quality.readers.parted import Parted, finished
from oe_quality.readers.recall import parse_said, to_keep, ways
from oe_quality.readers.registry import read, reader_of
from oe_quality.readers.rows import Export, Source, Status
from oe_quality.readers.scaling import Drafted, settle
from oe_quality.readers.several import Begun, begin_each
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.blocks import may_be_large
from oe_quality.readers.text.source import InputFile
from oe_quality.readers.tidy.gold import read_gold
from oe_quality.scales import Question, parse_scale
from oe_quality.store import Batch, Store, open_store
from oe_quality.store.database import MEMORY
from oe_quality.store.gold import fault_sentences
from oe_quality.store.records import Reading
from oe_quality.store.rescale import is_guess
from oe_quality.suggest import one_of

FRAME = "data frame"
"""What stands in place of a file's name."""
NOT_PLAIN, ANOTHER = "this is no data frame of plain columns: {}", "Give a polars, pandas or Arrow table."
UNFIT = (TypeError, ValueError, NotImplementedError, pl.exceptions.PolarsError)
"""What libraries raise where a frame, or a column of one, has no form in Arrow."""
LONGEST_WARNING = 300
"""Characters of what a warning says of rows."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """How a file would be read: the export, and the mapping where its columns need one."""

    export: Export
    mapping: Mapping | None


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file: what the reader made of it, what the store did with it, and its questions as the store has them."""

    export: Export
    batch: Batch
    questions: tuple[Question, ...]


def load(
    path: str | Path,
    *exports: str | Path,
    gold: Iterable[str | Path] = (),
    options: ReadOptions | None = None,
    progress: Progress = silent,
    key: Key | None = None,
) -> tuple[Batch, ...]:
    """Load exports into the store at `path`, which is made if it is not there.

    Each file is one transaction: if a later one fails, those before it stay loaded.

    Args:
        path: the DuckDB file.
        exports: annotation exports, gzipped or not.
        gold: files of known right answers.
        options: how tidy files are to be understood.
        progress: called while reading.
        key: of the pseudonyms; by default the one that `keys.find_key` finds.

    Returns:
        One batch per file: what was read, accepted, replaced, skipped and rejected.

    Raises:
        InputError: a file cannot be read or contradicts the store.
        StoreError: the store cannot be opened.
        UsageError: the options contradict each other or a file, or the store's pseudonyms are of another key.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export = Path(folder, "answers.csv")
    ...     _ = export.write_text("item,annotator,label\\na,x,p\\na,y,q\\n")
    ...     (batch,) = load(Path(folder, "s.duckdb"), export)
    >>> batch.counts.accepted
    2
    """
    each = load_each(path, exports, gold=gold, options=options, progress=progress, key=key)
    return tuple(one.batch for one in each)


def from_frame(
    frame: Any,
    options: ReadOptions | None = None,
    *,
    item: str | Sequence[str] | None = None,
    annotator: str | Sequence[str] | None = None,
    label: str | Sequence[str] | None = None,
    pseudonyms: bool = False,
    **more: Any,
) -> Store:
    """A store in memory with the responses of a data frame, for what is not in a file.

    People are called by the ids that stand in the frame, which whoever has it knows, unless pseudonyms are wanted.

    >>> import polars as pl
    >>> answers = pl.DataFrame({"clip": ["a", "a", "b"], "who": ["x", "y", "x"], "mood": ["sad", "sad", "glad"]})
    >>> with from_frame(answers, item="clip", annotator="who", label="mood") as store:
    ...     store.info().n_annotators
    2

    Args:
        frame: one row per response, as in a tidy file: from polars (lazy too), pandas, Arrow, DuckDB or whatever else
            speaks Arrow, a dict of columns, or a simulated study. Lists are sets of labels.
        item, annotator, label: the columns, where common names (item, task; annotator, worker; label ...) do not say.
        more: any other field of `ReadOptions` by its name, such as value="score", question="asked", gold="truth" or
            scales="mood=ordinal:low<mid<high" (one, or several).
        options: the same in one; what is named beside it goes before it.
        pseudonyms: whether people are called by pseudonyms, as in a store that is a file.

    Returns:
        The store, gone when it is closed.

    Raises:
        InputError: it has no rows, none that can be used, or no column for the item, the annotator or the answer. Lines
            count its rows from 1. Of rows that cannot be used among others that can, a warning tells.
        UsageError: it is no frame, or columns are named that it lacks, or options that there are not.
    """
    # A simulated study is a frame and what is to be said of it.
    annotations, scales = getattr(frame, "annotations", None), getattr(frame, "scales", None)
    if isinstance(annotations, pl.DataFrame) and isinstance(scales, tuple):
        frame, more = annotations, {"scales": scales, **more}
    table = table_of(frame)
    named = {"item": item, "annotator": annotator, "label": label, **more}
    export = read(_input(table), _said(options, named), silent)
    _tell_of_rejects(export)
    store = open_store(MEMORY, own_ids=not pseudonyms)
    store.ingest(export)
    return store


def _tell_of_rejects(export: Export) -> None:
    """Warn where rows of a frame cannot be used.

    Raises:
        InputError: none can.
    """
    counts = export.counts
    if not counts.rejected:
        return
    lost = export.rejects.filter(~pl.col("reason").str.ends_with(KEPT))
    line, column, reason = lost.select("line", "column", "reason").row(0)
    if not counts.accepted:
        said = f"none of the {counts.read:,} rows can be used: {reason}"
        remedy = "Mend the column, or what is said of it; lines count the frame's rows from 1."
        raise InputError(said, place=Place(FRAME, line=line, column=column), remedy=remedy)
    told = f"{counts.rejected:,} of {counts.read:,} rows cannot be used; the first is row {line}, {column!r}: {reason}"
    warnings.warn(visible(f"{told}; store.rejects(1) lists them", LONGEST_WARNING), stacklevel=3)


def _input(table: pl.DataFrame) -> InputFile:
    """A frame as an input that is a table already.

    Raises:
        UsageError: its columns are not plain.
    """
    objects = [name for name, kind in table.schema.items() if kind == pl.Object]
    if objects:
        raise UsageError(NOT_PLAIN.format(f"{objects[0]!r} holds objects of Python"), remedy=ANOTHER)
    digest = _Digest()
    # Arrow has no integers of so many bits.
    table = table.with_columns(pl.col(pl.Int128, pl.UInt128).cast(pl.String))
    try:
        table.write_ipc_stream(cast(IO[bytes], digest))
        return InputFile(FRAME, digest.sha256.hexdigest(), b"", table=table.to_arrow())
    except UNFIT as error:
        raise _not_plain(table, error) from None


class _Digest(io.RawIOBase):
    """Takes what is written for its digest, and keeps nothing of it."""

    def __init__(self) -> None:
        super().__init__()
        self.sha256 = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.sha256.update(piece)
        return len(piece)


def table_of(frame: Any) -> pl.DataFrame:
    """A data frame of any library, or a dict of columns, as polars has it.

    Raises:
        UsageError: it is none, or its columns are not plain.
    """
    if isinstance(frame, (str, Path)):
        raise UsageError(f"{frame} is no data frame", remedy="A file is loaded into a store with load().")
    try:
        table = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
        table = table if isinstance(table, pl.DataFrame) else pl.DataFrame(table)
    except UNFIT as error:
        raise _not_plain(frame, error) from None
    return table


def _not_plain(frame: Any, error: Exception) -> UsageError:
    """What is said of a frame that cannot be taken; with the column that is why, where it is one."""
    for name in frame if isinstance(frame, dict) else getattr(frame, "columns", ()):
        try:
            pl.DataFrame({name: frame[name]} if isinstance(frame, dict) else frame[[name]]).to_arrow()
        except UNFIT as found:
            return UsageError(NOT_PLAIN.format(f"{name!r}: {found}"), remedy=ANOTHER)
    return UsageError(NOT_PLAIN.format(error), remedy=ANOTHER)


def _said(options: ReadOptions | None, named: dict[str, Any]) -> ReadOptions:
    """The options with what is named beside them.

    Raises:
        UsageError: there is no option of that name.
    """
    known = [field.name for field in fields(ReadOptions)]
    for name in named:
        if name not in known:
            raise UsageError(f"no option is called {name!r}", remedy=one_of(name, known))
    given = {name: value for name, value in named.items() if value is not None}
    if "scales" in given:
        scales = given["scales"]
        scales = (scales,) if isinstance(scales, (str, Question)) else scales
        given["scales"] = tuple(parse_scale(one) if isinstance(one, str) else one for one in scales)
    return replace(options or ReadOptions(), **given)


def load_each(
    path: str | Path,
    exports: Iterable[str | Path],
    *,
    gold: Iterable[str | Path] = (),
    options: ReadOptions | None = None,
    progress: Progress = silent,
    key: Key | None = None,
) -> Iterator[Loaded]:
    """The same file by file, for a caller that reports each. A new store is made once the first file was read."""
    if str(path) == MEMORY:
        raise UsageError("a store in memory would be gone at once", remedy="Name a file, or use from_frame.")
    said, path = options or ReadOptions(), Path(path).expanduser()
    exports = tuple(exports)
    limit = f"{budget() // 4 >> 20}MiB" if any(map(may_be_large, exports)) else None
    with ExitStack() as stack:
        opened = partial(open_store, path, create=True, key=key, memory_limit=limit)
        store = stack.enter_context(opened()) if path.exists() else None
        reading = said if store is None or said.afresh else replace(said, kept=_kept(store))
        begun = [one for given in exports for one in begin_each(given, reading, progress)]
        scales = _scales([one for one in begun if isinstance(one, (Draft, Parted))], store)
        taking, joining = _Taking(said.new_gold), Joining()
        for number, one in enumerate(begun, 1):
            export = _useful(_export(one, scales))
            way = _read_with(one, export, reading)
            export = joining.joined(export, way, _mapping_of(one))
            export = _with_last_words(export, joining) if number == len(begun) else export
            store = store or stack.enter_context(opened())
            yield taking.take_in(store, export, _reading_of(one, export, way, said))
        # Gold is spelt as the answers beside it.
        recalled = (one.options for one in begun if isinstance(one, (Draft, Parted)) and one.options.notes)
        spelt = next(recalled, said)
        for file in gold:
            answers = read_gold(file, _known(said, store), _for_gold(spelt, store), progress=progress)
            store = store or stack.enter_context(opened())
            yield taking.take_in(store, answers)


def inspect_each(files: Iterable[str | Path], options: ReadOptions | None = None) -> tuple[Inspected, ...]:
    """How files would be read together, without a store; see `load_each`.

    Raises:
        InputError: a file cannot be read.
        UsageError: the options contradict each other or a file.
    """
    said = options or ReadOptions()
    begun = [one for given in files for one in begin_each(given, said, silent)]
    scales = _scales([one for one in begun if isinstance(one, (Draft, Parted))], None)
    found, joining = [], Joining()
    for number, one in enumerate(begun, 1):
        mapping = _mapping_of(one)
        export = joining.joined(_export(one, scales), said, mapping)
        export = _with_last_words(export, joining) if number == len(begun) else export
        found.append(Inspected(export, mapping))
    return tuple(found)


def _export(one: Begun, scales: dict[str, Understood]) -> Export:
    """A file that was begun, read to its end; what is wrong with it is raised when its turn comes."""
    if isinstance(one, OeQualityError):
        raise one
    return finished(one, scales) if isinstance(one, (Draft, Parted)) else one


def _mapping_of(one: Begun) -> Mapping | None:
    return one.mapping if isinstance(one, (Draft, Parted)) else None


def _read_with(one: Begun, export: Export, options: ReadOptions) -> ReadOptions:
    """The options with which a file was read, what was said of earlier ones among them."""
    return one.options if isinstance(one, (Draft, Parted)) else next(ways(options, Kind(export.format), export.sha256))


def _reading_of(one: Begun, export: Export, way: ReadOptions, now: ReadOptions) -> Reading:
    """How a file was read, as a store keeps it."""
    if isinstance(one, (Draft, Parted)):
        return Reading(write_mapping(one.mapping), to_keep(now, one.kind, way, one.mapping))
    return Reading("", to_keep(now, Kind(export.format), way, None))


def _with_last_words(export: Export, joining: Joining) -> Export:
    """The last export of a call, with what tables that were joined describe and none of the exports holds."""
    return replace(export, remarks=(*export.remarks, *joining.remarks()))


def gold_in(file: str | Path, known: tuple[Question, ...]) -> tuple[pl.DataFrame, int]:
    """An expert's answers: a table of gold, or what a tool exports of one person's answers.

    Args:
        file: either; known: the store's questions.

    Returns:
        (item, question, labels, value), and how many rows could not be used.

    Raises:
        InputError: it can be read as neither, or several people answered the same item.
    """
    options = ReadOptions(scales=known)
    reader = reader_of(open_input(file))
    if reader is None:
        gold = read_gold(file, known, options)
        return gold.gold.select("item", "question", "labels", "value"), gold.rejects.height
    export = open_export(file, ReadOptions() if reader.fixed else options)
    answered = export.responses.filter(
        pl.col("status") == Status.ANSWERED.value, pl.col("source") == Source.HUMAN.value
    )
    if answered["annotator"].n_unique() > 1:
        raise InputError(
            f"{answered['annotator'].n_unique()} people answered here, and gold is one expert's",
            place=Place(export.file),
            remedy="Export the answers of one of them, or load the file as answers: oeq load DB FILE",
        )
    last = answered.sort("occasion").unique(["item", "question"], keep="last", maintain_order=True)
    return last.select("item", "question", "labels", "value"), export.rejects.height


def _scales(drafts: Sequence[Drafted], store: Store | None) -> dict[str, Understood]:
    """The scale of every question: declared, or guessed from all files of the call and what the store holds."""
    if not drafts:
        return {}
    held = () if store is None else store.questions()
    guessed = [question for question in held if is_guess(question)]
    names = {name for draft in drafts for name in draft.questions}
    # A file that is read again takes the place of its former reading, which says nothing then.
    again = {draft.file.sha256 for draft in drafts}
    evidence = [
        Evidence(question.name, cells, number=question.scale.is_numeric)
        for question in guessed
        if store is not None and question.name in names and (cells := store.answers_held(question.name, again))
    ]
    return settle(drafts, evidence, [question for question in held if not is_guess(question)])


def _kept(store: Store) -> tuple[Kept, ...]:
    """What was said of the exports that a store holds, the latest first."""
    found = []
    for sha256, file, text, repeats in store.readings().iter_rows():
        kind, options = parse_said(text) if text else (UNKNOWN, None)
        found.append(Kept(sha256, file, kind, options, Repeats(repeats) if repeats else None))
    return tuple(found)


def _moving(store: Store, export: Export) -> dict[str, str]:
    """Questions of the store whose guessed scale gives way to this export's, each with a sentence that says so."""
    held = {question.name: question for question in store.questions()}
    moving = {}
    for question in export.questions:
        before = held.get(question.name)
        if before is not None and before.scale is not question.scale and is_guess(before):
            moving[question.name] = (
                f"Question {question.name!r} was {before.scale} in the store and is {question.scale} with this file; "
                "the answers that it held are read as that too."
            )
    return moving


def _useful(export: Export) -> Export:
    """The export; one whose rows were all rejected is an error, and never a batch that holds nothing.

    Raises:
        InputError: no row of it can be used; the first reason is given.
    """
    if not export.counts.read or export.counts.rejected < export.counts.read:
        return export
    line, column, reason = export.rejects.select("line", "column", "reason").row(0)
    raise InputError(
        f"{reason}; none of the {export.counts.read:,} rows can be used",
        place=Place(export.file, line, column),
        remedy="Check which columns hold what, and the scales that were declared.",
    )


class _Taking:
    """Takes in the files of one call, which are beside each other: none is the later one by its place."""

    def __init__(self, new_gold: bool) -> None:
        self._new_gold = new_gold
        self._taken: list[int] = []

    def take_in(self, store: Store, export: Export, reading: Reading | None = None) -> Loaded:
        """Give one file to the store, with what is to be said of how they met."""
        moving = _moving(store, export)
        export = replace(export, remarks=(*export.remarks, *moving.values()))
        batch = store.ingest(
            export, moving=moving, reading=reading, new_gold=self._new_gold, together=tuple(self._taken)
        )
        self._taken.append(batch.batch_id)
        remarks = export.remarks if batch.unchanged else batch.remarks
        export = replace(export, remarks=(*remarks, *_contested(batch, export), *fault_sentences(store.gold_faults())))
        return Loaded(export, batch, tuple(store.question(scrub(question.name)) for question in export.questions))


def _contested(batch: Batch, export: Export) -> list[str]:
    """What to say of answers that another file gives otherwise, where no time says which is later."""
    n = batch.contested - export.contested.height  # of its own contradictions the reader speaks
    if batch.unchanged or n <= 0:
        return []
    return [
        f"{n:,} answers differ from what another file says of the same annotator and item, and no time "
        "says which is later: none of them counts, all are kept (oeq query DB 'FROM contested'). Name the column of "
        "times (--time), or say --repeats last to let what is loaded later count."
    ]


def _known(said: ReadOptions, store: Store | None) -> tuple[Question, ...]:
    """Questions that the user declares, then those that the store holds beside them."""
    declared = {question.name for question in said.scales}
    held = () if store is None else store.questions()
    return (*said.scales, *(question for question in held if question.name not in declared))


def _for_gold(said: ReadOptions, store: Store | None) -> ReadOptions:
    """A gold file has columns of its own; only what the user says about answers applies to it."""
    return ReadOptions(
        scales=_known(said, store),
        question_name=said.question_name,
        missing=said.missing,
        fold=said.fold,
        renamed=said.renamed,
        renamed_in=said.renamed_in,
    )
