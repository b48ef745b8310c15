"""What an audit says of each annotator: the forms of its findings.

A maintainer must be able to defend each flag to the volunteer whom it names, so a flag carries its
value, the threshold it crossed, the number of annotations it rests on and its error rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import Any

import polars as pl

from oe_quality.analysis.annotators.places import places
from oe_quality.diction import ITEMS, Diction
from oe_quality.notebook import Shown
from oe_quality.results import Estimate, Json, document, to_json
from oe_quality.store.panel import LeftOut


class Status(StrEnum):
    """The outcome of the triage; nothing is ever deleted on account of it."""

    EXCLUDE_RECOMMENDED = "exclude recommended"
    REVIEW = "review"
    WATCH = "watch"
    DISSENTING = "dissenting but coherent"
    OK = "ok"
    INSUFFICIENT = "insufficient"

    @property
    def urgency(self) -> int:
        """0 for the status to look at first."""
        return list(Status).index(self)


ON_LIST = (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
"""Of those at whom somebody should have a look."""


class FlagCode(StrEnum):
    """What was noticed; the names are those of the `[flags]` settings."""

    LOW_AGREEMENT = "low_agreement"
    REVERSED = "reversed"
    INCOHERENT = "incoherent"
    ONE_LABEL = "one_label"
    UNTOUCHED = "untouched"
    SPEED = "speed"
    RUN = "run"
    BLOCK = "block"
    DRIFT = "drift"
    FATIGUE = "fatigue"
    COPYING = "copying"
    OFFSET = "offset"
    LABEL_RATE = "label_rate"
    GOLD = "gold"
    RETEST = "retest"

    @property
    def is_behaviour(self) -> bool:
        """Whether it speaks of how someone works, not of what they perceive."""
        return self in (
            FlagCode.ONE_LABEL,
            FlagCode.UNTOUCHED,
            FlagCode.SPEED,
            FlagCode.RUN,
            FlagCode.BLOCK,
            FlagCode.COPYING,
        )


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing noticed about one annotator.

    Attributes:
        code: what; words: the same in a kind sentence, with the numbers in it; gist: in a few words, for a list.
        value: what was measured; `threshold`: what it crossed, in the same unit.
        n: annotations (for copying: shared items) that it rests on.
        p: p-value of the test behind it, None where there is none.
        q: p after Benjamini-Hochberg over all annotators (for copying: over all pairs) tested.
        other: alias of the other annotator of a pair; question: which question; label: which label given at
            another rate; all empty where they do not apply.
    """

    code: FlagCode
    words: str
    value: float
    threshold: float
    n: int
    p: float | None = None
    q: float | None = None
    other: str = ""
    question: str = ""
    gist: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class RatingSkill:
    """How an annotator uses one numeric scale, against the others on the same items.

    Attributes:
        question: its name.
        offset: mean difference from the others, in the question's unit.
        scale: slope on the others' values; 1 uses the range as the others do, 0 ignores the item.
        precision: 1 / variance of what remains, in the question's unit to the power -2.
    """

    question: str
    offset: Estimate
    scale: Estimate
    precision: Estimate


@dataclass(frozen=True, slots=True)
class LabelRate:
    """How often one label is given, against the others on the same items (lenient or strict).

    Attributes:
        label: the label, or "labels per annotation" for the size of the set.
        own, others: rates on the annotator's items; difference: own - others with its interval.
        q: after Benjamini-Hochberg over all annotators and labels.
    """

    label: str
    own: float
    others: float
    difference: Estimate
    q: float


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an annotator works.

    Attributes:
        median_seconds: per annotation; None where the export has no durations.
        fast_share: share of annotations faster than the threshold for their item.
        untouched_share: share of annotations whose sliders all stand where they stood.
        top_label, top_label_share: the most frequent answer and its share; `others_top_share`: the
            share that the others give it on the same items.
        entropy: bits of the own answers' distribution.
        longest_run: of equal answers in time order; `expected_run`: mean under permutation; `run_p`.
        sessions: stretches of work without a long pause; `largest_session`: annotations in it.
        busiest_hour: UTC hour 0..23 with most annotations; `night_share`: share from 0 to 5 UTC.
        drift: fall of agreement with the others, over labels and ratings, at the most likely change, in shares of
            the primary question's agreement; `drift_at` the annotation
            (counted from 1) after which it fell, `drift_p` its p-value, `detectable_drop` the
            smallest fall that would have been seen four times in five.
        fatigue: change of agreement per hour within sessions; `fatigue_p`.
    """

    fast_share: Estimate
    untouched_share: Estimate
    median_seconds: float | None = None
    top_label: str = ""
    top_label_share: float | None = None
    others_top_share: float | None = None
    entropy: float | None = None
    longest_run: int | None = None
    expected_run: float | None = None
    run_p: float | None = None
    sessions: int | None = None
    largest_session: int | None = None
    busiest_hour: int | None = None
    night_share: float | None = None
    drift: float | None = None
    drift_at: int | None = None
    drift_p: float | None = None
    detectable_drop: float | None = None
    fatigue: float | None = None
    fatigue_p: float | None = None


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would change without this annotator.

    Attributes:
        alpha_change: alpha of the primary question without them, minus with them.
        changed_share: share of all items whose most probable answer would differ (ratings: whose mean would move by
            a twentieth of the scale's width or more); `n_changed`: how many.
        unanswered: items that nobody else has answered.
        change: what the changed items have in common, in words.
    """

    alpha_change: Estimate
    n_changed: int
    changed_share: float
    unanswered: int
    change: str = "would get another most probable answer"


