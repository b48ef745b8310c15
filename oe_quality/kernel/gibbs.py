"""Credible intervals of confusion matrices that cover: the hierarchical model sampled in full.

Plug-in intervals take the population's parameters as known, or the items' labels as certain, and cover
too little. Here labels, prevalence, confusion rows and the population's concentrations are all drawn.

Model (Paun et al. 2018, HDS): z_i ~ Categorical(pi), pi ~ Dirichlet(1), theta_ak ~ Dirichlet(c_k),
y_ia ~ Categorical(theta_{a, z_i}), log c_kl ~ Normal(0, 2^2). Labels, prevalence and confusion rows have
conjugate updates. Concentrations are drawn with the rows integrated out, given two auxiliary variables
(Escobar and West 1995; Teh, Jordan, Beal and Blei 2006, appendix A): the number of tables m_akl of a
Chinese restaurant with n_akl guests, and q_ak ~ Beta(sum_l c_kl, n_ak). Then c_kl has the density
c^m exp(c log q) times its prior, logarithmically concave in log c.
"""

# Functions that numba compiles are typed by numba, and its decorators carry no types.
# mypy: disable-error-code="no-untyped-call,no-untyped-def,untyped-decorator"
# ruff: noqa: ANN001, ANN202

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from oe_quality.kernel.chunk import Chunk, FloatArray, IntArray
from oe_quality.kernel.convergence import effective_size, scale_reduction

