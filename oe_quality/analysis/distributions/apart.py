"""Groups of annotators apart: how far the distributions of their labels lie from one another."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import polars as pl

from oe_quality.analysis.distributions.apart_results import GroupsApart, PairApart
from oe_quality.analysis.distributions.variables import labels_given
from oe_quality.errors import UsageError
from oe_quality.kernel.distributions import between
from oe_quality.kernel.distributions.between import Apart
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.results import Estimate, Interval
from oe_quality.store import Store
from oe_quality.suggest import one_of

METHOD, POPULATION = "jackknife over annotators, Student's t", "new annotators of these groups, these items"
MOST_GROUPS = 12
FEWEST = 5
"""Annotators below which a group is not held against another."""


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
    given = labels_given(panel)
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
    q = adjusted(np.array([np.nan if row.p_value is None else row.p_value for row in rows]), "by")
    small = tuple(f"{name} ({size})" for name, size in sizes.items() if 0 < size < FEWEST)
    paired = zip(rows, q, strict=True)
    pairs = tuple(row.with_q(float(one)) for row, one in paired)
    return GroupsApart(question, by, pairs, small, level, permutations, seed, panel.left_out)


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
