"""The share of positives behind a model's answers, its error rates being known from items that people answered.

Rogan & Gladen 1978 (Am. J. Epidemiol. 107:71): (apparent share + specificity - 1) / (sensitivity + specificity - 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats

RESAMPLES = 2000
FEWEST = 5
"""Items that people called positive, and negative, below which a rate of errors means little."""


@dataclass(frozen=True, slots=True)
class Prevalence:
    """A corrected share.

    Attributes:
        value: 0..1; low, high: percentile bootstrap over items.
        sensitivity, specificity: of the model, people's label being taken as right.
        apparent: share of positives among all of the model's answers.
        n_positive, n_negative: items that people called so; n_items: that the model answered.
    """

    value: float
    low: float
    high: float
    sensitivity: float
    specificity: float
    apparent: float
    n_positive: int
    n_negative: int
    n_items: int


def rogan_gladen(
    people: NDArray[np.bool_],
    model: NDArray[np.bool_],
    alone: NDArray[np.bool_],
    *,
    level: float = 0.95,
    seed: int = 0,
) -> Prevalence | None:
    """Correct a model's share of positives; None where it cannot be: too few items, or a model no better than chance.

    Args:
        people, model: (n,) what both said of the items that both judged.
        alone: (N,) what the model said of the other items.

    >>> found = rogan_gladen(np.arange(100) < 40, np.arange(100) < 44, np.arange(1000) < 500)
    >>> round(found.sensitivity, 2), round(found.specificity, 3), round(found.apparent, 3)
    (1.0, 0.933, 0.495)
    """
    counts = np.array(
        [(people & model).sum(), (people & ~model).sum(), (~people & model).sum(), (~people & ~model).sum()]
    )
    positive, negative = int(counts[:2].sum()), int(counts[2:].sum())
    if min(positive, negative) < FEWEST or counts[0] / positive + counts[3] / negative <= 1:
        return None
    n, many = len(people), len(alone)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(n, counts / n, RESAMPLES)
    of_alone = rng.binomial(many, alone.mean() if many else 0.0, RESAMPLES)
    values = _corrected(drawn, of_alone, n + many)
    low, high = np.nanquantile(values, [0.5 - level / 2, 0.5 + level / 2])
    point = _corrected(counts[None], np.array([alone.sum()]), n + many)[0]
    return Prevalence(
        float(point),
        float(min(low, point)),
        float(max(high, point)),
        float(counts[0] / positive),
        float(counts[3] / negative),
        float((counts[0] + counts[2] + alone.sum()) / (n + many)),
        positive,
        negative,
        n + many,
    )


def _corrected(counts: NDArray[np.int64], alone: NDArray[np.int64], total: int) -> Floats:
    """(B,) corrected shares within 0..1; NaN where the drawn errors leave nothing to correct by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        sensitivity = counts[:, 0] / counts[:, :2].sum(axis=1)
        specificity = counts[:, 3] / counts[:, 2:].sum(axis=1)
        apparent = (counts[:, 0] + counts[:, 2] + alone) / total
        value = (apparent + specificity - 1) / (sensitivity + specificity - 1)
    return np.where(sensitivity + specificity > 1, np.clip(value, 0.0, 1.0), np.nan)
