"""Gold items: who says what is right, which items are worth an expert's time, and splits that leak nothing.

Two kinds are never mixed under one name. An expert's gold stands under the expert's name. Gold made from
the answers stands under `consensus>=0.95`, so nobody takes the crowd for a judge of itself.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from oe_quality.analysis.aggregation import record
from oe_quality.analysis.aggregation.coverage import Coverage
from oe_quality.analysis.aggregation.results import Basis
from oe_quality.analysis.release.data import LabelSet
from oe_quality.analysis.release.labels import CONSENSUS_SOURCE, LabelStatus
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.evaluation.certificate import ALLOWED, LEVEL
from oe_quality.kernel.evaluation.floor import FEWEST_GOLD
from oe_quality.kernel.evaluation.pool import FEW_ANSWERS, FEW_PER_ANNOTATOR
from oe_quality.notebook import Shown
from oe_quality.plaintext import percent
from oe_quality.results import Json, document
from oe_quality.store import Store
from oe_quality.suggest import one_of

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
ENOUGH_TO_CERTIFY = 200
"""Items with gold that it usually takes to certify a good part of the labels."""
RESERVED_SOURCES = ("export", CONSENSUS_SOURCE)


@dataclass(frozen=True, slots=True, eq=False)
class GoldList(Shown):
    """Gold answers of one question, by item and source."""

    question: str
    table: pl.DataFrame

    def frame(self) -> pl.DataFrame:
        """item, labels, value, source."""
        return self.table

    def to_dict(self) -> Json:
        """The JSON form, `oeq.gold/1`."""
        return document("oeq.gold/1", {"question": self.question, "gold": self.table.to_dicts()})


@dataclass(frozen=True, slots=True, eq=False)
class Chosen(Shown):
    """Items whose consensus is sure enough to serve as gold.

    Attributes:
        question: it; source: the name under which they are kept; table: item, labels, confidence (of the label, or
            of the whole set of a multi-label question).
        expected_wrong: share of them, by their own confidence; None where there are none.
        wrong_low, wrong_high: the share that such an expectation came to on public sets, lowest and highest; None where
            nothing was chosen, and for sets of labels, of which there is no record.
        coverage: how many are kept and wrong at each such confidence, expected and seen on experts' gold.
    """

    question: str
    source: str
    table: pl.DataFrame
    expected_wrong: float | None
    wrong_low: float | None
    wrong_high: float | None
    coverage: Coverage

    def frame(self) -> pl.DataFrame:
        """item, labels, confidence."""
        return self.table

    def to_dict(self) -> Json:
        """The JSON form, `oeq.gold-chosen/1`."""
        body = {
            "question": self.question,
            "source": self.source,
            "expected_wrong": self.expected_wrong,
            "wrong_low": self.wrong_low,
            "wrong_high": self.wrong_high,
            "coverage": self.coverage.to_dict(),
            "items": self.table.to_dicts(),
        }
        return document("oeq.gold-chosen/1", body)


@dataclass(frozen=True, slots=True, eq=False)
class Splits(Shown):
    """Which split each item is in, whole groups together.

    Attributes:
        by: the attribute of items that makes groups; empty where each item is its own.
        table: item, group, split, in the order of items; ungrouped: items without the attribute.
    """

    by: str
    table: pl.DataFrame
    ungrouped: int

    def frame(self) -> pl.DataFrame:
        """item, group, split."""
        return self.table

    def to_dict(self) -> Json:
        """The JSON form, `oeq.splits/1`."""
        return document("oeq.splits/1", {"by": self.by, "ungrouped": self.ungrouped, "items": self.table.to_dicts()})

    def counts(self) -> pl.DataFrame:
        """split, items, groups, share."""
        found = self.table.group_by("split").agg(
            pl.len().alias("items"),
            pl.col("group").n_unique().alias("groups"),
            (pl.len() / max(1, self.table.height)).alias("share"),
        )
        return found.sort("split")


def gold_list(store: Store, question: str) -> GoldList:
    """All gold of a question, whatever its source."""
    return GoldList(store.question(question).name, store.gold(question))


def consensus_source(confidence: float) -> str:
    """The name of gold that was made from answers of at least this confidence.

    >>> consensus_source(0.95)
    'consensus>=0.95'
    """
    return f"{CONSENSUS_SOURCE}>={confidence:g}"


def choose_gold(labels: LabelSet, confidence: float) -> Chosen:
    """Items whose label the answers make at least so sure; those with experts' gold are not among them.

    Of a multi-label question it is the whole set that must be so sure.

    Raises:
        UsageError: the confidence is no probability above one half, or more than can be reached without gold.
        NotComputableError: nothing says how sure the labels are.
    """
    if not 0.5 < confidence <= 1:
        raise UsageError(f"a confidence of {confidence:g} chooses no gold", remedy="Give one such as 0.95.")
    sure = labels.calibration
    if not sure.known:
        raise NotComputableError(
            f"the labels of {labels.question.name} are {sure}, so how many of them would be wrong is not known",
            remedy=f"Have {FEWEST_GOLD} items judged by an expert and add them with oeq gold add."
            if labels.set_coverage is None
            else f"Ask for more answers: {FEW_ANSWERS} of them, {FEW_PER_ANNOTATOR} of the typical annotator.",
        )
    if confidence > sure.most:
        raise UsageError(
            f"no label is made surer than {sure.most:.3f} here ({sure}): where all agree, some are still wrong",
            remedy=f"Ask for at most that, or add experts' gold for {FEWEST_GOLD} items or more, which says how sure "
            "to be.",
        )
    answered = labels.table.filter((pl.col("status") != LabelStatus.GOLD.value) & pl.col("label").is_not_null())
    if labels.set_coverage is None:
        answered = answered.with_columns(labels=pl.concat_list("label"), sure="confidence")
    else:
        answered = answered.with_columns(sure="set_confidence")
    table = answered.filter(pl.col("sure") >= confidence).select("item", "labels", confidence="sure")
    expected = float((1 - table["confidence"]).mean()) if table.height else None  # type: ignore[arg-type]  # not empty
    low, high = None, None
    if expected is not None and labels.set_coverage is None:
        low, high = (min(bound, 1.0) for bound in record.wrong_bounds(expected, with_gold=sure.n_gold > 0))
    source, coverage = consensus_source(confidence), labels.set_coverage or labels.coverage
    return Chosen(labels.question.name, source, table, expected, low, high, coverage)


def sureness(one: LabelSet) -> tuple[str, ...]:
    """What the confidences are worth, in sentences."""
    found = [f"Labels were made by {one.method}."]
    if one.calibration.basis is Basis.GOLD:
        found.append(certified(one))
    else:
        found += [record.sentence(), record.ceiling()] if one.set_coverage is None else [record.SETS]
    if one.dependence is not None:
        found.append(f"{percent(one.dependence, 1)} of the labels depend on the algorithm: others name another label.")
    return tuple(found)


def certified(labels: LabelSet) -> str:
    """What gold certifies of the labels, in a sentence."""
    it = labels.certificate
    if it is None:
        return (
            f"Gold for {labels.coverage.n_gold:,} items certifies no confidence from which on at most "
            f"{percent(ALLOWED)} are wrong; that takes some {ENOUGH_TO_CERTIFY} items."
        )
    return (
        f"Certified on gold: of the {percent(it.share)} of the labels with a confidence of {it.threshold:.3f} or more, "
        f"at most {percent(it.bound)} are wrong ({it.n_wrong:,} of {it.n_gold:,} with gold are; Clopper-Pearson, "
        f"{percent(LEVEL)})."
    )


def wrong_ones(chosen: Chosen, n_gold: int) -> str:
    """How many of the chosen items may be wrong: a number where gold says how sure to be, else from where to where."""
    n = chosen.table.height
    expected = f"{(chosen.expected_wrong or 0.0) * n:.1f}"
    if chosen.wrong_low is None or chosen.wrong_high is None:
        return f"some {expected} of them are expected to be wrong"
    if n_gold:
        return f"some {expected} of them are expected to be wrong. {record.chosen(with_gold=True)}"
    return (
        f"{chosen.wrong_low * n:.0f} to {math.ceil(chosen.wrong_high * n):,} of them may be wrong, {expected} by the "
        f"models. {record.chosen(with_gold=False)} Gold of {FEWEST_GOLD} items says it within a factor of two."
    )


def for_store(chosen: Chosen) -> pl.DataFrame:
    """The rows as `Store.save_gold` takes them."""
    return chosen.table.select("item", pl.lit(chosen.question).alias("question"), "labels")


def expert(name: str) -> str:
    """An expert's name as a source of gold.

    Raises:
        UsageError: it is empty, or would pass for gold from an export or from consensus.
    """
    plain = name.strip()
    if not plain or plain.casefold().startswith(RESERVED_SOURCES):
        raise UsageError(
            f"{name!r} cannot stand for an expert", remedy="Give the name of the person who adjudicated, with --by."
        )
    return plain


def split_items(
    items: Sequence[str], groups: Mapping[str, str], by: str, salt: str = "", shares: Mapping[str, float] | None = None
) -> Splits:
    """Put every item in a split, by a hash of its group: the same in every run and every later release.

    A group goes whole, so nothing of a speaker or a video stands on both sides. Shares are met on average.

    Args:
        items: their names; groups: item -> value of the attribute `by`; an item without one is a group of its own.
        salt: changes all splits together; shares: split -> share, summing to 1.

    Raises:
        UsageError: the shares do not sum to 1.
    """
    wanted = dict(shares or SHARES)
    if any(share < 0 for share in wanted.values()) or abs(sum(wanted.values()) - 1) > 1e-9:
        raise UsageError(f"shares of {', '.join(f'{s:g}' for s in wanted.values())} do not make a whole")
    names = [(item, groups.get(item)) for item in items]
    # A prefix keeps an item from falling into the group that happens to be called like it.
    keys = [f"group:{group}" if group is not None else f"item:{item}" for item, group in names]
    table = pl.DataFrame(
        {
            "item": [item for item, _ in names],
            "group": [group if group is not None else item for item, group in names],
            "split": [_split(key, salt, wanted) for key in keys],
        },
        schema={"item": pl.String, "group": pl.String, "split": pl.String},
    )
    return Splits(by, table, sum(group is None for _, group in names))


def splits_of(store: Store, question: str, by: str, salt: str = "") -> Splits:
    """Split the items of a question that have gold, or all answered ones where none has.

    Raises:
        UsageError: items have no such attribute.
        NotComputableError: there are no items.
    """
    gold = store.gold(question)["item"].unique().sort()
    items = gold if len(gold) else store.panel(question).items
    if not len(items):
        raise NotComputableError(f"no item of {question!r} has gold or an answer")
    attributes = store.item_attributes()
    if by and by not in attributes["name"]:
        raise UsageError(f"items have no attribute {by!r}", remedy=one_of(by, attributes["name"].unique().sort()))
    mine = attributes.filter(pl.col("name") == by)
    return split_items(items.to_list(), dict(mine.select("key", "value").iter_rows()), by, salt)


def _split(key: str, salt: str, shares: Mapping[str, float]) -> str:
    digest = hashlib.sha256(f"{salt}\x1f{key}".encode()).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    for name, share in shares.items():
        if place < share:
            return name
        place -= share
    return next(reversed(list(shares)))
