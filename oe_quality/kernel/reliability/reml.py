"""Variance components of random factors, crossed or nested, however many answers are missing.

The model is y = mu + u_1 + ... + u_m + e: each factor adds a random effect with its own variance.
It is fitted by restricted maximum likelihood (Patterson & Thompson 1971) on Henderson's mixed-model
equations. The factor with the most levels is eliminated in closed form; what remains is a dense
system of p = 1 + the levels of the other factors, so that a step costs p^3 whatever the number of
responses.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, sparse

from oe_quality.errors import NotComputableError
from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.blas import one_blas_thread
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.uncertainty.rounding import is_flat

LOG_RATIO_BOUNDS = (-14.0, 14.0)
"""Bounds of log(variance / residual variance); the lower one is reported as a variance of 0."""
SPARSE_FROM = 100_000
"""Cells above which a table of indicators is kept sparse."""
DENSE_LIMIT = 100
"""Above so many levels beside the largest factor, moments are used instead: they cost a pass over the responses where a
fit costs the cube of the levels, and with so many levels they estimate an item's variance as closely."""


@dataclass(frozen=True, slots=True)
class Components:
    """Variance components.

    Attributes:
        variance: (m,) variance of each factor's effect, in the squared unit of the values.
        residual: variance of what no factor explains.
        mean: the grand mean, weighted as the fit weighs the responses.
        levels: (m,) number of levels of each factor.
        n_responses: R.
        method: "REML" or "moments".
        converged: False if the search stopped before the gradient vanished.
        deviance: minus twice the restricted log-likelihood, None for moments.
    """

    variance: tuple[float, ...]
    residual: float
    mean: float
    levels: tuple[int, ...]
    n_responses: int
    method: str
    converged: bool
    deviance: float | None


@one_blas_thread()
def fit(value: Floats, factors: Sequence[CodeArray]) -> Components:
    """Estimate the variance components of `value` (R,) for each factor's codes (R,).

    Args:
        value: the responses.
        factors: per factor the level of each response; levels without responses are ignored.

    Raises:
        NotComputableError: the design cannot tell the components apart.
    """
    return fit_each(value[:, None], factors)[0]


@one_blas_thread()
def fit_each(values: Floats, factors: Sequence[CodeArray]) -> list[Components]:
    """As `fit` for variables (R, V) answered together, which share their design; (V,) their components."""
    codes, levels = _coded(factors)
    _refuse_unidentified(len(values), codes, levels)
    columns = np.ascontiguousarray(values.T, dtype=np.float64)  # whole rows give the same bits, however many there are
    centres = columns.mean(axis=1)
    columns = columns - centres[:, None]
    if sum(levels) - max(levels) > DENSE_LIMIT:
        return _by_moments(columns.T, codes, levels, centres, once=_answered_once(codes, levels))
    design = _design(codes, levels)
    return [
        _without_variance(float(centre), tuple(levels), len(column))
        if _is_constant(value)
        else _by_reml(column, codes, levels, float(centre), design)
        for value, column, centre in zip(values.T, columns, centres, strict=True)
    ]


def _is_constant(value: Floats) -> bool:
    return is_flat(float(np.ptp(value)), float(np.abs(value).max()))


def _without_variance(mean: float, levels: tuple[int, ...], n: int) -> Components:
    return Components((0.0,) * len(levels), 0.0, mean, levels, n, "REML", True, None)


def _coded(factors: Sequence[CodeArray]) -> tuple[list[NDArray[np.intp]], list[int]]:
    """Codes 0..q-1 without gaps, and q, per factor."""
    codes = [np.unique(codes, return_inverse=True)[1] for codes in factors]
    return codes, [int(c.max(initial=-1)) + 1 for c in codes]


