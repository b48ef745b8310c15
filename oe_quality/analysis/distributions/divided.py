"""The distributions of a store's questions: shares, divided items, and groups of annotators apart."""

from __future__ import annotations

import math
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oe_quality.analysis.distributions import shares
from oe_quality.analysis.distributions.door_results import Divided, DividedItem, GroupsApart, PairApart
from oe_quality.analysis.distributions.results import Distributions
from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.data.chunk import Chunk, SetChunk
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.distributions import between
from oe_quality.kernel.distributions.ambiguity import ambiguity
from oe_quality.kernel.distributions.between import Apart, Given
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.results import Estimate, Interval
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

METHOD, POPULATION = "jackknife over annotators, Student's t", "new annotators of these groups, these items"
POSTERIOR = "posterior of shares, Dirichlet in common"
MOST_GROUPS = 12
FEWEST = 5
"""Annotators below which a group is not held against another."""


def distributions(store: Store, question: str, *, by: str = "", level: float = 0.95) -> Distributions:
    """How the answers to one question are distributed: shares, the long tail, what goes together, disagreement.

    Args:
        store: the answers; question: its name.
        by: an attribute of annotators, or of items, to tell shares apart by.
        level: nominal coverage of the intervals, which are clustered by item and annotator.

    Returns:
        Shares (0..1) or means with their intervals, the probability that the next label is a new one (Good-Turing), and
        disagreement within and beyond items; entropies in bits have the bias of few answers taken out.

    Raises:
        UsageError: no such question or attribute.

    Source: Cameron, Gelbach & Miller 2011 (intervals); Good 1953 (unseen labels); Miller 1955 and Grassberger 2003
    (entropies).

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.distributions(store, "label")
    >>> found.long_tail.n_labels, found.long_tail.unseen
    (2, 0.0)
    """
    panel = store.panel(question, repeats="all")
    if not by:
        return shares.distributions(panel, level=level)
    tables = {"annotators": store.annotator_attributes(), "items": store.item_attributes()}
    for whose, table in tables.items():
        if (table["name"] == by).any():
            kind: shares.Whose = "annotators" if whose == "annotators" else "items"
            return shares.distributions(panel, attributes=table, by=by, whose=kind, level=level)
    known = sorted({name for table in tables.values() for name in table["name"].unique().to_list()})
    raise UsageError(f"nothing to tell shares apart by is called {by!r}", remedy=one_of(by, known) if known else "")


def divided(store: Store, question: str, *, level: float = 0.9, seed: int = 0) -> Divided:
    """Items in the order in which annotators are divided about them, with how sure that order is.

    Args:
        store: the answers; question: one with labels.
        level: coverage of the bounds of disagreement and of ranks; seed: of the draws behind them.

    Returns:
        Every item's disagreement (the chance that two answers differ, 0..1, free of the bias of few answers), and its
        place among all with bounds; three answers hardly rank items, twenty to fifty do.

    Raises:
        UsageError: no such question, or one of numbers or free text.
        NotComputableError: nobody answered.

    Source: Simpson 1949 (unbiased disagreement); Minka 2000 (Dirichlet in common).

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aaabbbccc"], "annotator": [*"xyz"] * 3, "label": [*"pqrpppqqp"]}
    >>> with oeq.from_frame(answers) as store:
    ...     found = oeq.divided(store, "label")
    >>> [(row.item, round(row.disagreement, 2)) for row in found.items]
    [('a', 1.0), ('c', 0.67), ('b', 0.0)]
    """
    panel = store.panel(question)
    given = _given(panel)
    n_items, _, k = given.shape
    counts = np.bincount(given.item.astype(np.int64) * k + given.label, minlength=n_items * k).reshape(n_items, k)
    answered = np.flatnonzero(counts.sum(axis=1) > 0)
    if not len(answered):
        raise NotComputableError(f"nobody answered {question}")
    found = ambiguity(counts[answered].astype(float), level, seed)
    order = np.lexsort((answered, found.rank))
    rows = []
    for row in order.tolist():
        interval = Interval(float(found.low[row]), float(found.high[row]), level, POSTERIOR, "this item")
        n = int(counts[answered[row]].sum())
        own = float(found.disagreement[row])
        expected = Estimate(float(np.clip(found.expected[row], interval.low, interval.high)), interval, 1, 0, n)
        rank = (float(found.rank[row]), int(found.rank_low[row]), int(found.rank_high[row]))
        rows.append(DividedItem(panel.items[int(answered[row])], n, None if math.isnan(own) else own, expected, *rank))
    reliability = None if math.isnan(found.reliability) else found.reliability
    return Divided(question, tuple(rows), found.concentration, reliability, level, seed, panel.left_out)


