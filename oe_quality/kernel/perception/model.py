"""Shares by votes and belief: what the votes on an item say, and what its probable truth says, in one.

Two types of evidence meet. The votes count how many saw a label. The belief T_i over a hidden
truth (Dawid and Skene 1979), turned into a prediction of the next answer m_i = T_i . theta-bar, counts who
said it and what else they say. The estimate is

    s_ik = (sum_r w_r y_rik + kappa m_ik) / (sum_r w_r + kappa).

Its error comes from a finer picture: items of one truth t differ, their shares scatter about theta-bar_t like
a Dirichlet distribution worth lambda_t annotators, and the votes narrow that down. The mixture over t of
these posteriors has a mean and a variance; the error squared is that variance plus the squared distance of
the two means.

Where kinds of items are found in the votes (`kinds`), their picture is averaged in, as far as `trust` has found it to
predict answers left out: shares are (1 - part) s_i + part m_i, and errors are of that average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.em import Fit
from oe_quality.kernel.perception.kinds import Kinds
from oe_quality.kernel.perception.parts import Part

FLOOR = 1e-12
"""Least probability of an answer, so that one impossible answer does not rule a truth out."""


@dataclass(frozen=True, slots=True, eq=False)
class Belief:
    """What a fit of Dawid and Skene's model says about the hidden truth.

    Attributes:
        log_prior: (K,) log prevalence; log_confusion: (A, K, K) log P(answer | truth), truth x answer.
    """

    log_prior: Floats
    log_confusion: Floats

    def evidence(self, chunk: Chunk) -> Floats:
        """(R, K) log-likelihood of each response under each truth."""
        return np.asarray(self.log_confusion[chunk.annotator, :, chunk.label], dtype=np.float64)


def belief_of(fit: Fit) -> Belief:
    """The parameters of a fit that learned confusion matrices."""
    assert fit.confusion is not None, f"{fit.method} learns no confusion matrices"
    return Belief(np.log(np.maximum(fit.prevalence, FLOOR)), np.log(np.maximum(fit.confusion, FLOOR)))


@dataclass(frozen=True, slots=True, eq=False)
class Said:
    """What some answers to an item say: all of them, or all but one or two.

    Attributes:
        votes: (N, K) weighted answers; total: (N,) their summed weights; truth: (N, K) posterior of the truth.
    """

    votes: Floats
    total: Floats
    truth: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Ballot:
    """One part of the data with all that is said about its items, from which answers can be left out.

    Attributes:
        part: the answers; weight: (R,) of each response.
        votes: (I, K), total: (I,), log_truth: (I, K) unnormalised: sums over each item's responses.
        evidence: (R, K) what each response adds to `log_truth`.
    """

    part: Part
    weight: Floats
    votes: Floats
    total: Floats
    log_truth: Floats
    evidence: Floats

    def everything(self) -> Said:
        """All answers of each item (N = I)."""
        return Said(self.votes, self.total, softmax(self.log_truth, axis=1))

    def without(self, *rows: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Said:
        """For each of N responses, its item without it; with a second array, also without that one.

        Args:
            rows: one or two (N,) arrays of responses, row by row of the same item and distinct.
        """
        item = self.part.chunk.items()[rows[0]]
        votes, total, log_truth = self.votes[item], self.total[item], self.log_truth[item]
        for row in rows:
            votes = votes - self.weight[row][:, None] * self.part.answer[row]
            total = total - self.weight[row]
            log_truth = log_truth - self.evidence[row]
        return Said(np.maximum(votes, 0.0), np.maximum(total, 0.0), softmax(log_truth, axis=1))


def ballot(part: Part, weights: Floats, belief: Belief) -> Ballot:
    """Add up what is said about each item of a part, given the annotators' weights (A,)."""
    w = weights[part.chunk.annotator]
    evidence = belief.evidence(part.chunk)
    return Ballot(
        part,
        w,
        part.per_item(w[:, None] * part.answer),
        part.per_item(w),
        belief.log_prior + part.per_item(evidence),
        evidence,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """How people answer, given the hidden truth.

    Attributes:
        typical: (K, K) theta-bar, truth x answer; rows sum to 1.
        kappa: worth of the predicted answer, in annotators.
        alike: (K,) lambda: how alike items of a truth are, in annotators.
        kinds: of items, by the votes alone; None where there are none or they are not believed.
        part: of the picture of the kinds in the average, 0..1.
    """

    typical: Floats
    kappa: float
    alike: Floats
    kinds: Kinds | None = None
    part: float = 0.0


def told(said: Said, typical: Floats, kappa: float) -> Floats:
    """(N, K) shares by votes and belief."""
    share = (said.votes + kappa * (said.truth @ typical)) / (said.total + kappa)[:, None]
    return np.asarray(share, dtype=np.float64)


def blend(said: Said, prior: Prior) -> tuple[Floats, Floats]:
    """(N, K) shares and (N, K) their squared errors, given what was said."""
    share = told(said, prior.typical, prior.kappa)
    if prior.kinds is None:
        return share, _error(said, prior, share)
    mean, square = prior.kinds.moments(said.votes)
    average = (1.0 - prior.part) * share + prior.part * mean
    scatter = square - 2.0 * average * mean + average**2
    return average, (1.0 - prior.part) * _error(said, prior, average) + prior.part * scatter


def _error(said: Said, prior: Prior, share: Floats) -> Floats:
    """(N, K) mean squared distance of an item's shares, given its probable truth and its votes, from `share`."""
    error = np.zeros_like(share)
    for t, alike in enumerate(prior.alike):
        worth = (said.total + alike)[:, None]
        given = (said.votes + alike * prior.typical[t]) / worth
        error += said.truth[:, [t]] * (given * (1.0 - given) / (worth + 1.0) + (given - share) ** 2)
    return error
