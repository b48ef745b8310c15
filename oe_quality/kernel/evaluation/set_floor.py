"""How sure labels of sets may be, learned with gold: one exponent and floor for the winner, one for all other labels.

Of a set two kinds of error are made. The label that stands for an item is wrong, as a single choice is; or another
label applies that hardly anybody named. How often the one happens says nothing about the other, so each has a floor of
its own (`floor`): with p_ik the probability that label k applies to item i,

    p'_ik = (1 - eps) sigma(logit q_k + t (logit p_ik - logit q_k)) + eps q_k,

where q_k is how often the label applies; of a winner, which was chosen for being probable, that says nothing, and q is
a half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from oe_quality.kernel.arrays import Bools, Floats
from oe_quality.kernel.data.chunk import IntArray
from oe_quality.kernel.evaluation.calibration import TINY
from oe_quality.kernel.evaluation.floor import Floor, most_probable

RAREST = 1e-3
"""The least, and one minus the greatest, share of items that a label is taken to apply to."""


@dataclass(frozen=True, slots=True, eq=False)
class SetFloor:
    """How sure labels of sets are.

    Attributes:
        winner: of the label that stands for an item; others: of all other labels.
        usual: (K,) q of the others, how often each applies.
    """

    winner: Floor
    others: Floor
    usual: Floats

    @property
    def most(self) -> float:
        """The highest probability that a winner can reach."""
        return self.winner.most(2)

    def applied(self, posterior: Floats, winner: IntArray) -> Floats:
        """(I, K) the posterior under the two floors.

        Args:
            posterior: (I, K) that each label applies; winner: (I,) label that stands for the item, -1 where none does.
        """
        first = _first(winner, posterior.shape[1])
        exponent = np.where(first, self.winner.exponent, self.others.exponent)
        share = np.where(first, self.winner.share, self.others.share)
        usual = _before(first, self.usual)
        kept = expit(logit(usual) + exponent * (logit(np.clip(posterior, TINY, 1.0 - TINY)) - logit(usual)))
        return np.asarray((1.0 - share) * kept + share * usual, dtype=np.float64)


def learned_sets(posterior: Floats, winner: IntArray, gold: NDArray[np.int8]) -> SetFloor:
    """The exponents and floors that gold sets call for, under the priors of `floor`.

    Args:
        posterior: (I, K) probability that each label applies, of fits that have not seen the gold.
        winner: (I,) label that stands for the item, -1 where none does.
        gold: (I, K) 1 where a label applies, 0 where it does not, -1 for items without gold.

    >>> p = np.array([[0.99, 0.01]] * 30)
    >>> alike = learned_sets(p, np.zeros(30, np.int32), np.array([[1, 0]] * 24 + [[0, 0]] * 6, np.int8))
    >>> alike.applied(p[:1], np.array([0])).round(2).tolist()
    [[0.89, 0.01]]
    """
    known = gold[:, 0] >= 0
    usual = np.clip(posterior.mean(axis=0), RAREST, 1.0 - RAREST)
    p, applies = np.clip(posterior[known], TINY, 1.0 - TINY), gold[known] == 1
    first = _first(winner[known], posterior.shape[1])
    prior = _before(first, usual)
    of_winner, of_others = (_learned(p[here], applies[here], prior[here]) for here in (first, ~first))
    return SetFloor(of_winner, of_others, usual)


def _first(winner: IntArray, n_labels: int) -> Bools:
    """(I, K) whether a label is the one that stands for the item."""
    return np.asarray(winner[:, None] == np.arange(n_labels))


def _before(first: Bools, usual: Floats) -> Floats:
    """(I, K) how probable each label is before any answer."""
    return np.where(first, 0.5, usual)


def _learned(p: Floats, applies: Bools, prior: Floats) -> Floor:
    """Of N labels with probabilities p, whether they apply, and how often such labels do."""
    log_prior = np.log(np.stack([1.0 - prior, prior], axis=1))
    told = np.log(np.stack([1.0 - p, p], axis=1)) - log_prior
    spread = np.where(applies, prior, 1.0 - prior)
    return most_probable(told, log_prior, applies.astype(np.int32), spread)
