"""Do groups of annotators (by language, experience, pay, gender) answer otherwise?

The annotator is the sampling unit throughout: differences are between mean annotators on the same items,
tests permute annotators, intervals count annotators. A group of fewer than five annotators is not
compared, and what could have been found is said beside what was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.distributions.group_results import GroupCohesion, GroupDifference, Groups
from oe_quality.analysis.distributions.variables import AnyPanel, Variables, comparable, variables_of
from oe_quality.errors import UsageError
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.distributions.group_contrast import Contrast, Levels, contrast, levels
from oe_quality.kernel.reliability.replication import cohesion
from oe_quality.kernel.uncertainty.fdr import Control, adjusted
from oe_quality.plaintext import percent
from oe_quality.progress import Progress, silent
from oe_quality.results import Estimate, Interval

METHOD = "Student's t over annotators"
POPULATION = "new annotators of these groups, these items"
MOST_LEVELS = 6
"""A numeric attribute with more distinct values than this is cut at its median."""

MOSTLY_SHARED = 0.5
"""Share of items with answers of several groups from which groups are compared on the same items."""


@dataclass(frozen=True, slots=True, eq=False)
class _Grouping:
    """One attribute: its groups' names and, per annotator, the place of their group, -1 for none."""

    attribute: str
    names: tuple[str, ...]
    group: NDArray[np.int64]


def groups(
    panel: AnyPanel,
    attributes: pl.DataFrame,
    *,
    only: Sequence[str] | None = None,
    minimum: int = 5,
    permutations: int = 1_999,
    correction: Control = "by",
    with_cohesion: bool = True,
    level: float = 0.95,
    seed: int = 0,
    progress: Progress = silent,
) -> Groups:
    """Compare the groups of each attribute on one question, each group with the others together.

    Args:
        panel: the answers, as `Store.panel` gives them.
        attributes: columns key (annotator), name, value, as `Store.annotator_attributes` gives them.
            Numbers with many values are cut at their median.
        only: names of attributes to compare; all by default.
        minimum: fewest annotators of a group.
        permutations: of annotators, per comparison; the smallest p-value is 1 / (permutations + 1).
        correction: false-discovery control over all comparisons. Those share annotators, so the default
            is the one that holds under dependence.
        with_cohesion: also whether each group agrees more within than across (slower).

    Raises:
        UsageError: an attribute in `only` that no annotator has.
    """
    found = _groupings(panel, attributes, only)
    kept = [g for g in (_without_small(g, minimum) for g in found) if len(g.names) >= 2]
    variables = variables_of(panel)
    comparisons = [(g, place) for g in kept for place in range(len(g.names) if len(g.names) > 2 else 1)]
    sides = [(g.group == place, (g.group >= 0) & (g.group != place)) for g, place in comparisons]
    levelled = levels(variables.values, panel.data.items(), panel.data.annotator, panel.n_annotators, sides)
    rows: list[GroupDifference] = []
    for done, (grouping, place) in enumerate(comparisons):
        progress(f"comparing groups by {grouping.attribute}", done, len(comparisons))
        stretch = levelled.stretch[done]
        result = contrast(levelled, *sides[done], permutations=permutations, seed=seed + done, stretch=stretch)
        rows += _differences(panel, variables, grouping, place, levelled, result, level)
    cohesions = [_cohesion(panel, g, place, level, seed) for g, place in comparisons] if with_cohesion else []
    progress("comparing groups", len(comparisons), len(comparisons))
    return Groups(
        question=panel.question.name,
        unit=variables.unit,
        differences=_with_q_values(rows, correction),
        cohesion=tuple(cohesions),
        too_small=tuple(line for g in found for line in _small(g, minimum)),
        minimum=minimum,
        permutations=permutations,
        correction=correction,
        seed=seed,
        left_out=panel.left_out,
        warnings=(*variables.warnings, *filter(None, (_other_items(panel, g) for g in kept))),
    )


def _other_items(panel: AnyPanel, grouping: _Grouping) -> str:
    """A caution where the groups saw different items; empty where they shared most."""
    group = grouping.group[panel.data.annotator]
    seen = np.zeros((panel.n_items, len(grouping.names)), dtype=np.bool_)
    seen[panel.data.items()[group >= 0], group[group >= 0]] = True
    n_groups = seen.sum(axis=1)
    shared = float((n_groups[n_groups > 0] > 1).mean()) if (n_groups > 0).any() else 1.0
    if shared >= MOSTLY_SHARED:
        return ""
    return (
        f"{grouping.attribute}: the groups saw different items ({percent(shared)} of the items have answers of two "
        "groups or more), so a difference may be that of the items. Bounds and p-values reckon with items that fell "
        "to the groups by chance, not with items that were chosen for them."
    )


