"""How answers are distributed: shares, the long tail, what goes together, and where disagreement comes from.

Every interval knows that items and annotators were sampled (`kernel.clustered`). Ambiguity is told from
noise by repeats: what annotators change when they meet an item again is noise, the rest of what divides
them is in the item or in the people.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.analysis.distributions.results import (
    EVERYONE,
    Disagreement,
    Distributions,
    GivenLabel,
    LongTail,
    Share,
    Together,
)
from oe_quality.analysis.distributions.variables import AnyPanel, Variables, comparable, variables_of
from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import RatingChunk, SetChunk
from oe_quality.kernel.data.select import last_answers
from oe_quality.kernel.distributions import divergence
from oe_quality.kernel.distributions.cooccurrence import co_occurrence
from oe_quality.kernel.reliability.replication import Paired, paired, too_many_pairs
from oe_quality.kernel.reliability.retest import NOT_IDENTIFIABLE
from oe_quality.kernel.uncertainty.clustered import Means, means
from oe_quality.kernel.uncertainty.fdr import adjusted
from oe_quality.results import Estimate, Interval
from oe_quality.scales import PATH_SEPARATOR

Whose = Literal["items", "annotators"]


def distributions(
    panel: AnyPanel,
    *,
    attributes: pl.DataFrame | None = None,
    by: str = "",
    whose: Whose = "annotators",
    minimum: int = 5,
    level: float = 0.95,
) -> Distributions:
    """The distributions of one question.

    Args:
        panel: the answers; with `repeats="all"` noise can be told from ambiguity, and shares still count the
            last answer of each annotator to an item only.
        attributes: columns key, name, value, of annotators or of items as `whose` says.
        by: the attribute to tell shares apart by; "" for none.
        minimum: groups with fewer annotators, or items, than this are folded away.
        level: nominal coverage.

    Raises:
        UsageError: `by` is no attribute of theirs.
    """
    last = last_answers(panel.data)
    variables = variables_of(panel)
    groups, folded = _groups(panel, attributes, by, whose, minimum, last)
    shares = [s for name, mask in [(EVERYONE, last), *groups] for s in _shares(panel, variables, name, mask, level)]
    pairs, prior = _together(panel, variables, last, level)
    return Distributions(
        question=panel.question.name,
        by=by,
        shares=tuple(shares),
        folded=folded,
        minimum=minimum,
        long_tail=_long_tail(panel, last) if variables.are_labels else None,
        together=pairs,
        lift_prior=prior,
        disagreement=_disagreement(panel, variables, last, level),
        left_out=panel.left_out,
        warnings=variables.warnings,
        given=_given_labels(panel, last) if variables.are_labels else (),
    )


def _given_labels(panel: AnyPanel, last: NDArray[np.bool_]) -> tuple[GivenLabel, ...]:
    """Every label given, of the largest category first and within it the most frequent first."""
    counts = _label_counts(panel, last)
    rows = [(*_parts(panel, label), int(n)) for label, n in zip(panel.labels, counts, strict=True) if n]
    of_category: dict[str, int] = {}
    for category, _, n in rows:
        of_category[category] = of_category.get(category, 0) + n
    rows.sort(key=lambda row: (-of_category[row[0]], row[0], -row[2], row[1]))
    total = sum(of_category.values())
    return tuple(GivenLabel(c, word, n, n / total, n / of_category[c]) for c, word, n in rows)


def _parts(panel: AnyPanel, label: str) -> tuple[str, str]:
    """Category and word of a label of a hierarchical question; else the label and nothing."""
    if not panel.question.hierarchical:
        return label, ""
    category, _, word = label.partition(PATH_SEPARATOR)
    return category, word


def _label_counts(panel: AnyPanel, last: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(K,) how often each label was given."""
    data = panel.data
    assert not isinstance(data, RatingChunk)
    label = data.label[last[data.responses_of_entries()]] if isinstance(data, SetChunk) else data.label[last]
    return np.bincount(label, minlength=len(panel.labels))


