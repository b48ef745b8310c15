"""How far one judge agrees with a group of people, beyond chance, and relative to how far they agree themselves.

Cross-replication reliability (Wong, Paritosh & Aroyo 2021, ACL, eq. 1-4) between the judge and the people. Its
normalised form divides by the geometric mean of both sides' own reliability; a judge who answers once has none that
could be measured and is taken as perfectly repeatable, so the quotient errs on the strict side.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.reliability.replication import SMALL, Paired, estimates
from oe_quality.kernel.uncertainty import delete_group
from oe_quality.results import Estimate

_NONE_SHARED = "no item was answered by both, or all answers are equal"
_UNRELIABLE = "the people do not agree among themselves beyond chance, so nothing can be normalised by it"
_ALONE = "no item has answers by two people, or all their answers are equal"


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """One judge on the items that it and somebody else answered.

    Attributes:
        with_people: xRR, 1 for full agreement, 0 for what chance gives.
        among_people: Krippendorff's alpha of the people on the same items.
        normalised: `with_people` over the square root of `among_people`.
        difference: `with_people` less `among_people`; with its interval, whether the judge fits in as well as they do.
    """

    with_people: Estimate
    among_people: Estimate
    normalised: Estimate
    difference: Estimate


def judge_agreement(
    pairs: Paired,
    people: NDArray[np.bool_],
    judge: NDArray[np.bool_],
    annotators: CodeArray,
    *,
    level: float = 0.95,
    groups: int = 30,
    seed: int = 0,
) -> JudgeAgreement:
    """Hold the answers of a judge against those of people, both given as masks (R,) over paired answers.

    Intervals speak of new items and of new people; the judge stays who it is. So items and people are left out
    (`delete_group.two_way`), never the judge.

    Args:
        pairs: R answers with their distances.
        people, judge: (R,) whose answers they are; disjoint.
        annotators: (R,) who gave each.
    """
    here = np.zeros(pairs.n_items, dtype=np.bool_)
    here[pairs.items[judge]] = True
    rows = np.flatnonzero(people & here[pairs.items])

    def coefficients(keep: NDArray[np.bool_]) -> Floats:
        """(4,) of the people's answers in a mask over `rows`."""
        kept = np.zeros(len(people), dtype=np.bool_)
        kept[rows[keep]] = True
        between, among = pairs.xrr(kept, judge), pairs.alpha(kept)
        normalised = between / math.sqrt(among) if among > SMALL else math.nan
        return np.array([between, among, normalised, between - among])

    point = coefficients(np.ones(len(rows), dtype=np.bool_))
    counts = (len(np.unique(pairs.items[rows])), len(np.unique(annotators[rows])), len(rows))
    spread = delete_group.two_way(
        coefficients, 4, pairs.items[rows], annotators[rows], groups=groups, seed=seed, own=True
    )
    reasons = (_NONE_SHARED, _ALONE, _UNRELIABLE, _ALONE)
    own = np.zeros(len(people), dtype=np.bool_)
    own[rows] = True
    least, least_among = pairs.lowest_xrr(own, judge), pairs.lowest_alpha(own)
    possible = ((least, 1.0), (least_among, 1.0), (-math.inf, math.inf), (least - 1.0, 1.0 - least_among))
    return JudgeAgreement(*estimates(point, spread, level, counts, reasons, possible))
