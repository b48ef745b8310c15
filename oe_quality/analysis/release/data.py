"""Everything a release says, computed from a store once: tables, figures, and what they rest on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oe_quality.analysis.aggregation.coverage import Coverage, coverage
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.aggregation.perception import perceive
from oe_quality.analysis.aggregation.ratings import rate_items
from oe_quality.analysis.aggregation.results import Calibration, Consensus, ConsensusSet, Ratings
from oe_quality.analysis.aggregation.votes import votes
from oe_quality.analysis.aggregation.wording import how_made
from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.measure import agreement
from oe_quality.analysis.primary import choose_primary
from oe_quality.analysis.release.labels import gold_labels, label_table
from oe_quality.analysis.release.people import annotation_table, annotator_table
from oe_quality.config import Config
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.evaluation.certificate import Certificate, certificate
from oe_quality.names import Names, Replacements
from oe_quality.plaintext import visible
from oe_quality.progress import Progress, silent
from oe_quality.pseudonyms import Key, pseudonyms, scrubbed
from oe_quality.scales import Question, Scale
from oe_quality.store import Store
from oe_quality.store.records import Totals
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.analysis.annotators.audit import AnnotatorAudit

SOMEBODY = "[somebody]"
"""Stands in published reasons where a name of the store stood."""
_WORD = re.compile(r"[^\W_]*[^\W\d_][^\W_]*")
"""A word with a letter in it."""


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """What goes into a release.

    Attributes:
        questions: the first is the primary one, whose labels are `labels`; empty to choose it.
        method: of the consensus; empty for the default.
        time: what times are rounded down to: "day", "week", "month", or "none" to leave them out.
        with_text: whether free text is published, scrubbed of names.
        demographics: attributes of annotators to be published, k-anonymous.
        seed: of everything random.
        with_reasons: whether it says why people are left out, in the maintainers' words; since when it always says.
    """

    questions: tuple[str, ...] = ()
    method: str = ""
    time: str = "day"
    with_text: bool = False
    demographics: tuple[str, ...] = ()
    seed: int = 0
    with_reasons: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class LabelSet:
    """The labels of one question.

    Attributes:
        question: it; method: how they were made, calibration included; algorithm: its name alone; why: how the
            question was chosen.
        table: see `labels.label_table`; coverage: how many labels are kept and wrong at each confidence;
            set_coverage: the same of whole sets, None for a single choice; certificate: from which confidence on gold
            shows that at most a tenth is wrong, None where it shows none.
        calibration: how sure the labels were made; dependence: share of labels that depend on the algorithm, None
            where only one was fitted.
        warnings: in sentences; heard: that models' answers are in it, empty where only people's are.
    """

    question: Question
    method: str
    algorithm: str
    why: str
    table: pl.DataFrame
    coverage: Coverage
    set_coverage: Coverage | None
    certificate: Certificate | None
    calibration: Calibration
    dependence: float | None
    warnings: tuple[str, ...]
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """An export that was loaded: what of it may be named. File names stay in the store."""

    format: str
    sha256: str
    rows_read: int
    rows_accepted: int


@dataclass(frozen=True, slots=True)
class LeftOutSince:
    """That somebody is left out, as strangers may read it: since which day, and why, where that is published.

    Nothing says who.
    """

    since: date
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class ReleaseData:
    """A release before it is written.

    Attributes:
        labels: of the primary question first, then of others.
        annotations, annotators: see `release_people`.
        questions: of the columns of `annotations`.
        agreement: on every question.
        audit: of the annotators; None where no question has labels.
        inputs: the exports, in the order of loading; as_of: the day the last one was loaded.
        fingerprint: of the store; totals: how many annotations it holds, and how many count.
        left_out: since when people are left out, in the order of time, and why where that was asked for.
        suppressed: cells of `annotators` withheld for anonymity.
        options: what was asked for; notes: what was left out, in sentences.
        sign: of the key of the pseudonyms.
    """

    labels: tuple[LabelSet, ...]
    annotations: pl.DataFrame
    annotators: pl.DataFrame
    questions: tuple[Question, ...]
    agreement: Agreement
    audit: AnnotatorAudit | None
    inputs: tuple[Input, ...]
    as_of: date | None
    fingerprint: str
    totals: Totals
    left_out: tuple[LeftOutSince, ...]
    suppressed: int
    options: ReleaseOptions
    notes: tuple[str, ...]
    sign: str = ""


@dataclass(frozen=True, slots=True)
class People:
    """Who is who; never leaves the process.

    Attributes:
        names: annotator key -> pseudonym; of_alias: alias -> pseudonym.
        raw: every key and user name; scrub: puts pseudonyms in their place in free text.
        sign: tells one key from another, and says nothing about it.
    """

    names: Mapping[str, str]
    of_alias: Mapping[str, str]
    raw: frozenset[str]
    scrub: Replacements
    sign: str = ""


def people(store: Store, key: Key) -> People:
    """Everyone in the store, excluded ones too, under their pseudonyms; models are nobody."""
    frame = store.annotators().filter(~pl.col("is_model"))
    names = pseudonyms(key, frame["annotator"].to_list())
    scrub = {name: names[who] for who, name in frame.select("annotator", "name").iter_rows() if name}
    scrub |= {who: names[who] for who in names if not who.isdecimal()}
    of_alias = {alias: names[who] for who, alias in frame.select("annotator", "alias").iter_rows()}
    raw = frozenset(names) | frozenset(frame["name"].drop_nulls())
    return People(names, of_alias, raw, Replacements(scrub), key.sign)


def release_data(
    store: Store,
    who: People,
    options: ReleaseOptions | None = None,
    *,
    config: Config | None = None,
    progress: Progress = silent,
) -> ReleaseData:
    """Compute a release.

    Raises:
        NotComputableError: no question has labels, or nobody answered the one asked for.
        UsageError: an unknown question, attribute or method.
    """
    wanted, settings = options or ReleaseOptions(), config or Config()
    chosen = wanted.questions or (choose_primary(store.info().questions)[0],)
    ratings = _ratings(store, wanted.seed, progress)
    labels = tuple(label_set(store, name, wanted, ratings, progress) for name in dict.fromkeys(chosen))
    published, notes = _published(store, wanted)
    notes += tuple(dict.fromkeys(words for it in labels if (words := it.heard)))
    annotations = annotation_table(store.responses(), published, who.names, wanted.time, who.scrub)
    demographics = _demographics(store, who, wanted.demographics)
    audit = _audit(store, chosen[0], settings, wanted.seed, progress)
    annotators = annotator_table(audit, annotations, who.of_alias, demographics, settings.release.min_group)
    batches = store.batches()
    return ReleaseData(
        labels=labels,
        annotations=annotations,
        annotators=annotators,
        questions=published,
        agreement=agreement(store, seed=wanted.seed, progress=progress),
        audit=audit,
        inputs=tuple(
            Input(*row) for row in batches.select("format", "sha256", "rows_read", "rows_accepted").iter_rows()
        ),
        as_of=batches["loaded_at"].max().date() if len(batches) else None,  # type: ignore[union-attr]  # a datetime
        fingerprint=store.fingerprint(),
        totals=store.info().totals,
        left_out=_left_out(store, who, wanted.with_reasons),
        suppressed=_suppressed(annotators, demographics),
        options=wanted,
        notes=notes,
        sign=who.sign,
    )


def _left_out(store: Store, who: People, with_reasons: bool) -> tuple[LeftOutSince, ...]:
    """Who is left out, without saying who: names, ids and pseudonyms of the store are taken out of the reasons.

    A reason is free text, which may name somebody whom no store knows, so it is published only where that is asked for.
    """
    called = (*who.raw, *who.of_alias)
    long, all_of_them = Replacements(dict.fromkeys(called, SOMEBODY)), Names(called)

    def nameless(reason: str) -> str:
        text = scrubbed(visible(" ".join(reason.split())), long)
        # Short names, too, which elsewhere may be ordinary words; a number of one or two digits says nothing.
        return _WORD.sub(lambda word: SOMEBODY if all_of_them.is_one(word[0]) else word[0], text)

    left = store.annotators().filter(pl.col("excluded")).sort("excluded_at", "annotator")
    rows = left.select("excluded_at", "reason").iter_rows()
    return tuple(LeftOutSince(when.date(), nameless(reason or "") if with_reasons else "") for when, reason in rows)


def label_set(
    store: Store,
    question: str,
    options: ReleaseOptions,
    ratings: tuple[Ratings, ...] = (),
    progress: Progress = silent,
) -> LabelSet:
    """The labels of one question, with what is known about how sure they are.

    The belief is that of the answers alone. Gold becomes the label of its item, and is what labels are judged by;
    enough of it also says how sure to be.
    """
    panel = store.panel(question)
    if panel.question.scale.is_numeric:
        raise UsageError(f"{question} asks for a number; its ratings stand beside the labels of other questions")
    if not panel.n_responses:
        raise NotComputableError(f"nobody answered {question!r}", remedy="Load annotations, or name another question.")
    counted = votes(panel)
    gold = store.gold(question)
    truth = gold_labels(panel, gold)
    perception = perceive(panel, seed=options.seed, progress=progress)
    belief = labels_of(panel, options.method or None, share=perception.share, seed=options.seed, progress=progress)
    table = label_table(panel, counted, belief, perception, truth, ratings, store.item_attributes())
    return LabelSet(
        question=panel.question,
        method=how_made(belief),
        algorithm=belief.method,
        why="it was asked for" if options.questions else choose_primary(store.info().questions)[1],
        table=table,
        coverage=coverage(question, how_made(belief), *judged(belief, truth)),
        set_coverage=coverage(question, how_made(belief), *sets_judged(belief, truth), "sets")
        if isinstance(belief, ConsensusSet)
        else None,
        certificate=certificate(*judged(belief, truth)),
        calibration=belief.calibration,
        dependence=belief.dependence if isinstance(belief, Consensus) else None,
        warnings=tuple(dict.fromkeys((*belief.warnings, *perception.warnings))),
        heard=panel.left_out.heard_words and f"{question}: {panel.left_out.heard_words}",
    )


def judged(belief: Consensus | ConsensusSet, truth: Mapping[str, list[int]]) -> tuple[Floats, Floats]:
    """(I,) confidence of the answers' labels, NaN where there is none, and (I,) whether gold says they are right.

    Args:
        belief: of the answers alone.
        truth: item -> codes of its gold; the second is NaN without.
    """
    confidence = np.where(belief.winner >= 0, belief.confidence, np.nan)
    right = [
        float(w in truth[item]) if item in truth and w >= 0 else np.nan
        for item, w in zip(belief.items.to_list(), belief.winner.tolist(), strict=True)
    ]
    return confidence, np.array(right, dtype=np.float64)


def sets_judged(belief: ConsensusSet, truth: Mapping[str, list[int]]) -> tuple[Floats, Floats]:
    """(I,) confidence of each whole set, and (I,) whether gold is the same set; NaN without gold."""
    right = [
        float(np.flatnonzero(row).tolist() == truth[item]) if item in truth else np.nan
        for item, row in zip(belief.items.to_list(), belief.applies, strict=True)
    ]
    return belief.set_confidence, np.array(right, dtype=np.float64)


def _ratings(store: Store, seed: int, progress: Progress) -> tuple[Ratings, ...]:
    panels = [store.panel(q.name) for q in store.questions() if q.scale.is_numeric]
    return tuple(rate_items(panel, seed=seed, progress=progress) for panel in panels if panel.n_responses)


def _published(store: Store, options: ReleaseOptions) -> tuple[tuple[Question, ...], tuple[str, ...]]:
    text = [q.name for q in store.questions() if q.scale is Scale.TEXT]
    if options.with_text or not text:
        return store.questions(), ()
    kept = tuple(q for q in store.questions() if q.scale is not Scale.TEXT)
    return kept, (f"Free text was left out: {', '.join(text)}.",)


def _demographics(store: Store, who: People, wanted: tuple[str, ...]) -> pl.DataFrame:
    """annotator (pseudonym) and one text column per attribute that was asked for."""
    known = store.annotator_attributes()
    for name in wanted:
        if name not in known["name"]:
            raise UsageError(
                f"annotators have no attribute {name!r}", remedy=one_of(name, known["name"].unique().sort())
            )
    mine = known.filter(pl.col("name").is_in(wanted))
    wide = mine.pivot("name", index="key", values="value", aggregate_function="first") if len(mine) else None
    if wide is None:
        return pl.DataFrame(schema={"annotator": pl.String})
    return wide.select(pl.col("key").replace_strict(who.names, return_dtype=pl.String).alias("annotator"), *wanted)


def _suppressed(annotators: pl.DataFrame, demographics: pl.DataFrame) -> int:
    """Cells of people in the release that were known and are not published."""
    known = demographics.filter(pl.col("annotator").is_in(annotators["annotator"].implode()))
    columns = demographics.columns[1:]
    return sum(known[name].count() - annotators[name].count() for name in columns)


def _audit(store: Store, question: str, config: Config, seed: int, progress: Progress) -> AnnotatorAudit | None:
    from oe_quality.analysis.annotators.audit import audit

    try:
        # What is published of a person is held against people, whoever is let in to the labels.
        with store.hearing({}):
            return audit(store, question, config, seed, progress)
    except NotComputableError:
        return None
