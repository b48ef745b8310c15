"""Do two groups of annotators agree as they agree among themselves? Cross-replication reliability."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from oe_quality.analysis.distributions.variables import AnyPanel, comparable
from oe_quality.analysis.reliability.results import CrossedRow, CrossedStudy
from oe_quality.errors import UsageError
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.reliability.replication import cross_replication
from oe_quality.scales import Scale
from oe_quality.suggest import one_of

if TYPE_CHECKING:
    from oe_quality.store import Store

MOST_GROUPS = 12
"""More groups than this make a table of pairs that nobody reads."""


def xrr(store: Store, by: str, question: str | None = None, *, level: float = 0.95, seed: int = 0) -> CrossedStudy:
    """Cross-replication reliability (Wong, Paritosh & Aroyo 2021) of every pair of groups of annotators.

    Args:
        store: the answers.
        by: an attribute of annotators, such as a country, or the collection that they worked in.
        question: one question; by default all but free text.
        level: nominal coverage of the two-way jackknife's intervals; seed: of the groups that it leaves out.

    Returns:
        A row per pair of groups: xRR, xRR over the geometric mean of both alphas, and both alphas, each 1 at most.

    Raises:
        UsageError: no annotator has the attribute, it has one value or more than a dozen, or no such question.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aaaabbbb"], "who": [*"wxyzwxyz"], "site": [*"nnss"] * 2, "label": [*"ppppqqqq"]}
    >>> with oeq.from_frame(answers, annotator="who", label="label", annotator_attributes="site") as store:
    ...     (row,) = oeq.xrr(store, "site").rows
    >>> row.first, row.second, row.xrr.value
    ('n', 's', 1.0)
    """
    attributes = store.annotator_attributes()
    known = attributes["name"].unique().sort().to_list()
    if by not in known:
        raise UsageError(f"no annotator has the attribute {by!r}", remedy=one_of(by, known) if known else "")
    values = attributes.filter(pl.col("name") == by).drop_nulls("value")
    group_of = dict(zip(values["key"], values["value"], strict=True))
    n_groups = len(set(group_of.values()))
    if not 2 <= n_groups <= MOST_GROUPS:
        remedy = f"Take an attribute with 2 to {MOST_GROUPS} values."
        raise UsageError(f"{by!r} makes {n_groups} groups of annotators, and pairs are compared", remedy=remedy)
    names = [question] if question else [q.name for q in store.questions() if q.scale is not Scale.TEXT]
    panels = (store.panel(name) for name in names)
    return CrossedStudy(by, tuple(row for panel in panels for row in xrr_of(panel, group_of, level=level, seed=seed)))


def xrr_of(panel: AnyPanel, group_of: dict[str, str], *, level: float = 0.95, seed: int = 0) -> tuple[CrossedRow, ...]:
    """Every pair of groups on one panel; `group_of` gives an annotator's key its group."""
    chunk, distance, n_values = comparable(panel)
    chunk = keep_responses(chunk, last_answers(chunk))
    group = np.array([group_of.get(key, "") for key in panel.annotators.to_list()], dtype=object)
    rows = []
    for first, second in combinations(sorted(set(group_of.values())), 2):
        found = cross_replication(chunk, group == first, group == second, distance, n_values, level=level, seed=seed)
        parts = (found.xrr, found.normalised, found.first_alpha, found.second_alpha)
        rows.append(CrossedRow(panel.question.name, first, second, *parts))
    return tuple(rows)