def _refuse_unidentified(n: int, codes: list[NDArray[np.intp]], levels: list[int]) -> None:
    if any(level < 2 for level in levels):
        raise NotComputableError("a variance component needs at least two levels of its factor")
    for level in levels:
        if level == n:
            raise NotComputableError("no level of a factor was answered twice, so its variance is not identifiable")
    for i, first in enumerate(codes):
        for j in range(i):
            if _same_partition(first, codes[j], levels[i], levels[j]):
                raise NotComputableError("two factors split the responses alike, so their variances are not separable")


def _same_partition(a: NDArray[np.intp], b: NDArray[np.intp], levels_a: int, levels_b: int) -> bool:
    return levels_a == levels_b == len(np.unique(a.astype(np.int64) * levels_b + b))


@dataclass(frozen=True, slots=True, eq=False)
class _Design:
    """Henderson's equations but for the values, the factor of most levels reduced to its G distinct counts.

    That factor's block is diagonal and depends on a level's number of responses alone, so all that a
    step needs of its levels are sums over those with equally many. W holds the mean and the other
    factors as p columns, Z1 the largest factor.
    """

    n_responses: int
    quantities: tuple[int, ...]  # levels of each factor
    big: int  # place of the largest factor
    others: tuple[tuple[int, slice], ...]  # place of each other factor, and its columns of W
    w: Any  # (R, p), dense or sparse
    z: Any  # (q1, R)
    cross: Any  # (q1, p) Z1'W
    group: NDArray[np.intp]  # (q1,) which count a level has
    size: Floats  # (G,) the distinct counts
    levels: Floats  # (G,) levels that have so many
    gram: Floats  # (p, p) W'W
    cross_gram: Floats  # (G, p, p) sum of W'Z1 Z1'W over a count's levels


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """What a step needs of the values y."""

    total_square: float  # y'y
    sums: Floats  # (p,) W'y
    square: Floats  # (G,) sum of (Z1'y)^2 over a count's levels
    cross_sums: Floats  # (G, p) sum of W'Z1 Z1'y


def _design(codes: list[NDArray[np.intp]], levels: list[int]) -> _Design:
    n, big = len(codes[0]), int(np.argmax(levels))
    others = [j for j in range(len(codes)) if j != big]
    starts = np.cumsum([1, *(levels[j] for j in others)])
    columns = np.stack([np.zeros(n, dtype=np.int64), *(codes[j] + starts[i] for i, j in enumerate(others))], axis=1)
    w = _table(np.repeat(np.arange(n), columns.shape[1]), columns.ravel(), np.ones(columns.size), (n, int(starts[-1])))
    z = _table(codes[big], np.arange(n), np.ones(n), (levels[big], n))
    cross = z @ w
    size, group = np.unique(np.bincount(codes[big], minlength=levels[big]), return_inverse=True)
    parts = [cross[group == g] for g in range(len(size))]
    return _Design(
        n,
        tuple(levels),
        big,
        tuple((j, slice(int(starts[i]), int(starts[i + 1]))) for i, j in enumerate(others)),
        w,
        z,
        cross,
        group,
        size.astype(np.float64),
        np.bincount(group).astype(np.float64),
        _dense(w.T @ w),
        np.stack([_dense(part.T @ part) for part in parts]),
    )


def _sums(y: Floats, design: _Design) -> _Sums:
    by_level = design.z @ y
    size = (len(design.size), len(by_level))
    weighted = _table(design.group, np.arange(len(by_level)), by_level, size)
    square = np.bincount(design.group, weights=by_level**2, minlength=len(design.size))
    return _Sums(float(y @ y), design.w.T @ y, square.astype(np.float64), _dense(weighted @ design.cross))


def _table(rows: NDArray[np.intp], columns: NDArray[np.intp], data: Floats, shape: tuple[int, int]) -> Any:
    """A matrix from distinct cells, sparse where it is large: on small ones sparse products cost more."""
    if shape[0] * shape[1] > SPARSE_FROM:
        return sparse.csr_array((data, (rows, columns)), shape=shape)
    table = np.zeros(shape)
    table[rows, columns] = data
    return table


