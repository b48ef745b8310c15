"""Choosing among the rating methods: how well an item's value, made without an answer, predicts that answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import InMemory, RatingChunk
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.ratings import model, simple
from oe_quality.kernel.ratings.parts import RatingFit, RatingMethod
from oe_quality.progress import Progress, silent

FOLDS = 5
COARSE = 1e-5
"""Tolerance of the folds' fits: errors of prediction settle long before parameters do."""
MARGIN = 0.05
"""Share by which a method must lower the mean's held-out error to be preferred. On the seven emotion scores of Snow
et al. (2008) modelling the annotators gained 1 to 4 % in that error and came no closer to the experts' scores."""


def rate(
    method: RatingMethod, chunk: RatingChunk, n_annotators: int, *, tol: float = 1e-6, progress: Progress = silent
) -> RatingFit:
    """One number per item by one method; `tol` is that of `model.fit`."""
    if method is RatingMethod.MEAN:
        return simple.mean(chunk, n_annotators)
    if method is RatingMethod.EWE:
        return simple.ewe(chunk, n_annotators)
    if method is RatingMethod.ZNORM:
        return simple.znorm(chunk, n_annotators)
    return model.fit(InMemory((chunk,), n_annotators), tol=tol, progress=progress)


@dataclass(frozen=True, slots=True)
class Held:
    """How a method's values predict answers that it did not see.

    Attributes:
        method: which.
        rmse: root mean squared difference of held-out answers from their item's value, in the question's unit.
        worse: by how much its mean squared error exceeds the mean's, and the standard error of that over items.
    """

    method: RatingMethod
    rmse: float
    worse: float
    worse_se: float


def crossvalidate(
    chunk: RatingChunk, n_annotators: int, *, seed: int = 0, progress: Progress = silent
) -> tuple[Held, ...]:
    """Compare all methods on answers held out in five folds.

    A held-out answer is compared with its item's value itself, not with what its annotator would make of that
    value: what is wanted is the value, and to know an annotator's offset does not help an item. Answers whose
    item has no other answer tell nothing and are left aside.

    Returns:
        one `Held` per method in the order of `RatingMethod`; empty where no item has two answers.
    """
    fold = np.random.default_rng(seed).permutation(chunk.n_responses) % FOLDS
    item = chunk.items()
    squared = {method: np.full(chunk.n_responses, np.nan) for method in RatingMethod}
    for k in range(FOLDS):
        out = fold == k
        seen = keep_responses(chunk, ~out)
        alone = np.diff(seen.offsets)[item] == 0
        test = out & ~alone
        for step, method in enumerate(RatingMethod):
            progress("cross-validation", k * len(RatingMethod) + step, FOLDS * len(RatingMethod))
            if not test.any():
                continue
            value = rate(method, seen, n_annotators, tol=COARSE).value
            squared[method][test] = (chunk.value[test] - value[item[test]]) ** 2
    progress("cross-validation", 1, 1)
    tested = np.isfinite(squared[RatingMethod.MEAN])
    if not tested.any():
        return ()
    return tuple(_held(method, squared, tested, item) for method in RatingMethod)


def best(held: tuple[Held, ...]) -> RatingMethod:
    """The method with the smallest held-out error, if that is clearly below the mean's; otherwise the mean.

    Clearly: by `MARGIN` of the mean's error and by two standard errors. Standard scores are compared but never
    chosen, because their unit is not the question's.
    """
    if not held:
        return RatingMethod.MEAN
    plain = next(h for h in held if h.method is RatingMethod.MEAN)
    winner = min((h for h in held if h.method is not RatingMethod.ZNORM), key=lambda h: h.rmse)
    clear = winner.rmse <= (1.0 - MARGIN) * plain.rmse and winner.worse + 2.0 * winner.worse_se < 0
    return winner.method if clear else RatingMethod.MEAN


def _held(
    method: RatingMethod,
    squared: dict[RatingMethod, Floats],
    tested: np.ndarray[tuple[int], np.dtype[np.bool_]],
    item: np.ndarray[tuple[int], np.dtype[np.int32]],
) -> Held:
    difference = (squared[method] - squared[RatingMethod.MEAN])[tested]
    mean = float(difference.mean())
    # Answers to one item share its value's error, so items are the sampling units.
    by_item = np.bincount(item[tested], weights=difference - mean)
    return Held(
        method, float(np.sqrt(squared[method][tested].mean())), mean, float(np.sqrt((by_item**2).sum())) / tested.sum()
    )
