"""The store: every annotation, where it came from, and what was decided and computed about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Any
from weakref import WeakSet

import duckdb
import polars as pl

from oe_quality.diction import ITEMS, Diction, common
from oe_quality.errors import StoreError, UsageError
from oe_quality.keys import Key, find_key
from oe_quality.names import Replacements
from oe_quality.notebook import html_table
from oe_quality.plaintext import visible
from oe_quality.privacy import holds_address
from oe_quality.readers.rows import Export
from oe_quality.scales import Question
from oe_quality.store import addresses, catalogue, journal, naming, panels, people, rescale, runs
from oe_quality.store import gold as golds
from oe_quality.store import query as asking
from oe_quality.store.database import Database
from oe_quality.store.ingest import Taking, ingest
from oe_quality.store.panel import Panel, Voice
from oe_quality.store.panels import Repeats
from oe_quality.store.records import Batch, Reading, StoreInfo
from oe_quality.store.scrubbing import naming as naming_under
from oe_quality.store.stream import ITEMS_PER_CHUNK, Stream
from oe_quality.store.vocabulary import Vocabulary
from oe_quality.store.voices import joined

LONGEST = 1_000
"""Characters of a store's line in the interpreter."""
KEPT_RESPONSES = 200_000
"""Of a panel that is kept (`Store.keeping_panels`): larger ones are read anew, which costs little beside what is made
of them, and hold memory."""