def _dense(matrix: Any) -> Floats:
    return np.asarray(matrix.toarray() if sparse.issparse(matrix) else matrix, dtype=np.float64)


def _deviance(log_ratio: Floats, design: _Design, y: _Sums) -> tuple[float, Floats, float, float]:
    """Profile deviance at log variance ratios (m,), its gradient (m,), the residual variance and the mean shift.

    Bates et al. (2015, J. Stat. Softw. 67), eq. 41, written with ratios; the gradient is
    q - tr(C^jj)/ratio - u'u / (ratio * residual) per factor (Searle, Casella & McCulloch 1992, sect. 8.3).
    """
    ratio = np.exp(log_ratio)
    d = design.size + 1.0 / ratio[design.big]
    schur = design.gram - np.tensordot(1 / d, design.cross_gram, 1)
    for j, block in design.others:
        schur[range(block.start, block.stop), range(block.start, block.stop)] += 1.0 / ratio[j]
    factor = linalg.cho_factor(schur, lower=True, check_finite=False)
    inverse = linalg.cho_solve(factor, np.eye(len(schur)), check_finite=False)
    reduced = y.sums - (1 / d) @ y.cross_sums
    effects = inverse @ reduced
    residual = float(y.total_square - (y.square / d).sum() - effects @ reduced) / (design.n_responses - 1)

    trace, squares = np.zeros(len(ratio)), np.zeros(len(ratio))
    trace[design.big] = (design.levels / d).sum() + (np.tensordot(1 / d**2, design.cross_gram, 1) * inverse).sum()
    fitted = y.square - 2 * y.cross_sums @ effects + (design.cross_gram @ effects) @ effects
    squares[design.big] = (fitted / d**2).sum()
    for j, block in design.others:
        trace[j] = np.trace(inverse[block, block])
        squares[j] = effects[block] @ effects[block]
    quantity = np.array(design.quantities, dtype=np.float64)
    log_determinant = 2 * np.log(np.diag(factor[0])).sum() + design.levels @ np.log(d) + quantity @ log_ratio
    deviance = (design.n_responses - 1) * (1 + np.log(2 * np.pi * residual)) + log_determinant
    return float(deviance), quantity - trace / ratio - squares / ratio / residual, residual, float(effects[0])


def _by_reml(y: Floats, codes: list[NDArray[np.intp]], levels: list[int], centre: float, design: _Design) -> Components:
    rough = moments(y, codes, levels)
    start = rough[:-1] / rough[-1] if rough[-1] > 0 else np.ones(len(codes))
    return _search(start, design, _sums(y, design), centre, tolerance=1e-13)


