"""How rare a label is, where annotators err alike on it as on all labels.

With three answers an item at an accuracy of .9, a label of one item in a hundred is given by the majority on three
items in a hundred, most of them wrongly. Models with a confusion matrix per annotator hardly tell that from a label
that is twice as common and missed half of the time, and lean to the latter. So of every rare label it is asked how
often it is given on how many items: by a mixture of two binomials,

    p(y of n) = pi B(y; n, h) + (1 - pi) B(y; n, f),

once free and once with one accuracy a for all, h = a and f = (1 - a) / (K - 1). The simpler one is as probable as
Schwarz (1978, Annals of Statistics 6:461) says, 1 / (1 + exp((D - ln I) / 2)) for a likelihood ratio D, and its share
of items, where that is the smaller one, counts so far. Labels that are missed more often than others are left to the
confusion matrices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logit, xlogy

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk, ChunkSource

EVEN = 5.0
"""Items' worth of each label that draw its share, by the model with confusion matrices, towards an even one."""
FEWER = 1.0
"""The same for a belief that is to be held to a share: its own share is less in doubt."""
RARE, COMMON = 0.2, 0.4
"""Times an even share: labels of the first or less are rare, of the second or more are not, between them partly."""
MOST_LABELS = 10
"""Of more labels each is rare, and errors do not fall on all of them alike."""
ENOUGH = 10.0
"""Items on which a rare label leads, below which the less is known of its errors the fewer there are."""
ACCURACIES = (0.7, 0.9)
"""Where the search begins."""
LOGITS = (-12.0, 6.0)


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """How often one label is given; all (P,), a row per number of answers and of those for the label.

    Attributes:
        answers, given: of an item; items: how many there are of them.
    """

    answers: Floats
    given: Floats
    items: Floats

    @property
    def leading(self) -> float:
        """Items on which more than half of the answers are the label."""
        return float(self.items[2 * self.given > self.answers].sum())

    def loss(self, share: float, hit: float, false: float) -> float:
        """Minus the log-likelihood of a mixture, but for a constant; see the module."""
        others = self.answers - self.given
        has = math.log(share) + xlogy(self.given, hit) + xlogy(others, 1.0 - hit)
        has_not = math.log1p(-share) + xlogy(self.given, false) + xlogy(others, 1.0 - false)
        return -float(self.items @ np.logaddexp(has, has_not))


