"""What more answers per item would make of the labels: how many are expected to be right, and what it costs."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.aggregation.record import SURE
from oe_quality.analysis.aggregation.results import Consensus, ConsensusSet
from oe_quality.analysis.planning.results import LabelPlan, MoreAnswers
from oe_quality.analysis.planning.work import hours_of, in_words
from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.evaluation.floor import spread_of
from oe_quality.kernel.evaluation.more_answers import Known, beliefs_after
from oe_quality.kernel.evaluation.pool import prior_of
from oe_quality.kernel.perception.shares import Population, choice_shares, set_shares
from oe_quality.plaintext import percent
from oe_quality.store.panel import ChoicePanel, SetPanel

STEPS = (1, 2, 3, 5)
"""More answers for an item that are tried, up to as many as the median item has: beyond twice the answers that there
are, a forecast rests on the model alone."""
DRAWS = 4_000
"""Items drawn at least; where there are fewer, each several times."""
MOST_ITEMS = 20_000
"""Items drawn at most."""

RECORD = (
    "On 8 public sets with gold labels gained 0 to 96 % of what such a forecast expected, median 39: items differ "
    "in how hard they are more than answers show."
)
"""Measured by `benchmarks/more_answers.py`: the gain in right labels over the expected one, at the most answers."""

Places = NDArray[np.int64]


def label_plan(panel: ChoicePanel | SetPanel, *, seed: int = 0) -> LabelPlan | None:
    """How many of the published labels are expected to be right, as they are and with more answers.

    None where nobody answered, or labels are too many for annotators to have confusion matrices.
    """
    sizes = np.diff(panel.data.offsets)
    answered = np.flatnonzero(sizes > 0)
    if not len(answered) or not panel.labels:
        return None
    labels = labels_of(panel, check=False, seed=seed)
    known = _known(panel, labels, seed)
    if known is None:
        return None
    rng = np.random.default_rng(seed)
    drawn = _drawn(answered, rng)
    steps = [each for each in STEPS if each <= max(float(np.median(sizes[answered])), 1.0)]
    now = labels.posterior[drawn].max(axis=1)
    afters = _best_after(known, drawn, steps, labels.calibration.floor, rng)
    gains = [_gains(found - now, now < SURE) for found in afters]
    confidence = labels.confidence[answered]
    right, n_unsure = float(confidence.mean()), int((confidence < SURE).sum())
    curve = [
        MoreAnswers(
            each,
            *_outcome(panel, right + unsure + sure, each * len(answered)),
            *_outcome(panel, right + unsure, each * n_unsure),
        )
        for each, (unsure, sure) in zip(steps, gains, strict=True)
    ]
    return LabelPlan(len(answered), right, n_unsure, SURE, tuple(curve))


def sentences(plan: LabelPlan | None) -> tuple[str, ...]:
    """What it says, in words; nothing where there is no plan."""
    if plan is None:
        return ()
    every = "; ".join(
        f"{more.each} more, {percent(more.right)} ({_cost(more.answers, more.hours)})" for more in plan.curve
    )
    said = [
        f"{percent(plan.right)} of the labels are expected to be right as they are; with more answers per item: "
        f"{every}."
    ]
    if 0 < plan.n_unsure < plan.n_items:
        some = "; ".join(
            f"{more.each} more, {percent(more.right_unsure)} ({_cost(more.answers_unsure, more.hours_unsure)})"
            for more in plan.curve
        )
        said.append(f"For the {plan.n_unsure:,} labels that are less than {percent(plan.sure)} sure alone: {some}.")
    return (*said, *([RECORD] if plan.curve else []))


def _cost(answers: int, hours: float | None) -> str:
    return f"{answers:,} answers{in_words(hours)}"


def _gains(gain: Floats, unsure: Bools) -> tuple[float, float]:
    """What labels that are not sure, and those that are, add to the share of right ones.

    Not below 0: where answers to come make a label less sure than it is said to be it was never as sure, and the label
    that they leave is no worse.
    """
    of_unsure, of_sure = (max(float(np.where(kept, gain, 0.0).mean()), 0.0) for kept in (unsure, ~unsure))
    return of_unsure, of_sure


def _outcome(panel: ChoicePanel | SetPanel, right: float, answers: int) -> tuple[float, int, float | None]:
    return min(right, 1.0), answers, hours_of(panel, answers)


def _drawn(answered: Places, rng: np.random.Generator) -> Places:
    """Items to draw answers for: all, several times where they are few, some where they are many."""
    if len(answered) > MOST_ITEMS:
        return np.sort(rng.choice(answered, MOST_ITEMS, replace=False))
    return np.tile(answered, -(-DRAWS // len(answered)))


def _best_after(known: Known, drawn: Places, steps: list[int], floor: float, rng: np.random.Generator) -> list[Floats]:
    """The confidence of every drawn item's label after each number of more answers."""
    part = Known(
        known.belief[:, drawn],
        known.share[:, drawn],
        known.variance[:, drawn],
        known.confusion,
        known.exponent,
        known.counts,
    )
    after = list(beliefs_after(part, max(steps), rng))
    if len(known.belief) > 1:
        return [after[each - 1][:, :, 1].max(axis=0) for each in steps]
    under = floor * spread_of(prior_of(known.belief[0]))
    return [((1.0 - floor) * after[each - 1][0] + under).max(axis=1) for each in steps]


def _known(panel: ChoicePanel | SetPanel, labels: Consensus | ConsensusSet, seed: int) -> Known | None:
    """What is believed of the items, what people perceive in them, and how annotators confuse labels."""
    if isinstance(labels, ConsensusSet):
        return _known_set(cast(SetPanel, panel), labels, seed)
    return _known_choice(cast(ChoicePanel, panel), labels, seed)


def _known_choice(panel: ChoicePanel, labels: Consensus, seed: int) -> Known | None:
    people = labels.annotators
    if people is None or people.confusion is None:
        return None
    source = InMemory((panel.data,), panel.n_annotators, len(panel.labels))
    shares = choice_shares(source, Population.ALL, seed=seed)
    exponent = labels.calibration.exponent * sum(member.weight * member.exponent for member in labels.members)
    belief = _without_floor(labels.posterior, labels.calibration.floor)
    return Known(
        belief[None],
        shares.share[None],
        shares.variance[None],
        people.confusion[None],
        np.array([exponent]),
        people.n_responses,
    )


def _known_set(panel: SetPanel, labels: ConsensusSet, seed: int) -> Known | None:
    people = [found for found in labels.annotators if found is not None]
    confusion = [found.confusion for found in people if found.confusion is not None]
    if len(confusion) < len(labels.labels):
        return None
    source = InMemory((panel.data,), panel.n_annotators, len(panel.labels))
    shares = set_shares(source, Population.ALL, seed=seed)
    return Known(
        _no_yes(labels.posterior),
        _no_yes(shares.share),
        np.stack([shares.variance.T] * 2, axis=2),
        np.stack(confusion),
        labels.exponents,
        people[0].n_responses,
    )


def _no_yes(p: Floats) -> Floats:
    """(K, I, 2) of the probabilities (I, K) that labels apply."""
    return np.stack([1.0 - p.T, p.T], axis=2)


def _without_floor(posterior: Floats, floor: float) -> Floats:
    """(I, K) the belief under the floor, which no answers take away."""
    core = np.maximum(posterior - floor * spread_of(prior_of(posterior)), 0.0)
    return np.asarray(core / core.sum(axis=1, keepdims=True))
