"""The variance of whatever is computed from answers, where both the items and the annotators are samples.

Leaving out items tells one variance, leaving out annotators another, and single answers are in both (two-way
clustering; Cameron, Gelbach & Miller 2011, J. Bus. Econ. Stat. 29:238; motivated for crossed samples by Owen 2007,
Ann. Appl. Stat. 1:386):

    V = V_items + V_annotators - V_answers, not below V_items, with Student's t of (annotators - 2) degrees of freedom.

One rule for coefficients of agreement, for reliabilities and for means, decided by simulation
(`benchmarks/coverage_agreement.py`). V is not held above V_annotators: where annotators are alike and items have two
answers, leaving out an annotator breaks every item it was part of, so V_annotators and V_answers are both about twice
V_items and cancel; a floor there would widen such intervals by up to a third for nothing. And with a few annotators of
very unequal skill, (annotators - 1) degrees hold the truth too seldom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.uncertainty.population import FEWEST_ANNOTATORS


def combined(items: Floats, annotators: Floats, answers: Floats) -> Floats:
    """The rule for one-way variances (...,); NaN where one of them is.

    >>> combined(np.array([4.0, 4.0]), np.array([9.0, 1.0]), np.array([3.0, 3.0])).tolist()
    [10.0, 4.0]
    """
    return np.asarray(np.maximum(items + annotators - answers, items))


def degrees_of_freedom(n_items: int, n_annotators: int) -> int:
    """Of Student's t: annotators - 2, or items - 1 where those are fewer."""
    return max(1, min(n_items - 1, n_annotators - 2))


def own_degrees(
    items: Floats, annotators: Floats, answers: Floats, n_items: int, n_annotators: int, n_answers: int
) -> Floats:
    """The degrees of freedom (...,) of each combined variance by itself, from `degrees_of_freedom` to items - 1.

    Satterthwaite 1946 (Biometrics Bull. 2:110): (sum of parts)^2 / sum of (part^2 / its degrees). Where what annotators
    bring is little, or cancels as in a difference, the variance rests on the items, of which there are many; where it
    is all, on the annotators.

    >>> own_degrees(np.array([4.0, 0.1]), np.array([0.2, 4.0]), np.array([0.2, 0.1]), 61, 5, 300).round(1).tolist()
    [57.1, 3.0]
    """
    least = degrees_of_freedom(n_items, n_annotators)
    spread = items**2 / max(n_items - 1, 1) + annotators**2 / max(n_annotators - 2, 1) + answers**2 / (n_answers - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = combined(items, annotators, answers) ** 2 / spread
    return np.clip(np.where(np.isfinite(found), found, least), least, max(n_items - 1, least))


@dataclass(frozen=True, slots=True)
class TwoWay:
    """The parts of a two-way variance.

    Attributes:
        items, annotators, answers: the three one-way variances.
        n_items, n_annotators: how many could be left out.
    """

    items: float
    annotators: float
    answers: float
    n_items: int
    n_annotators: int

    @property
    def tells_of_new_annotators(self) -> bool:
        """Whether there are enough annotators, and none without whom nothing could be compared."""
        return self.n_annotators >= FEWEST_ANNOTATORS and bool(np.isfinite(self.annotators))

    @property
    def variance(self) -> float:
        return float(combined(*(np.array(part) for part in (self.items, self.annotators, self.answers))))

    @property
    def degrees(self) -> int:
        return degrees_of_freedom(self.n_items, self.n_annotators)

    @property
    def design_effect(self) -> float | None:
        """How many times the item-only variance the whole is; None where items alone give none."""
        return self.variance / self.items if self.items > 0 else None
