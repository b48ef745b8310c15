"""Who answers which item, when, how long it takes, and which answers are copied or careless."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from oe_quality.errors import UsageError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import ItemResponses, offsets_of
from oe_quality.kernel.simulate.kinds import Crew, Kind

START = 1_700_000_000_000_000
"""Microseconds since 1970 UTC at which every simulated study begins."""
SECOND = 1_000_000
BLOCK = 4096
"""Items drawn at a time where many annotators answer each."""
Answers = int | tuple[int, int] | NDArray[np.int64]
"""Answers per item: a number, an inclusive range drawn from uniformly, or (I,) numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class Design(ItemResponses):
    """The responses of a study, before anybody says what they answered.

    An annotator answers an item once; codes ascend within an item.

    Attributes:
        created_at: (R,) int64 microseconds since 1970 UTC.
        duration_s: (R,) seconds.
        copied_from: (R,) int64 the response that this one repeats, or -1.
        careless: (R,) answered without regard to the item: by a spammer, in a hurry, or after drifting.
    """

    created_at: NDArray[np.int64]
    duration_s: Floats
    copied_from: NDArray[np.int64]
    careless: NDArray[np.bool_]

    def repeat_copied(self, values: NDArray[np.generic]) -> None:
        """Put the source's row of `values` (R, ...) in place of each copied response's, in place."""
        copied = self.copied_from >= 0
        values[copied] = values[self.copied_from[copied]]


def design(
    rng: np.random.Generator,
    n_items: int,
    crew: Crew,
    answers: Answers = 5,
    *,
    heavy_tail: bool = False,
    missing: float = 0.0,
) -> Design:
    """Assign annotators to items, and the items of each annotator to moments in time.

    Args:
        rng: draws everything.
        n_items: I.
        crew: who there is to ask.
        answers: how many distinct annotators answer an item.
        heavy_tail: whether activity is Pareto distributed, as on real platforms, or even.
        missing: the probability that an assigned answer never comes; an item may then stay without any.

    Raises:
        UsageError: an item is to have more answers than there are annotators, or a size is negative.
    """
    n_answers = _answers_per_item(rng, n_items, answers, crew.n_annotators)
    activity = rng.pareto(1.2, crew.n_annotators) + 0.1 if heavy_tail else np.ones(crew.n_annotators)
    items = np.repeat(np.arange(n_items, dtype=np.int64), n_answers)
    annotators = _distinct_annotators(rng, items, activity)
    came = rng.random(len(items)) >= missing
    items, annotators = items[came], annotators[came]
    annotators = _follow_sources(rng, items, annotators, crew)
    order = np.lexsort((annotators, items))
    items, who = items[order], annotators[order].astype(np.int32)
    blank = np.zeros(len(items))
    plain = Design(
        offsets_of(items, n_items),
        who,
        _moments(rng, len(items)),
        blank,
        np.full(len(items), -1, dtype=np.int64),
        np.zeros(len(items), dtype=np.bool_),
    )
    return _with_durations(rng, _with_conduct(rng, plain, crew), crew)


def progress(plan: Design, n_annotators: int) -> Floats:
    """(R,) the share 0..1 of the annotator's own annotations that came before this one in time."""
    order = np.lexsort((plan.created_at, plan.annotator))
    counts = np.bincount(plan.annotator, minlength=n_annotators)
    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
    who = plan.annotator[order]
    share = np.empty(plan.n_responses)
    share[order] = (np.arange(plan.n_responses) - first[who]) / counts[who]
    return share


def _answers_per_item(rng: np.random.Generator, n_items: int, answers: Answers, n_annotators: int) -> NDArray[np.int64]:
    if isinstance(answers, tuple):
        numbers = rng.integers(answers[0], answers[1] + 1, n_items)
    elif isinstance(answers, int):
        numbers = np.full(n_items, answers, dtype=np.int64)
    else:
        numbers = np.asarray(answers, dtype=np.int64)
    if n_items < 1 or len(numbers) != n_items or numbers.min() < 0 or numbers.max() > n_annotators:
        raise UsageError(
            f"{n_items} items cannot have {answers} answers each from {n_annotators} annotators",
            remedy="Ask for at least one item, and for at most as many answers per item as there are annotators.",
        )
    return numbers


def _distinct_annotators(rng: np.random.Generator, items: NDArray[np.int64], activity: Floats) -> NDArray[np.int64]:
    """(R,) annotators drawn by activity, none twice on one item."""
    counts = np.bincount(items) if len(items) else np.zeros(0, dtype=np.int64)
    if 4 * counts.max(initial=0) > len(activity):
        return _dense_draw(rng, counts, activity)
    p = activity / activity.sum()
    annotators = rng.choice(len(activity), size=len(items), p=p)
    while True:
        order = np.lexsort((annotators, items))
        same = (np.diff(items[order]) == 0) & (np.diff(annotators[order]) == 0)
        again = order[1:][same]
        if not len(again):
            return annotators
        # At most a quarter of the annotators is taken, so an even draw soon finds a free one.
        annotators[again] = rng.integers(len(activity), size=len(again))


