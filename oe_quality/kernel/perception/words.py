"""Shares of words within categories: the category's share times how often its perceivers choose the word.

Within a category, the rate of a word in one item backs off to its rate in all items:

    P(word j | category c, item i) = (sum_r w_r y_rij + lambda_c pi_j) / (sum_r w_r + lambda_c),

over the annotators r who chose the category (MacKay and Bauman Peto 1995, the hierarchical Dirichlet
back-off; here with two outcomes per word, because an annotator may choose several). lambda_c is the strength
under which others predict an annotator's words best. A rare word thus never gets a share from the
votes for other categories, and gets one in items where nobody chose it but many chose its category.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from oe_quality.kernel.arrays import Floats, sums_by
from oe_quality.kernel.data.chunk import ChunkSource, InMemory, IntArray, SetChunk
from oe_quality.kernel.perception.model import FLOOR
from oe_quality.kernel.perception.parts import intensity, top_intensity
from oe_quality.kernel.perception.shares import Population, Shares, set_shares
from oe_quality.kernel.perception.shrink import DEFAULT_KAPPA, KAPPAS, interval
from oe_quality.progress import Progress, silent


@dataclass(frozen=True, slots=True, eq=False)
class WordShares:
    """Shares of categories and of their words.

    Attributes:
        categories: shares (I, C); words: shares (I, K), whose `kappa` is the back-off strength of the
            word's category, and whose weights are those of the categories.
        backoff: (C,) lambda.
    """

    categories: Shares
    words: Shares
    backoff: Floats


def word_shares(
    source: ChunkSource[SetChunk],
    parent: IntArray,
    population: Population = Population.RELIABLE,
    *,
    seed: int = 0,
    progress: Progress = silent,
) -> WordShares:
    """The share of people who perceive each word, per item, by way of its category.

    Args:
        source: the words that each annotation names, K in all.
        parent: (K,) the category 0..C-1 of each word.
        population: whose perception.

    Raises:
        NotComputableError: nobody answered.
    """
    categories = InMemory(tuple(lift(chunk, parent) for chunk in source), source.n_annotators, int(parent.max()) + 1)
    above = set_shares(categories, population, seed=seed, progress=progress)
    top = top_intensity(source)
    pieces, backoff = [], np.empty(categories.n_labels)
    for c in range(categories.n_labels):
        mean, variance, backoff[c] = _within(source, np.flatnonzero(parent == c), above.weights, top)
        share, spread = above.share[:, [c]], above.variance[:, [c]]
        pieces.append((share * mean, share**2 * variance + mean**2 * spread + variance * spread))
    order = np.argsort(np.argsort(parent, kind="stable"), kind="stable")
    share, spread = (np.concatenate(columns, axis=1)[:, order] for columns in zip(*pieces, strict=True))
    low, high = interval(share, spread)
    words = replace(
        above,
        share=share,
        variance=spread,
        low=low,
        high=high,
        kappa=backoff[parent],
        widening=above.widening[parent],
        log_loss=None,
    )
    return WordShares(above, words, backoff)


def lift(chunk: SetChunk, parent: IntArray) -> SetChunk:
    """Name the categories of the chosen words in place of the words; a category weighs as its strongest word."""
    n_categories = int(parent.max()) + 1
    key = chunk.responses_of_entries().astype(np.int64) * n_categories + parent[chunk.label]
    named, where = np.unique(key, return_inverse=True)
    weight = None
    if chunk.weight is not None:
        weight = np.zeros(len(named))
        np.maximum.at(weight, where, chunk.weight)
    counts = np.bincount(named // n_categories, minlength=chunk.n_responses)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return SetChunk(chunk.offsets, chunk.annotator, offsets, (named % n_categories).astype(np.int32), weight)


@dataclass(frozen=True, slots=True, eq=False)
class _Choosers:
    """The responses N that chose one category: item, weight (N,), words (N, W), and the part's number of items."""

    item: IntArray
    weight: Floats
    words: Floats
    n_items: int

    def sums(self) -> tuple[Floats, Floats]:
        """(I, W) weighted votes and (I,) weights of each item."""
        votes = sums_by(self.item, self.weight[:, None] * self.words, self.n_items)
        total = np.bincount(self.item, weights=self.weight, minlength=self.n_items)
        return votes, total.astype(np.float64)


def _within(
    source: ChunkSource[SetChunk], words: np.ndarray[tuple[int], np.dtype[np.int64]], weights: Floats, top: float
) -> tuple[Floats, Floats, float]:
    """(I, W) mean and variance of the rate of each word given its category, and the back-off strength."""
    parts = [_choosers(chunk, words, weights, top) for chunk in source]
    chosen = np.sum([part.weight @ part.words for part in parts], axis=0)
    mass = sum(float(part.weight.sum()) for part in parts)
    # Half a pseudo-answer of yes and of no keeps an unused word possible.
    overall = (chosen + 0.5) / (mass + 1.0)
    backoff = _backoff(parts, overall)
    means, variances = [], []
    for part in parts:
        votes, total = part.sums()
        worth = (total + backoff)[:, None]
        mean = (votes + backoff * overall) / worth
        means.append(mean)
        variances.append(mean * (1.0 - mean) / (worth + 1.0))
    return np.concatenate(means), np.concatenate(variances), backoff


def _choosers(
    chunk: SetChunk, words: np.ndarray[tuple[int], np.dtype[np.int64]], weights: Floats, top: float
) -> _Choosers:
    seen = np.stack([intensity(chunk, int(word), top) for word in words], axis=1)
    rows = np.flatnonzero(seen.any(axis=1))
    return _Choosers(chunk.items()[rows], weights[chunk.annotator[rows]], seen[rows], chunk.n_items)


def _backoff(parts: list[_Choosers], overall: Floats) -> float:
    """The strength under which the words of those who chose the category are predicted best by the others."""
    gain, mass = np.zeros(len(KAPPAS)), 0.0
    for part in parts:
        votes, total = part.sums()
        others = np.maximum(votes[part.item] - part.weight[:, None] * part.words, 0.0)
        rest = np.maximum(total[part.item] - part.weight, 0.0)
        weight = part.weight * (rest > 1e-9)
        mass += float(weight.sum())
        for j, kappa in enumerate(KAPPAS):
            p = np.clip((others + kappa * overall) / (rest + kappa)[:, None], FLOOR, 1.0 - FLOOR)
            gain[j] += weight @ (part.words * np.log(p) + (1.0 - part.words) * np.log1p(-p)).sum(axis=1)
    return float(KAPPAS[int(np.argmax(gain))]) if mass > 0 else DEFAULT_KAPPA
