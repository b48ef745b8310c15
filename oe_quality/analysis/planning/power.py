"""How many items, and annotators, show that agreement is above, or below, a value?"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from scipy import special

from oe_quality.analysis.agreement.catalogue import CHOICE, Spec, chosen
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.analysis.agreement.estimate import IntervalPlan, measure_all
from oe_quality.analysis.planning.width import FEW
from oe_quality.errors import UsageError
from oe_quality.kernel.reliability.power import icc_items, kappa_items
from oe_quality.kernel.uncertainty import jackknife
from oe_quality.kernel.uncertainty.two_way import degrees_of_freedom
from oe_quality.notebook import Shown
from oe_quality.results import Json, document, to_json
from oe_quality.store import Store

HOW = (
    "Power is how often the interval would lie wholly on the coefficient's side of the value it is tested against. Its "
    "variance has a part that falls with the number of items and one that falls with the number of annotators (two-way "
    "jackknife of the answers so far, on the scale of log(1 - value)); each is scaled to the numbers planned, with as "
    "many answers per item as now. It is as sure as the study so far is large."
)
MOST = 10_000_000
"""More items than this are no plan."""
WALTER, DONNER = "Walter, Eliasziw & Donner 1998", "Donner & Eliasziw 1992"
OF_ONE_RATING = ("icc", "icc-consistency", "icc-one-way")
OF_TWO = ("alpha-nominal", "fleiss", "fleiss-compared", "scott", "cohen", "conger")


@dataclass(frozen=True, slots=True)
class PowerPlan(Shown):
    """What it takes to show that a coefficient lies beyond a value.

    Attributes:
        question, coefficient: what is measured; value: so far, None where undefined.
        expected: the true value that is planned for; null: what it is tested against.
        power, level: wanted power, and the level of the interval that has to leave `null` out.
        power_now: with the items and annotators so far; None where there is no jackknife.
        n_items, n_annotators: so far, those that can be compared.
        items, annotators: that give the power, both growing alike; None where there is no jackknife.
        items_alone: with the annotators of now; None where no number of items is enough.
        textbook_items: by the formula of `textbook`, for items alone; None, and empty, where none fits.
        note: a caution, or why nothing can be told.
    """

    question: str
    coefficient: str
    value: float | None
    expected: float | None
    null: float
    power: float
    level: float
    power_now: float | None
    n_items: int
    n_annotators: int
    items: int | None
    annotators: int | None
    items_alone: int | None
    textbook_items: int | None
    textbook: str
    note: str = ""

    def frame(self) -> pl.DataFrame:
        """One row, a column per attribute."""
        return pl.DataFrame([{name: getattr(self, name) for name in self.__slots__}], infer_schema_length=None)

    def to_dict(self) -> Json:
        """The JSON form, `oeq.power/1`."""
        return document("oeq.power/1", to_json(self) | {"how": HOW})


@dataclass(frozen=True, slots=True)
class _Study:
    """What a study so far says of its own spread, on the scale of log(1 - value).

    Attributes:
        distance: of the expected value from the one it is tested against.
        of_items, of_annotators: parts of the variance; n_items, n_annotators: so far.
        level: of the interval; many: whether it speaks of new annotators.
    """

    distance: float
    of_items: float
    of_annotators: float
    n_items: int
    n_annotators: int
    level: float
    many: bool

    def power(self, items: float, annotators: float) -> float:
        """With so many items and annotators: Student's t, shifted by the distance over the error."""
        variance = self.of_items * self.n_items / items + self.of_annotators * self.n_annotators / annotators
        degrees = degrees_of_freedom(int(items), int(annotators)) if self.many else max(int(items) - 1, 1)
        bound = special.stdtrit(degrees, 0.5 + self.level / 2)
        return float(special.stdtr(degrees, abs(self.distance) / math.sqrt(variance) - bound))


