"""The annotators of a simulated study: how each behaves, and who copies whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import IntArray
from oe_quality.suggest import one_of


class Kind(StrEnum):
    """How an annotator behaves."""

    GOOD = "good"
    MEDIOCRE = "mediocre"
    SPAMMER = "spammer"
    """Answers uniformly at random."""
    MARGINAL = "marginal"
    """Answers at random with the labels' overall frequencies, so that the totals look right."""
    CONSTANT = "constant"
    """Always the same answer; leaves sliders untouched."""
    COPIER = "copier"
    """Repeats one other annotator's answer on most of the items that they share."""
    DRIFT = "drift"
    """Good at first, careless from some point of their own time on."""
    SPEEDER = "speeder"
    """Hurries through a share of the annotations, which are then random."""
    BIASED = "biased"
    """Sees what others see, but leans to one label, and shifts ratings."""
    DISSENTER = "dissenter"
    """Sincere, but maps what they perceive to other labels than most do."""


RANDOM_KINDS = frozenset({Kind.SPAMMER, Kind.MARGINAL, Kind.CONSTANT})
"""Kinds whose answers never depend on the item."""
SKILL = {Kind.GOOD: 0.85, Kind.MEDIOCRE: 0.55, Kind.COPIER: 0.5, Kind.DRIFT: 0.85, Kind.SPEEDER: 0.75}
"""Mean probability of perceiving an item rightly, where it is not that of a good annotator."""


@dataclass(frozen=True, slots=True, eq=False)
class Crew:
    """Who annotates.

    Attributes:
        kind: (A,) the behaviour of each annotator.
        copies: (A,) int32 the annotator whom a copier copies, -1 for all others; never a copier.
        copy_rate: the probability with which a copier copies where the source answered, 0..1.
        drift_at: the share of their own annotations after which drifting annotators turn careless, 0..1.
        hurry_rate: the share of a speeder's annotations that are hurried, 0..1.

    >>> import oe_quality as oeq
    >>> oeq.simulate(form="choice", items=10, labels=2, kinds={"good": 3}, answers=3, seed=1).annotations.height
    30
    """

    kind: tuple[Kind, ...]
    copies: IntArray
    copy_rate: float = 0.9
    drift_at: float = 0.5
    hurry_rate: float = 0.5

    @property
    def n_annotators(self) -> int:
        return len(self.kind)

    def has(self, *kinds: Kind) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """(A,) which annotators are of one of these kinds."""
        return np.array([kind in kinds for kind in self.kind], dtype=np.bool_)

    @property
    def skill(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """(A,) mean probability of perceiving an item rightly; 0 for those who answer at random."""
        return np.array([0.0 if k in RANDOM_KINDS else SKILL.get(k, SKILL[Kind.GOOD]) for k in self.kind])


def crew(counts: Mapping[str, int], *, copy_rate: float = 0.9, drift_at: float = 0.5, hurry_rate: float = 0.5) -> Crew:
    """A crew of so many annotators of each kind, in the order given.

    Copiers copy the annotators who are not copiers in turn, sincere ones first.

    Raises:
        UsageError: a kind is unknown, a count is negative, nobody is left to copy, or a rate is not in 0..1.
    """
    kinds = tuple(_kind(name) for name, count in counts.items() for _ in range(_count(name, count)))
    if not kinds:
        raise UsageError("a study needs at least one annotator", remedy="Give kinds such as good=20,spammer=3.")
    for name, rate in (("copy_rate", copy_rate), ("drift_at", drift_at), ("hurry_rate", hurry_rate)):
        if not 0.0 <= rate <= 1.0:
            raise UsageError(f"{name} is {rate}", remedy="Give a share from 0 to 1.")
    copies = np.full(len(kinds), -1, dtype=np.int32)
    copiers = [a for a, kind in enumerate(kinds) if kind is Kind.COPIER]
    sources = [a for a, kind in enumerate(kinds) if kind is not Kind.COPIER]
    sources.sort(key=lambda a: kinds[a] in RANDOM_KINDS)
    if copiers and not sources:
        raise UsageError("copiers need somebody to copy", remedy="Add annotators of another kind.")
    for rank, copier in enumerate(copiers):
        copies[copier] = sources[rank % len(sources)]
    return Crew(kinds, copies, copy_rate, drift_at, hurry_rate)


def parse_counts(text: str) -> dict[str, int]:
    """Read `good=20,spammer=3`.

    >>> parse_counts("good=20,spammer=3")
    {'good': 20, 'spammer': 3}

    Raises:
        UsageError: the text is not of that form.
    """
    counts: dict[str, int] = {}
    for part in text.split(","):
        name, equals, number = part.strip().partition("=")
        if not equals or not number.strip().isdecimal() or name in counts:
            raise UsageError(f"{part.strip()!r} is no kind with a count", remedy="Write good=20,spammer=3.")
        counts[_kind(name.strip()).value] = int(number)
    return counts


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        raise UsageError(f"{name!r} is no kind of annotator", remedy=one_of(name, Kind)) from None


def _count(name: str, count: int) -> int:
    if count < 0:
        raise UsageError(f"{name} cannot be {count} annotators", remedy="Give a count of 0 or more.")
    return count
