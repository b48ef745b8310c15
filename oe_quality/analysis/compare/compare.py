"""What changed between two stores or releases: agreement, people, labels and how sure they are.

The two sides mostly share their data, so their coefficients vary together. How far is not known from
the sides alone; the interval of a difference therefore adds the two variances as if they were
independent. Shared data make the true interval narrower, so a difference that is clear here is clear.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.compare.people import changes_for_people, standings
from oe_quality.analysis.compare.results import AgreementChange, Changes, Comparison, Flip, Side, Why
from oe_quality.analysis.compare.snapshot import Coefficient, Snapshot, of_release, of_store
from oe_quality.analysis.judges.drift import judge_changes
from oe_quality.config import Config
from oe_quality.errors import UsageError
from oe_quality.kernel.uncertainty.normal import Z95
from oe_quality.kernel.uncertainty.wilson import wilson
from oe_quality.results import Estimate, Interval
from oe_quality.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Comparison", "compare", "open_side"]

LARGEST_CHANGE = 2.0
"""No coefficient of agreement lies outside -1..1, so none changes by more."""
METHOD = "sum of both variances, as if independent; wider than the truth where data are shared"
_GOLD = "gold"
NOTHING = "(no label applies)"
"""How an empty set is named."""


def open_side(path: Path, question: str | None = None, *, seed: int = 0, people: Config | None = None) -> Snapshot:
    """A store or a release, whichever lies at the path.

    Args:
        path: of either; question: whose labels, chosen if None; seed: of everything random.
        people: the settings of an audit, where the comparison is to speak of people too; a release knows none.

    Returns:
        What `compare` needs of it.

    Raises:
        InputError: a folder that is no release; StoreError: a file that is no store.
        UsageError: a release is of another question than the one asked for.

    >>> import tempfile
    >>> import oe_quality as oeq
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export, db = Path(folder, "a.csv"), Path(folder, "a.duckdb")
    ...     _ = export.write_text("item,annotator,label\\na,x,p\\na,y,p\\nb,x,q\\nb,y,q\\n")
    ...     _ = oeq.load(db, export)
    ...     side = open_side(db)
    >>> side.question
    'label'
    """
    if not path.is_dir():
        with open_store(path) as store:
            return of_store(store, path.name, question, seed=seed, people=people)
    found = of_release(path)
    if question is not None and found.question != question:
        raise UsageError(f"{path.name} is a release of labels of {found.question!r}, not of {question!r}")
    return found


def compare(before: Snapshot, after: Snapshot) -> Comparison:
    """Hold the second against the first.

    Args:
        before, after: snapshots of stores or releases, as `open_side` gives them.

    Returns:
        What moved: items, answers, labels and, where both know them, people.

    Raises:
        UsageError: the two have labels of different questions.

    >>> import tempfile
    >>> from pathlib import Path
    >>> import oe_quality as oeq
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export, db = Path(folder, "a.csv"), Path(folder, "a.duckdb")
    ...     _ = export.write_text("item,annotator,label\\na,x,p\\na,y,p\\nb,x,q\\nb,y,q\\n")
    ...     _ = oeq.load(db, export)
    ...     side = oeq.open_side(db)
    >>> oeq.compare(side, side).to_dict()["flips"]
    []
    """
    if before.question != after.question:
        raise UsageError(
            f"{before.name} has labels of {before.question!r}, {after.name} of {after.question!r}",
            remedy="Name one question with --question.",
        )
    common = before.labels.join(after.labels, on="item", suffix="_after").sort("item")
    flipped = common.filter(pl.col("set").ne_missing(pl.col("set_after")))
    return Comparison(
        before=_side(before),
        after=_side(after),
        changes=_changes(before, after),
        agreement=tuple(_agreement(before.agreement, after.agreement)),
        flips=_flips(flipped, before, after),
        n_common=common.height,
        flip_share=_share(flipped.height, common.height),
        confidence_shift=_shift(common),
        interval_method=METHOD,
        notes=_notes(before, after),
        people=changes_for_people(before.people, after.people) if before.people and after.people else (),
        judges=tuple(judge_changes(before.judges, after.judges)),
        standings=standings(before.people, after.people) if before.people and after.people else (),
    )


def _side(it: Snapshot) -> Side:
    unsettled = it.labels.filter(pl.col("status") != _GOLD)
    return Side(
        name=it.name,
        kind=it.kind,
        version=it.version,
        question=it.question,
        method=it.method,
        n_items=it.labels.height,
        n_annotators=it.answers["annotator"].n_unique(),
        n_annotations=it.answers.height,
        n_open=unsettled.height,
        n_sure=unsettled.filter(pl.col("label").is_not_null() & (pl.col("sure") >= SURE)).height,
        fingerprint=it.fingerprint,
    )


def _changes(before: Snapshot, after: Snapshot) -> Changes:
    items = (set(before.labels["item"]), set(after.labels["item"]))
    added, removed = tuple(sorted(items[1] - items[0])), tuple(sorted(items[0] - items[1]))
    if before.names != after.names:
        return Changes(added, removed, None, None, None, None, None)
    both = _paired(before, after)
    old, new = pl.col("answer").is_not_null(), pl.col("answer_after").is_not_null()
    people = (set(before.answers["annotator"]), set(after.answers["annotator"]))
    return Changes(
        added,
        removed,
        both.filter(~old).height,
        both.filter(~new).height,
        both.filter(old & new & (pl.col("answer") != pl.col("answer_after"))).height,
        tuple(sorted(people[1] - people[0])),
        tuple(sorted(people[0] - people[1])),
    )


def _paired(before: Snapshot, after: Snapshot) -> pl.DataFrame:
    """item, annotator, answer, answer_after; an answer is null on the side that lacks it."""
    return before.answers.join(after.answers, on=["item", "annotator"], how="full", coalesce=True, suffix="_after")


def _agreement(before: Iterable[Coefficient], after: Iterable[Coefficient]) -> Iterable[AgreementChange]:
    old = {it.question: it for it in before}
    for new in after:
        was = old.get(new.question)
        if was is not None and was.title == new.title:
            yield AgreementChange(new.question, new.title, was.estimate, new.estimate, _difference(was, new))


def _difference(was: Coefficient, new: Coefficient) -> Estimate:
    old, now = was.estimate.value, new.estimate.value
    if old is None or now is None:
        return Estimate(None, undefined=was.estimate.undefined or new.estimate.undefined)
    counts = (new.estimate.n_items, new.estimate.n_annotators, new.estimate.n_responses)
    errors = [_error(it) for it in (was, new)]
    if errors[0] is None or errors[1] is None:
        return Estimate(now - old, None, *counts, note="no interval: one of the two has none")
    half, most = Z95 * math.hypot(errors[0], errors[1]), LARGEST_CHANGE
    interval = Interval(max(now - old - half, -most), min(now - old + half, most), 0.95, METHOD)
    return Estimate(now - old, interval, *counts)


def _error(it: Coefficient) -> float | None:
    """The standard error; that of a normal interval of the same width where only an interval is known."""
    if it.standard_error is not None:
        return it.standard_error
    interval = it.estimate.interval
    return None if interval is None else (interval.high - interval.low) / (2 * Z95)


def _flips(flipped: pl.DataFrame, before: Snapshot, after: Snapshot) -> tuple[Flip, ...]:
    """The surest first: the less of the two confidences counts."""
    touched = _touched(before, after)
    method = before.method != after.method
    rows = [
        Flip(
            row["item"],
            _said(row["set"]),
            _said(row["set_after"]),
            row["confidence"],
            row["confidence_after"],
            _why(row["status"], row["status_after"], method, touched.get(row["item"])),
        )
        for row in flipped.iter_rows(named=True)
    ]
    return tuple(sorted(rows, key=lambda f: (-min(f.confidence_before or 0.0, f.confidence_after or 0.0), f.item)))


def _said(labels: list[str] | None) -> str | None:
    """A set in one cell; an empty one is not the same as none."""
    return None if labels is None else " + ".join(labels) or NOTHING


def _touched(before: Snapshot, after: Snapshot) -> dict[str, Why]:
    """Items whose answers differ; where people have other names, those whose counts of answers differ.

    Where all answers that differ are of people who are left out on one side alone, that is why; where all of them are
    there on the later side alone, more answers came.
    """
    if before.names == after.names:
        both = _paired(before, after)
        differ = both.filter(pl.col("answer").ne_missing(pl.col("answer_after")))
        moved = pl.col("annotator").is_in(sorted(before.left_out ^ after.left_out))
        by_item = differ.group_by("item").agg(
            moved.all().alias("decided"), pl.col("answer").is_null().all().alias("new")
        )
        return {
            item: Why.EXCLUSION if decided else Why.NEW if new else Why.ANSWERS
            for item, decided, new in by_item.iter_rows()
        }
    counts = [side.answers.group_by("item", "answer").len() for side in (before, after)]
    both = counts[0].join(counts[1], on=["item", "answer"], how="full", coalesce=True, suffix="_after")
    both = both.with_columns(pl.col("len", "len_after").fill_null(0))
    differ = both.filter(pl.col("len") != pl.col("len_after"))
    by_item = differ.group_by("item").agg((pl.col("len") < pl.col("len_after")).all().alias("new"))
    return {item: Why.NEW if new else Why.ANSWERS for item, new in by_item.iter_rows()}


def _why(status: str, status_after: str, method: bool, touched: Why | None) -> Why:
    if _GOLD in (status, status_after):
        return Why.GOLD
    if touched is not None:
        return touched
    return Why.METHOD if method else Why.RELIABILITY


def _share(flipped: int, common: int) -> Estimate:
    if common == 0:
        return Estimate(None, undefined="the two have no item in common")
    low, high = wilson(flipped, common)
    return Estimate(flipped / common, Interval(low, high, 0.95, "Wilson score", "new items"), n_items=common)


def _shift(common: pl.DataFrame) -> Estimate:
    """Mean change of confidence, paired by item, with a t interval over items."""
    change = (common["confidence_after"] - common["confidence"]).drop_nulls()
    values: NDArray[np.float64] = change.to_numpy()
    if len(values) < 2:
        return Estimate(None, undefined="fewer than two items have a confidence on both sides")
    mean = float(values.mean())
    half = float(stdtrit(len(values) - 1, 0.975) * values.std(ddof=1) / math.sqrt(len(values)))
    bounds = max(mean - half, -1.0), min(mean + half, 1.0)
    return Estimate(mean, Interval(*bounds, 0.95, "paired t over items", "new items"), len(values))


def _notes(before: Snapshot, after: Snapshot) -> tuple[str, ...]:
    found = []
    if before.names != after.names:
        found.append("A store knows annotators by key, a release by pseudonym: who came and went cannot be told.")
    if not before.question:
        found.append("No question has labels: only agreement was compared.")
    if before.fingerprint == after.fingerprint:
        found.append("Both rest on the same data.")
    return tuple(found)
