"""What one more answer would teach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.entropy import entropy_bits


def expected_information(posterior: Floats, confusion: Floats) -> Floats:
    """Expected information gain I(answer; truth) in bits of one more answer (Lindley 1956, Ann. Math. Stat. 27:986).

    Args:
        posterior: (I, K) belief about each item's truth.
        confusion: (..., K, K) truth x answer of whoever would answer; a leading axis is kept.

    Returns:
        (..., I)

    >>> perfect = np.eye(2)
    >>> expected_information(np.array([[0.5, 0.5], [1.0, 0.0]]), perfect).tolist()
    [1.0, 0.0]
    """
    answer = np.einsum("ik,...kj->...ij", posterior, confusion)
    own = entropy_bits(confusion)
    return np.asarray(np.maximum(entropy_bits(answer) - np.einsum("ik,...k->...i", posterior, own), 0.0))


def expected_variance_drop(variance: Floats, n_answers: NDArray[np.integer], kappa: Floats) -> Floats:
    """(I,) expected fall of the shares' variance, summed over labels, if one more person answers.

    A Beta(a, b) belief with N = a + b has, after one more answer, the expected variance V N / (N + 1).

    Args:
        variance: (I, K) of each label's share.
        n_answers: (I,) annotators so far; kappa: (K,) prior strength in annotators' worth.
    """
    strength = n_answers[:, None] + kappa[None, :]
    return np.asarray((variance / (strength + 1.0)).sum(axis=1))