PRIOR_SPREAD = 2.0
"""Standard deviation of log concentrations: three quarters of them lie within 0.1 .. 10."""
START_RIGHT, START_WRONG = 2.0, 0.5
JUMPS = 4
"""Metropolis jumps per concentration and turn; they cost nothing beside the answers."""
CELLS_AT_ONCE = 2048


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Whole states of the chains, some draws apart: what a predictive check replicates the data from.

    Attributes:
        confusion: (S, A, K, K) truth x answer.
        truth: (S, I) int32 the labels.
    """

    confusion: FloatArray
    truth: IntArray


@dataclass(frozen=True, slots=True)
class Draws:
    """What the chains saw.

    Attributes:
        confusion: (A, K, K) posterior mean, truth x answer; low, high: (A, K, K) its interval.
        accuracy, accuracy_low, accuracy_high: (A,) expected share of right answers.
        level: coverage of the intervals.
        n_draws: kept, over all chains; n_chains.
        r_hat: largest potential scale reduction over the annotators' accuracies; None with one chain.
        effective: smallest effective number of draws over them.
        snapshots: evenly spaced states of all chains.
    """

    confusion: FloatArray
    low: FloatArray
    high: FloatArray
    accuracy: FloatArray
    accuracy_low: FloatArray
    accuracy_high: FloatArray
    level: float
    n_draws: int
    n_chains: int
    r_hat: float | None
    effective: float
    snapshots: Snapshots


@dataclass(frozen=True, slots=True)
class Chain:
    """Draws of one chain: confusion matrices (draws, A K K), accuracies (draws, A), some labels (S, I)."""

    rows: NDArray[np.float32]
    right: FloatArray
    truth: IntArray


def sample(
    chunk: Chunk,
    posterior: FloatArray,
    n_annotators: int,
    *,
    gold: IntArray | None = None,
    draws: int = 500,
    burn_in: int = 300,
    chains: int = 2,
    level: float = 0.95,
    seed: int = 0,
    snapshots: int = 50,
) -> Draws:
    """Sample confusion matrices and accuracies.

    Args:
        chunk: the answers.
        posterior: (I, K) of a fit; the chains start from labels drawn from it, so that all of them name
            the labels alike.
        n_annotators: A.
        gold: (I,) known labels, -1 where unknown; these are not drawn.
        draws: kept per chain; burn_in: dropped per chain before.
        chains: independent chains, each on a thread of its own.
        level: of the intervals.
        seed: the same seed gives the same draws.
        snapshots: whole states to keep, over all chains.
    """
    K = posterior.shape[1]
    generators = np.random.default_rng(seed).spawn(chains)
    fixed = np.full(chunk.n_items, -1, dtype=np.int32) if gold is None else gold

    def run(rng: np.random.Generator) -> Chain:
        truth = np.where(fixed >= 0, fixed, _draw_rows(posterior, rng)).astype(np.int32)
        kept = Chain(
            np.empty((draws, n_annotators * K * K), dtype=np.float32),
            np.empty((draws, n_annotators)),
            np.empty((min(max(snapshots // chains, 1), draws), chunk.n_items), dtype=np.int32),
        )
        data = (chunk.offsets, chunk.annotator, chunk.label, fixed)
        _chain(rng, *data, truth, K, burn_in, kept.rows, kept.right, kept.truth)
        return kept

    with ThreadPoolExecutor(chains) as pool:
        runs = list(pool.map(run, generators))
    return _summary(runs, K, level)


def _summary(runs: list[Chain], K: int, level: float) -> Draws:
    A = runs[0].right.shape[1]
    tails = ((1 - level) / 2, (1 + level) / 2)
    right = np.stack([run.right for run in runs])
    mean = np.mean([run.rows.mean(axis=0, dtype=np.float64) for run in runs], axis=0)
    low, high = np.empty(A * K * K), np.empty(A * K * K)
    for start in range(0, A * K * K, CELLS_AT_ONCE):
        cells = slice(start, start + CELLS_AT_ONCE)
        low[cells], high[cells] = np.quantile(np.concatenate([run.rows[:, cells] for run in runs]), tails, axis=0)
    accuracy_low, accuracy_high = np.quantile(right, tails, axis=(0, 1))
    return Draws(
        confusion=mean.reshape(A, K, K),
        low=low.reshape(A, K, K),
        high=high.reshape(A, K, K),
        accuracy=right.mean(axis=(0, 1)),
        accuracy_low=accuracy_low,
        accuracy_high=accuracy_high,
        level=level,
        n_draws=right.shape[0] * right.shape[1],
        n_chains=len(runs),
        r_hat=scale_reduction(right) if len(runs) > 1 else None,
        effective=effective_size(right),
        snapshots=Snapshots(
            np.concatenate([run.rows[kept_turns(len(run.rows), len(run.truth))] for run in runs])
            .reshape(-1, A, K, K)
            .astype(np.float64),
            np.concatenate([run.truth for run in runs]),
        ),
    )


def _draw_rows(p: FloatArray, rng: np.random.Generator) -> IntArray:
    """(I,) one label per row of (I, K) probabilities."""
    below = np.cumsum(p, axis=1) < rng.random((len(p), 1))
    return np.asarray(np.minimum(below.sum(axis=1), p.shape[1] - 1), dtype=np.int32)


@njit(cache=True, nogil=True, error_model="numpy")
def _chain(rng, offsets, annotator, label, gold, truth, K, burn_in, rows, right, truths):
    """Run one chain from `truth` (I,), filling rows (draws, A K K), right (draws, A) and truths (S, I).

    The labels kept as truths[s] are those of draw `kept_turns`[s].
    """
    turns = kept_turns(rows.shape[0], truths.shape[0])
    kept = 0
    A = right.shape[1]
    counts = np.zeros((A, K, K))
    log_theta = np.empty((A, K, K))  # by annotator, answer and truth: what an answer needs lies together
    concentration = np.full((K, K), START_WRONG)
    for k in range(K):
        concentration[k, k] = START_RIGHT
    log_share = np.empty(K)
    for turn in range(burn_in + rows.shape[0]):
        _count(offsets, annotator, label, truth, counts)
        _draw_concentrations(rng, counts, concentration)
        _draw_confusions(rng, counts, concentration, log_theta)
        _draw_prevalence(rng, truth, log_share)
        _draw_labels(rng, offsets, annotator, label, gold, log_theta, log_share, truth)
        if turn >= burn_in:
            _keep(log_theta, log_share, rows[turn - burn_in], right[turn - burn_in])
            if kept < turns.size and turns[kept] == turn - burn_in:
                truths[kept] = truth
                kept += 1


@njit(cache=True, nogil=True)
def kept_turns(draws, snapshots):  # noqa: ANN201 - typed by numba
    """(S,) draws whose whole state is kept, evenly spaced, the last included."""
    turns = np.empty(snapshots, dtype=np.int64)
    for s in range(snapshots):
        turns[s] = ((s + 1) * draws) // snapshots - 1
    return turns


@njit(cache=True, nogil=True, error_model="numpy")
def _count(offsets, annotator, label, truth, counts):
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
def _draw_concentrations(rng, counts, concentration):
    """Update concentrations (K, K) in place, given the counts (A, K, K)."""
    A, K = counts.shape[0], counts.shape[1]
    tables = np.empty(K)
    for k in range(K):
        total = concentration[k].sum()
        tables[:] = 0.0
        rate = 0.0
        for a in range(A):
            n = counts[a, k].sum()
            if n == 0.0:
                continue
            mine, others = _log_gamma_variate(rng, total), math.log(rng.standard_gamma(n))
            top = max(mine, others)
            rate += top + math.log(math.exp(mine - top) + math.exp(others - top)) - mine  # -log q
            for answer in range(K):
                tables[answer] += _draw_tables(rng, counts[a, k, answer], concentration[k, answer])
        for answer in range(K):
            concentration[k, answer] = _jump(rng, concentration[k, answer], tables[answer], rate)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_tables(rng, guests, concentration):
    """Occupied tables of a Chinese restaurant; the first guest always opens one."""
    tables = 1.0 if guests > 0 else 0.0
    for seated in range(1, int(guests)):
        tables += rng.random() * (concentration + seated) < concentration
    return tables


@njit(cache=True, nogil=True, error_model="numpy")
def _jump(rng, concentration, tables, rate):
    """Metropolis in log c on tables log c - rate c + log prior, scaled to the density's own width."""
    x = math.log(concentration)
    width = 2.4 / math.sqrt(tables + 1.0 / PRIOR_SPREAD**2)
    for _ in range(JUMPS):
        y = x + width * rng.standard_normal()
        gain = tables * (y - x) - rate * (math.exp(y) - math.exp(x)) + 0.5 * (x * x - y * y) / PRIOR_SPREAD**2
        if math.log(1.0 - rng.random()) < gain:
            x = y
    return math.exp(x)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_confusions(rng, counts, concentration, log_theta):
    """Fill log_theta (annotator, answer, truth) with rows from their Dirichlet posteriors."""
    A, K = counts.shape[0], counts.shape[1]
    variates = np.empty(K)
    for a in range(A):
        for k in range(K):
            for answer in range(K):
                variates[answer] = _log_gamma_variate(rng, counts[a, k, answer] + concentration[k, answer])
            top = variates.max()
            total = 0.0
            for answer in range(K):
                total += math.exp(variates[answer] - top)
            for answer in range(K):
                log_theta[a, answer, k] = variates[answer] - top - math.log(total)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_prevalence(rng, truth, log_share):
    """Fill log_share (K,) from the Dirichlet posterior of the labels' shares."""
    n = np.zeros(log_share.size)
    for i in range(truth.size):
        n[truth[i]] += 1.0
    for k in range(n.size):
        log_share[k] = _log_gamma_variate(rng, n[k] + 1.0)
    top = log_share.max()
    total = 0.0
    for k in range(n.size):
        total += math.exp(log_share[k] - top)
    log_share -= top + math.log(total)


