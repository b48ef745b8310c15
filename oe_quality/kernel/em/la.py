"""LA, label aggregation in one or two passes: for streams, and for more answers than one cares to iterate over.

Yang, Zhao, Wu, Zhuo, Liu, Bai and Li (2024), "A lightweight, effective, and efficient model for label
aggregation in crowdsourcing", ACM TKDD 18(4). The first pass takes items in their order: each gets the
label with the most votes, weighted by its annotators' abilities so far, and the abilities are updated
by who agreed. The second pass votes again with the final abilities.

So the outcome depends on the order of items. A tie is split evenly instead of being broken at random,
and the second pass's votes become probabilities by the one-coin model that they approximate.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numba import njit

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.em import confusion
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.em.contract import TIE, Batch, Extent, Findings, Responses


@dataclass(frozen=True, slots=True, eq=False)
class Abilities:
    """Parameters: ability (A,) from the first pass, the mean of a beta distribution; None before it."""

    extent: Extent
    ability: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Sufficient statistics.

    Attributes:
        extent: of the data.
        right, seen: (A,) answers that agreed with the item's label, and all, with the prior's.
        items: (K,) items per label.
    """

    extent: Extent
    right: Floats
    seen: Floats
    items: Floats

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.extent, self.right + other.right, self.seen + other.seen, self.items + other.items)

    @property
    def ability(self) -> Floats:
        """(A,) share of right answers."""
        return np.asarray(self.right / self.seen)


@dataclass(frozen=True, slots=True)
class LA:
    """The algorithm.

    Attributes:
        passes: 1 or 2.
        alpha, beta: Beta prior of abilities; 2 and 2 in the paper.

    `Findings.skill` is the weight of a vote in the last pass.
    """

    passes: int | None = 2
    alpha: float = 2.0
    beta: float = 2.0
    state_size: int = 0
    sequential: bool = True

    def init(self, responses: Responses, _: np.random.Generator | None) -> Abilities:
        return Abilities(responses.extent, None)

    def expect(self, params: Abilities, batches: Iterable[Batch]) -> Tally:
        extent = params.extent
        A, K = extent.answers.shape
        tally = Tally(
            extent,
            np.full(A, self.alpha - 1.0),
            np.full(A, self.alpha + self.beta - 2.0),
            np.zeros(K),
        )
        weight = np.empty(0) if params.ability is None else log_odds(params.ability, K)
        nowhere = np.empty((0, K))
        for b in batches:
            posterior = nowhere if b.posterior is None else b.posterior
            _pass(b.offsets, b.annotator, b.label, b.gold, weight, tally.right, tally.seen, tally.items, posterior)
        return tally

    def maximise(self, params: Abilities, stats: Tally) -> Abilities:
        return Abilities(params.extent, stats.ability)

    def objective(self, _: Abilities, __: Tally) -> None:
        return None

    def findings(self, params: Abilities, stats: Tally) -> Findings:
        ability = stats.ability if params.ability is None else params.ability
        skill = ability if params.ability is None else log_odds(ability, params.extent.n_labels)
        return Findings(confusion.shares(stats.items), ability, skill=skill)


def log_odds(ability: Floats, n_labels: int) -> Floats:
    """(A,) weight of a vote: the log odds of a right answer under one-coin, linear about chance.

    log(a (K - 1) / (1 - a)) is (K a - 1) K / (K - 1) to first order at a = 1 / K; the paper weighs
    by the first factor, the second gives votes the unit of nats.
    """
    K = n_labels
    return (K * ability - 1.0) * (K / (K - 1) if K > 1 else 1.0)


@njit(cache=True, nogil=True, error_model="numpy")
def _pass(offsets, annotator, label, gold, weight, right, seen, items, posterior):
    """One pass over a batch, updating right, seen (A,) and items (K,) in place.

    Args:
        weight: (A,) of the second pass; empty in the first, which weighs by `right / seen` so far.
    """
    K = items.size
    p = np.empty(K)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        p[:] = 0.0
        for r in range(low, high):
            a = annotator[r]
            p[label[r]] += right[a] / seen[a] if weight.size == 0 else weight[a]
        _distribution(p, gold[i], weight.size > 0, low == high)
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k]
        if low == high and gold[i] < 0:
            continue
        least = p.max() * (1.0 - TIE)
        winners = 0
        for k in range(K):
            winners += p[k] >= least
            items[k] += p[k]
        for r in range(low, high):
            seen[annotator[r]] += 1.0
            if p[label[r]] >= least:
                right[annotator[r]] += 1.0 / winners


@njit(cache=True, nogil=True, error_model="numpy")
def _distribution(p, gold, in_nats, empty):
    """Turn an item's votes p (K,) into probabilities: gold, the softmax of nats, or shares."""
    if gold >= 0:
        p[:] = 0.0
        p[gold] = 1.0
        return
    if in_nats:
        top = p.max()
        for k in range(p.size):
            p[k] = math.exp(p[k] - top)
    if empty or p.sum() <= 0.0:
        p[:] = 1.0
    p /= p.sum()


CARD = Card(
    name="la",
    title="LA (two passes)",
    sentence="weighs votes by abilities from one pass over the items in their order, then votes again with the last",
    source="Yang et al. 2024",
    make=LA,
    ordered=True,
)
ONE_PASS = Card(
    name="la-one-pass",
    title="LA (one pass)",
    sentence="weighs votes by annotators' abilities so far, in one pass over the items in their order",
    source="Yang et al. 2024",
    make=lambda: LA(passes=1),
    ordered=True,
    compared=False,
)
