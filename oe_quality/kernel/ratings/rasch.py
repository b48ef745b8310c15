"""The many-facet Rasch model of ordered answers: where items lie, how severe annotators are, and whether answers fit.

    log P(x_ir = k) / P(x_ir = k - 1) = theta_i - lambda_r - tau_k,  k = 1..K-1,  theta_i ~ N(0, sigma^2)

the rating-scale form (Andrich 1978) with annotators as a facet (Linacre 1989, "Many-Facet Rasch Measurement"; for hate
speech Kennedy et al. 2020, arXiv:2009.10277). Positive lambda: the annotator answers lower than others would. Fitted by
marginal maximum likelihood (Bock & Aitkin 1981): items are integrated out over fixed nodes. Joint estimates of items
and annotators, as FACETS makes them, are biased where items have few answers (by about n / (n - 1) for n; Linacre's
correction mends that for n alike), marginal ones are not. A weak prior, lambda ~ N(0, 10^2), keeps annotators who gave
one end of the scale throughout from running away.

Errors are those of the observed information (Louis 1982, J. R. Stat. Soc. B 44:226). What a fit needs of the answers is
how often each annotator is expected to have given each label at each node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array, hstack
from scipy.special import logsumexp

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import Chunk

PRIOR_SD = 10.0
"""Of severities, in logits: weaker than one answer."""
REACH, FEW_NODES, MANY_NODES = 5.0, 41, 121
"""Nodes go so many SDs of the items to either side; many where items have more than `CROWDED` answers."""
CROWDED = 30
LOG_SIGMA = (-4.0, 3.0)
"""Bounds of the logarithm of the items' SD."""
AT_ONCE = 100_000
"""Answers whose residuals are taken at once."""
LEAST_VARIANCE = 1e-9
"""Of an answer, at nodes where it is all but certain."""
MOST_TOGETHER = 2000
"""Annotators up to which errors know that severities are estimated together."""


@dataclass(frozen=True, slots=True, eq=False)
class Rasch:
    """Parameters. Severities and thresholds are each about their mean.

    Attributes:
        severity: (A,) lambda, logits; threshold: (K - 1,) tau; centre: mean of items on the severities' scale.
        spread: sigma, logits.
    """

    severity: Floats
    threshold: Floats
    centre: float
    spread: float


