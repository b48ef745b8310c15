"""How many items, and annotators, give a coefficient of agreement an interval of a given width?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl
from scipy import special

from oe_quality.analysis.agreement.catalogue import chosen
from oe_quality.analysis.agreement.comparable import prepare
from oe_quality.errors import UsageError
from oe_quality.kernel.uncertainty import jackknife
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.store import Store

HOW = (
    "The interval's variance has a part that falls with the number of items and one that falls with the number of "
    "annotators (two-way jackknife of the answers so far); each is scaled to the numbers planned, with as many answers "
    "per item as now, and the width is that of a normal interval. It is as sure as the study so far is large."
)
FEW = "with fewer than five annotators the numbers speak of these annotators only"


@dataclass(frozen=True, slots=True)
class WidthPlan(Shown):
    """What it takes for an interval of a given width.

    Attributes:
        question, coefficient: what is measured; value: so far, None where undefined.
        width, level: wanted, from bound to bound, and its nominal coverage; width_now: so far.
        n_items, n_annotators: so far, those that can be compared.
        items, annotators: that give the width, both growing alike, so that each annotator does as much as now.
        items_alone: with the annotators of now; None where no number of items is enough.
        least_width: that endlessly many items leave with the annotators of now.
        note: a caution, or why nothing can be told.
    """

    question: str
    coefficient: str
    value: float | None
    width: float
    level: float
    width_now: float | None
    n_items: int
    n_annotators: int
    items: int | None
    annotators: int | None
    items_alone: int | None
    least_width: float | None
    note: str = ""

    def frame(self) -> pl.DataFrame:
        """One row, a column per attribute."""
        return pl.DataFrame([{name: getattr(self, name) for name in self.__slots__}], infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.width/1`."""
        return document("oeq.width/1", to_json(self) | {"how": HOW})


def plan_width(
    store: Store, question: str, width: float, *, coefficient: str = "alpha", level: float = 0.95
) -> WidthPlan:
    """Plan the items and annotators for an interval of a coefficient that is `width` wide.

    Args:
        store: the answers so far, whose spread is planned with; question: its name.
        width: from the lower to the upper bound, in the coefficient's unit; level: nominal coverage of the interval.
        coefficient: one with a two-way jackknife; "alpha" is that of the question's scale.

    Returns:
        Items and annotators, and the items alone that would do with the annotators of now.

    Raises:
        UsageError: the width is not between 0 and 2, no such question or coefficient, or one without a jackknife.
        NotComputableError: the question is free text.

    Source: the two-way rule of all intervals (Cameron, Gelbach & Miller 2011).

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     found = oeq.plan_width(store, "label", 0.1)
    >>> found.n_items, found.items > found.n_items
    (40, True)
    """
    if not 0 < width < 2:
        raise UsageError(f"no interval is {width:g} wide", remedy="Give a width between 0 and 2, such as .1.")
    panel = store.panel(question)
    answers = prepare(panel.question, panel.data, panel.n_annotators)
    spec = chosen(answers, (coefficient,))[0]
    if spec.statistic is None or answers.scale not in spec.scales:
        raise UsageError(
            f"{spec.name} has no jackknife on a question of scale {answers.scale}", remedy="Take alpha, or percent."
        )
    basis = answers.basis()
    counts = (basis.n_items - basis.n_single, basis.n_comparable)
    asked = (question, spec.name, width, level)
    statistic = spec.statistic(answers) if basis.n_pairable else None
    if statistic is None or not math.isfinite(statistic.value):
        return _nothing(asked, counts, answers.why_undefined())
    parts = jackknife.two_way(statistic)
    if not (math.isfinite(parts.items) and parts.items > 0):
        return _nothing(asked, counts, "leaving out any item changes nothing, or one item decides everything")
    many = parts.tells_of_new_annotators and math.isfinite(parts.variance)
    of_annotators = parts.variance - parts.items if many else 0.0
    return _planned(asked, counts, statistic.value, parts.items, of_annotators, "" if many else FEW)


def _nothing(asked: tuple[str, str, float, float], counts: tuple[int, int], why: str) -> WidthPlan:
    question, name, width, level = asked
    return WidthPlan(question, name, None, width, level, None, *counts, None, None, None, None, why)


def _planned(
    asked: tuple[str, str, float, float],
    counts: tuple[int, int],
    value: float,
    of_items: float,
    of_annotators: float,
    note: str,
) -> WidthPlan:
    """Scale the variance of `counts` items and annotators, in its two parts, to what the width allows."""
    question, name, width, level = asked
    n_items, n_annotators = counts
    ends = 2 * float(special.ndtri(0.5 + level / 2))
    allowed = (width / ends) ** 2
    more = (of_items + of_annotators) / allowed
    left = allowed - of_annotators
    return WidthPlan(
        question,
        name,
        value,
        width,
        level,
        ends * math.sqrt(of_items + of_annotators),
        n_items,
        n_annotators,
        math.ceil(n_items * more),
        n_annotators if note else max(math.ceil(n_annotators * more), 2),
        math.ceil(n_items * of_items / left) if left > 0 else None,
        ends * math.sqrt(of_annotators),
        note,
    )