@njit(cache=True, nogil=True, error_model="numpy")
def _draw_labels(rng, offsets, annotator, label, gold, log_theta, log_share, truth):
    """Draw every item's label without gold, given confusion matrices and prevalence."""
    K = log_share.size
    weight = np.empty(K)
    for i in range(truth.size):
        if gold[i] >= 0:
            continue
        for k in range(K):
            weight[k] = log_share[k]
        for r in range(offsets[i], offsets[i + 1]):
            for k in range(K):
                weight[k] += log_theta[annotator[r], label[r], k]
        top = weight.max()
        total = 0.0
        for k in range(K):
            weight[k] = math.exp(weight[k] - top)
            total += weight[k]
        left = rng.random() * total
        drawn = 0
        while drawn < K - 1 and left >= weight[drawn]:
            left -= weight[drawn]
            drawn += 1
        truth[i] = drawn


@njit(cache=True, nogil=True, error_model="numpy")
def _keep(log_theta, log_share, rows, right):
    """Store one draw: rows (A K K,), truth x answer, and right (A,)."""
    A, K = log_theta.shape[0], log_theta.shape[1]
    for a in range(A):
        right[a] = 0.0
        for k in range(K):
            for answer in range(K):
                rows[(a * K + k) * K + answer] = math.exp(log_theta[a, answer, k])
            right[a] += math.exp(log_share[k] + log_theta[a, k, k])
