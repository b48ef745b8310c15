"""Kinds of items: shares by the votes alone, from a mixture of Dirichlet-multinomials.

Items of a kind c have shares that scatter like a Dirichlet distribution, so that the votes n_i on them follow

    P(n_i | c) ~ Gamma(A_c) / Gamma(N_i + A_c) . prod_k Gamma(n_ik + alpha_ck) / Gamma(alpha_ck),   A_c = sum_k alpha_ck

(Holmes, Harris and Quince 2012), and the kinds stand in proportions pi. Where clear and disputed items lie
together no single Dirichlet fits both; and of who voted nothing is asked, which helps where annotators are alike or
nothing tells them apart. Given its votes an item's shares follow a mixture of Dirichlet distributions, whose mean is

    m_ik = sum_c r_ic (n_ik + alpha_ck) / (N_i + A_c),   r_ic = P(c | n_i).

Fitted by expectation and maximisation, with Minka's (2000, eq. 55) fixed point for alpha in place of the second,
under a weak gamma prior of each alpha. There is a kind for each label and one of all items.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array
from scipy.special import gammaln, psi, softmax

from oe_quality.kernel.arrays import Floats, Ints, sums_by

CLEAR, EVEN, OWN = 3.0, 2.0, 0.7
"""Where the fit starts: the worth in annotators of a label's kind and of the kind of all items, and what part of the
first lies on its label; the rest lies as all votes do."""
PRIOR = 0.05
"""Each alpha is drawn to 1 by a gamma distribution of shape 1 + PRIOR and rate PRIOR, worth this many answers."""
STEPS, CLOSE = 200, 1e-7
"""At most so many steps, until the log-likelihood gains less than this part of itself."""
LEAST_ALPHA, LEAST_SHARE = 1e-10, 1e-300
MOST_CODES: Final = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The distinct votes on items, in an order of their own: who gave them and to which item is forgotten.

    Attributes:
        rows: (U, K) votes; times: (U,) on how many items; at: (N,) which of them each item has.
    """

    rows: Floats
    times: Floats
    at: Ints

    def on(self, items: Floats) -> Votes:
        """The same votes on other numbers of items (U,), which have no places; those on none are left out."""
        kept = items > 0
        return Votes(self.rows[kept], items[kept], self.at[:0])


def votes_of(votes: Floats) -> Votes:
    """Gather equal rows of (N, K) votes.

    >>> found = votes_of(np.array([[0.0, 2.0], [1.0, 1.0], [0.0, 2.0]]))
    >>> found.rows.tolist(), found.times.tolist(), found.at.tolist()
    ([[0.0, 2.0], [1.0, 1.0]], [2.0, 1.0], [0, 1, 0])
    """
    code = np.zeros(len(votes), dtype=np.int64)
    size = 1
    for column in votes.T:
        values, at = _numbers(column)
        if size > MOST_CODES // values:
            held, code = np.unique(code, return_inverse=True)
            size = len(held)
        code, size = code * values + at, size * values
    _, first, at, times = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    return Votes(votes[first], times.astype(np.float64), at)