@dataclass(frozen=True, slots=True, eq=False)
class RaschFit:
    """What the model says.

    Attributes:
        parameters: the estimates; severity_error: (A,) standard errors; threshold_error: (K - 1,); NaN unknown.
        location, location_error: (I,) posterior mean and SD of items, on the severities' scale.
        infit, outfit: (A,) mean squares of annotators, 1 where answers are as various as the model expects.
        item_infit, item_outfit: (I,) the same of items.
        log_likelihood: at the top; converged: whether it was reached; extreme: (A,) those who gave one end throughout.
    """

    parameters: Rasch
    severity_error: Floats
    threshold_error: Floats
    location: Floats
    location_error: Floats
    infit: Floats
    outfit: Floats
    item_infit: Floats
    item_outfit: Floats
    log_likelihood: float
    converged: bool
    extreme: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """Who answered what: (I, A * K) indicators of answers, and the nodes z (Q,) with the log of their weights."""

    answers: csr_array
    n_annotators: int
    n_labels: int
    nodes: Floats
    log_weight: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Of parameters, at each node: (A, Q, K) log-probabilities, (A, Q) expected label and its variance."""

    log_p: Floats
    at_least: Floats
    mean: Floats
    variance: Floats


def design(chunk: Chunk, n_annotators: int, n_labels: int) -> Design:
    """The design of a chunk in which an annotator answers an item once."""
    column = chunk.annotator.astype(np.int64) * n_labels + chunk.label
    shape = (chunk.n_items, n_annotators * n_labels)
    answers = csr_array((np.ones(chunk.n_responses), column, chunk.offsets), shape=shape)
    most = int(np.diff(chunk.offsets).max(initial=0))
    nodes = np.linspace(-REACH, REACH, MANY_NODES if most > CROWDED else FEW_NODES)
    weight = -(nodes**2) / 2
    return Design(answers, n_annotators, n_labels, nodes, weight - logsumexp(weight))


@one_blas_thread()
def fit(chunk: Chunk, n_annotators: int, n_labels: int) -> RaschFit:
    """Fit the model to answers coded 0..K-1, each of which somebody gave, one per annotator and item."""
    made = design(chunk, n_annotators, n_labels)
    found = minimize(
        _loss, _start(chunk, n_annotators, n_labels), (made,), "L-BFGS-B", jac=True,
        bounds=[(None, None)] * (n_annotators + n_labels - 1) + [LOG_SIGMA],
        options={"maxiter": 500, "ftol": 1e-12, "gtol": 1e-7},
    )  # fmt: skip
    theta = found.x
    log_posterior, log_likelihood, counts, tables = _expect(theta, made)
    posterior = np.exp(log_posterior)
    severity, threshold = theta[:n_annotators], theta[n_annotators:-1]
    spread = float(np.exp(theta[-1]))
    shift = float(severity.mean())
    parameters = Rasch(severity - shift, threshold - threshold.mean(), -shift - float(threshold.mean()), spread)
    mean = posterior @ made.nodes
    deviation = np.sqrt(np.maximum(posterior @ made.nodes**2 - mean**2, 0.0))
    of_annotators, of_items = _mean_squares(chunk, log_posterior, tables)
    severity_error, threshold_error = _errors(posterior, counts, tables, made, spread)
    lowest, highest = (
        np.bincount(chunk.annotator[chunk.label == end], minlength=n_annotators) for end in (0, n_labels - 1)
    )
    n = np.bincount(chunk.annotator, minlength=n_annotators)
    return RaschFit(
        parameters,
        severity_error,
        threshold_error,
        parameters.centre + spread * mean,
        spread * deviation,
        of_annotators[0],
        of_annotators[1],
        of_items[0],
        of_items[1],
        log_likelihood,
        bool(found.success),
        (n > 0) & ((lowest == n) | (highest == n)),
    )


def expected_fit(chunk: Chunk, parameters: Rasch, n_labels: int, studies: int, seed: int) -> tuple[Floats, Floats]:
    """(A, 2) mean and SD of the logarithms of infit and outfit, where all answers follow the model.

    Answers of the same design are drawn `studies` times; NaN for annotators without answers.
    """
    rng = np.random.default_rng(seed)
    n_annotators = len(parameters.severity)
    theta = packed(parameters)
    item, logs = chunk.items(), np.full((studies, n_annotators, 2), np.nan)
    for study in range(studies):
        place = parameters.centre + parameters.spread * rng.standard_normal(chunk.n_items)
        label = draw(place[item] - parameters.severity[chunk.annotator], parameters.threshold, rng)
        again = Chunk(chunk.offsets, chunk.annotator, label)
        log_posterior, _, _, tables = _expect(theta, design(again, n_annotators, n_labels))
        with np.errstate(divide="ignore"):
            logs[study] = np.log(_mean_squares(again, log_posterior, tables)[0].T)
    logs[~np.isfinite(logs)] = np.nan
    known = np.isfinite(logs).sum(axis=0) > 1
    mean, spread = (np.full((n_annotators, 2), np.nan) for _ in range(2))
    mean[known] = np.nanmean(logs[:, known], axis=0)
    spread[known] = np.nanstd(logs[:, known], axis=0, ddof=1)
    return mean, spread


def draw(place: Floats, threshold: Floats, rng: np.random.Generator) -> NDArray[np.int32]:
    """(R,) labels of answers at these places (item less annotator), by the model."""
    steps = np.cumsum(place[:, None] - threshold, axis=1)
    weight = np.exp(np.concatenate([np.zeros((len(place), 1)), steps], axis=1))
    share = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    return np.asarray((rng.random((len(place), 1)) > share[:, :-1]).sum(axis=1), dtype=np.int32)


def packed(parameters: Rasch) -> Floats:
    """The vector that is climbed with: severities, thresholds, log SD; items about 0."""
    return np.concatenate([parameters.severity - parameters.centre, parameters.threshold, [np.log(parameters.spread)]])


def _start(chunk: Chunk, n_annotators: int, n_labels: int) -> Floats:
    """Severities from annotators' mean answers, thresholds all 0, an SD of 1."""
    n = np.bincount(chunk.annotator, minlength=n_annotators)
    total = np.bincount(chunk.annotator, weights=chunk.label, minlength=n_annotators)
    share = (total + 0.5 * (n_labels - 1)) / ((n + 1) * (n_labels - 1))
    return np.concatenate([-np.log(share / (1 - share)), np.zeros(n_labels - 1), [0.0]])