@dataclass(frozen=True, slots=True)
class AnnotatorRow:
    """One annotator's line in the audit.

    Attributes:
        alias: pseudonym, such as "otter-307"; excluded: whether a maintainer has left them out already.
        status, reason: the triage's outcome, and why in words.
        n_annotations, n_responses, n_items: annotations (item and occasion), answers to single
            questions, distinct items.
        kappa: agreement with the others' consensus, which leaves this annotator out, beyond what
            the own label rates would reach by chance; two-sided interval at the triage's level.
        kappa_upper: one-sided upper bound of kappa at the same level, which the triage compares with `low_kappa`.
        noticed: probability of at most about this that somebody who answered as many items at random would have
            `kappa_upper` below `low_kappa`.
        accuracy: expected share of right answers (multi-label: expected F1 of the label set).
        bits: information per annotation about the truth.
        spammer_score: Raykar-Yu score, 0 for answers that say nothing about the truth, negative where
            the answers are informative but reversed.
        gold_accuracy: on items with a gold answer; retest: agreement with the own earlier answer.
        coherence: correlation of the own ratings with those that the own labels suggest;
            coherence_p: its permutation p-value, None where undefined.
        confusion: (K, K) truth x answer, rows sum to 1, with 95 % credible bounds; empty for multi-label
            and where all annotators' matrices would have more than 100,000 cells.
        ratings, label_rates, behaviour, counterfactual, flags: see there; label_rates holds the
            noticeable ones only.
    """

    alias: str
    status: Status
    reason: str
    n_annotations: int
    n_responses: int
    n_items: int
    kappa: Estimate
    accuracy: Estimate
    bits: Estimate
    spammer_score: Estimate
    gold_accuracy: Estimate
    retest: Estimate
    coherence: Estimate
    coherence_p: float | None
    counterfactual: Counterfactual
    behaviour: Behaviour
    ratings: tuple[RatingSkill, ...] = ()
    label_rates: tuple[LabelRate, ...] = ()
    flags: tuple[Flag, ...] = ()
    confusion: tuple[tuple[Estimate, ...], ...] = ()
    excluded: bool = False
    kappa_upper: float | None = None
    noticed: float | None = None


@dataclass(frozen=True, slots=True)
class CopyingPair:
    """Two annotators who share more answers than the items explain.

    Attributes:
        source, copier: aliases; the copier answered later on most shared items. Where no times tell,
            the two in alphabetical order with `ordered` False.
        n_shared: items that both answered; same: equal answers among them; expected: under the
            posterior that leaves both out.
        z, q: standardised excess, and its p after Benjamini-Hochberg over all pairs tested.
        later_share: share of shared items on which the copier answered after the source.
    """

    source: str
    copier: str
    n_shared: int
    same: int
    expected: float
    z: float
    q: float
    ordered: bool
    later_share: float | None


@dataclass(frozen=True, slots=True)
class CopyingScan:
    """The test of all pairs.

    Attributes:
        n_pairs: pairs tested; pairs: those found, strongest first.
        detectable: (shared items, smallest copying rate seen four times in five), for a few overlaps.
        null_mean, null_sd: of z over all pairs, robust; near 0 and 1 if the test is calibrated.
        undefined: why nothing was tested; empty where something was.
        note: what counts as equal, where that is not the same answer.
        of_models: pairs of models found, where models were let in.
    """

    n_pairs: int
    pairs: tuple[CopyingPair, ...]
    detectable: tuple[tuple[int, float], ...]
    null_mean: float | None
    null_sd: float | None
    undefined: str = ""
    note: str = ""
    of_models: tuple[CopyingPair, ...] = ()


