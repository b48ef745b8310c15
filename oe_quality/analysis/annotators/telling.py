"""The items on which somebody and the others differ most: to look at once more, never to be held against anybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.analysis.annotators.flags import Findings
from oe_quality.analysis.annotators.mixups import Mixup

MOST = 10
MOST_LOOKED_AT = 50
FEWEST_OTHERS = 2
SURE_OTHERS = 0.8
"""Of the items in a letter: how many others must have answered, and how sure their consensus must be."""


@dataclass(frozen=True, slots=True)
class TellingItem:
    """An item on which this annotator and the others differ most, where the others are sure.

    Attributes:
        item: its name; own: the annotator's labels or rating.
        others: labels that the others' consensus holds likelier than not, or its likeliest one; the mean rating.
        support: what the consensus gives to the own labels, 0..1 (ratings: 1 near the others' mean, else 0).
        n_others: how many others answered; others_sure: the least that their consensus gives to one of `others`
            (ratings: 0, for a mean is no choice).
    """

    item: str
    own: tuple[str, ...]
    others: tuple[str, ...]
    support: float
    n_others: int
    others_sure: float = 0.0


def telling_items(found: Findings, alias: str, n: int = MOST) -> tuple[TellingItem, ...]:
    """The items on which the annotator's answer falls shortest of what the others' certainty would allow."""
    data, fit = found.data, found.fit
    aliases = data.primary.aliases.to_list()
    if alias not in aliases:
        return ()
    rows = np.flatnonzero((data.primary.data.annotator == aliases.index(alias)) & fit.usable)
    order = rows[np.argsort(fit.residual[rows], kind="stable")]
    order = order[fit.residual[order] < 0][:n]
    items, sizes = data.primary.data.items(), np.diff(data.primary.data.offsets)
    out = []
    for r in order.tolist():
        own, others, sure = _number_said(found, r) if data.numeric else _labels_said(found, r)
        item = str(data.primary.items[int(items[r])])
        out.append(TellingItem(item, own, others, float(fit.held[r]), int(sizes[items[r]]) - 1, sure))
    return tuple(out)


def _labels_said(found: Findings, r: int) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """The own labels of a response, those that the others hold likely, and how sure they are of the least sure one."""
    labels, support = np.array(found.data.primary.labels), found.fit.support[r]
    likely = np.flatnonzero(support > 0.5)
    likely = likely if len(likely) else np.array([support.argmax()])
    return tuple(labels[found.data.chosen[r]].tolist()), tuple(labels[likely].tolist()), float(support[likely].min())


def _number_said(found: Findings, r: int) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """The own rating, and the others' mean."""
    return (f"{found.data.primary.data.value[r]:g}",), (f"{found.fit.support[r, 0]:.3g} on average",), 0.0


def items_to_discuss(
    found: Findings, alias: str, n: int = 3, *, first: Mixup | None = None, only: bool = False
) -> tuple[TellingItem, ...]:
    """Those of them that a letter may name: two or more others are sure of something else, and no label is shared.

    Items on which the labels of `first` were mixed up go before the others; with `only` there are no others.
    """
    if found.data.numeric:
        return ()
    asked = (it for it in telling_items(found, alias, n=MOST_LOOKED_AT) if it.n_others >= FEWEST_OTHERS)
    clear = [it for it in asked if it.others_sure >= SURE_OTHERS and not set(it.own) & set(it.others)]
    if first is not None:
        of_these = [it for it in clear if first.label in it.others and first.other in it.own]
        clear = of_these if only else [*of_these, *(it for it in clear if it not in of_these)]
    return tuple(clear[:n])