def _search(start: Floats, design: _Design, sums: _Sums, centre: float, *, tolerance: float) -> Components:
    """The best fit from variance ratios `start`, to a relative change of the deviance below `tolerance`."""
    low, high = LOG_RATIO_BOUNDS
    found = optimize.minimize(
        lambda x: _deviance(x, design, sums)[:2],
        # On the bound the gradient is flat and the search would stay; a small ratio lets it leave.
        np.clip(np.log(np.maximum(start, 1e-3)), low + 1, high - 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[LOG_RATIO_BOUNDS] * len(start),
        options={"ftol": tolerance, "gtol": 1e-6, "maxiter": 200},
    )
    return _components(found.x, design, sums, centre, converged=bool(found.success))


def _components(log_ratio: Floats, design: _Design, sums: _Sums, centre: float, *, converged: bool) -> Components:
    deviance, _, residual, shift = _deviance(log_ratio, design, sums)
    variance = np.where(log_ratio <= LOG_RATIO_BOUNDS[0] + 1e-9, 0.0, np.exp(log_ratio) * residual)
    return Components(
        tuple(map(float, variance)),
        residual,
        centre + shift,
        design.quantities,
        design.n_responses,
        "REML",
        converged,
        deviance,
    )


def refitter(
    values: Floats, factors: Sequence[CodeArray], wholes: Sequence[Components]
) -> Callable[[NDArray[np.bool_]], list[Components]]:
    """A function that fits a part of the responses, given as a mask (R,), near the fits of the whole.

    Args:
        values: (R, V) variables answered together, so that they share their design.
        factors: as for `fit`.
        wholes: (V,) their fits on all responses.

    Each refit walks from the whole's solution with the whole's second derivatives (the chord method), which
    takes two or three steps where little was left out, and searches anew where that does not settle.
    Moments have nothing to walk from: they are solved anew for all variables at once.
    """
    if all(whole.method == "moments" for whole in wholes):
        return _moment_refitter(values, factors)
    if any(whole.method != "REML" or whole.residual <= 0 for whole in wholes):
        return lambda keep: [fit(column, [codes[keep] for codes in factors]) for column in values[keep].T]
    design = _design(*_coded(factors))
    starts = [_tangent(c, _sums(values[:, v] - c.mean, design), design) for v, c in enumerate(wholes)]

    def refit(keep: NDArray[np.bool_]) -> list[Components]:
        codes, levels = _coded([codes[keep] for codes in factors])
        _refuse_unidentified(int(keep.sum()), codes, levels)
        part = _design(codes, levels)
        fits = []
        for value, whole, start in zip(values[keep].T, wholes, starts, strict=True):
            if _is_constant(value):
                fits.append(_without_variance(whole.mean, part.quantities, part.n_responses))
                continue
            sums = _sums(value - whole.mean, part)
            near = _chord(*start, part, sums)
            if near is not None:
                fits.append(_components(near, part, sums, whole.mean, converged=True))
            else:
                ratio = np.array(whole.variance) / whole.residual
                fits.append(_search(ratio, part, sums, whole.mean, tolerance=1e-9))
        return fits

    return refit


def _tangent(whole: Components, sums: _Sums, design: _Design) -> tuple[Floats, Floats]:
    """(m,) log ratios of a fit, and (m, m) the inverse of the deviance's second derivatives there.

    A variance of 0 stands on its bound and does not move: its rows and columns are 0.
    """
    variance = np.array(whole.variance)
    free = np.flatnonzero(variance > 0)
    solution = np.full(len(variance), LOG_RATIO_BOUNDS[0])
    solution[free] = np.log(variance[free] / whole.residual)
    step = 1e-4 * np.eye(len(solution))[free]
    rows = [(_deviance(solution + h, design, sums)[1] - _deviance(solution - h, design, sums)[1]) / 2e-4 for h in step]
    hessian = np.array(rows, dtype=np.float64).reshape(len(free), len(solution))[:, free]
    inverse = np.zeros((len(solution), len(solution)))
    inverse[np.ix_(free, free)] = np.linalg.pinv((hessian + hessian.T) / 2)
    return solution, inverse


def _chord(start: Floats, inverse: Floats, design: _Design, sums: _Sums, steps: int = 12) -> Floats | None:
    """The stationary point near `start`, or None if the walk leaves the bounds or does not settle.

    None too where a variance that starts at 0 would rise: the deviance falls as it leaves its bound.
    """
    x, bound = start, start <= LOG_RATIO_BOUNDS[0]
    for _ in range(steps):
        _, gradient, residual, _ = _deviance(x, design, sums)
        move = -inverse @ gradient
        x = x + move
        if not (residual > 0 and np.isfinite(x).all()) or (np.abs(x) > LOG_RATIO_BOUNDS[1]).any():
            return None
        if (gradient[bound] < 0).any():
            return None
        if np.abs(move).max() < 1e-3:
            return x
    return None


def _moment_refitter(values: Floats, factors: Sequence[CodeArray]) -> Callable[[NDArray[np.bool_]], list[Components]]:
    codes, levels = _coded(factors)
    once = _answered_once(codes, levels)
    y = np.asarray(values - values.mean(axis=0), dtype=np.float64)

    def refit(keep: NDArray[np.bool_]) -> list[Components]:
        part = [code[keep] for code in codes]
        present = [int((np.bincount(code, minlength=n) > 0).sum()) for code, n in zip(part, levels, strict=True)]
        if not once:
            part, present = _coded(part)
            _refuse_unidentified(int(keep.sum()), part, present)
        elif min(present) < 2 or max(present) == int(keep.sum()):
            raise NotComputableError("too few levels are left to tell the components apart")
        return _by_moments(y[keep], part, present if not once else levels, np.zeros(y.shape[1]), once=once)

    return refit


def moments(y: Floats, codes: list[NDArray[np.intp]], levels: list[int], *, once: bool = False) -> Floats:
    """(m + 1,) unbiased moment estimates, the residual last, cut at 0; O(R). For y (R, V) they are (m + 1, V).

    Gao & Owen (2017, Electron. J. Stat. 11), sect. 4: within each factor's levels, and over all pairs,
    half the squared differences have expectations linear in the components.

    Args:
        y: values that are centred, or nearly; codes, levels: of the factors, where some levels may be absent.
        once: no two responses share their levels of two factors, which spares the search for those that do.
    """
    n = len(y)
    sizes = [np.bincount(code, minlength=level) for code, level in zip(codes, levels, strict=True)]
    square = (y * y).sum(axis=0)
    within = [square - _explained(y, code, size) for code, size in zip(codes, sizes, strict=True)]
    right = np.stack([*within, square - y.sum(axis=0) ** 2 / n])
    solution = np.linalg.lstsq(_moment_equations(codes, sizes, n, once), right, rcond=None)[0]
    return np.maximum(np.asarray(solution, dtype=np.float64), 0.0)


def _moment_equations(codes: list[NDArray[np.intp]], sizes: list[NDArray[np.intp]], n: int, once: bool) -> Floats:
    """(m + 1, m + 1) what each sum of squares expects of each component."""
    m = len(codes)
    left = np.zeros((m + 1, m + 1))
    for f, size in enumerate(sizes):
        level = int((size > 0).sum())
        for g, other in enumerate(sizes):
            if g == f:
                continue  # a factor explains itself
            if once:
                left[f, g] = n - level
                continue
            both, counts = np.unique(codes[f].astype(np.int64) * len(other) + codes[g], return_counts=True)
            left[f, g] = n - (counts**2 / size[both // len(other)]).sum()
        left[f, m] = n - level
        left[m, f] = n - (size.astype(np.float64) ** 2).sum() / n
    left[m, m] = n - 1
    return left


def _explained(y: Floats, code: NDArray[np.intp], size: NDArray[np.intp]) -> Floats:
    """Sum of squares of the levels' means, by response; (V,) for y (R, V)."""
    indicator = sparse.csr_array((np.ones(len(code)), code, np.arange(len(code) + 1)), shape=(len(code), len(size)))
    sums = indicator.T @ y
    return np.asarray(np.tensordot(1.0 / np.maximum(size, 1), sums**2, 1))


def _answered_once(codes: list[NDArray[np.intp]], levels: list[int]) -> bool:
    """Whether no two responses share their levels of any two factors."""
    return all(
        len(np.unique(codes[f].astype(np.int64) * levels[g] + codes[g])) == len(codes[f])
        for f in range(len(codes))
        for g in range(f)
    )


def _by_moments(
    y: Floats, codes: list[NDArray[np.intp]], levels: list[int], centres: Floats, *, once: bool
) -> list[Components]:
    found, n = moments(y, codes, levels, once=once), len(y)
    return [
        Components(tuple(map(float, column[:-1])), float(column[-1]), float(c), tuple(levels), n, "moments", True, None)
        for column, c in zip(found.T, centres, strict=True)
    ]
