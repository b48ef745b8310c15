"""Do annotators agree more on one question than on another, or in one collection than in another?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from oe_quality.analysis.contrast.results import AgreementDifference
from oe_quality.analysis.contrast.sides import apart, measured, places, prepared, spec_of
from oe_quality.errors import UsageError
from oe_quality.kernel.uncertainty.moves import Place
from oe_quality.store import Store

if TYPE_CHECKING:
    from oe_quality.analysis.agreement.comparable import Answers

FIRST, SECOND = "first", "second"


def agreement_difference(
    store: Store,
    question: str,
    versus: str | None = None,
    *,
    other: Store | None = None,
    coefficient: str | tuple[str, str] = "alpha",
    level: float = 0.95,
) -> AgreementDifference:
    """Test whether two coefficients of agreement differ that rest on the same items, the same annotators, or both.

    Two questions of one store (do people agree more on emotion than on accent?), one question in two stores (before and
    after new instructions), or two coefficients on the same answers. What is left out by the jackknife is left out of
    both: an item, an annotator, and what an annotator said of an item; so what the two share takes no part in how
    unsure their difference is. For groups within one question see `equal_agreement`.

    Intraclass correlations, Lin's and Kendall's concordance, Light's kappa and agreement within a tolerance are
    computed anew without up to thirty groups of items, of annotators and of answers; all others without each in turn.

    Args:
        store: what was asked; question: its name; versus: another question, by default the same.
        other: another store, where `versus` is asked; items and annotators of the same name are taken for the same.
        coefficient: of both, or one for each; "alpha" is the alpha of each question's own scale.
        level: nominal coverage of the intervals, 0.5 to below 1.

    Returns:
        Both coefficients, the first less the second with its interval, and the p value of no difference.

    Raises:
        UsageError: no such question or coefficient, one that is not defined on the scale, or both sides are the same.
        NotComputableError: a question is free text.

    Source: two-way jackknife of the difference (Cameron, Gelbach & Miller 2011; for kappas of the same items over items
    alone: McKenzie et al. 1996, Vanbelle & Albert 2008).

    >>> import oe_quality as oeq
    >>> answers = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "mood": [*"ppqqpqqq"], "size": [*"ssllssll"]}
    >>> with oeq.from_frame(answers, label=["mood", "size"]) as store:
    ...     found = oeq.agreement_difference(store, "size", "mood")
    >>> round(found.difference.value, 3), found.shared_items
    (0.467, 4)
    """
    names = (question, versus or question)
    wanted = (coefficient, coefficient) if isinstance(coefficient, str) else coefficient
    panels = (store.panel(names[0]), (other or store).panel(names[1]))
    sides = [prepared(panel) for panel in panels]
    specs = [spec_of(answers, name, parts_do=True) for answers, name in zip(sides, wanted, strict=True)]
    if other is None and names[0] == names[1] and specs[0].name == specs[1].name:
        raise UsageError(
            f"{specs[0].name} of {question} is compared with itself",
            remedy="Name another question, another store, or two coefficients.",
        )
    told = _told(names, (specs[0].name, specs[1].name), two_stores=other is not None)
    found = [measured(*one, level) for one in zip(told, sides, specs, strict=True)]
    where = places(panels)
    value, p_value = apart(found[0], found[1], level, where)
    shared = _shared(sides, where)
    return AgreementDifference(found[0].side, found[1].side, value, p_value, *shared, level, panels[0].left_out)


def _told(names: tuple[str, str], coefficients: tuple[str, str], *, two_stores: bool) -> tuple[str, str]:
    """What each side is called: by question where these differ, else by store or by coefficient."""
    if two_stores:
        return f"{names[0]}, {FIRST} store", f"{names[1]}, {SECOND} store"
    if names[0] == names[1]:
        return f"{names[0]}, {coefficients[0]}", f"{names[1]}, {coefficients[1]}"
    return names


def _shared(sides: list[Answers], where: tuple[Place, ...]) -> tuple[int, int]:
    """Items and annotators that can be compared on both sides."""
    both = list(zip(sides, where, strict=True))
    one, other = (place.item[np.diff(answers.coded.offsets) > 1] for answers, place in both)
    mine, theirs = (place.annotator[answers.table.annotators_present()] for answers, place in both)
    return len(np.intersect1d(one, other)), len(np.intersect1d(mine, theirs))