def _numbers(column: Floats) -> tuple[int, Ints]:
    """How many numbers to tell the values of a column apart, in their order, and (N,) each one's."""
    whole = column.astype(np.int64)
    if np.array_equal(whole, column):
        return int(whole.max(initial=0)) + 1, whole
    values, at = np.unique(column, return_inverse=True)
    return len(values), at


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What sums over votes are made of: the distinct (label, votes above 0) and the distinct totals.

    Attributes:
        holds: (U, J) 1 where a row holds a term; label, value: (J,).
        total: (T,); of: (U,) the total of each row.
    """

    holds: csr_array
    label: Ints
    value: Floats
    total: Floats
    of: Ints


def terms_of(rows: Floats) -> Terms:
    row, label = np.nonzero(rows)
    values, at = np.unique(rows[row, label], return_inverse=True)
    term, of_term = np.unique(label * len(values) + at, return_inverse=True)
    holds = csr_array((np.ones(len(row)), (row, of_term)), shape=(len(rows), len(term)))
    total, of = np.unique(rows.sum(axis=1), return_inverse=True)
    return Terms(holds, term // len(values), values[term % len(values)], total, of)


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """Kinds of items.

    Attributes:
        proportion: (C,) pi, sums to 1; alpha: (C, K) above 0; steps: that the fit took.
    """

    proportion: Floats
    alpha: Floats
    steps: int

    def moments(self, votes: Floats) -> tuple[Floats, Floats]:
        """(N, K) mean share of each label given (N, K) votes, and mean square of it."""
        found = votes_of(votes)
        n, alpha = found.rows, self.alpha
        worth = n.sum(axis=1)[:, None] + alpha.sum(axis=1)
        kind = softmax(self.log_joint(terms_of(n)), axis=1)
        once, twice = kind / worth, kind / (worth * (worth + 1.0))
        # einsum adds each row by itself, whatever the number of rows; a matrix product need not.
        mean = n * once.sum(axis=1)[:, None] + np.einsum("uc,ck->uk", once, alpha)
        square = (
            (n * n + n) * twice.sum(axis=1)[:, None]
            + (2.0 * n + 1.0) * np.einsum("uc,ck->uk", twice, alpha)
            + np.einsum("uc,ck->uk", twice, alpha * alpha)
        )
        return mean[found.at], square[found.at]

    def log_joint(self, terms: Terms) -> Floats:
        """(U, C) log P(kind and votes), but for what is the same for all kinds."""
        alpha, A = self.alpha[:, terms.label].T, self.alpha.sum(axis=1)
        rising = gammaln(terms.value[:, None] + alpha) - gammaln(alpha)
        whole = gammaln(terms.total[:, None] + A) - gammaln(A)
        return np.asarray(terms.holds @ rising - whole[terms.of] + np.log(self.proportion))


def first_kinds(votes: Votes) -> Kinds:
    """A kind for each label, and one of all items, in equal proportions: where a fit starts."""
    K = votes.rows.shape[1]
    sums = votes.times @ votes.rows
    usual = (sums + 1.0) / (sums.sum() + K)
    own = CLEAR * ((1.0 - OWN) * usual + OWN * np.eye(K))
    return Kinds(np.full(K + 1, 1.0 / (K + 1)), np.vstack([own, EVEN * usual]), 0)


def fit_kinds(votes: Votes) -> Kinds:
    """Fit the kinds of items to their votes.

    Args:
        votes: at least one item's; items without votes tell nothing.

    Returns:
        C = K + 1 kinds: of each label's clear items, in the order of the labels, and of the others.

    Source: mixtures of Dirichlet-multinomials, Holmes, Harris and Quince (2012, PLOS ONE 7(2), e30126); the fixed
    point, Minka (2000, revised 2012, "Estimating a Dirichlet distribution", eq. 55), with what the prior adds to both
    sums.

    >>> alike = fit_kinds(votes_of(np.array([[9.0, 1.0], [1.0, 9.0], [5.0, 5.0]] * 30)))
    >>> alike.moments(np.array([[2.0, 0.0]]))[0].round(2).tolist()
    [[0.76, 0.24]]
    """
    terms, kinds, before = terms_of(votes.rows), first_kinds(votes), -np.inf
    for _ in range(STEPS):
        joint = kinds.log_joint(terms)
        top = joint.max(axis=1, keepdims=True)
        each = np.exp(joint - top)
        total = each.sum(axis=1, keepdims=True)
        likely = float(votes.times @ (top + np.log(total))[:, 0])
        likely += PRIOR * float((np.log(kinds.alpha) - kinds.alpha).sum())
        if likely - before <= CLOSE * abs(likely):
            break
        before = likely
        kinds = climbed(kinds, terms, votes.times[:, None] * (each / total))
    return kinds


def climbed(kinds: Kinds, terms: Terms, weight: Floats, prior: float = PRIOR) -> Kinds:
    """One step up, given the items (U, C) that each kind has of each row."""
    alpha, A = kinds.alpha, kinds.alpha.sum(axis=1)
    own = alpha[:, terms.label].T
    per_term = (terms.holds.T @ weight) * (psi(terms.value[:, None] + own) - psi(own))
    above = sums_by(terms.label, per_term, alpha.shape[1]).T
    per_total = sums_by(terms.of, weight, len(terms.total))
    below = (per_total * (psi(terms.total[:, None] + A) - psi(A))).sum(axis=0)
    better = (alpha * above + prior) / (below[:, None] + prior)
    share = np.maximum(weight.sum(axis=0) / weight.sum(), LEAST_SHARE)
    return Kinds(share, np.maximum(better, LEAST_ALPHA), kinds.steps + 1)
