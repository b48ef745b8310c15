"""Do two judges make the same mistakes more often than two that err alone would?

Under independence given the true label, two judges give the same wrong label to an item of label t with probability
sum over k != t of theta_1(t, k) theta_2(t, k), theta being their confusion matrices (Dawid & Skene 1979's assumption).
The sum over items against what was seen, standardised, is large where judges share a model, a prompt or training data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from oe_quality.kernel.data.chunk import FloatArray

PRIOR = 0.5
"""Pseudo-answers per cell of a confusion matrix."""
FEWEST = 30
"""Items that both judged, below which nothing is said."""


@dataclass(frozen=True, slots=True)
class SharedErrors:
    """Two judges on the items that both answered and people have a label for.

    Attributes:
        n_items: such items; same: of them, both gave the same wrong label; expected: so often by chance.
        z: standardised excess; p_value: one-sided.
        wrong: share of the items on which each errs.
    """

    n_items: int
    same: int
    expected: float
    z: float
    p_value: float
    wrong: tuple[float, float]


def shared_errors(
    first: NDArray[np.int64], second: NDArray[np.int64], truth: NDArray[np.int64], n_labels: int
) -> SharedErrors | None:
    """Compare the labels (I,) of two judges, -1 where one gave none, on items with a label; None with too few.

    >>> truth = np.zeros(60, dtype=np.int64)
    >>> one = np.where(np.arange(60) < 12, 1, 0)
    >>> found = shared_errors(one, one, truth, 3)
    >>> found.same, round(found.expected, 1), found.z > 4
    (12, 2.5, True)
    """
    use = (first >= 0) & (second >= 0) & (truth >= 0)
    if use.sum() < FEWEST:
        return None
    one, two, label = first[use], second[use], truth[use]
    theta_one, theta_two = _confusion(one, label, n_labels), _confusion(two, label, n_labels)
    joint = theta_one * theta_two
    p = (joint.sum(axis=1) - np.diag(joint))[label]
    same = int(((one == two) & (one != label)).sum())
    spread = math.sqrt(float((p * (1 - p)).sum()))
    z = (same - float(p.sum())) / spread if spread > 0 else 0.0
    wrong = (float((one != label).mean()), float((two != label).mean()))
    return SharedErrors(len(label), same, float(p.sum()), z, float(special.ndtr(-z)), wrong)


def _confusion(given: NDArray[np.int64], truth: NDArray[np.int64], n_labels: int) -> FloatArray:
    """(K, K) shares of labels given, by true label; a row without answers is uniform."""
    counts = np.full((n_labels, n_labels), PRIOR)
    np.add.at(counts, (truth, given), 1.0)
    shares: FloatArray = counts / counts.sum(axis=1, keepdims=True)
    return shares
