"""Ordered labels by a cumulative-link model with bias and discrimination of each annotator.

    logit P(y_ir >= k | mu_i) = a_r (mu_i - t_k - b_r),  k = 1..K-1,
    mu_i ~ N(0, 1),  t_k ~ N(0, 3^2),  b_r ~ N(0, B^2),  log a_r ~ N(log a, S^2),
    log a ~ N(1/2, 1):

the graded response model of Samejima (1969) with annotators for test items, thresholds t_1 < … < t_{K-1}
in common and each annotator's thresholds shifted by b_r. Fitted by EM (Bock and Aitkin 1981): the E step
integrates mu over fixed nodes, the M step climbs the expected log posterior of thresholds, biases and
discriminations. The unit is fixed by mu ~ N(0, 1) and by the zero mean of the biases' prior.

A step is a sum over items: what the M step needs is how often each annotator is expected to have given each
label at each node.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import Chunk, ChunkSource
from oe_quality.progress import Progress, silent

NODES = np.linspace(-4.0, 4.0, 33)
"""Values of mu over which it is integrated."""
BIAS_SD = 0.7
"""B, in standard deviations of the items."""
THRESHOLD_SD = 3.0
"""Of thresholds about 0, in standard deviations of the items: keeps an unused label's from running away."""
DISCRIMINATION_SD = 0.5
"""S, of the logarithm."""
FEWEST = 100
CLIMB = 15
"""Steps of the M step's climb: enough to gain, not to the top (generalised EM)."""
LEAST_GAP = 1e-3
"""Least distance of neighbouring thresholds."""
CENTRE, CENTRE_SD = 0.5, 1.0
"""Of the prior of log a: answers move noticeably with items, as people's do, but not without limit."""
FLOOR = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Graded:
    """Parameters.

    Attributes:
        threshold: (K - 1,) ascending; bias: (A,); log_discrimination: (A,); centre: log a.
    """

    threshold: Floats
    bias: Floats
    log_discrimination: Floats
    centre: float

    def log_table(self) -> Floats:
        """(A, K, Q) log-probability of each label from each annotator at each node."""
        at = NODES - self.threshold[:, None] - self.bias[:, None, None]
        return np.log(np.maximum(_differences(expit(np.exp(self.log_discrimination)[:, None, None] * at)), FLOOR))


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalFit:
    """What the model says about items and annotators.

    Attributes:
        mean, standard_error: (I,) posterior mean and SD of mu, in standard deviations of the items.
        position, position_error: (I,) posterior mean and SD of the position among the labels, 1 the lowest and K
            the highest, that an unbiased annotator of typical discrimination answers on average.
        posterior: (I, K) probability that mu lies between the thresholds of a label: which label is right.
        parameters: thresholds, biases (positive: the annotator answers lower), discriminations.
        bias_error: (A,) standard errors of the biases, from the curvature of the log posterior.
        history: log-likelihood plus log prior per step, in nats; `converged` is False at the step limit.
    """

    mean: Floats
    standard_error: Floats
    position: Floats
    position_error: Floats
    posterior: Floats
    parameters: Graded
    bias_error: Floats
    history: tuple[float, ...]
    converged: bool


@one_blas_thread()
def fit(
    source: ChunkSource[Chunk], *, max_steps: int = 200, tol: float = 1e-5, progress: Progress = silent
) -> OrdinalFit:
    """Fit the model; an item without answers has the prior's mean and standard deviation.

    Args:
        source: answers whose label codes ascend, 0 the lowest.
        max_steps: limit of EM steps.
        tol: converged when a step gains less than this per answer, in nats (of 100 answers at least).
    """
    params = _start(source)
    history: list[float] = []
    converged = False
    enough = tol * max(sum(chunk.n_responses for chunk in source), FEWEST)
    for step in range(max_steps):
        counts, likelihood = _sweep(params, source)
        history.append(likelihood + _log_prior(params))
        if len(history) > 1 and history[-1] - history[-2] < enough:
            converged = True
            break
        params = maximise(params, counts)
        progress("ordinal", step + 1, max_steps)
    progress("ordinal", max_steps, max_steps)
    counts, _ = _sweep(params, source)
    node = np.concatenate([_items(params.log_table(), chunk)[0] for chunk in source])
    return _outcome(params, counts, node, tuple(history), converged)