def _groupings(panel: AnyPanel, attributes: pl.DataFrame, only: Sequence[str] | None) -> list[_Grouping]:
    """Every attribute of the annotators who answered, ascending by name."""
    names = sorted(set(attributes["name"].to_list()))
    unknown = sorted(set(only or ()) - set(names))
    if unknown:
        raise UsageError(
            f"no annotator has the attribute {unknown[0]!r}", remedy=f"Known attributes: {', '.join(names) or 'none'}."
        )
    code = {key: a for a, key in enumerate(panel.annotators.to_list())}
    answered = np.bincount(panel.data.annotator, minlength=panel.n_annotators) > 0
    found = []
    for name in names if only is None else [n for n in names if n in only]:
        rows = attributes.filter(pl.col("name") == name).drop_nulls("value")
        known = {code[k]: v for k, v in zip(rows["key"], rows["value"], strict=True) if k in code and answered[code[k]]}
        values = _cut(known)
        levels_found = tuple(sorted(set(values.values())))
        group = np.full(panel.n_annotators, -1, dtype=np.int64)
        for annotator, value in values.items():
            group[annotator] = levels_found.index(value)
        found.append(_Grouping(name, levels_found, group))
    return found


def _cut(values: dict[int, str]) -> dict[int, str]:
    """Annotator -> group; numbers with many distinct values are cut at their median."""
    try:
        numbers = {annotator: float(value) for annotator, value in values.items()}
    except ValueError:
        return values
    if len(set(numbers.values())) <= MOST_LEVELS or not all(map(math.isfinite, numbers.values())):
        return values
    median = float(np.median(list(numbers.values())))
    return {a: f"above {median:g}" if x > median else f"up to {median:g}" for a, x in numbers.items()}


def _small(grouping: _Grouping, minimum: int) -> list[str]:
    sizes = [int((grouping.group == g).sum()) for g in range(len(grouping.names))]
    pairs = zip(grouping.names, sizes, strict=True)
    return [f"{grouping.attribute}: {name} ({size})" for name, size in pairs if size < minimum]


def _without_small(grouping: _Grouping, minimum: int) -> _Grouping:
    kept = [g for g in range(len(grouping.names)) if (grouping.group == g).sum() >= minimum]
    group = np.full(len(grouping.group), -1, dtype=np.int64)
    for place, g in enumerate(kept):
        group[grouping.group == g] = place
    return _Grouping(grouping.attribute, tuple(grouping.names[g] for g in kept), group)


def _differences(
    panel: AnyPanel,
    variables: Variables,
    grouping: _Grouping,
    place: int,
    levelled: Levels,
    found: Contrast,
    level: float,
) -> list[GroupDifference]:
    """One per variable; the q-values come later, over all comparisons."""
    low, high = found.bounds(level)
    widest = _widest(panel, variables)
    low = np.minimum(np.maximum(low, -widest), found.difference)
    high = np.maximum(np.minimum(high, widest), found.difference)
    detectable = found.detectable()
    responses = np.bincount(panel.data.annotator, minlength=panel.n_annotators)
    rows = []
    for v, part in enumerate(variables.names):
        counted = (grouping.group >= 0) & (levelled.weight[:, v] > 0)
        n_group = int((counted & (grouping.group == place)).sum())
        counts = (panel.n_items, int(counted.sum()), int(responses[counted].sum()))
        defined = math.isfinite(found.p_value[v]) and math.isfinite(low[v]) and math.isfinite(high[v])
        if defined:
            interval = Interval(float(low[v]), float(high[v]), level, METHOD, POPULATION)
            difference = Estimate(float(found.difference[v]), interval, *counts)
        else:
            difference = Estimate(None, None, *counts, undefined="these annotators do not differ among themselves")
        rows.append(
            GroupDifference(
                attribute=grouping.attribute,
                group=grouping.names[place],
                others=tuple(name for g, name in enumerate(grouping.names) if g != place),
                part=part,
                n_group=n_group,
                n_others=int(counted.sum()) - n_group,
                difference=difference,
                standardised=_finite(found.standardised[v]) if defined else None,
                p_value=float(found.p_value[v]) if defined else None,
                q_value=None,
                detectable=_finite(detectable[v]) if defined else None,
            )
        )
    return rows


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _widest(panel: AnyPanel, variables: Variables) -> float:
    """The largest difference that is possible: 1 between shares, the length of the scale between ratings."""
    low, high = (0.0, 1.0) if variables.are_labels else panel.question.ends
    return high - low


def _with_q_values(rows: Sequence[GroupDifference], correction: Control) -> tuple[GroupDifference, ...]:
    q = adjusted(np.array([np.nan if row.p_value is None else row.p_value for row in rows]), correction)
    return tuple(
        row if row.p_value is None else replace(row, q_value=float(value)) for row, value in zip(rows, q, strict=True)
    )


def _cohesion(panel: AnyPanel, grouping: _Grouping, place: int, level: float, seed: int) -> GroupCohesion:
    """The group against the other groups of its attribute."""
    inside = grouping.group == place
    chunk, distance, n_values = comparable(panel)
    kept = keep_responses(chunk, (grouping.group >= 0)[chunk.annotator])
    found = cohesion(kept, inside, distance, n_values, level=level, groups=20, permutations=199, seed=seed)
    return GroupCohesion(grouping.attribute, grouping.names[place], int(inside.sum()), found)