def _tables(theta: Floats, made: Design) -> Tables:
    a, k = made.n_annotators, made.n_labels
    place = np.exp(theta[-1]) * made.nodes - theta[:a, None]
    steps = np.cumsum(place[:, :, None] - theta[a:-1], axis=2)
    log_p = np.concatenate([np.zeros((*place.shape, 1)), steps], axis=2)
    log_p -= logsumexp(log_p, axis=2, keepdims=True)
    p = np.exp(log_p)
    at_least = np.cumsum(p[:, :, ::-1], axis=2)[:, :, ::-1][:, :, 1:]
    mean = at_least.sum(axis=2)
    variance = np.maximum(p @ np.arange(k, dtype=float) ** 2 - mean**2, LEAST_VARIANCE)
    return Tables(log_p, at_least, mean, variance)


def _expect(theta: Floats, made: Design) -> tuple[Floats, float, Floats, Tables]:
    """(I, Q) log posterior of items, the log-likelihood, (A, K, Q) expected answers, and the tables."""
    tables = _tables(theta, made)
    a, k, q = made.n_annotators, made.n_labels, len(made.nodes)
    by_answer = tables.log_p.transpose(0, 2, 1).reshape(a * k, q)
    joint = made.answers @ by_answer + made.log_weight
    total = logsumexp(joint, axis=1)
    log_posterior = joint - total[:, None]
    counts = (made.answers.T @ np.exp(log_posterior)).reshape(a, k, q)
    return log_posterior, float(total.sum()), counts, tables


def _loss(theta: Floats, made: Design) -> tuple[float, Floats]:
    """Minus the log posterior, and its gradient (Fisher's identity)."""
    a, k = made.n_annotators, made.n_labels
    _, log_likelihood, counts, tables = _expect(theta, made)
    n = counts.sum(axis=1)
    above = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1][:, 1:].transpose(0, 2, 1) - n[:, :, None] * tables.at_least
    residual = above.sum(axis=2)
    slope = np.concatenate(
        [-residual.sum(axis=1), -above.sum(axis=(0, 1)), [np.exp(theta[-1]) * float((residual @ made.nodes).sum())]]
    )
    prior = theta[:a] / PRIOR_SD
    slope[:a] -= prior / PRIOR_SD
    slope[a : a + k - 1] -= theta[a:-1] / PRIOR_SD**2
    penalty = float(prior @ prior + theta[a:-1] @ theta[a:-1] / PRIOR_SD**2) / 2
    return penalty - log_likelihood, -slope


def _mean_squares(chunk: Chunk, log_posterior: Floats, tables: Tables) -> tuple[Floats, Floats]:
    """(2, A) infit and outfit of annotators, and (2, I) of items; NaN without answers.

    Each answer is held against what the others to its item let expect: with the item's place drawn from its posterior
    without the answer, squared residuals over the answer's variance are 1 on average under the model, however few
    answers an item has. Residuals about an estimate to which the answer itself contributed are too small.
    """
    item, who = chunk.items(), chunk.annotator
    squared, variance = (np.empty(chunk.n_responses) for _ in range(2))
    second = tables.variance + tables.mean**2
    for start in range(0, chunk.n_responses, AT_ONCE):
        rows = slice(start, start + AT_ONCE)
        others = log_posterior[item[rows]] - tables.log_p[who[rows], :, chunk.label[rows]]
        weight = np.exp(others - logsumexp(others, axis=1, keepdims=True))
        mean = (weight * tables.mean[who[rows]]).sum(axis=1)
        squared[rows] = (chunk.label[rows] - mean) ** 2
        variance[rows] = np.maximum((weight * second[who[rows]]).sum(axis=1) - mean**2, LEAST_VARIANCE)
    found = [_squares_of(squared, variance, code, n) for code, n in ((who, len(tables.mean)), (item, chunk.n_items))]
    return found[0], found[1]