LEFT_OUT = "left out"
"""What stands in place of a status for those whom a maintainer has left out."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """Somebody whom a maintainer has left out, held against the consensus of the others: so improvement is seen.

    Attributes:
        alias: pseudonym; reason: why, in the maintainer's words; since: when it was decided, UTC.
        n_annotations: given so far; n_since: answers to the primary question since then.
        kappa: agreement of the answers until then, those without a time among them; kappa_since: of those since then.
    """

    alias: str
    reason: str
    since: datetime
    n_annotations: int
    n_since: int
    kappa: Estimate
    kappa_since: Estimate


@dataclass(frozen=True, slots=True)
class AnnotatorAudit(Shown):
    """All annotators, worst first.

    Attributes:
        question: the primary question, on which skill rests; `question_why`: why it was chosen.
        labels: of the primary question.
        rows: by urgency of status, then by kappa.
        copying: the test of all pairs.
        noticed_from: annotations from which somebody who answers at random is noticed four times in five by
            agreement alone, at best; None where it cannot be told.
        method: how the consensus was made; left_out, seed, warnings: as everywhere.
        set_aside: those whom a maintainer has left out, ascending by pseudonym; diction: what the items are called.
    """

    question: str
    question_why: str
    labels: tuple[str, ...]
    rows: tuple[AnnotatorRow, ...]
    copying: CopyingScan
    method: str
    seed: int
    left_out: LeftOut
    warnings: tuple[str, ...] = ()
    noticed_from: int | None = None
    set_aside: tuple[SetAside, ...] = ()
    diction: Diction = ITEMS

    def row(self, alias: str) -> AnnotatorRow | None:
        """The line of one annotator, None if there is none of that alias."""
        return next((row for row in self.rows if row.alias == alias), None)

    def frame(self) -> pl.DataFrame:
        """One row per annotator: status, counts, every estimate with its bounds, flags as a list of codes; then those
        who are left out, with their agreement since then (until then, where they gave nothing since)."""
        table = _table(chain(map(_flat, self.rows), map(_flat_aside, self.set_aside)))
        # What nobody has is a number all the same, so that tables of several studies have one schema.
        return table.with_columns(pl.col(pl.Null).cast(pl.Float64))

    def rank_frame(self, level: float = 0.9) -> pl.DataFrame:
        """Annotators in the order of their agreement with the others, and how sure that order is.

        Places are of draws from what each true kappa may be, given its interval and how far kappas differ at all (Laird
        & Louis 1989): who answered little may stand anywhere.

        Args:
            level: nominal coverage of the bounds of places.

        Returns:
            annotator, kappa with bounds, rank (the mean place, 1 nearest to the others), rank_low, rank_high, and
            reliability, the share of what kappas differ by that is more than error; those without an interval left out.
        """
        return places([(row.alias, row.kappa) for row in self.rows], level, self.seed)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.annotators/1`."""
        return document("oeq.annotators/1", to_json(self))


ESTIMATES = ("kappa", "accuracy", "bits", "spammer_score", "gold_accuracy", "retest", "coherence")
"""The fields of `AnnotatorRow` that are estimates, in the order of the table."""


def _table(rows: Iterable[Json]) -> pl.DataFrame:
    """Rows as columns, one row at a time: all rows as dictionaries are gigabytes where people are hundred thousands."""
    columns: dict[str, list[Any]] = {}
    n = 0
    for n, row in enumerate(rows, 1):
        for name, value in row.items():
            column = columns.setdefault(name, [])
            column += [None] * (n - 1 - len(column))
            column.append(value)
    for column in columns.values():
        column += [None] * (n - len(column))
    return pl.DataFrame(columns, strict=False)


def _flat(row: AnnotatorRow) -> Json:
    cells: Json = {
        "annotator": row.alias,
        "status": row.status.value,
        "reason": row.reason,
        "n_annotations": row.n_annotations,
        "n_responses": row.n_responses,
        "n_items": row.n_items,
    }
    for name in ESTIMATES:
        cells |= getattr(row, name).cells(name)
    cells |= {"kappa_upper": row.kappa_upper, "noticed": row.noticed}
    cells |= {"coherence_p": row.coherence_p, "alpha_change": row.counterfactual.alpha_change.value}
    cells |= {"changed_share": row.counterfactual.changed_share}
    cells |= {"median_seconds": row.behaviour.median_seconds, "fast_share": row.behaviour.fast_share.value}
    cells |= {"untouched_share": row.behaviour.untouched_share.value}
    for rating in row.ratings:
        cells |= rating.offset.cells(f"{rating.question}_offset")
    return cells | {"flags": [flag.code.value for flag in row.flags], "excluded": row.excluded}


def _flat_aside(it: SetAside) -> Json:
    kappa = it.kappa if it.kappa_since.value is None else it.kappa_since
    return {
        "annotator": it.alias,
        "status": LEFT_OUT,
        "reason": f"since {it.since:%Y-%m-%d}: {it.reason}",
        "n_annotations": it.n_annotations,
        **kappa.cells("kappa"),
        "flags": [],
        "excluded": True,
    }