def groups_apart(
    store: Store, question: str, by: str, *, level: float = 0.95, permutations: int = 499, seed: int = 0
) -> GroupsApart:
    """How far the labels of groups of annotators lie apart, on the items that both of two groups answered.

    Args:
        store: the answers; question: one with labels; by: an attribute of annotators.
        level: nominal coverage of the intervals; permutations, seed: of annotators between groups.

    Returns:
        Every pair of groups by Jensen-Shannon divergence (bits, 0..1), total variation and Hellinger distance (0..1) of
        their distributions, and by the mean Jensen-Shannon divergence per item; each with what chance alone gives, an
        interval over annotators with the bias of few taken out, and a p value.

    Raises:
        UsageError: no such question or attribute, a question without labels, or not two groups of five annotators.

    Source: Lin 1991 (Jensen-Shannon); annotators are moved between groups, as answers may not be (Fisher 1935).

    >>> import oe_quality as oeq
    >>> people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    >>> rows = [(f"i{i}", who, "pq"[site == "n" and i % 2], site) for i in range(8) for site, who in people]
    >>> names = ("item", "annotator", "label", "site")
    >>> answers = dict(zip(names, map(list, zip(*rows)), strict=True))
    >>> with oeq.from_frame(answers, annotator_attributes="site") as store:
    ...     (pair,) = oeq.groups_apart(store, "label", "site", permutations=99).pairs
    >>> pair.first, pair.second, pair.total_variation.value
    ('n', 's', 0.5)
    """
    table = store.annotator_attributes()
    known = table["name"].unique().sort().to_list()
    if by not in known:
        raise UsageError(f"no annotator has the attribute {by!r}", remedy=one_of(by, known) if known else "")
    panel = store.panel(question)
    given = _given(panel)
    group_of = dict(table.filter(pl.col("name") == by).drop_nulls("value").select("key", "value").iter_rows())
    group = np.array([group_of.get(key, "") for key in panel.annotators.to_list()], dtype=object)
    present = np.bincount(given.annotator, minlength=panel.n_annotators) > 0
    sizes = {name: int((present & (group == name)).sum()) for name in sorted(set(group_of.values()))}
    large = [name for name, size in sizes.items() if size >= FEWEST]
    if not 2 <= len(large) <= MOST_GROUPS:
        raise UsageError(
            f"{by!r} makes {len(large)} groups of {FEWEST} annotators or more, and 2 to {MOST_GROUPS} are compared",
            remedy="Take another attribute.",
        )
    rows = []
    for first, second in combinations(large, 2):
        masks = present & (group == first), present & (group == second)
        found = between.apart(given, *masks, level=level, permutations=permutations, seed=seed)
        rows.append(_pair(first, second, found, sizes[first] + sizes[second], level))
    q = adjusted(np.array([np.nan if row.p_value is None else row.p_value for row in rows]))
    small = tuple(f"{name} ({size})" for name, size in sizes.items() if 0 < size < FEWEST)
    paired = zip(rows, q, strict=True)
    pairs = tuple(row.with_q(float(one)) for row, one in paired)
    return GroupsApart(question, by, pairs, small, level, permutations, seed, panel.left_out)


def _given(panel: AnyPanel) -> Given:
    """Labels given, of the last answer of each annotator to each item.

    Raises:
        UsageError: the question has no labels.
    """
    data = panel.data
    if not isinstance(data, (Chunk, SetChunk)):
        raise UsageError(
            f"{panel.question.name} has numbers, and distributions of labels are asked for",
            remedy="Of numbers: oeq agreement --limits, or oeq annotators --severity.",
        )
    kept = keep_responses(data, last_answers(data))
    item, annotator = kept.items(), kept.annotator
    if isinstance(kept, SetChunk):
        entries = kept.responses_of_entries()
        item, annotator = item[entries], annotator[entries]
    return Given(item, annotator, kept.label, (panel.n_items, panel.n_annotators, len(panel.labels)))


def _pair(first: str, second: str, found: Apart | None, n_annotators: int, level: float) -> PairApart:
    """One pair, without its q value."""
    if found is None:
        nothing = Estimate(None, None, 0, n_annotators, undefined="no item was answered by both groups")
        return PairApart(first, second, nothing, nothing, nothing, nothing, (None,) * 4, None, None)
    estimates = []
    for d in range(len(between.DISTANCES)):
        interval, note = None, "no interval: without one annotator nothing can be compared"
        if math.isfinite(found.corrected[d]):
            low, high = min(found.low[d], found.value[d]), max(found.high[d], found.value[d])
            interval, note = Interval(float(low), float(high), level, METHOD, POPULATION), ""
        estimates.append(Estimate(float(found.value[d]), interval, found.n_items, n_annotators, note=note))
    chance = tuple(float(one) if math.isfinite(one) else None for one in found.by_chance)
    js, tv, hellinger, per_item = estimates
    return PairApart(
        first, second, js, tv, hellinger, per_item, chance, float(found.p_value[0]), float(found.p_value[3])
    )
