"""Compiled loops of EBCC: labels split into subtypes, every annotator a confusion row per subtype.

K labels of M subtypes each make K M classes, numbered k M + m. Tables of annotators hold, for the
response (annotator a, answer l), the row (a K + l) K M of one value per class. Sums are 64-bit
integers, as in `fixed`. Random splits of items are a hash of seed and item, so they do not depend on
threads or chunks.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np
from numba import njit

from oe_quality.kernel.em.pooling import digamma, log_rise

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)


@njit(cache=True, nogil=True)
def hashed(state):
    """splitmix64 (Steele, Lea and Flood 2014): a 64-bit state to 64 random bits."""
    z = state + GOLDEN
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    return z ^ (z >> np.uint64(31))


@njit(cache=True, nogil=True, error_model="numpy")
def exponential(key):
    """A standard exponential variate from a 64-bit key."""
    return -math.log((np.float64(hashed(key) >> np.uint64(11)) + 0.5) / 9007199254740992.0)


@njit(cache=True, nogil=True, error_model="numpy")
def split(shares, key, chance, weight):
    """Fill weight (K, M) with an item's shares of votes (K,), split among subtypes.

    By chance, a uniform draw from the simplex for each label; else by how contested the item is: subtype
    0 takes the unanimous, the last the most divided, with neighbours sharing.
    """
    K, M = weight.shape
    contested = (1.0 - shares.max()) * K / max(K - 1, 1)
    for k in range(K):
        total = 0.0
        for m in range(M):
            if chance:
                weight[k, m] = exponential(key + np.uint64(k * M + m))
            else:
                weight[k, m] = math.exp(-0.5 * (contested * (M - 1) - m) ** 2)
            total += weight[k, m]
        for m in range(M):
            weight[k, m] *= shares[k] / total


@njit(cache=True, nogil=True, error_model="numpy")
def start(offsets, annotator, label, gold, first, seed, chance, count_scale, sums, totals, votes):
    """Expected counts where items stand by their votes (or gold), split among subtypes.

    Args:
        first: number of the batch's first item.
        seed, chance: of `split`.
        sums: (A K K M,), totals: (K M + 1,) as in `expect`; votes: (K,) items per label.
    """
    K = votes.size
    M = (totals.size - 1) // K
    shares, weight = np.empty(K), np.empty((K, M))
    flat = weight.reshape(K * M)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        if low == high and gold[i] < 0:
            continue
        shares[:] = 0.0
        if gold[i] >= 0:
            shares[gold[i]] = 1.0
        else:
            for r in range(low, high):
                shares[label[r]] += 1.0 / (high - low)
        split(shares, hashed(seed ^ hashed(np.uint64(first + i))), chance, weight)
        for k in range(K):
            votes[k] += np.int64(shares[k] * count_scale + 0.5)
        _add(flat, low, high, annotator, label, K, count_scale, sums, totals)


@njit(cache=True, nogil=True, error_model="numpy")
def _add(p, low, high, annotator, label, K, count_scale, sums, totals):
    """Add an item's class probabilities p (K M,) to the sums of its answers and to the totals."""
    C = p.size
    for c in range(C):
        units = np.int64(p[c] * count_scale + 0.5)
        if units == 0:
            continue
        totals[c] += units
        for r in range(low, high):
            sums[(np.int64(annotator[r]) * K + label[r]) * C + c] += units


@njit(cache=True, nogil=True, error_model="numpy")
def expect(offsets, annotator, label, gold, table, prior, n_labels, count_scale, log_scale, sums, totals, posterior):
    """E step over the items of a batch, adding expected counts on the way.

    Args:
        table: (A K K M,) E[log theta]; prior: (K M,) E[log share] of each class.
        sums: (A K K M,) expected answers, laid out as `table`; totals: (K M + 1,) expected items per
            class, last the log normalisers.
        posterior: (I_b, K) to be filled, or without rows.
    """
    K, C = n_labels, prior.size
    M = C // K
    p = np.empty(C)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        p[:] = prior
        for r in range(low, high):
            row = (np.int64(annotator[r]) * K + label[r]) * C
            for c in range(C):
                p[c] += table[row + c]
        if gold[i] >= 0:
            for c in range(C):
                if c // M != gold[i]:
                    p[c] = -np.inf
        top = p.max()
        evidence = 0.0
        for c in range(C):
            p[c] = math.exp(p[c] - top)
            evidence += p[c]
        p /= evidence
        if posterior.shape[0] > 0:
            for k in range(K):
                posterior[i, k] = p[k * M : (k + 1) * M].sum()
            posterior[i] /= posterior[i].sum()
        if low == high and gold[i] < 0:
            continue
        totals[C] += np.int64(math.floor((math.log(evidence) + top) * log_scale + 0.5))
        _add(p, low, high, annotator, label, K, count_scale, sums, totals)


@njit(cache=True, nogil=True, error_model="numpy")
def posterior_rows(sums, scale, n_labels, n_subtypes, diagonal, off_diagonal, table):
    """M step: fill `table` with E[log theta]; returns minus the divergence of posterior from prior."""
    K, M = n_labels, n_subtypes
    C = K * M
    strength = diagonal + (K - 1) * off_diagonal
    gap = 0.0
    for a in range(sums.size // (K * C)):
        for c in range(C):
            total = 0.0
            for answer in range(K):
                total += sums[(a * K + answer) * C + c] / scale
            top = digamma(total + strength)
            gap -= log_rise(total, strength)
            for answer in range(K):
                cell = (a * K + answer) * C + c
                count = sums[cell] / scale
                prior = diagonal if answer == c // M else off_diagonal
                table[cell] = digamma(count + prior) - top
                gap += log_rise(count, prior) - count * table[cell]
    return gap
