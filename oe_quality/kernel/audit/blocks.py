"""Blocks of answers that come again and again, whatever is asked: a b c a, a b c a, a b c a.

An answer is compared with the one that the same annotator gave L answers before, for every lag L. Where nearly all
are equal at one lag, the order of the own answers is permuted to see how often that happens by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats, Ints
from oe_quality.kernel.audit.order import Timeline

SHORTEST = 2
LONGEST = 60
FEWEST_TIMES = 3
"""A block must fit so often into the annotator's answers."""
FEWEST_ANSWERS = 12
CELLS = 1_000_000
"""Answers of permutations that are held at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """The most regular return of each annotator's own answers; all (A,).

    Attributes:
        lag: answers after which they come back; 0 where nothing can be told.
        share: answers equal to the one `lag` before; expected: the same for the own answers in any order.
        p: of so large a share under permutation; 1 where the share is below `least`, NaN where nothing can be told.
    """

    lag: Ints
    share: Floats
    expected: Floats
    p: Floats


def blocks(line: Timeline, answer: Ints, least: float, permutations: int, seed: int) -> Blocks:
    """Look for blocks in the answers (R,) of everybody whose order is known and who gave 12 or more.

    Args:
        line: responses by annotator and time; answer: (R,) equal for equal answers.
        least: share of repeated answers from which a block is tested.
        permutations: of the own answers.
    """
    A = line.n_annotators
    enough = line.timed & (line.counts >= FEWEST_ANSWERS)
    share, lag = np.zeros(A), np.zeros(A, dtype=np.int64)
    own = answer[line.rows]
    who = np.repeat(np.arange(A), line.counts)
    for step in range(SHORTEST, LONGEST + 1):
        fits = enough & (line.counts >= FEWEST_TIMES * step)
        if not fits.any():
            break
        equal = (own[step:] == own[:-step]) & (who[step:] == who[:-step])
        found = np.bincount(who[step:][equal], minlength=A) / np.maximum(line.counts - step, 1)
        better = fits & (found > share)
        share[better], lag[better] = found[better], step
    p, expected = np.where(enough, 1.0, np.nan), np.full(A, np.nan)
    for a in np.flatnonzero(enough & (share >= least)):
        part = own[line.offsets[a] : line.offsets[a + 1]]
        p[a], expected[a] = _permuted(part, float(share[a]), permutations, np.random.default_rng([seed, int(a)]))
    return Blocks(np.where(enough, lag, 0), np.where(enough, share, np.nan), expected, p)


def _permuted(own: Ints, share: float, permutations: int, rng: np.random.Generator) -> tuple[float, float]:
    """The p-value of the largest share over lags, and its mean over permutations."""
    lags = [step for step in range(SHORTEST, LONGEST + 1) if len(own) >= FEWEST_TIMES * step]
    reached, total = 0, 0.0
    size = max(CELLS // len(own), 1)
    for begun in range(0, permutations, size):
        mixed = np.stack([rng.permutation(own) for _ in range(min(size, permutations - begun))], axis=1)
        best = np.max([(mixed[step:] == mixed[:-step]).mean(axis=0) for step in lags], axis=0)
        reached += int((best >= share - 1e-12).sum())
        for one in best.tolist():  # one by one, or the sum would depend on how many are held at once
            total += one
    return (reached + 1) / (permutations + 1), total / permutations