def _groups(
    panel: AnyPanel, attributes: pl.DataFrame | None, by: str, whose: Whose, minimum: int, last: NDArray[np.bool_]
) -> tuple[list[tuple[str, NDArray[np.bool_]]], tuple[str, ...]]:
    """(name, mask (R,)) of each group that is large enough, and "name (n)" of the others."""
    if not by:
        return [], ()
    rows = pl.DataFrame() if attributes is None else attributes.filter(pl.col("name") == by).drop_nulls("value")
    if rows.is_empty():
        raise UsageError(f"{whose} have no attribute {by!r}", remedy="`oeq info` lists what a store knows of them.")
    names = (panel.annotators if whose == "annotators" else panel.items).to_list()
    values = dict(zip(rows["key"].to_list(), rows["value"].to_list(), strict=True))
    of_code = np.array([values.get(name, "") for name in names], dtype=object)
    of_response = of_code[panel.data.annotator if whose == "annotators" else panel.data.items()]
    kept, folded = [], []
    for name in sorted(set(values.values())):
        mask = (of_response == name) & last
        n = min(len(np.unique(panel.data.annotator[mask])), len(np.unique(panel.data.items()[mask])))
        if n >= minimum:
            kept.append((name, mask))
        else:
            folded.append(f"{name} ({n})")
    return kept, tuple(folded)


def _shares(panel: AnyPanel, variables: Variables, group: str, mask: NDArray[np.bool_], level: float) -> list[Share]:
    values = variables.values[mask]
    found = means(values, panel.data.items()[mask], panel.data.annotator[mask])
    low, high = found.share_bounds(level) if variables.are_labels else found.bounds(level, *panel.question.ends)
    chosen = values.sum(axis=0) if variables.are_labels else np.full(len(variables.names), len(values))
    return [
        Share(group, name, int(chosen[v]), _estimate(found, v, low[v], high[v], level))
        for v, name in enumerate(variables.names)
    ]


def _estimate(found: Means, v: int, low: float, high: float, level: float) -> Estimate:
    counts = (found.n_items, found.n_annotators, found.n_responses)
    if not math.isfinite(found.mean[v]):
        return Estimate(None, None, *counts, undefined="nobody answered")
    if not (math.isfinite(low) and math.isfinite(high)):
        return Estimate(float(found.mean[v]), None, *counts, note="no interval: too few, or all alike")
    interval = Interval(float(low), float(high), level, found.method, found.population)
    return Estimate(float(found.mean[v]), interval, *counts, note=found.note)


def _long_tail(panel: AnyPanel, last: NDArray[np.bool_]) -> LongTail:
    counts = _label_counts(panel, last)
    total = int(counts.sum())
    effective = float(divergence.effective_number(counts[None] / total)[0]) if total else None
    reach = [divergence.labels_for_coverage(counts, share) for share in (0.5, 0.8, 0.95)]
    return LongTail(
        int((counts > 0).sum()),
        total,
        int((counts == 1).sum()),
        divergence.unseen_mass(counts),
        divergence.unseen_mass_bound(counts),
        effective,
        *reach,
    )


def _together(
    panel: AnyPanel, variables: Variables, last: NDArray[np.bool_], level: float
) -> tuple[tuple[Together, ...], float | None]:
    if not isinstance(panel.data, SetChunk) or len(variables.names) < 2 or not last.any():
        return (), None
    items, annotators = panel.data.items()[last], panel.data.annotator[last]
    found = co_occurrence(variables.values[last], items, annotators, level=level)
    known = np.isfinite(found.p_value)
    q = adjusted(found.p_value, "by")
    counts = (len(np.unique(items)), len(np.unique(annotators)), int(last.sum()))
    pairs = []
    for p in np.argsort(-np.abs(np.nan_to_num(found.phi)), kind="stable"):
        if known[p]:
            interval = Interval(
                float(found.phi_low[p]), float(found.phi_high[p]), level, found.method, found.population
            )
            phi = Estimate(float(found.phi[p]), interval, *counts)
        else:
            phi = Estimate(None, None, *counts, undefined="one of the two was given always or never, or by too few")
        first, second = variables.names[found.first[p]], variables.names[found.second[p]]
        numbers = (int(found.together[p]), float(found.expected[p]), float(found.lift[p]))
        pairs.append(Together(first, second, *numbers, phi, float(q[p]) if known[p] else None))
    return tuple(pairs), found.shrinkage


