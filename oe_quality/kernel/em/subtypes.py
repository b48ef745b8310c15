"""Compiled loops of EBCC: labels split into subtypes, every annotator a confusion row per subtype.

All labels' subtypes together are C classes; `owner` (C,) says whose each is. Tables of annotators hold,
for the response (annotator a, answer l), the row (a K + l) C of one value per class. Sums are 64-bit
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

NEGLIGIBLE = -60.0
"""Nats below the likeliest class at which a class counts as impossible; sums could not resolve it."""


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
        sums, totals: as in `expect`, with all K M classes; votes: (K,) items per label.
    """
    K = votes.size
    M = (totals.size - 1) // K
    shares, weight = np.empty(K), np.empty((K, M))
    flat, units = weight.reshape(K * M), np.empty(K * M, dtype=np.int64)
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
        _add(flat, low, high, annotator, label, K, count_scale, units, sums, totals)


@njit(cache=True, nogil=True, error_model="numpy")
def _add(p, low, high, annotator, label, K, count_scale, units, sums, totals):
    """Add an item's class probabilities p (C,) to the sums of its answers and to the totals."""
    C = p.size
    for c in range(C):
        units[c] = np.int64(p[c] * count_scale + 0.5)
        totals[c] += units[c]
    for r in range(low, high):
        row = (np.int64(annotator[r]) * K + label[r]) * C
        for c in range(C):
            sums[row + c] += units[c]


@njit(cache=True, nogil=True, error_model="numpy")
def expect(offsets, annotator, label, gold, table, prior, owner, n_labels, count_scale, log_scale, sums, totals, out):
    """E step over the items of a batch, adding expected counts on the way.

    Args:
        table: (A K C,) E[log theta]; prior: (C,) E[log share] of each class; owner: (C,) its label.
        sums: (A K C,) expected answers, laid out as `table`; totals: (C + 1,) expected items per
            class, last the log normalisers.
        out: (I_b, K) posteriors to be filled, or without rows.
    """
    K, C = n_labels, prior.size
    p, units = np.empty(C), np.empty(C, dtype=np.int64)
    for i in range(offsets.size - 1):
        low, high = offsets[i], offsets[i + 1]
        p[:] = prior
        for r in range(low, high):
            row = (np.int64(annotator[r]) * K + label[r]) * C
            for c in range(C):
                p[c] += table[row + c]
        if gold[i] >= 0:
            for c in range(C):
                if owner[c] != gold[i]:
                    p[c] = -np.inf
        top = p.max()
        evidence = 0.0
        for c in range(C):
            p[c] = math.exp(p[c] - top) if p[c] - top > NEGLIGIBLE else 0.0
            evidence += p[c]
        p /= evidence
        if out.shape[0] > 0:
            out[i] = 0.0
            for c in range(C):
                out[i, owner[c]] += p[c]
            out[i] /= out[i].sum()
        if low == high and gold[i] < 0:
            continue
        totals[C] += np.int64(math.floor((math.log(evidence) + top) * log_scale + 0.5))
        _add(p, low, high, annotator, label, K, count_scale, units, sums, totals)


@njit(cache=True, nogil=True, error_model="numpy")
def posterior_rows(sums, scale, owner, n_labels, diagonal, off_diagonal, table):
    """M step: fill `table` with E[log theta]; returns minus the divergence of posterior from prior."""
    K, C = n_labels, owner.size
    strength = diagonal + (K - 1) * off_diagonal
    none_right, none_wrong, none = digamma(diagonal), digamma(off_diagonal), digamma(strength)
    gap = 0.0
    for a in range(sums.size // (K * C)):
        for c in range(C):
            total = 0.0
            for answer in range(K):
                total += sums[(a * K + answer) * C + c] / scale
            top = digamma(total + strength) if total > 0.0 else none
            gap -= log_rise(total, strength)
            for answer in range(K):
                cell = (a * K + answer) * C + c
                right = answer == owner[c]
                if sums[cell] == 0:
                    table[cell] = (none_right if right else none_wrong) - top
                    continue
                count = sums[cell] / scale
                prior = diagonal if right else off_diagonal
                table[cell] = digamma(count + prior) - top
                gap += log_rise(count, prior) - count * table[cell]
    return gap
