"""By how much do two annotators' ratings differ, in the ratings' own unit? Limits of agreement."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.analysis.reliability.results import LimitsRow, LimitsStudy
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import RatingChunk
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.reliability.concordance import concordance
from oe_quality.kernel.reliability.limits import Limits, limits_of_agreement, limits_with_repeats
from oe_quality.kernel.reliability.rating_pairs import pairs
from oe_quality.results import Estimate
from oe_quality.scales import Question

if TYPE_CHECKING:
    from oe_quality.store import Store


def limits(store: Store, question: str | None = None, *, level: float = 0.95) -> LimitsStudy:
    """Limits of agreement (Bland & Altman 1999, 2007) and Lin's concordance of every pair of annotators.

    Where an item was rated on several occasions, all ratings tell how far single ones differ; concordance is of the
    last ones.

    Args:
        store: the ratings.
        question: a question with numbers; by default all of them.
        level: nominal coverage of the intervals of bias, limits and concordance. The limits hold 95 of 100 differences.

    Returns:
        A row per pair of annotators who share three items: bias, limits and concordance with their intervals, in the
        ratings' unit.

    Raises:
        UsageError: the question has no numbers, or no question has.

    >>> import oe_quality as oeq
    >>> ratings = {"item": [*"aabbcc"], "annotator": [*"xy"] * 3, "score": [1.0, 1.5, 2.0, 2.0, 3.0, 4.0]}
    >>> with oeq.from_frame(ratings, value="score") as store:
    ...     (row,) = oeq.limits(store, "score").rows
    >>> [round(one.value, 2) for one in (row.lower, row.bias, row.upper)]
    [-0.48, 0.5, 1.48]
    """
    asked = [store.question(question)] if question else list(store.questions())
    numeric = [q for q in asked if q.scale.is_numeric]
    if not numeric:
        what = f"{asked[0].name} is {asked[0].scale}" if question else "no question of this store is of numbers"
        raise UsageError(f"{what}, and limits of agreement are of numbers", remedy="Load it with --scale Q=interval.")
    return LimitsStudy(
        tuple(row for q in numeric for row in limits_of(store.panel(q.name, repeats="all"), level=level))
    )


def limits_of(panel: AnyPanel, *, level: float = 0.95) -> tuple[LimitsRow, ...]:
    """Every pair of annotators of one panel of numbers who share three items, ascending by aliases."""
    every = panel.data
    assert isinstance(every, RatingChunk)
    data = keep_responses(every, last_answers(every))
    table, items, aliases = pairs(data, panel.n_annotators), data.items(), panel.aliases.to_list()
    rows = []
    for a, b in zip(table.first, table.second, strict=True):
        # Which of the two is second is told by their aliases, not by the order of their keys.
        a, b = sorted((int(a), int(b)), key=aliases.__getitem__)
        mine, theirs = data.annotator == a, data.annotator == b
        x, y = (data.value[one & np.isin(items, items[other])] for one, other in ((mine, theirs), (theirs, mine)))
        if len(x) < table.minimum:
            continue
        found = _repeated(every, a, b, level) if len(every.value) > len(data.value) else None
        found = found or limits_of_agreement(x, y, level=level)
        ccc = concordance(x, y, level=level).ccc
        bias, lower, upper = (_possible(one, panel.question) for one in (found.bias, found.lower, found.upper))
        rows.append(LimitsRow(panel.question.name, aliases[a], aliases[b], bias, lower, upper, ccc))
    return tuple(sorted(rows, key=lambda row: (row.first, row.second)))


def _possible(it: Estimate, question: Question) -> Estimate:
    """With bounds that two ratings on the question's scale can differ by."""
    low, high = question.ends
    if it.interval is None or it.value is None or not math.isfinite(high - low):
        return it
    widest = max(high - low, abs(it.value))
    bounds = max(it.interval.low, -widest), min(it.interval.high, widest)
    return replace(it, interval=replace(it.interval, low=bounds[0], high=bounds[1]))


def _repeated(every: RatingChunk, first: int, second: int, level: float) -> Limits | None:
    """Of all ratings of the items that both rated; None where neither rated any of these twice."""
    items = every.items().astype(np.int64)
    mine, theirs = every.annotator == first, every.annotator == second
    shared = np.intersect1d(items[mine], items[theirs])
    rows = [np.flatnonzero(one & np.isin(items, shared)) for one in (mine, theirs)]
    if all(len(one) == len(shared) for one in rows):
        return None
    x, y = rows
    return limits_with_repeats(every.value[x], items[x], every.value[y], items[y], level=level)
