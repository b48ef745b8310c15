"""How far the votes alone are believed, beside votes and belief together: as far as they predict others' answers.

Two pictures of an item's shares are averaged: that of `model`, which knows who voted, and that of `kinds`, which does
not. The part of the second is the one under which answers left out, each predicted from the others on its item, are
most probable. The kinds that predict an answer are fitted without its item, so that they promise nothing that they
have only learned by heart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from oe_quality.kernel.arrays import Floats, Ints
from oe_quality.kernel.perception.kinds import Kinds, Votes, fit_kinds, votes_of
from oe_quality.kernel.perception.model import FLOOR, Ballot, told
from oe_quality.kernel.perception.shrink import ALONE, Strength

PARTS: Final = np.arange(20) / 20
"""Parts of the kinds' picture that are tried: it never stands alone."""
FOLDS: Final = 5
"""Items are put into so many groups, each predicted by the kinds of the others."""
DOUBT: Final = 10.0
"""So many answers that the picture with annotators alone explains stand against the kinds: a few answers cannot tell
which is better, and then that picture stays."""


@dataclass(frozen=True, slots=True, eq=False)
class Trust:
    """Kinds of items and how far they are believed.

    Attributes:
        kinds: fitted to all items; part: of their picture in the average, 0..1.
        log_loss: nats per left-out answer under the average.
    """

    kinds: Kinds
    part: float
    log_loss: float


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    """The kinds of the other folds' items, and of the items with each distinct votes the share (U,) in this fold."""

    kinds: Kinds
    share: Floats


def trust_in_kinds(ballots: Callable[[], Iterator[Ballot]], typical: Floats, strength: Strength) -> Trust | None:
    """Fit the kinds of items and find their part; None where no item has two answers, or items are fewer than folds.

    Args:
        ballots: a pass over the data.
        typical: (K, K) as `typical_answers` gives them; strength: of the picture with annotators.

    Source: predictive distributions stacked by the log score of what was left out, Yao, Vehtari, Simpson and Gelman
    (2018, Bayesian Analysis 13:917), here one answer at a time.
    """
    votes = np.concatenate([b.votes for b in ballots()])
    order = _order(votes)
    found = votes_of(votes[:, order])
    found = replace(found, rows=found.rows[:, np.argsort(order)])
    if strength.log_loss is None or found.times.sum() < FOLDS:
        return None
    folds = _folds(found)
    gain, mass, start = np.zeros(len(PARTS)), 0.0, 0
    for b in ballots():
        rows, labels = np.nonzero(b.part.answer)
        said = b.without(np.arange(len(b.weight)))
        weight = b.weight[rows] * b.part.answer[rows, labels] * (said.total[rows] > ALONE)
        plain = told(said, typical, strength.kappa)[rows, labels]
        kinds = _predicted(folds, said.votes, found.at[start + b.part.chunk.items()])[rows, labels]
        for j, part in enumerate(PARTS):
            gain[j] += weight @ np.log(np.maximum((1.0 - part) * plain + part * kinds, FLOOR))
        mass += float(weight.sum())
        start += len(b.total)
    best = int(np.argmax(gain + DOUBT * np.log1p(-PARTS)))
    return Trust(fit_kinds(found), float(PARTS[best]), float(-gain[best] / mass))


def _order(votes: Floats) -> Ints:
    """(K,) the labels by their votes, so that neither names nor places of labels matter to what is sorted by them."""
    return np.lexsort([(votes**power).sum(axis=0) for power in (3, 2, 1)])


def _folds(found: Votes) -> tuple[_Fold, ...]:
    """Deal the items out in the order of their votes, which neither their own order nor their names change."""
    end = np.cumsum(found.times)
    dealt = [np.ceil((end - f) / FOLDS) - np.ceil((end - found.times - f) / FOLDS) for f in range(FOLDS)]
    return tuple(_Fold(fit_kinds(found.on(found.times - mine)), mine / found.times) for mine in dealt)


def _predicted(folds: tuple[_Fold, ...], votes: Floats, of: Ints) -> Floats:
    """(R, K) shares given the votes (R, K) of others, by the kinds of other items.

    Args:
        of: (R,) the place of the whole item's votes among the distinct ones, which tells its fold.
    """
    without = votes_of(votes)
    out = np.zeros_like(votes)
    for fold in folds:
        share = fold.share[of]
        here = np.flatnonzero(share > 0)
        rows, at = np.unique(without.at[here], return_inverse=True)
        out[here] += share[here, None] * fold.kinds.moments(without.rows[rows])[0][at]
    return out
