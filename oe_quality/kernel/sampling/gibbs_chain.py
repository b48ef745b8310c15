"""One Markov chain through the hierarchical Dawid-Skene model, compiled.

Model (Paun et al. 2018, HDS, with an ability that an annotator brings to all labels; as `em.pooling`, but
every parameter drawn): z_i ~ Categorical(pi), pi ~ Dirichlet(1), y_ia ~ Categorical(theta_{a, z_i}),

    theta_akk             ~ Beta(s_k r_ak, s_k (1 - r_ak)),     logit r_ak = m_k + d_a,     d_a ~ N(0, w)
    theta_ak,l≠k / wrong  ~ Dirichlet(c_kl)

with m_k ~ N(1, 2^2), log s_k ~ N(1.5, 1.5^2), log c_kl ~ N(0, 2^2), w ~ InverseGamma(1.5, 0.75). Without
d, annotators are pooled label by label: many small pulls towards the mean, all in one direction, and
the interval of an overall accuracy misses.

Labels, prevalence, rows and w have conjugate updates. The others are drawn with the rows integrated
out, given auxiliary variables (Escobar and West 1995; Teh, Jordan, Beal and Blei 2006, appendix A): the
number of tables of a Chinese restaurant with n guests and concentration c, and q ~ Beta(c, n). Given
them, a concentration has the density c^tables q^c times its prior, and a logit that of a logistic
regression; both are logarithmically concave, and a few Metropolis jumps of fitting width suffice.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN201, ANN202

from __future__ import annotations

import math

import numpy as np
from numba import njit

from oe_quality.kernel.em.pooling import logistic

LEVEL_MEAN, LEVEL_SD = 1.0, 2.0
STRENGTH_MEAN, STRENGTH_SD = 1.5, 1.5
"""Of log s: most strengths lie within 0.5 .. 50 answers' worth."""
ERRORS_MEAN, ERRORS_SD = 0.0, 2.0
VARIANCE_SHAPE, VARIANCE_SCALE = 1.5, 0.75
"""Of w."""
JUMPS = 4
"""Metropolis jumps per parameter and turn; they cost nothing beside the answers."""
STEP = 2.4
"""Width of a jump in standard deviations (Roberts, Gelman and Gilks 1997)."""


@njit(cache=True, nogil=True, error_model="numpy")
def chain(rng, offsets, annotator, label, gold, truth, K, burn_in, rows, right, truths, seen):
    """Run one chain from `truth` (I,), filling rows (draws, A K K), right (draws, A) and truths (S, I).

    The labels kept as truths[s] are those of draw `kept_turns`[s]; seen (I, K) counts the draws of each label.
    With `rows` of no draws only the others are filled.
    """
    A = right.shape[1]
    counts = np.zeros((A, K, K))
    log_theta = np.empty((A, K, K))  # by annotator, answer and truth: what an answer needs lies together
    level, ability, strength = np.full(K, LEVEL_MEAN), np.zeros(A), np.full(K, math.exp(STRENGTH_MEAN))
    errors = np.full((K, K), math.exp(ERRORS_MEAN))
    variance = 1.0
    log_share = np.empty(K)
    draws = right.shape[0]
    turns = kept_turns(draws, truths.shape[0])
    nowhere = np.empty(0, dtype=rows.dtype)
    kept = 0
    for turn in range(burn_in + draws):
        count_answers(offsets, annotator, label, truth, counts)
        if K > 1:
            hits, misses = draw_strengths(rng, counts, level, ability, strength)
            draw_errors(rng, counts, errors)
            variance = draw_logits(rng, hits, misses, level, ability, variance)
        _draw_confusions(rng, counts, level, ability, strength, errors, log_theta)
        _draw_prevalence(rng, truth, log_share)
        _draw_labels(rng, offsets, annotator, label, gold, log_theta, log_share, truth)
        if turn >= burn_in:
            row = rows[turn - burn_in] if rows.shape[0] > 0 else nowhere
            _keep(log_theta, log_share, row, right[turn - burn_in])
            for i in range(truth.size):
                seen[i, truth[i]] += 1
            if kept < turns.size and turns[kept] == turn - burn_in:
                for i in range(truth.size):
                    truths[kept, i] = truth[i]
                kept += 1


@njit(cache=True, nogil=True)
def kept_turns(draws, snapshots):
    """(S,) draws whose whole state is kept, evenly spaced, the last included."""
    turns = np.empty(snapshots, dtype=np.int64)
    for s in range(snapshots):
        turns[s] = ((s + 1) * draws) // snapshots - 1
    return turns


