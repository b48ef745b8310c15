"""Whether columns hold what their roles need. A guessed role that does not fit is dropped; a given one is an error."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

import polars as pl

from oe_quality.errors import InputError, Place
from oe_quality.readers.answers.numbers import find_style
from oe_quality.readers.mapping import STATUSES, Mapping
from oe_quality.readers.rows import Source, Status
from oe_quality.readers.spelling import tidied
from oe_quality.readers.text.sheet import Sheet, named
from oe_quality.readers.times import KNOWN_SHARE, DayOrder, Times, read_durations, read_times

UNITS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0}
_HUMAN = "human user annotator person people crowd worker expert manual"
_MODEL = "model machine llm ai prediction predicted suggestion auto automatic bot llm_judge code api synthetic"
SOURCES: dict[str, Source] = {
    **dict.fromkeys(_HUMAN.split(), Source.HUMAN),
    **dict.fromkeys(_MODEL.split(), Source.MODEL),
}
"""What the usual words of tools say of who answered."""

_SAME_ITEMS = 3
"""Items on which several people answered, from which equal durations are the items' own."""

LEAST_PERCENT = 10
"""A column of confidences that goes beyond it is in per cent; one that ends between 1 and it is a scale of its own."""

KEPT = "the response is kept without"
"""Ends the reason of a cell that could not be read, where its row is kept."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """The single roles of a sheet, read.

    Attributes:
        mapping: without the guessed roles that did not fit; its remarks say so.
        frame: `weight`, `created_at`, `duration_s`, `status` (Status), `word` (the status as written), `source`,
            `confidence`;
            one row per row of the sheet.
        bad: (where a cell cannot be read, its column, the reason): rows that are kept without.
        bad_weight: where a weight that the user named cannot be read.
    """

    mapping: Mapping
    frame: pl.DataFrame
    bad: tuple[tuple[pl.Series, str, str], ...]
    bad_weight: pl.Series


def text_in(sheet: Sheet, mapping: Mapping, role: str) -> pl.Series:
    """The cells of a single role, tidied; texts that mean nothing are "". Nulls where there is no such column."""
    cells = sheet.cells(getattr(mapping, role))
    tidy = pl.DataFrame({"text": cells}).select(tidied(pl.col("text"))).to_series()
    missing = list(mapping.missing)
    if not missing:
        return tidy
    return (
        pl.DataFrame({"text": tidy})
        .select(pl.when(pl.col("text").is_in(missing)).then(pl.lit("")).otherwise(pl.col("text")))
        .to_series()
    )


def fit(sheet: Sheet, mapping: Mapping, place: Place) -> Fitted:
    """Read the single roles.

    Raises:
        InputError: a column that the user or a tool's reader named does not hold what its role needs.
    """
    mapping, weight, bad_weight = _weights(sheet, mapping)
    mapping, time = _times(sheet, mapping, "time", place)
    mapping, started = _times(sheet, mapping, "started", place)
    mapping, finished = _times(sheet, mapping, "finished", place)
    mapping, duration, bad_duration = _durations(sheet, mapping, place)
    mapping, confidence, bad_confidence = _confidences(sheet, mapping, place)
    mapping, word, status = _words(sheet, mapping, "status", STATUSES, dict(mapping.status_words), place)
    mapping, _, source = _words(sheet, mapping, "source", SOURCES, dict(mapping.source_words), place)
    frame = pl.DataFrame(
        {"weight": weight, "time": time.values, "started": started.values, "finished": finished.values}
        | {"duration": duration, "word": word, "status": status, "source": source}
        | {"confidence": confidence}
    ).select(
        "weight",
        created_at=pl.coalesce("time", "finished", "started"),
        duration_s=pl.coalesce("duration", _between(pl.col("started"), pl.col("finished"))),
        word=pl.col("word").fill_null(""),
        status=pl.col("status").fill_null(Status.ANSWERED.value),
        source=pl.col("source").fill_null(Source.HUMAN.value),
        confidence="confidence",
    )
    bad = [
        (times.bad, getattr(mapping, role), f"it is no time that is known; {KEPT}")
        for role, times in (("time", time), ("started", started), ("finished", finished))
        if getattr(mapping, role) is not None
    ]
    if mapping.duration is not None:
        bad.append((bad_duration, mapping.duration, f"it is no number of seconds; {KEPT}"))
    if mapping.confidence is not None:
        bad.append((bad_confidence, mapping.confidence, f"it is no probability; {KEPT}"))
    return Fitted(mapping, frame, tuple(bad), bad_weight)


def _between(started: pl.Expr, finished: pl.Expr) -> pl.Expr:
    """Seconds from the start to the end; null where the end is before the start."""
    seconds = (finished - started).dt.total_microseconds() / 1e6
    return pl.when(seconds >= 0).then(seconds)


def _weights(sheet: Sheet, mapping: Mapping) -> tuple[Mapping, pl.Series, pl.Series]:
    texts = text_in(sheet, mapping, "weight")
    number = pl.col("text").cast(pl.Float64, strict=False)
    read = pl.DataFrame({"text": texts}).select(
        value=pl.when(number.is_finite() & (number >= 0)).then(number), told=pl.col("text").fill_null("") != ""
    )
    bad = read["told"] & read["value"].is_null()
    if "weight" in mapping.guessed and bad.any():
        said = f"The column {mapping.weight!r} holds no weights from 0 up ({_cells(texts, bad)}) and is passed over."
        nothing = pl.Series([None], dtype=pl.Float64).new_from_index(0, sheet.height)
        return mapping.without("weight", said), nothing, bad & False
    return mapping, read["value"], bad


def _cells(texts: pl.Series, bad: pl.Series) -> str:
    """Up to three cells that do not fit, shortened; an address among them is not repeated."""
    found = texts.filter(bad).unique(maintain_order=True)[:3]
    return ", ".join(map(named, found))


def _times(sheet: Sheet, mapping: Mapping, role: str, place: Place) -> tuple[Mapping, Times]:
    column = getattr(mapping, role)
    column = dict(mapping.called).get(column, column)
    order = DayOrder(mapping.day_order) if mapping.day_order else None
    read = read_times(text_in(sheet, mapping, role), order, role)
    if not read.problem:
        remarks = (f"In {column!r} {read.how}.",) if read.how else ()
        return mapping.but(remarks=(*mapping.remarks, *remarks)), read
    what = f"The column {column!r} is not taken as a time: {read.problem}. {read.remedy}"
    if role in mapping.guessed:
        nothing = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, sheet.height)
        return mapping.without(role, what), Times(nothing, read.bad & False)
    shown = _cells(text_in(sheet, mapping, role), read.bad)
    raise _misfit(column, f"{read.problem}{f' ({shown})' if shown else ''}", read.remedy, place)


def _durations(sheet: Sheet, mapping: Mapping, place: Place) -> tuple[Mapping, pl.Series, pl.Series]:
    texts = text_in(sheet, mapping, "duration")
    if find_style(texts.drop_nulls().unique().to_list()).decimal == ",":
        texts = texts.str.replace(r"^(\d+),(\d+)$", "$1.$2")
    seconds, bad = read_durations(texts, UNITS[mapping.duration_unit])
    told = int((texts.fill_null("") != "").sum())
    why = ""
    if bad.sum() > (1 - KNOWN_SHARE) * max(1, told):
        why = f"its cells are no numbers of seconds ({_cells(texts, bad)})"
    elif mapping.duration is not None and _is_of_items(sheet, mapping, seconds):
        why = "it is the same for everybody on an item: the item's length, not the time that somebody spent"
    if not why:
        return mapping, seconds, bad
    if "duration" in mapping.guessed:
        said = f"The column {mapping.duration!r} is not taken as time spent: {why}."
        nothing = pl.Series([None], dtype=pl.Float64).new_from_index(0, sheet.height)
        return mapping.without("duration", said), nothing, bad & False
    if seconds.null_count() < sheet.height:
        said = f"The column {mapping.duration!r}: {why}."
        return mapping.but(remarks=(*mapping.remarks, said)), seconds, bad
    raise _misfit(str(mapping.duration), why, "Name another column, or say --duration none.", place)


def _confidences(sheet: Sheet, mapping: Mapping, place: Place) -> tuple[Mapping, pl.Series, pl.Series]:
    """Stated probabilities of being right: 0 to 1, or per cent where they go beyond ten."""
    texts = text_in(sheet, mapping, "confidence")
    number = pl.col("text").str.strip_suffix("%").str.strip_chars().cast(pl.Float64, strict=False)
    read = pl.DataFrame({"text": texts}).select(
        value=pl.when(number.is_finite() & (number >= 0)).then(number), told=pl.col("text").fill_null("") != ""
    )
    value, bad = read["value"], read["told"] & read["value"].is_null()
    most = value.max()
    assert most is None or isinstance(most, float)
    of_hundred = most is not None and LEAST_PERCENT < most <= 100
    if most is not None and (most <= 1 or of_hundred) and bad.sum() <= (1 - KNOWN_SHARE) * int(read["told"].sum()):
        said = (f"The numbers in {mapping.confidence!r} are read as per cent.",) if of_hundred else ()
        changed = mapping.but(remarks=(*mapping.remarks, *said))
        return changed, value / 100 if of_hundred else value, bad
    nothing = pl.Series([None], dtype=pl.Float64).new_from_index(0, sheet.height)
    if mapping.confidence is None or not read["told"].any():
        return mapping, nothing, bad & False
    why = "its cells are no probabilities from 0 to 1"
    if "confidence" in mapping.guessed or mapping.format != "tidy":
        said_so = f"The column {mapping.confidence!r} is not taken as how sure a model is: {why}."
        return mapping.without("confidence", said_so), nothing, bad & False
    raise _misfit(mapping.confidence, why, "Name another column, or say --confidence none.", place)


def _is_of_items(sheet: Sheet, mapping: Mapping, seconds: pl.Series) -> bool:
    """Whether several people have the same duration on every item, and items differ."""
    if not mapping.item or not mapping.annotator or not all(map(sheet.has, (*mapping.item, *mapping.annotator))):
        return False
    frame = pl.DataFrame({f"i{n}": sheet.cells(name) for n, name in enumerate(mapping.item)}).with_columns(
        who=sheet.cells(mapping.annotator[0]), seconds=seconds
    )
    keys = [f"i{n}" for n in range(len(mapping.item))]
    items = (
        frame.drop_nulls("seconds")
        .group_by(keys)
        .agg(pl.col("who").n_unique(), pl.col("seconds").n_unique().alias("n"), pl.col("seconds").first())
    )
    shared = items.filter(pl.col("who") > 1)
    return shared.height >= _SAME_ITEMS and bool((shared["n"] == 1).all()) and shared["seconds"].n_unique() > 1


def _words(
    sheet: Sheet, mapping: Mapping, role: str, usual: Dict[str, str], own: Dict[str, str], place: Place
) -> tuple[Mapping, pl.Series, pl.Series]:
    """A column of words with what each stands for; "" stands for the usual case."""
    texts = text_in(sheet, mapping, role)
    # A tool's own word may stand for a usual one: tainted "true" for rejected.
    own = {word.casefold(): usual.get(meaning, meaning) for word, meaning in own.items()}
    known = {**usual, **own}
    distinct = texts.drop_nulls().unique().sort()
    meanings = [None if not text else known.get(text.casefold(), "?") for text in distinct]
    unknown = [text for text, meaning in zip(distinct, meanings, strict=True) if meaning == "?"]
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, sheet.height)
    if unknown:
        column = str(getattr(mapping, role))
        shown = ", ".join(repr(text[:40]) for text in unknown[:3])
        if role in mapping.guessed:
            said = f"The column {column!r} is not taken as the {role} of answers: it holds {shown}."
            return mapping.without(role, said), nothing, nothing
        words = ", ".join(list(usual)[:12])
        raise _misfit(column, f"its cells are no words for a {role} ({shown})", f"Known are {words}, ...", place)
    if not len(distinct):
        return mapping, nothing, nothing
    found = pl.Series([None if m is None else str(m) for m in meanings], dtype=pl.String)
    return mapping, texts, texts.replace_strict(distinct, found, default=None, return_dtype=pl.String)


def _misfit(column: str, why: str, remedy: str, place: Place) -> InputError:
    return InputError(why, place=Place(place.file, None, column), remedy=remedy)