def plan_power(
    store: Store,
    question: str,
    null: float,
    *,
    expected: float | None = None,
    coefficient: str = "alpha",
    power: float = 0.8,
    level: float = 0.95,
) -> PowerPlan:
    """Plan the items and annotators that show, with a given power, that a coefficient is not `null`.

    Args:
        store: the answers so far, whose spread is planned with; question: its name.
        null: the value to leave behind, such as .667, below 1.
        expected: the true value that is planned for; by default what the study so far gives.
        coefficient: one with a two-way jackknife, or an intraclass correlation of one rating (textbook formula alone);
            "alpha" is that of the question's scale.
        power: probability that it is shown, between 0.5 and 1; level: of the interval that has to leave `null` out.

    Returns:
        Items and annotators, the power so far, and the items by the textbook's formula where one fits.

    Raises:
        UsageError: a number is out of range, `expected` is `null`, no such question or coefficient, or one with neither
            a jackknife nor a formula.
        NotComputableError: the question is free text.

    Source: the two-way rule of all intervals; Walter, Eliasziw & Donner 1998 for intraclass correlations; Donner &
    Eliasziw 1992 for kappas of two labels and two annotators.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=60, labels=2, kinds={"good": 8}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     near, far = (oeq.plan_power(store, "label", null, expected=0.6) for null in (0.5, 0.3))
    >>> near.items > far.items, near.power_now < far.power_now
    (True, True)
    """
    if not null < 1 or not 0.5 <= power < 1 or not (expected is None or expected < 1):
        raise UsageError(
            f"no test against {null:g} has a power of {power:g} at {expected if expected is not None else 'what is'}",
            remedy="Give values below 1 and a power from 0.5 to below 1, such as 0.8.",
        )
    panel = store.panel(question)
    answers = prepare(panel.question, panel.data, panel.n_annotators)
    (spec,) = chosen(answers, (coefficient,))
    if answers.scale not in spec.scales or (spec.statistic is None and spec.name not in OF_ONE_RATING):
        raise UsageError(
            f"{spec.name} has no jackknife on a question of scale {answers.scale}", remedy="Take alpha, percent or icc."
        )
    (measured,) = measure_all((spec,), answers, answers.basis(), IntervalPlan(level=level))
    value = measured.estimate.value
    basis = answers.basis()
    counts = (basis.n_items - basis.n_single, basis.n_comparable)
    if value is None:
        asked = (question, spec.name, None, expected, null, power, level)
        return PowerPlan(*asked, None, *counts, None, None, None, None, "", measured.estimate.undefined)
    true = value if expected is None else expected
    if true == null or true >= 1:
        raise UsageError(
            f"nothing shows that {true:g} is not {null:g}" if true == null else f"{true:g} cannot be planned with",
            remedy="Give the value that you expect with expected=, or --expected.",
        )
    told = (question, spec.name, value, true, null, power, level)
    textbook = _textbook(spec.name, answers, true, null, power=power, level=level)
    study = _study(spec, answers, value, math.log(1 - null) - math.log(1 - true), level)
    if study is None:
        return PowerPlan(*told, None, *counts, None, None, None, *textbook)
    needed = _needed(study, power)
    return PowerPlan(*told, study.power(*counts), *counts, *needed, *textbook, "" if study.many else FEW)


def _study(spec: Spec, answers: Answers, value: float, distance: float, level: float) -> _Study | None:
    """The spread of the study so far; None where nothing can be left out."""
    if spec.statistic is None or value >= 1:
        return None
    parts = jackknife.two_way(spec.statistic(answers))
    if not (math.isfinite(parts.items) and parts.items > 0):
        return None
    many = parts.tells_of_new_annotators and math.isfinite(parts.variance)
    scale = 1 / (1 - value) ** 2
    of_annotators = (parts.variance - parts.items) * scale if many else 0.0
    basis = answers.basis()
    counts = (basis.n_items - basis.n_single, basis.n_comparable)
    return _Study(distance, parts.items * scale, of_annotators, *counts, level, many)


def _needed(study: _Study, power: float) -> tuple[int | None, int | None, int | None]:
    """Items and annotators, both growing alike, and items with the annotators of now."""
    n, a = study.n_items, study.n_annotators
    alone = _fewest(power, lambda items: study.power(items, a))
    if not study.many:
        return alone, a, alone
    items = _fewest(power, lambda items: study.power(items, max(a * items / n, 3)))
    return items, None if items is None else max(math.ceil(a * items / n), 3), alone


def _fewest(power: float, reached: Callable[[int], float]) -> int | None:
    """The fewest items, 3 or more, whose power is enough, by halving; None where even `MOST` are too few."""
    if reached(MOST) < power:
        return None
    low, high = 2, MOST
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) >= power else (middle, high)
    return high


def _textbook(
    name: str, answers: Answers, value: float, null: float, *, power: float, level: float
) -> tuple[int | None, str]:
    """Items by formula, and whose it is; None where there is none for this coefficient on such answers."""
    sizes = answers.table.size[answers.table.size > 1]
    words = {"size": (1 - level) / 2, "power": power}
    if name in OF_ONE_RATING and null >= 0 and value > 0 and len(sizes):
        frequency = answers.table.frequency[answers.table.size > 1]
        answers_each = float(frequency.sum() / (frequency / sizes).sum())
        return math.ceil(icc_items(value, null, answers_each, **words)), WALTER
    two = answers.scale in CHOICE and len(answers.question.labels) == 2 and len(sizes) > 0 and bool((sizes == 2).all())
    if name in OF_TWO and two:
        totals = answers.table.value_totals()
        share = float(totals[0] / totals.sum())
        if 0 < share < 1 and min(value, null) > -min(share, 1 - share):
            return math.ceil(kappa_items(value, null, share, **words)), DONNER
    return None, ""