@dataclass(frozen=True, slots=True, eq=False)
class Alike:
    """What follows for each label if errors on it are those on all labels; all (K,).

    Attributes:
        share: of the items; trust: 0..1, how far that is to be believed; 0 for labels that are not rare.
    """

    share: Floats
    trust: Floats

    @classmethod
    def unknown(cls, n_labels: int) -> Alike:
        """Nothing is known."""
        return cls(np.ones(n_labels), np.zeros(n_labels))


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How rare each label is.

    Attributes:
        share: (K,) of the items, drawn towards an even one; they need not sum to 1.
        trust: (K,) how far a rare label is held to it, 0..1.
    """

    share: Floats
    trust: Floats

    def prior(self) -> Floats:
        """(K,) how probable each label is before any answer; sums to 1.

        Labels of an even share of the items or more are alike, rarer ones as much less probable as they are rarer. A
        common label gets no start: what is common by biased answers would become commoner still. Where the share of
        a rare label is to be trusted the common ones are as common as it leaves them.
        """
        K = len(self.share)
        over_even = self.share * K
        odds = self.share * max(K - 1, 1) / np.maximum(1.0 - self.share, 1e-12)
        held = np.minimum(over_even ** (1.0 - self.trust) * odds**self.trust, 1.0)
        return np.asarray(held / held.sum())

    def held(self, belief: Floats) -> Floats:
        """(I, K) a belief by which rare labels are no commoner than here."""
        if not self.trust.any():
            return belief
        return weighed(belief, np.minimum(self.share / share_of(belief, FEWER), 1.0) ** self.trust)


def rarity(belief: Floats, alike: Alike | None = None, most: float = 1.0) -> Rarity:
    """How rare labels are.

    Args:
        belief: (I, K) of a model that learns label shares and confusion matrices.
        alike: what follows if errors on all labels are alike.
        most: how far the latter is believed at most, 0..1.

    >>> found = rarity(np.array([[1.0, 0.0]] * 985))
    >>> found.prior().round(3).tolist(), found.trust.tolist()
    ([0.99, 0.01], [0.0, 0.0])
    """
    share = share_of(belief, EVEN)
    if alike is None:
        return Rarity(share, np.zeros(len(share)))
    trust = most * alike.trust
    return Rarity(share * np.minimum(alike.share / share, 1.0) ** trust, trust)


def if_alike(source: ChunkSource[Chunk], belief: Floats, accuracy: float) -> Alike:
    """What follows for each rare label if errors on it are those on all labels.

    Args:
        source: all answers to a single choice.
        belief: (I, K) as for `rarity`.
        accuracy: of all answers, by a model in which errors are alike. A label on which people err less often is
            trusted less: one that nobody gives says nothing of its errors.
    """
    n, K = belief.shape
    share, out = share_of(belief, EVEN), Alike.unknown(K)
    scarce = rare(share)
    if K > MOST_LABELS or not scarce.any():
        return out
    for k in np.flatnonzero(scarce).tolist():
        counted = count(source, k)
        found, errs, gain = compare(counted, K, float(share[k]))
        simpler = float(expit((math.log(max(n, 2)) - gain) / 2.0))
        enough = min(counted.leading / ENOUGH, errs / max(1.0 - accuracy, 1e-9), 1.0)
        out.share[k], out.trust[k] = found + FEWER / n, scarce[k] * simpler * enough
    return out


def count(source: ChunkSource[Chunk], label: int) -> Counted:
    """How often a label is given on items with any answers."""
    total: dict[tuple[int, int], int] = {}
    for chunk in source:
        answers = np.diff(chunk.offsets)
        given = np.bincount(chunk.items()[chunk.label == label], minlength=chunk.n_items)
        rows, times = np.unique(np.stack([answers, given], axis=1)[answers > 0], axis=0, return_counts=True)
        for row, more in zip(rows.tolist(), times.tolist(), strict=True):
            total[tuple(row)] = total.get(tuple(row), 0) + more
    pairs = sorted(total)
    columns = np.array([(*pair, total[pair]) for pair in pairs], dtype=np.float64).reshape(-1, 3)
    return Counted(*columns.T)


def compare(counted: Counted, n_labels: int, share: float) -> tuple[float, float, float]:
    """The label's share of items and the share of wrong answers if errors are alike, and the likelihood ratio.

    Args:
        counted: of the label.
        n_labels: K; share: of the items, where the search begins.

    Returns:
        Share, 1 - accuracy, and twice the gain in log-likelihood of hits and false answers of their own.
    """
    least = float(logit(1.0 / n_labels)) + 0.05

    def alike(x: Floats) -> float:
        part, right = expit(x)
        return counted.loss(float(part), float(right), float(1.0 - right) / (n_labels - 1))

    def free(x: Floats) -> float:
        return counted.loss(*expit(x).tolist())

    begin = [np.array([logit(share), logit(a)]) for a in ACCURACIES]
    bounds = [(LOGITS[0], 0.0), (least, LOGITS[1])]
    simple = min((minimize(alike, x, method="L-BFGS-B", bounds=bounds) for x in begin), key=lambda r: float(r.fun))
    part, right = expit(simple.x)
    starts = [
        np.append(simple.x, logit((1.0 - right) / (n_labels - 1))),
        np.array([logit(share), logit(0.6), logit((1.0 - right) / (n_labels - 1))]),
    ]
    wide = [bounds[0], LOGITS, (-9.0, 2.0)]
    best = min(float(minimize(free, x, method="L-BFGS-B", bounds=wide).fun) for x in starts)
    return float(part), float(1.0 - right), 2.0 * max(float(simple.fun) - best, 0.0)


def rare(share: Floats) -> Floats:
    """(K,) how far a label of such a share is rare, 0..1.

    >>> rare(np.array([0.05, 0.14, 0.81])).round(2).tolist()
    [1.0, 0.0, 0.0]
    """
    times = np.maximum(share * len(share), 1e-12)
    return np.asarray(np.clip(np.log(COMMON / times) / math.log(COMMON / RARE), 0.0, 1.0))


def share_of(belief: Floats, items: float) -> Floats:
    """(K,) of a belief (I, K), with so many items' worth of each label added."""
    n, K = belief.shape
    return np.asarray((belief.sum(axis=0) + items) / (n + items * K))


def weighed(belief: Floats, weight: Floats) -> Floats:
    """(I, K) the belief times a weight (K,) of each label, rows sum to 1."""
    p = belief * weight
    return np.asarray(p / p.sum(axis=1, keepdims=True))