@njit(cache=True, nogil=True, error_model="numpy")
def count_answers(offsets, annotator, label, truth, counts):
    """Fill counts (A, K, K) with answers by annotator, truth and answer."""
    counts[:] = 0.0
    for i in range(truth.size):
        for r in range(offsets[i], offsets[i + 1]):
            counts[annotator[r], truth[i], label[r]] += 1.0


@njit(cache=True, nogil=True, error_model="numpy")
def _log_gamma_variate(rng, shape):
    """Logarithm of a standard gamma variate; does not underflow for small shapes."""
    if shape >= 1.0:
        return math.log(rng.standard_gamma(shape))
    return math.log(rng.standard_gamma(shape + 1.0)) + math.log(1.0 - rng.random()) / shape


@njit(cache=True, nogil=True, error_model="numpy")
def _minus_log_beta(rng, concentration, n):
    """-log q of a draw q ~ Beta(concentration, n)."""
    mine, others = _log_gamma_variate(rng, concentration), _log_gamma_variate(rng, n)
    top = max(mine, others)
    return top + math.log(math.exp(mine - top) + math.exp(others - top)) - mine


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_tables(rng, guests, concentration):
    """Occupied tables of a Chinese restaurant; the first guest always opens one."""
    tables = 1.0 if guests > 0 else 0.0
    for seated in range(1, int(guests)):
        tables += rng.random() * (concentration + seated) < concentration
    return tables


@njit(cache=True, nogil=True, error_model="numpy")
def _jump(rng, concentration, tables, rate, mean, sd):
    """Move a concentration whose log has the density tables log c - rate c + log N(log c; mean, sd)."""
    x = math.log(concentration)
    width = STEP / math.sqrt(tables + 1.0 / sd**2)
    for _ in range(JUMPS):
        y = x + width * rng.standard_normal()
        gain = tables * (y - x) - rate * (math.exp(y) - math.exp(x))
        gain += 0.5 * ((x - mean) ** 2 - (y - mean) ** 2) / sd**2
        if math.log(1.0 - rng.random()) < gain:
            x = y
    return math.exp(x)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_strengths(rng, counts, level, ability, strength):
    """Update strengths (K,) in place; returns the tables of right and of wrong answers, (A, K) each."""
    A, K = counts.shape[0], counts.shape[1]
    hits, misses = np.zeros((A, K)), np.zeros((A, K))
    for k in range(K):
        rate, s = 0.0, strength[k]
        for a in range(A):
            n, right = counts[a, k].sum(), counts[a, k, k]
            if n == 0.0:
                continue
            p = logistic(level[k] + ability[a])
            hits[a, k] = _draw_tables(rng, right, s * p)
            misses[a, k] = _draw_tables(rng, n - right, s * (1.0 - p))
            rate += _minus_log_beta(rng, s, n)
        strength[k] = _jump(rng, s, hits[:, k].sum() + misses[:, k].sum(), rate, STRENGTH_MEAN, STRENGTH_SD)
    return hits, misses


@njit(cache=True, nogil=True, error_model="numpy")
def draw_errors(rng, counts, errors):
    """Update the concentrations of wrong answers, off the diagonal of errors (K, K), in place."""
    A, K = counts.shape[0], counts.shape[1]
    tables = np.empty(K)
    for k in range(K if K > 2 else 0):
        total = errors[k].sum() - errors[k, k]
        tables[:] = 0.0
        rate = 0.0
        for a in range(A):
            wrong = counts[a, k].sum() - counts[a, k, k]
            if wrong == 0.0:
                continue
            rate += _minus_log_beta(rng, total, wrong)
            for answer in range(K):
                if answer != k:
                    tables[answer] += _draw_tables(rng, counts[a, k, answer], errors[k, answer])
        for answer in range(K):
            if answer != k:
                errors[k, answer] = _jump(rng, errors[k, answer], tables[answer], rate, ERRORS_MEAN, ERRORS_SD)


@njit(cache=True, nogil=True, error_model="numpy")
def _log_odds_density(x, shift, hits, misses):
    """Log likelihood of logits x + shift (n,) with hits and misses (n,)."""
    density = 0.0
    for i in range(shift.size):
        if hits[i] + misses[i] == 0.0:
            continue
        y = x + shift[i]
        # log(1 + exp(-y)) without overflow
        density -= hits[i] * (max(-y, 0.0) + math.log1p(math.exp(-abs(y))))
        density -= misses[i] * (max(y, 0.0) + math.log1p(math.exp(-abs(y))))
    return density


