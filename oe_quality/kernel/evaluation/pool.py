"""The pooled consensus: several models of annotators weighed by how well each predicts answers set aside.

No one model of annotators is right everywhere, and where they differ their mean is less wrong than any of them is
sure. Each member m is fitted to all answers and tempered by the exponent b_m under which answers set aside are
most probable, at a loss of l_m nats per answer:

    P = sum_m w_m norm(T_m^b_m),    w_m ~ exp(-(l_m - min l) / 0.1).

Members that take all labels as equally likely beforehand find a label of one item in a hundred in every fourth: what
is rare by the belief of the hierarchical member, which learns prevalences, is as rare beforehand in theirs, and where
annotators err alike on all labels, what is rare by that alone is in all (see `rarity`). A floor (see `floor`) is then
put under P.

In small or sparse data the hierarchical member is the frequency of each label among draws of its Gibbs sampler, which
knows how little is known, and plain votes weigh half as much as all members together: who is better than whom can
hardly be told from so little, and members that try lose to majority. Both fade out as answers come in.
Averaging several aggregators' posteriors was found to give the best uncertainty independently (PLOS ONE 2025, 0323064).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource
from oe_quality.kernel.em import Fit, Method, fit, winners
from oe_quality.kernel.evaluation.calibration import tempered
from oe_quality.kernel.evaluation.choose import HeldOut, held_out
from oe_quality.kernel.evaluation.floor import LEAST, Beforehand, spread_of
from oe_quality.kernel.evaluation.heldout import POOL_TOLERANCE, splits
from oe_quality.kernel.evaluation.rarity import Alike, if_alike, rarity, weighed
from oe_quality.progress import Progress, silent

MEMBERS = (Method.ONE_COIN, Method.DAWID_SKENE, Method.HIERARCHICAL, Method.WAWA)
EVEN_HANDED = frozenset({Method.ONE_COIN.value, Method.WAWA.value})
"""Members that take all labels as equally likely beforehand."""
WITHOUT_MATRICES = (Method.ONE_COIN, Method.WAWA)
"""Members where confusion matrices of so many labels would cost minutes and learn nothing."""
MOST_CELLS = 20_000_000
"""Cells of all confusion matrices, annotators x labels squared, up to which they are fitted without being asked for."""
CELLS_PER_ANSWER = 500
FEW_CELLS = 1_000_000
"""Beyond the latter, cells per answer up to which they are: of texts taken as labels they would learn nothing, and
a fit holds some thirty tables of 8 bytes a cell."""
SOFTNESS = 0.1
"""Nats per answer: a member that predicts so much worse than the best weighs 1 / e of it."""
FEW_ANSWERS = 250
FEW_PER_ANNOTATOR = 10
"""Answers, and median answers of an annotator, below which the sampler alone stands for the hierarchical member."""
ANCHOR = 0.5
"""What plain votes weigh beside all members together, where the sampler alone stands for the hierarchical one."""
TIE = 1e-6
"""Relative difference below which two labels tie in the fits."""
FADE = 2.0
"""At so many times either bound the sampler no longer counts."""


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The members' fits and how well each predicts: all that the pool is computed from.

    Attributes:
        fits: one per member, on all answers and without gold.
        held_out: how each predicts answers set aside, in the same order; empty where none can be.
        majority: (I, K) shares of plain votes, for `dependence`.
        alike: how rare labels are if errors on all are alike; None where that was not asked.
    """

    fits: tuple[Fit, ...]
    held_out: tuple[HeldOut, ...]
    majority: Floats
    alike: Alike | None = None

    def fit_of(self, method: str) -> Fit | None:
        """The fit of one member, None if it is none."""
        return next((found for found in self.fits if found.method == method), None)

    @property
    def lead(self) -> Fit:
        """The member that says most about annotators: the hierarchical fit, or the first where there is none."""
        return self.fit_of(Method.HIERARCHICAL) or self.fits[0]

    @property
    def place(self) -> int:
        """The lead's place among the fits."""
        return next(m for m, found in enumerate(self.fits) if found is self.lead)

    @property
    def dependence(self) -> float:
        """D: the share of items whose winner depends on the algorithm.

        The mean over the other members but Dawid-Skene, and plain majority, of the share of items on which they
        name another label than the lead.
        """
        lead = self.lead
        others = [f.posterior for f in self.fits if f is not lead and f.method != Method.DAWID_SKENE]
        mine = winners(lead.posterior)
        return float(np.mean([(winners(p) != mine).mean() for p in (*others, self.majority)]))


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The members' belief as one, before the floor.

    Attributes:
        posterior: (I, K) rows sum to 1.
        before: of the labels, before any answer.
        weight, exponent: (M,) of each member; the sampler's draws are not tempered.
        sampled: share 0..1 of the hierarchical member that its draws make up.
        vote: weight of plain votes; it and the members' sum to 1.
    """

    posterior: Floats
    before: Beforehand
    weight: Floats
    exponent: Floats
    sampled: float
    vote: float


def members_for(n_annotators: int, n_labels: int, n_answers: int) -> tuple[Method, ...]:
    """Which algorithms make up the pool for data of this size.

    >>> [str(method) for method in members_for(50, 5_000, 1_000_000)]
    ['one-coin', 'wawa']
    >>> members_for(5, 800, 800) == members_for(50, 5_000, 1_000_000)
    True
    >>> len(members_for(200, 100, 20_000))
    4
    """
    cells = n_annotators * n_labels**2
    most = min(MOST_CELLS, max(FEW_CELLS, CELLS_PER_ANSWER * n_answers))
    return MEMBERS if cells <= most else WITHOUT_MATRICES


def fit_members(
    source: ChunkSource[Chunk],
    methods: tuple[str, ...] = MEMBERS,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> Members:
    """Fit every member to all answers, and to the answers not set aside.

    Args:
        source: all answers to a single choice.
        methods: the members.
        seed: of the splits and fits.
        progress: told of each step.

    Raises:
        NotComputableError: nobody answered.
    """
    parts = splits(source, seed)
    fits, predictions = [], []
    for done, method in enumerate(methods):
        progress("fitting the pool", done, len(methods))
        fits.append(fit(method, source, seed=seed, tol=POOL_TOLERANCE))
        predictions += [held_out(method, parts, seed)] if parts else []
    votes = fit(Method.MAJORITY, source, seed=seed)
    progress("fitting the pool", len(methods), len(methods))
    members = Members(tuple(fits), tuple(predictions), votes.posterior)
    return replace(members, alike=_alike(members, source))


def _alike(members: Members, source: ChunkSource[Chunk]) -> Alike | None:
    """See `Members.alike`."""
    coin = members.fit_of(Method.ONE_COIN)
    if coin is None or coin is members.lead or coin.confusion is None:
        return None
    right = np.diagonal(coin.confusion, axis1=1, axis2=2).mean(axis=1)
    accuracy = float(right @ coin.n_responses / max(coin.n_responses.sum(), 1))
    return if_alike(source, members.lead.posterior, accuracy)


def pooled(members: Members, drawn: Floats | None = None, sampled: float = 0.0) -> Pooled:
    """Weigh the members; where nothing could be set aside they weigh alike, untempered.

    Args:
        members: from `fit_members`.
        drawn: (I, K) frequency of each label among draws of the hierarchical model; needed where `sampled` > 0.
        sampled: see `draws_needed`.
    """
    if drawn is None:
        sampled = 0.0
    exponent, vote = _exponents(members), ANCHOR * sampled / (1.0 + ANCHOR * sampled)
    weight = _weights(members) * (1.0 - vote)
    beliefs = [tempered(found.posterior, float(b)) for found, b in zip(members.fits, exponent, strict=True)]
    scarce = rarity(beliefs[members.place], members.alike, 1.0 - sampled)
    # Where the draws stand for the fit it is not to be trusted with prevalences, and chance would tip those of draws.
    prior = sampled / len(scarce.share) + (1.0 - sampled) * scarce.prior()
    beliefs = [b if _even_handed(members, m) else scarce.held(b) for m, b in enumerate(beliefs)]
    posterior = _mixed(members, beliefs, weight, vote, prior)
    if drawn is not None and sampled > 0.0:
        beliefs[members.place] = sampled * drawn + (1.0 - sampled) * beliefs[members.place]
        posterior = _tied_as(posterior, _mixed(members, beliefs, weight, vote, prior))
    before = Beforehand(prior, spread_of(prior, LEAST * (1.0 - scarce.trust)))
    return Pooled(posterior, before, weight, exponent, sampled, vote)


def prior_of(belief: Floats) -> Floats:
    """(K,) how probable each label is before any answer, by a belief (I, K) alone; see `Rarity.prior`."""
    return rarity(belief).prior()


def _even_handed(members: Members, m: int) -> bool:
    return members.fits[m].method in EVEN_HANDED and m != members.place


def _mixed(members: Members, beliefs: list[Floats], weight: Floats, vote: float, prior: Floats) -> Floats:
    """(I, K) weighted mean of the members' beliefs and of plain votes, with the prior (K,) in those that take all
    labels as equally likely beforehand."""
    total = vote * weighed(members.majority, prior)
    for m, (belief, w) in enumerate(zip(beliefs, weight, strict=True)):
        total += w * (weighed(belief, prior) if _even_handed(members, m) else belief)
    return np.asarray(total / total.sum(axis=1, keepdims=True))


def _tied_as(fitted: Floats, p: Floats) -> Floats:
    """p (I, K), but the foremost labels that tie in the fits tie in it: draws would settle that by chance."""
    foremost = fitted >= fitted.max(axis=1, keepdims=True) * (1.0 - TIE)
    several = foremost & (foremost.sum(axis=1, keepdims=True) > 1)
    level = np.where(several, p, 0.0).sum(axis=1) / np.maximum(several.sum(axis=1), 1)
    return np.where(several, level[:, None], p)


def draws_needed(n_responses: int, per_annotator: float) -> float:
    """How much of the hierarchical member its draws should make up: 1 in small or sparse data, 0 in others.

    Between the bounds and `FADE` times the bounds it falls evenly with the logarithm, so that no single answer
    moves any probability far.

    >>> draws_needed(90, 30), draws_needed(5_000, 9), draws_needed(5_000, 40)
    (1.0, 1.0, 0.0)
    >>> round(draws_needed(250 * 2**0.5, 40), 2)
    0.5
    """
    fewest = min(n_responses / FEW_ANSWERS, per_annotator / FEW_PER_ANNOTATOR)
    return 1.0 - min(max(math.log(max(fewest, TINY)) / math.log(FADE), 0.0), 1.0)


TINY = 1e-12


def _weights(members: Members) -> Floats:
    if not members.held_out:
        return np.full(len(members.fits), 1.0 / len(members.fits))
    loss = np.array([row.log_loss for row in members.held_out]) * math.log(2.0)
    weight = np.exp(-(loss - loss.min()) / SOFTNESS)
    return np.asarray(weight / weight.sum())


def _exponents(members: Members) -> Floats:
    if not members.held_out:
        return np.ones(len(members.fits))
    return np.array([row.exponent for row in members.held_out])