def _dense_draw(rng: np.random.Generator, counts: NDArray[np.int64], activity: Floats) -> NDArray[np.int64]:
    """(R,) as many annotators per item as `counts` (I,) says: the first to arrive at rates `activity` (A,)."""
    drawn = []
    for low in range(0, len(counts), BLOCK):
        block = counts[low : low + BLOCK]
        arrival = rng.exponential(size=(len(block), len(activity))) / activity
        order = np.argsort(arrival, axis=1)
        drawn.append(order[np.arange(len(activity)) < block[:, None]])
    return np.concatenate(drawn)


def _follow_sources(
    rng: np.random.Generator, items: NDArray[np.int64], annotators: NDArray[np.int64], crew: Crew
) -> NDArray[np.int64]:
    """Let copiers work where their source works, by exchanging items with a third annotator.

    Answers per item and per annotator stay as they were.
    """
    if not (crew.copies >= 0).any():
        return annotators
    annotators = annotators.copy()
    taken = set(zip(items.tolist(), annotators.tolist(), strict=True))
    rows_of_item = offsets_of(items, int(items.max(initial=-1)) + 1)
    for copier in np.flatnonzero(crew.copies >= 0).tolist():
        source = int(crew.copies[copier])
        alone = [r for r in np.flatnonzero(annotators == copier).tolist() if (int(items[r]), source) not in taken]
        wanted = [i for i in items[annotators == source].tolist() if (i, copier) not in taken]
        rng.shuffle(wanted)
        for row, item in zip(alone, wanted, strict=False):
            others = [
                r
                for r in range(rows_of_item[item], rows_of_item[item + 1])
                if crew.copies[annotators[r]] < 0
                and annotators[r] != source
                and (int(items[row]), int(annotators[r])) not in taken
            ]
            if not others:
                continue
            other = others[int(rng.integers(len(others)))]
            who = int(annotators[other])
            taken -= {(item, who), (int(items[row]), copier)}
            taken |= {(item, copier), (int(items[row]), who)}
            annotators[other], annotators[row] = copier, who
    return annotators


def _moments(rng: np.random.Generator, n_responses: int) -> NDArray[np.int64]:
    """(R,) distinct moments in random order, a minute or so apart."""
    gaps = SECOND * rng.integers(20, 120, n_responses)
    return np.asarray(START + np.cumsum(gaps)[rng.permutation(n_responses)], dtype=np.int64)


def _with_conduct(rng: np.random.Generator, plan: Design, crew: Crew) -> Design:
    """Decide which responses are copied and which are careless, and let copies come after what they copy."""
    n = crew.n_annotators
    copied_from = _sources(plan, crew)
    copied_from[rng.random(plan.n_responses) >= crew.copy_rate] = -1
    copied = copied_from >= 0
    created_at = plan.created_at.copy()
    created_at[copied] = np.maximum(created_at[copied], created_at[copied_from[copied]] + 30 * SECOND)
    plan = replace(plan, created_at=created_at, copied_from=copied_from)
    who = plan.annotator
    late = crew.has(Kind.DRIFT)[who] & (progress(plan, n) >= crew.drift_at)
    hurried = crew.has(Kind.SPEEDER)[who] & (rng.random(plan.n_responses) < crew.hurry_rate)
    careless = crew.has(Kind.SPAMMER, Kind.MARGINAL, Kind.CONSTANT)[who] | late | hurried
    return replace(plan, careless=careless)


def _sources(plan: Design, crew: Crew) -> NDArray[np.int64]:
    """(R,) the response of the copied annotator to the same item, or -1."""
    n = crew.n_annotators
    found = np.full(plan.n_responses, -1, dtype=np.int64)
    source = crew.copies[plan.annotator].astype(np.int64)
    rows = np.flatnonzero(source >= 0)
    if not len(rows):
        return found
    item = plan.items().astype(np.int64)
    keys = item * n + plan.annotator
    wanted = item[rows] * n + source[rows]
    at = np.minimum(np.searchsorted(keys, wanted), plan.n_responses - 1)
    hit = keys[at] == wanted
    found[rows[hit]] = at[hit]
    return found


def _with_durations(rng: np.random.Generator, plan: Design, crew: Crew) -> Design:
    """Seconds: log-normal about the annotator's own pace and the item's length; careless work is quick."""
    pace = rng.normal(np.log(60.0), 0.25, crew.n_annotators)[plan.annotator]
    length = rng.normal(0.0, 0.25, plan.n_items)[plan.items()]
    factor = np.where(plan.careless, np.where(crew.has(Kind.SPEEDER)[plan.annotator], 0.1, 0.3), 1.0)
    factor = np.where(plan.copied_from >= 0, 0.5, factor)
    seconds = np.exp(pace + length + rng.normal(0.0, 0.35, plan.n_responses)) * factor
    return replace(plan, duration_s=np.round(seconds, 2))