@njit(cache=True, nogil=True, error_model="numpy")
def _move_logit(rng, x, shift, hits, misses, mean, variance):
    """Metropolis jumps of one logit with prior N(mean, variance); the width bounds the curvature from above."""
    width = STEP / math.sqrt(0.25 * (hits.sum() + misses.sum()) + 1.0 / variance)
    now = _log_odds_density(x, shift, hits, misses) - 0.5 * (x - mean) ** 2 / variance
    for _ in range(JUMPS):
        y = x + width * rng.standard_normal()
        then = _log_odds_density(y, shift, hits, misses) - 0.5 * (y - mean) ** 2 / variance
        if math.log(1.0 - rng.random()) < then - now:
            x, now = y, then
    return x


@njit(cache=True, nogil=True, error_model="numpy")
def draw_logits(rng, hits, misses, level, ability, variance):
    """Update abilities and levels in place, given tables (A, K); returns the abilities' new variance."""
    A, K = hits.shape
    for a in range(A):
        ability[a] = _move_logit(rng, ability[a], level, hits[a], misses[a], 0.0, variance)
    for k in range(K):
        level[k] = _move_logit(rng, level[k], ability, hits[:, k], misses[:, k], LEVEL_MEAN, LEVEL_SD**2)
    scale = VARIANCE_SCALE + 0.5 * (ability**2).sum()
    return scale / rng.standard_gamma(VARIANCE_SHAPE + 0.5 * A)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_confusions(rng, counts, level, ability, strength, errors, log_theta):
    """Fill log_theta (annotator, answer, truth) with rows from their posteriors."""
    A, K = counts.shape[0], counts.shape[1]
    if K == 1:
        log_theta[:] = 0.0
        return
    for a in range(A):
        for k in range(K):
            p = logistic(level[k] + ability[a])
            right = counts[a, k, k]
            wrong = counts[a, k].sum() - right
            hit = _log_gamma_variate(rng, right + strength[k] * p)
            miss = _log_gamma_variate(rng, wrong + strength[k] * (1.0 - p))
            both = max(hit, miss) + math.log1p(math.exp(-abs(hit - miss)))
            top = -np.inf
            for answer in range(K):
                if answer != k:
                    log_theta[a, answer, k] = _log_gamma_variate(rng, counts[a, k, answer] + errors[k, answer])
                    top = max(top, log_theta[a, answer, k])
            total = 0.0
            for answer in range(K):
                if answer != k:
                    total += math.exp(log_theta[a, answer, k] - top)
            rest = miss - both - top - math.log(total)
            for answer in range(K):
                log_theta[a, answer, k] += rest
            log_theta[a, k, k] = hit - both


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_prevalence(rng, truth, log_share):
    """Fill log_share (K,) from the Dirichlet posterior of the labels' shares."""
    n = np.zeros(log_share.size)
    for i in range(truth.size):
        n[truth[i]] += 1.0
    for k in range(n.size):
        log_share[k] = _log_gamma_variate(rng, n[k] + 1.0)
    top = log_share[0]
    for k in range(1, n.size):
        top = max(top, log_share[k])
    total = 0.0
    for k in range(n.size):
        total += math.exp(log_share[k] - top)
    for k in range(n.size):
        log_share[k] -= top + math.log(total)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_labels(rng, offsets, annotator, label, gold, log_theta, log_share, truth):
    """Draw every item's label without gold, given confusion matrices and prevalence."""
    K = log_share.size
    table = log_theta.reshape(-1)
    weight = np.empty(K)
    for i in range(truth.size):
        if gold[i] >= 0:
            continue
        for k in range(K):
            weight[k] = log_share[k]
        for r in range(offsets[i], offsets[i + 1]):
            row = (np.uint64(annotator[r]) * np.uint64(K) + np.uint64(label[r])) * np.uint64(K)
            for k in range(K):
                weight[k] += table[row + np.uint64(k)]
        top = weight[0]
        for k in range(1, K):
            top = max(top, weight[k])
        total = 0.0
        for k in range(K):
            weight[k] = math.exp(weight[k] - top)
            total += weight[k]
        truth[i] = draw_one(rng, weight, total)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_one(rng, weight, total):
    """One of K labels, as probable as its weight (K,) of their total."""
    left = rng.random() * total
    drawn = 0
    while drawn < weight.size - 1 and left >= weight[drawn]:
        left -= weight[drawn]
        drawn += 1
    return drawn


@njit(cache=True, nogil=True, error_model="numpy")
def _keep(log_theta, log_share, rows, right):
    """Store one draw: rows (A K K,), truth x answer, unless it is empty, and right (A,)."""
    A, K = log_theta.shape[0], log_theta.shape[1]
    for a in range(A):
        right[a] = 0.0
        for k in range(K):
            if rows.size > 0:
                for answer in range(K):
                    rows[(a * K + k) * K + answer] = math.exp(log_theta[a, answer, k])
            right[a] += math.exp(log_share[k] + log_theta[a, k, k])