class Store:
    """One open store; `open_store` makes it. A context manager that closes the file.

    Annotators are named by key where an analysis joins data, and by alias (otter-307, ...) where a
    person may see it. Times are naive UTC.

    >>> import oe_quality as oeq
    >>> with oeq.from_frame({"item": ["a", "a"], "annotator": ["x", "y"], "label": ["p", "q"]}) as store:
    ...     [question.name for question in store.questions()]
    ['label']
    """

    def __init__(self, database: Database, version: int, key: Key | None = None, *, own_ids: bool = False) -> None:
        self._database = database
        self._version = version
        self._key = key
        self._own_ids = own_ids
        self._streams: WeakSet[Stream] = WeakSet()
        self._voices: Mapping[str, tuple[Voice, ...]] = {}
        self._kept: dict[tuple[str, Repeats, bool, bool], Panel[Any]] | None = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        # What went wrong is told, and not what then goes wrong with it.
        self._close(orderly=kind is None)

    def __repr__(self) -> str:
        """`Store: 36 annotations of 9 items by 4 annotators; mood (nominal)`."""
        try:
            info = self.info()
        except duckdb.Error:
            return "Store: closed"
        asked = ", ".join(f"{it.question.name} ({it.question.scale.value})" for it in info.questions)
        return visible(f"Store: {info.totals.words(self.diction())}; {asked or 'no question'}", LONGEST)

    def _repr_html_(self) -> str:
        """The questions, as a notebook shows them at the end of a cell."""
        try:
            return html_table("Store", self.info().frame())
        except duckdb.Error:
            return html_table("Store, closed", pl.DataFrame())

    def close(self) -> None:
        """Close the file and all that reads from it; other processes may open it then.

        Raises:
            StoreError: there is no room for what was written; it stands in the write-ahead file.
        """
        self._close(orderly=True)

    def _close(self, *, orderly: bool) -> None:
        for stream in list(self._streams):
            stream.close()
        self._database.close(orderly=orderly)

    def ingest(
        self,
        export: Export,
        *,
        moving: Collection[str] = (),
        reading: Reading | None = None,
        new_gold: bool = False,
        together: Collection[int] = (),
    ) -> Batch:
        """Take in an export in one transaction: whole, or on any error not at all.

        A response is known by item, annotator, question and occasion. A later state replaces an
        earlier one, which is kept in `superseded`; which is later is told by time. Where states differ
        and no time tells, none counts and all are kept there, unless `export.repeats` says otherwise.
        The same reading of the same file changes nothing; another reading of it takes the former one's
        place, and all else stays.

        Args:
            export: what a reader made of a file.
            moving: questions of the store whose scale gives way to the export's.
            reading: how the file was read, to be kept.
            new_gold: whether its gold takes the place of other gold that an export gave; without, that is an error.
            together: numbers of batches that were given together with it; their gold it may not contradict even so.

        Raises:
            InputError: a question or a gold answer contradicts the store's, or an answer does not fit its question.
            StoreError: the store is open for reading only.
            UsageError: there is somebody new, and the pseudonyms here were made with another key than the one given.
        """
        with _writing():
            how = Taking(frozenset(moving), reading, self._own_ids, new_gold, frozenset(together))
            return ingest(self._database, export, self._found_key, how)

    def _found_key(self) -> Key:
        self._key = self._key or find_key()
        return self._key

    @property
    def sign(self) -> str:
        """Tells which key made the pseudonyms here; empty where none did."""
        found = naming.naming_of(self._database)
        return found.sign if found else ""

    @property
    def address_sign(self) -> str:
        """Tells under which key addresses in names are digested here; empty where none is."""
        return addresses.address_sign(self._database)

    def rename(self, key: Key) -> int:
        """Call everybody by pseudonyms of this key; the former ones still find their person. Returns how many changed.

        Raises:
            StoreError: the store is open for reading only.
        """
        with _writing(), self._database.transaction():
            changed = naming.name_anew(self._database, key)
        self._key, self._own_ids = key, False
        return changed

    def set_scale(self, question: Question) -> None:
        """Give a question that the store holds another scale; its answers are written anew, none is lost.

        Raises:
            UsageError: there is no such question, or its answers do not fit the scale.
            StoreError: the store is open for reading only.
        """
        with _writing():
            rescale.rescale(self._database, question)

    def answers_held(self, name: str, but: Collection[str] = ()) -> dict[str, int]:
        """Every single answer to a question as text, and how often the store holds it.

        Args:
            name: the question.
            but: SHA-256 of files whose answers are passed over.

        Raises:
            UsageError: there is no such question.
        """
        return rescale.answers_held(self._database, name, but)

    def gold_faults(self) -> pl.DataFrame:
        """Where gold may tell of a fault of its own, a row per question that has gold and answers.

        Its columns: question, unknown (gold labels that nobody ever answered), n_unknown (items with such gold), gold
        (items with gold), untried (among them those that nobody answered), items (those that two people or more
        answered, three where answers are numbers), failed (among these those where nobody gave the gold answer; of
        numbers those that are farther from every answer than the answers are from each other), numeric.
        `gold.fault_sentences` says it.
        """
        return self._database.frame("query/gold_faults")

    def info(self) -> StoreInfo:
        """What the store holds."""
        return catalogue.info(self._database, self._version)

    def batches(self) -> pl.DataFrame:
        """One row per export that was loaded, in the order of loading."""
        return self._database.frame("query/batches")

    def readings(self) -> pl.DataFrame:
        """What was said of how exports are to be read, the latest first: sha256, file, options (JSON), repeats; only of
        those that still count."""
        return self._database.frame("query/readings")

    def diction(self) -> Diction:
        """What the items here are called, in words that suit all exports; answers from elsewhere change no name."""
        found = {Diction(*row) for row in self._database.frame("query/diction").iter_rows()}
        mixed = ITEMS in found and len(found) > 1
        if mixed and not self._database.number("query/called_plainly", plain=ITEMS.one):
            found.remove(ITEMS)
        return common(found)

    def rejects(self, batch_id: int) -> pl.DataFrame:
        """The rows of one export that could not be used: line, column, reason."""
        return self._database.frame("query/rejects", batch_id=batch_id)

    def fingerprint(self) -> str:
        """SHA-256, hexadecimal, over all that analyses see, whatever the order in which it was loaded.

        Rows enter as the exclusive or of their MD5 digests: it tells contents apart, and is no seal
        against somebody who makes rows collide on purpose.
        """
        return catalogue.fingerprint(self._database)

    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of first appearance, open vocabularies with the labels met."""
        return tuple(stored.shown() for stored in Vocabulary(self._database).by_name.values())

    def question(self, name: str) -> Question:
        """The question of that name.

        Raises:
            UsageError: there is none; a near miss is suggested.
        """
        return Vocabulary(self._database).find(name).shown()

    def n_responses(self, name: str) -> int:
        """How often a question was answered by humans, whoever is excluded.

        Raises:
            UsageError: there is no such question.
        """
        question_id = Vocabulary(self._database).find(name).question_id
        return self._database.number("query/response_count", question_id=question_id)

    def panel(
        self,
        name: str,
        *,
        repeats: Repeats = "last",
        include_excluded: bool = False,
        items: pl.Series | None = None,
        annotators: pl.Series | None = None,
        models: bool = False,
    ) -> Panel[Any]:
        """All human answers to one question, coded: a `Chunk` for nominal and ordinal questions, a
        `RatingChunk` for interval and ratio, a `SetChunk` for multi-label.

        Args:
            name: the question.
            repeats: "last" keeps each annotator's last answer to an item, "all" keeps every occasion.
            include_excluded: whether annotators whom a maintainer excluded are in it.
            items: names of the items to keep; all by default.
            annotators: keys of the annotators to keep; all by default.
            models: whether the answers of models (`models()`) are in it too.

        Raises:
            UsageError: there is no such question, or it is free text.
        """
        key = (name, repeats, include_excluded, models)
        kept = self._kept if items is None and annotators is None else None
        made = kept.get(key) if kept else None
        if made is None:
            made = panels.panel(
                self._database,
                name,
                repeats=repeats,
                include_excluded=include_excluded,
                items=items,
                annotators=annotators,
                models=models,
            )
        if kept is not None and made.n_responses <= KEPT_RESPONSES:
            kept[key] = made
        heard = () if models or annotators is not None else self._voices.get(name, ())
        return self._with_voices(made, heard, items) if heard else made

    @contextmanager
    def keeping_panels(self) -> Iterator[None]:
        """Within it, a small question's panel is read once, whoever asks for it; nothing may be written meanwhile, and
        nobody may write into a panel's arrays.

        A study asks for each question some five times, and a dozen statements take longer than what is made of little.
        """
        if self._kept is not None:
            yield
            return
        self._kept = {}
        try:
            yield
        finally:
            self._kept = None

    def _with_voices(self, people: Panel[Any], voices: tuple[Voice, ...], items: pl.Series | None) -> Panel[Any]:
        keys = pl.Series([key for voice in voices for key in voice.models], dtype=pl.String)
        theirs = panels.panel(
            self._database,
            people.question.name,
            repeats="last",
            include_excluded=True,
            items=items,
            annotators=keys,
            models=True,
        )
        return joined(people, theirs, voices) if theirs.n_responses else people

    @contextmanager
    def hearing(self, voices: Mapping[str, tuple[Voice, ...]]) -> Iterator[None]:
        """Within it, panels hold the answers of these models too, each voice as one annotator; nothing is written.

        Counts of annotators and annotations (`info`, `annotators`, `annotations`, `responses`) stay those of people.

        Args:
            voices: by question (`analysis.judges.voices.voices` says which models are one).
        """
        before, self._voices = self._voices, voices
        try:
            yield
        finally:
            self._voices = before

    @property
    def hears_models(self) -> bool:
        """Whether models' answers are let in (`hearing`)."""
        return bool(self._voices)

    def models(self) -> pl.DataFrame:
        """The models that answered: annotator (key), alias, n_responses, mixed (whether a human did under that key)."""
        return self._database.frame("query/models")

    def confidences(self, name: str) -> pl.DataFrame:
        """How sure models said to be of their answers to a question: item, annotator (key), confidence (0..1).

        Raises:
            UsageError: there is no such question.
        """
        question_id = Vocabulary(self._database).find(name).question_id
        return self._database.frame("query/confidences", question_id=question_id)

    def chunks(
        self,
        name: str,
        items_per_chunk: int = ITEMS_PER_CHUNK,
        *,
        repeats: Repeats = "last",
        include_excluded: bool = False,
    ) -> Stream:
        """The answers of `panel(name)` as a `ChunkSource` that reads them from the file, for what outgrows memory.

        Raises:
            UsageError: there is no such question, or it is free text, or chunks are to hold no items.
        """
        if items_per_chunk < 1:
            raise UsageError(f"a chunk holds at least one item, not {items_per_chunk}")
        scope = panels.scope(self._database, name, include_excluded=include_excluded)
        stream = Stream(self._database, scope, items_per_chunk, repeats)
        self._streams.add(stream)
        return stream

    def annotations(self, *, include_excluded: bool = False) -> pl.DataFrame:
        """One row per (item, annotator, occasion) with an answer: item, annotator (key), alias, occasion,
        created_at (UTC), duration_s (seconds)."""
        return self._database.frame("query/annotations", include_excluded=include_excluded)

    def responses(self, *, include_excluded: bool = False) -> pl.DataFrame:
        """Every answer of a human, free text included: item, annotator (key), question, occasion, labels (texts),
        weights, value, created_at (UTC), duration_s (seconds)."""
        return self._database.frame("query/responses", include_excluded=include_excluded)

    def annotators(self) -> pl.DataFrame:
        """Everyone: annotator (key), alias, name (null where unknown), n_annotations, excluded, reason, excluded_at,
        is_model (every answer is a model's)."""
        return self._database.frame("query/annotators").drop("annotator_id")

    def naming_nobody(self) -> Replacements:
        """Everybody's ids and names, and the pseudonyms that stand for them in names of files and the like."""
        return people.naming_nobody(self._database)

    def annotator_attributes(self) -> pl.DataFrame:
        """What is known about annotators: key, name, value (text)."""
        return self._database.frame("query/annotator_attributes")

    def item_attributes(self) -> pl.DataFrame:
        """What is known about items: key (the item), name, value (text)."""
        return self._database.frame("query/item_attributes")

    def item_rows(self) -> pl.DataFrame:
        """The rows of their tool in which items stand: item, row (text).

        Of an item's rows those come first in which nobody had answered. Empty where the tool keeps one row for an item.
        """
        return self._database.frame("query/item_rows")

    def has_item(self, name: str) -> bool:
        """Whether anything was ever read about an item of that name."""
        return bool(self._database.number("query/item_count", name=name))

    def gold(self, question: str) -> pl.DataFrame:
        """Gold answers: item, labels (texts), value, source; one row per item and source.

        Raises:
            UsageError: there is no such question.
        """
        return golds.gold(self._database, question)

    def save_gold(self, frame: pl.DataFrame, source: str) -> int:
        """Keep gold answers of one source, replacing what it said about the same items; returns their number.

        Args:
            frame: item, question, and labels (list of text) or value.
            source: "export", a name that begins with "consensus" where they were made from the answers
                themselves (never used as gold by `panel`), or whoever adjudicated.

        Raises:
            InputError: a label is not one of the question's.
            UsageError: a question is unknown, or a column is missing.
        """
        with _writing():
            return golds.save(self._database, frame, source, self._found_key)

    def person(self, who: str) -> people.Person:
        """The one person whom a pseudonym, id, user name or former pseudonym stands for.

        An address that was somebody's id is digested as it was when it came, and so finds its person.

        Raises:
            UsageError: nobody is called that, or more than one person is; then all are named. An address is asked for,
                and the key under which addresses were digested is not at hand.
        """
        if not holds_address(who):
            return people.find(self._database, who)
        key = addresses.address_key(self._database, self._found_key)
        return people.find(self._database, naming_under(lambda: key)(who))

    def exclude(self, who: str, reason: str) -> str:
        """Leave an annotator out of later results, for a reason; returns the alias.

        Raises:
            UsageError: nobody or more than one person is called that, no reason is given, or it was decided already.
        """
        return self._decide(who, excluded=True, reason=reason)

    def include(self, who: str, reason: str = "") -> str:
        """Take an excluded annotator back in; returns the alias.

        Raises:
            UsageError: nobody or more than one person is called that, or nobody excluded them.
        """
        return self._decide(who, excluded=False, reason=reason)

    def _decide(self, who: str, *, excluded: bool, reason: str) -> str:
        person = self.person(who)
        with _writing():
            people.decide(self._database, person, excluded=excluded, reason=reason)
        return person.alias

    def exclusions(self) -> pl.DataFrame:
        """Every such decision in its order: alias, excluded, reason, decided_at (UTC)."""
        return self._database.frame("query/exclusions")

    def record_sent(self, sent: Iterable[journal.Sent], now: datetime | None = None) -> int:
        """Record that letters went out, all or none; returns their number.

        Raises:
            UsageError: somebody is not known or not told apart, or a kind is unknown.
        """
        with _writing():
            return journal.record(self._database, sent, now)

    def journal(self) -> pl.DataFrame:
        """Every letter in its order: annotator (key), alias, kind, about, sent_at (UTC)."""
        return self._database.frame("query/journal")

    def save_soft_labels(self, result: runs.SoftLabels, parameters: Mapping[str, Any]) -> int:
        """Keep a consensus, perception or ratings; returns the run's number.

        They are kept long: one row per item in `soft_item`, one per item and label in `soft_label`,
        so that queries need not know the labels.
        """
        with _writing():
            return runs.save(self._database, result, parameters)

    def runs(self) -> pl.DataFrame:
        """The kept results: run_id, question, kind, method, parameters (JSON), left_out, warnings, n_items, ..."""
        return self._database.frame("query/runs")

    def soft_items(self, run_id: int) -> pl.DataFrame:
        """What a run says about items: item, n_annotators, winner, confidence, entropy, value, standard_error."""
        return self._database.frame("query/soft_items", run_id=run_id)

    def soft_labels(self, run_id: int) -> pl.DataFrame:
        """What a run says about labels: item, label, p, low, high."""
        return self._database.frame("query/soft_labels", run_id=run_id)

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """Answer one SQL statement that reads; `$name` in it stands for a parameter.

        It can change nothing, and reach no file but the store.

        Raises:
            UsageError: it is not one reading statement, or DuckDB cannot answer it.
        """
        return asking.ask(self._database, sql, parameters)


@contextmanager
def _writing() -> Iterator[None]:
    """Turn DuckDB's refusal to write, or a full disk, into what a person can act on."""
    try:
        yield
    except duckdb.IOException as error:
        remedy = "Make room on the disk; the store holds what it held before."
        raise StoreError(f"the store could not be written: {error}", remedy=remedy) from None
    except duckdb.OutOfMemoryException as error:
        remedy = "Open it with a higher memory_limit; it holds what it held before."
        raise StoreError(f"the store could not be written: {error}", remedy=remedy) from None
    except duckdb.InvalidInputException as error:
        if "read-only" not in str(error):
            raise
        remedy = "Open it with open_store(path, read_only=False)."
        raise StoreError("the store is open for reading only", remedy=remedy) from None