def expect(table: Floats, chunk: Chunk) -> tuple[Floats, float]:
    """(A, K, Q) expected answers and the log-likelihood, summed over a chunk's items, given `Graded.log_table`."""
    node, likelihood = _items(table, chunk)
    A, K, Q = table.shape
    cell, item = chunk.annotator.astype(np.int64) * K + chunk.label, chunk.items()
    counts = np.empty((A * K, Q))
    for q in range(Q):
        counts[:, q] = np.bincount(cell, weights=node[item, q], minlength=A * K)
    return counts.reshape(A, K, Q), likelihood


def maximise(p: Graded, counts: Floats) -> Graded:
    """Climb the expected log posterior from where it stands; never ends lower."""
    start = _pack(p)
    answer = minimize(
        _loss, start, args=(counts, p.centre), jac=True, method="L-BFGS-B", options={"maxiter": CLIMB, "maxcor": 20}
    )
    better = answer.fun < _loss(start, counts, p.centre)[0]
    moved = _unpack(np.asarray(answer.x if better else start), len(p.bias), p.centre)
    # The best centre given the annotators' discriminations, by precisions.
    each = 1.0 / DISCRIMINATION_SD**2
    total = each * len(moved.bias) + 1.0 / CENTRE_SD**2
    centre = (each * float(moved.log_discrimination.sum()) + CENTRE / CENTRE_SD**2) / total
    return replace(moved, centre=centre)


def _items(table: Floats, chunk: Chunk) -> tuple[Floats, float]:
    """(I, Q) posterior over the nodes and the log-likelihood of the chunk."""
    prior = -0.5 * NODES**2
    prior = prior - np.log(np.exp(prior).sum())
    log = np.tile(prior, (chunk.n_items, 1))
    item = chunk.items()
    for q in range(len(NODES)):
        log[:, q] += np.bincount(item, weights=table[chunk.annotator, chunk.label, q], minlength=chunk.n_items)
    top = log.max(axis=1, keepdims=True)
    p = np.exp(log - top)
    total = p.sum(axis=1, keepdims=True)
    return p / total, float((top + np.log(total)).sum())


def _sweep(params: Graded, source: ChunkSource[Chunk]) -> tuple[Floats, float]:
    table = params.log_table()
    counts, likelihood = np.zeros_like(table), 0.0
    for chunk in source:
        part, gain = expect(table, chunk)
        counts, likelihood = counts + part, likelihood + gain
    return counts, likelihood


def _log_prior(p: Graded) -> float:
    scatter = ((p.log_discrimination - p.centre) / DISCRIMINATION_SD) ** 2
    lines = (p.threshold / THRESHOLD_SD) ** 2
    centre = ((p.centre - CENTRE) / CENTRE_SD) ** 2
    return float(-0.5 * (((p.bias / BIAS_SD) ** 2).sum() + scatter.sum() + lines.sum() + centre))


def _start(source: ChunkSource[Chunk]) -> Graded:
    K, A = source.n_labels, source.n_annotators
    seen = np.sum([np.bincount(chunk.label, minlength=K) for chunk in source], axis=0) + 0.5
    below = np.cumsum(seen)[:-1] / seen.sum()
    return Graded(1.2 * np.log(below / (1.0 - below)), np.zeros(A), np.full(A, CENTRE), CENTRE)


def _pack(p: Graded) -> Floats:
    """First threshold, logs of the gaps, biases, log discriminations in one vector."""
    gaps = np.log(np.maximum(np.diff(p.threshold) - LEAST_GAP, LEAST_GAP))
    return np.concatenate([p.threshold[:1], gaps, p.bias, p.log_discrimination])