def _squares_of(squared: Floats, variance: Floats, code: NDArray[np.integer[Any]], n: int) -> Floats:
    """(2, n) infit and outfit of whoever the codes (R,) name."""
    weights = (squared, variance, squared / variance, np.ones(len(code)))
    raw, expected, ratio, count = (np.bincount(code, one, minlength=n).astype(np.float64) for one in weights)
    return np.stack([_over(raw, expected), _over(ratio, count)])


def _over(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.divide(a, b, out=np.full(len(a), np.nan), where=b > 1e-12))


def _errors(posterior: Floats, counts: Floats, tables: Tables, made: Design, spread: float) -> tuple[Floats, Floats]:
    """Standard errors of severities and thresholds, each about their mean."""
    a, k = made.n_annotators, made.n_labels
    n = counts.sum(axis=1)
    if a > MOST_TOGETHER:
        return 1 / np.sqrt((n * tables.variance).sum(axis=1) + PRIOR_SD**-2), np.full(k - 1, np.nan)
    information = _complete(n, tables, made, spread) - _missing(posterior, tables, made, spread)
    information[np.arange(a + k - 1), np.arange(a + k - 1)] += PRIOR_SD**-2
    covariance = np.linalg.pinv(information, hermitian=True)
    about = np.eye(a + k)
    about[:a, :a] -= 1 / a
    about[a:-1, a:-1] -= 1 / (k - 1)
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", about, covariance, about), 0.0))
    return error[:a], error[a:-1]


def _complete(n: Floats, tables: Tables, made: Design, spread: float) -> Floats:
    """(P, P) information of severities, thresholds and the log SD if items were known."""
    a, k = made.n_annotators, made.n_labels
    p = tables.at_least
    later = np.maximum.outer(np.arange(k - 1), np.arange(k - 1))
    steps = p[:, :, later] - p[:, :, :, None] * p[:, :, None, :]
    of_sum = steps.sum(axis=3)
    z = spread * made.nodes
    found = np.zeros((a + k, a + k))
    found[np.arange(a), np.arange(a)] = (n * tables.variance).sum(axis=1)
    found[:a, a:-1] = np.einsum("aq,aqk->ak", n, of_sum)
    found[:a, -1] = -((n * tables.variance) @ z)
    found[a:-1, a:-1] = np.einsum("aq,aqjk->jk", n, steps)
    found[a:-1, -1] = -np.einsum("aq,aqk,q->k", n, of_sum, z)
    found[-1, -1] = float(((n * tables.variance) @ z**2).sum())
    return np.triu(found) + np.triu(found, 1).T


def _missing(posterior: Floats, tables: Tables, made: Design, spread: float) -> Floats:
    """(P, P) the information that is lost because items are not known: the variance of the scores over them."""
    a, k, q = made.n_annotators, made.n_labels, len(made.nodes)
    labels = np.arange(k, dtype=float)
    rows = np.arange(a * k)
    lost = np.zeros((a + k, a + k))
    centre = None
    for node in range(q):
        residual = (labels[None, :] - tables.mean[:, node, None]).ravel()
        above = (labels[None, :, None] > np.arange(k - 1)) - tables.at_least[:, node, None, :]
        of_severity = csr_array((-residual, (rows, rows // k)), shape=(a * k, a))
        others = np.concatenate([-above.reshape(a * k, k - 1), spread * made.nodes[node] * residual[:, None]], axis=1)
        score = csr_array(hstack([made.answers @ of_severity, csr_array(made.answers @ others)], format="csr"))
        weighted = score.multiply(posterior[:, [node]]).tocsr()
        lost += (weighted.T @ score).toarray()
        centre = weighted if centre is None else centre + weighted
    assert centre is not None
    return np.asarray(lost - (centre.T @ centre).toarray())
