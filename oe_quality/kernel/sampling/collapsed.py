"""How probable each item's labels are with all matrices integrated out: for many annotators of few answers each.

It hops between solutions more readily than `gibbs`, so that in a few dozen items two labels can change places within
some hundred turns: there the labels of `gibbs.label_draws`, which stay with the fit, are the ones to take.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.kernel.sampling.collapsed_chain import collapsed_chain
from oe_quality.kernel.sampling.gibbs import draw_rows


def collapsed_draws(
    chunk: Chunk,
    posterior: Floats,
    n_annotators: int,
    *,
    draws: int = 500,
    burn_in: int = 300,
    chains: int = 2,
    seed: int = 0,
) -> Floats:
    """(I, K) probability of each label with annotators and population integrated out; rows sum to 1.

    Args:
        chunk: the answers, no two by one annotator to one item.
        posterior: (I, K) of a fit; the chains start from labels drawn from it.
        n_annotators: A.
        draws: kept per chain; burn_in: dropped per chain before.
        chains: independent chains, each on a thread of its own.
        seed: the same seed gives the same probabilities.
    """

    def run(rng: np.random.Generator) -> Floats:
        truth, belief = draw_rows(posterior, rng), np.zeros(posterior.shape)
        collapsed_chain(rng, chunk.offsets, chunk.annotator, chunk.label, truth, n_annotators, burn_in, draws, belief)
        return belief

    with ThreadPoolExecutor(chains) as pool:
        beliefs = list(pool.map(run, np.random.default_rng(seed).spawn(chains)))
    total = np.sum(beliefs, axis=0)
    return np.asarray(total / total.sum(axis=1, keepdims=True))
