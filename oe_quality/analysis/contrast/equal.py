"""Is agreement the same in all groups of items, annotators or times?"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.agreement.by_slice import Grouping, grouping
from oe_quality.analysis.agreement.catalogue import CHOICE
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.contrast.results import EqualAgreement, PairDifference
from oe_quality.analysis.contrast.sides import Measure, apart, measured, spec_of
from oe_quality.analysis.distributions.variables import AnyPanel
from oe_quality.errors import UsageError
from oe_quality.kernel.agreement.common_kappa import common_kappa
from oe_quality.kernel.data.select import keep_responses, last_answers
from oe_quality.kernel.uncertainty import homogeneity, jackknife
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.kernel.uncertainty.homogeneity import Homogeneity
from oe_quality.kernel.uncertainty.moves import moves
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS, NEW_ITEMS

if TYPE_CHECKING:
    from oe_quality.store import Store

MOST_GROUPS = 30
"""More groups than this are no groups, but an identifier."""


def equal_agreement(
    store: Store,
    question: str,
    by: str,
    *,
    coefficient: str = "alpha",
    level: float = 0.95,
    smallest: int = 30,
) -> EqualAgreement:
    """Test whether agreement on a question is the same in all groups by an attribute.

    Groups of items share their annotators, groups of annotators their items; the test knows it, since whatever is left
    out by the jackknife is left out of every group at once.

    Args:
        store: what was asked; question: its name.
        by: an attribute of items or annotators, or time:year, time:month, time:week, time:day.
        coefficient: one whose units can be left out; "alpha" is that of the question's own scale.
        level: nominal coverage of the intervals, 0.5 to below 1.
        smallest: items with two or more answers that a group needs to have a part in it.

    Returns:
        Each group's coefficient, a test of all at once, and the difference of every two.

    Raises:
        UsageError: no such question, coefficient or attribute, fewer than two groups that are large enough, or more
            than thirty.
        NotComputableError: the question is free text.

    Source: Hotelling 1931, on the two-way jackknife (Cameron, Gelbach & Miller 2011); for groups that share nothing
    Fleiss, Levin & Paik 2003, sec. 18.1; for two labels and two annotators Donner, Eliasziw & Klar 1996.

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccddeeff"], "annotator": [*"xy"] * 6, "label": [*"ppqqpqqqpppp"]}
    >>> with oeq.from_frame({**answers, "half": [1] * 6 + [2] * 6}, item_attributes="half") as store:
    ...     found = oeq.equal_agreement(store, "label", "half", coefficient="percent", smallest=3)
    >>> [(side.name, round(side.estimate.value, 3)) for side in found.groups]
    [('1', 0.667), ('2', 1.0)]
    """
    panel = store.panel(question)
    spec = spec_of(prepare(panel.question, panel.data, panel.n_annotators), coefficient)
    group = grouping(store, panel, by)
    sides, too_small = _sides(panel, group, smallest)
    if not 2 <= len(sides) <= MOST_GROUPS:
        raise UsageError(
            f"{by!r} makes {len(sides)} groups with {smallest} items or more that can be compared, and 2 to "
            f"{MOST_GROUPS} are compared",
            remedy="Take another attribute, or another --smallest.",
        )
    found = [measured(name, answers, spec, level) for name, answers in sides]
    test = _test(found)
    return EqualAgreement(
        question,
        by,
        group.unit,
        tuple(one.side for one in found),
        too_small,
        test,
        _apart(found, test),
        _fit(found, panel),
        _pairs(found, level),
        level,
        panel.left_out,
    )


def _sides(panel: AnyPanel, group: Grouping, smallest: int) -> tuple[list[tuple[str, Answers]], tuple[str, ...]]:
    """Groups that are large enough, largest first, and the names of the others."""
    last = last_answers(panel.data)
    parts = [
        (name, prepare(panel.question, keep_responses(panel.data, last & (group.code == g)), panel.n_annotators))
        for g, name in enumerate(group.names)
    ]
    large = [part for part in parts if part[1].table.n_items - part[1].table.n_single >= smallest]
    kept = {name for name, _ in large}
    large.sort(key=lambda part: (-part[1].table.n_responses, part[0]))
    return large, tuple(name for name, _ in parts if name not in kept)


def _test(found: list[Measure]) -> Homogeneity:
    """The test of all groups at once."""
    for one in found:
        if one.statistic is None:
            why = f"{one.side.name}: {one.side.estimate.undefined}"
            return Homogeneity(None, None, "F", (len(found) - 1, 0), NEW_ITEMS, why)
    statistics = [one.statistic for one in found if one.statistic is not None]
    values = np.array([one.value for one in statistics])
    return homogeneity.equal(values, moves(statistics))


def _apart(found: list[Measure], test: Homogeneity) -> Homogeneity | None:
    """The chi-square of groups that share neither items nor annotators, over items alone."""
    if test.statistic is None or _overlap([_items(one) for one in found]):
        return None
    people = [one.answers.table.annotators_present() for one in found]
    if _overlap(people) or min(map(len, people)) >= FEWEST_ANNOTATORS:
        return None
    statistics = [one.statistic for one in found if one.statistic is not None]
    variances = np.array([jackknife.variance(one.without_items()) for one in statistics])
    if not (np.isfinite(variances).all() and (variances > 0).all()):
        return None
    return homogeneity.equal_apart(np.array([one.value for one in statistics]), variances)


def _fit(found: list[Measure], panel: AnyPanel) -> Homogeneity | None:
    """The goodness of fit of one kappa, where two annotators gave each item one of two labels."""
    if panel.question.scale not in CHOICE or len(panel.question.labels) != 2:
        return None
    tables = [one.answers.table for one in found]
    if _overlap([_items(one) for one in found]) or any((table.size > 2).any() for table in tables):
        return None
    counts = np.zeros((len(found), 3), dtype=np.int64)
    for g, table in enumerate(tables):
        both = table.size == 2
        first = table.counts()[:, [0]].toarray().ravel().astype(np.int64)
        np.add.at(counts[g], 2 - first[both], table.frequency[both])
    fit = common_kappa(counts)
    if fit is None:
        return None
    return Homogeneity(fit.statistic, fit.p_value, "chi-square", (fit.degrees,), NEW_ITEMS)


def _pairs(found: list[Measure], level: float) -> tuple[PairDifference, ...]:
    """Every two groups, with q values."""
    rows = [(a.side.name, b.side.name, *apart(a, b, level, None)) for a, b in combinations(found, 2)]
    q = adjusted(np.array([np.nan if p is None else p for *_, p in rows]), "by")
    return tuple(
        PairDifference(a, b, value, p, None if p is None else float(one))
        for (a, b, value, p), one in zip(rows, q, strict=True)
    )


def _items(one: Measure) -> NDArray[np.int64]:
    """Items of a group that can be compared."""
    return np.flatnonzero(np.diff(one.answers.coded.offsets) > 1)


def _overlap(parts: list[NDArray[np.int64]]) -> bool:
    """Whether two of the parts have a code in common."""
    return len(np.unique(np.concatenate(parts))) < sum(map(len, parts))