def _unpack(x: Floats, n_annotators: int, centre: float) -> Graded:
    cut = len(x) - 2 * n_annotators
    gaps = np.exp(x[1:cut]) + LEAST_GAP
    threshold = x[0] + np.concatenate([[0.0], np.cumsum(gaps)]) if cut else x[:0]
    return Graded(threshold, x[cut : cut + n_annotators], x[cut + n_annotators :], centre)


def _loss(x: Floats, counts: Floats, centre: float) -> tuple[float, Floats]:
    """Minus the expected log posterior, and its gradient, at packed parameters."""
    A, K, _ = counts.shape
    p = _unpack(x, A, centre)
    a = np.exp(p.log_discrimination)[:, None, None]
    at = NODES - p.threshold[:, None] - p.bias[:, None, None]
    above = expit(a * at)
    probability = np.maximum(_differences(above), FLOOR)
    gain = float((counts * np.log(probability)).sum()) + _log_prior(p)
    # d gain / d (a_r (mu - t_k - b_r)), (A, K - 1, Q): the label above gains what the label below loses.
    pull = counts / probability
    slope = (pull[:, 1:] - pull[:, :-1]) * above * (1.0 - above)
    by_threshold = -(slope * a).sum(axis=(0, 2)) - p.threshold / THRESHOLD_SD**2
    by_bias = -(slope * a).sum(axis=(1, 2)) - p.bias / BIAS_SD**2
    by_log_a = (slope * a * at).sum(axis=(1, 2)) - (p.log_discrimination - centre) / DISCRIMINATION_SD**2
    # Threshold k moves with the first one and with every gap up to it.
    tail = np.cumsum(by_threshold[::-1])[::-1]
    by_gaps = tail[1:] * np.exp(x[1 : K - 1])
    return -gain, -np.concatenate([tail[:1], by_gaps, by_bias, by_log_a])


def _differences(above: Floats) -> Floats:
    """(…, K, Q) P(y = k) from (…, K - 1, Q) P(y >= k)."""
    one, zero = np.ones_like(above[..., :1, :]), np.zeros_like(above[..., :1, :])
    return np.asarray(-np.diff(np.concatenate([one, above, zero], axis=-2), axis=-2), dtype=np.float64)


def _outcome(p: Graded, counts: Floats, node: Floats, history: tuple[float, ...], converged: bool) -> OrdinalFit:
    mean = node @ NODES
    error = np.sqrt(np.maximum(node @ NODES**2 - mean**2, 0.0))
    step = 1.0 + expit(np.exp(p.centre) * (NODES - p.threshold[:, None])).sum(axis=0)
    position = node @ step
    position_error = np.sqrt(np.maximum(node @ step**2 - position**2, 0.0))
    # Between nodes the posterior is taken as normal, which it is nearly with a few answers.
    spread = np.maximum(error, 1e-6)[:, None]
    above = ndtr((mean[:, None] - p.threshold) / spread)
    posterior = _differences(above[:, :, None])[:, :, 0]
    return OrdinalFit(mean, error, position, position_error, posterior, p, _bias_errors(p, counts), history, converged)


def _bias_errors(p: Graded, counts: Floats) -> Floats:
    """(A,) from the expected information about each bias: sum over answers of a^2 times the link's information."""
    a = np.exp(p.log_discrimination)[:, None, None]
    above = expit(a * (NODES - p.threshold[:, None] - p.bias[:, None, None]))
    density = above * (1.0 - above)
    pad = np.zeros_like(density[:, :1])
    change = np.diff(np.concatenate([pad, density, pad], axis=1), axis=1)
    probability = np.maximum(_differences(above), FLOOR)
    per_node = (change**2 / probability).sum(axis=1) * a[:, 0] ** 2
    information = (counts.sum(axis=1) * per_node).sum(axis=1) + 1.0 / BIAS_SD**2
    return np.asarray(1.0 / np.sqrt(information), dtype=np.float64)