def _disagreement(panel: AnyPanel, variables: Variables, last: NDArray[np.bool_], level: float) -> Disagreement:
    chunk, distance, n_values = comparable(panel)
    items, annotators = chunk.items(), chunk.annotator
    too_many = too_many_pairs(items)
    if too_many:
        nothing = Estimate(None, None, undefined=too_many)
        return Disagreement(nothing, nothing, nothing, nothing, distance.name, *_entropies(variables, panel, last))
    pairs = paired(items, chunk.label, distance, chunk.n_items, n_values)
    counts = (len(np.unique(items[last])), len(np.unique(annotators[last])), int(last.sum()))
    same = annotators[pairs.first] == annotators[pairs.second]
    between = ~same & last[pairs.first] & last[pairs.second]
    within_item = _mean_distance(pairs, between, items, annotators, "no item has two annotators", level)
    within_annotator = _mean_distance(pairs, same, items, annotators, NOT_IDENTIFIABLE, level)
    anywhere = pairs.expected(last)
    undefined = "fewer than two answers"
    whole = Estimate(anywhere, None, *counts, note="no interval") if anywhere is not None else None
    ambiguity = Estimate(
        None, None, *counts, undefined=within_annotator.undefined or within_item.undefined or NOT_IDENTIFIABLE
    )
    if within_item.value is not None and within_annotator.value is not None:
        ambiguity = Estimate(within_item.value - within_annotator.value, None, *counts, note="no interval")
    bits = _entropies(variables, panel, last)
    return Disagreement(
        whole or Estimate(None, None, *counts, undefined=undefined),
        within_item,
        within_annotator,
        ambiguity,
        distance.name,
        *bits,
    )


def _mean_distance(
    pairs: Paired,
    which: NDArray[np.bool_],
    items: NDArray[np.int32],
    annotators: NDArray[np.int32],
    why: str,
    level: float,
) -> Estimate:
    """Mean over items of the mean distance of the pairs, with a jackknife interval over items."""
    item = items[pairs.first[which]]
    n_pairs = np.bincount(item, minlength=pairs.n_items)
    known = n_pairs > 0
    who = np.union1d(annotators[pairs.first[which]], annotators[pairs.second[which]])
    counts = (int(known.sum()), len(who), len(np.unique(np.concatenate([pairs.first[which], pairs.second[which]]))))
    if not known.any():
        return Estimate(None, None, *counts, undefined=why)
    each = np.bincount(item, weights=pairs.apart[which], minlength=pairs.n_items)[known] / n_pairs[known]
    value, n = float(each.mean()), len(each)
    if n < 2:
        return Estimate(value, None, *counts, note="no interval: one item only")
    from scipy.special import stdtrit

    half = float(stdtrit(n - 1, 0.5 + level / 2)) * float(each.std(ddof=1)) / math.sqrt(n)
    # Squared differences of numbers have no ceiling; distances between labels and sets end at 1.
    high = value + half if pairs.distance.name == "interval" else min(value + half, 1.0)
    interval = Interval(max(value - half, 0.0), high, level, "Student's t over items", "new items, these annotators")
    return Estimate(value, interval, *counts)


def _entropies(variables: Variables, panel: AnyPanel, last: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """Bits of an answer anywhere, and within an item with two answers or more."""
    if not variables.are_labels or not variables.names or not last.any():
        return None, None
    items = panel.data.items()[last]
    size = np.bincount(items, minlength=panel.n_items)
    counts = np.stack(
        [np.bincount(items, weights=column, minlength=panel.n_items) for column in variables.values[last].T]
    )
    total = int(size.sum())
    many = size >= 2
    if isinstance(panel.data, SetChunk):
        anywhere = sum(_given_or_not(row.sum()[None], np.array([total])).mean() for row in counts)
        within = sum(_given_or_not(row[many], size[many]).mean() for row in counts) if many.any() else None
    else:
        rest = size - counts.sum(axis=0)
        table = np.vstack([counts, rest]).T
        anywhere = divergence.miller_madow(table.sum(axis=0)[None])[0]
        within = divergence.grassberger(table[many]).mean() if many.any() else None
    return float(anywhere), None if within is None else float(within)


def _given_or_not(given: Floats, size: NDArray[np.int64]) -> Floats:
    """(n,) bits of one label's presence, from answers that gave it and all answers."""
    return divergence.grassberger(np.stack([given, size - given], axis=1))
