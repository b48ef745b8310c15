"""A rating scale with few steps as a choice among them, so that equal ratings can be tested like equal labels.

The confusion matrix of an annotator is a discretised normal about truth + offset, made narrower or
wider by the annotator's own spread, and raked so that each step is expected as often as it was given:
whoever leaves the slider alone is expected to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.audit.rating_agreement import others_mean
from oe_quality.kernel.data.chunk import RatingChunk

PRIOR_ANSWERS = 5.0
"""Answers' worth of what is usual behind each annotator's spread and step frequencies."""
SMALLEST_SPREAD = 0.3
"""Of the distance between steps: no annotator is held to be more exact than this."""
FARTHEST = 100.0
"""Spreads from where an annotator is expected, beyond which a normal density is 0 in any floating-point number."""


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """Ratings as codes.

    Attributes:
        code: (R,) int32 0..K-1; values: (K,) ascending.
        confusion: (A, K, K) truth x answer; prevalence: (K,).
    """

    code: NDArray[np.int32]
    values: Floats
    confusion: Floats
    prevalence: Floats


def levels(chunk: RatingChunk, n_annotators: int) -> Levels | None:
    """Code the ratings by their distinct values, which should be few; None where there are fewer than 2."""
    values, code = np.unique(chunk.value, return_inverse=True)
    if len(values) < 2:
        return None
    K, A = len(values), n_annotators
    overall = (np.bincount(code, minlength=K) + 1.0) / (len(code) + K)
    offset, spread = _lines(chunk, A, float(np.diff(values).min()))
    shift = values[None, None, :] - values[None, :, None] - offset[:, None, None]
    # Farther away the density is 0, and its square might be no number any more.
    with np.errstate(over="ignore"):
        away = np.clip(shift / np.maximum(spread, np.finfo(float).tiny)[:, None, None], -FARTHEST, FARTHEST)
    base = np.exp(-0.5 * away**2) + 1e-9
    base /= base.sum(axis=2, keepdims=True)
    given = np.zeros((A, K))
    np.add.at(given, (chunk.annotator, code), 1.0)
    n = given.sum(axis=1, keepdims=True)
    usual = np.einsum("t,atk->ak", overall, base)
    wanted = (given + PRIOR_ANSWERS * usual) / (n + PRIOR_ANSWERS)
    raked = base * (wanted / usual)[:, None, :]
    return Levels(code.astype(np.int32), values, raked / raked.sum(axis=2, keepdims=True), overall)


def _lines(chunk: RatingChunk, n_annotators: int, step: float) -> tuple[Floats, Floats]:
    """(A,) offset from the others' mean and spread of the own noise, both shrunk."""
    item, who, A = chunk.items(), chunk.annotator, n_annotators
    mean, n_others = others_mean(item, chunk.value, chunk.n_items)
    shared = n_others > 0
    who, residual, others = who[shared], (chunk.value - mean)[shared], n_others[shared]
    n = np.bincount(who, minlength=A)
    offset = np.bincount(who, weights=residual, minlength=A) / (n + PRIOR_ANSWERS)
    # Var(x - mean of m others) = own + common / m, with the common variance pooled over everybody.
    squared = (residual - offset[who]) ** 2
    common = float(squared.sum() / np.maximum((1 + 1 / others).sum(), 1e-12)) if len(squared) else step**2
    own = np.bincount(who, weights=squared - common / others, minlength=A)
    variance = (np.maximum(own, 0.0) + PRIOR_ANSWERS * common) / (n + PRIOR_ANSWERS)
    return offset, np.sqrt(np.maximum(variance, (SMALLEST_SPREAD * step) ** 2))
