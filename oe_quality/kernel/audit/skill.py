"""What a confusion matrix says about an annotator: accuracy, information, spammer score.

All functions take confusion matrices (..., K, K), truth x answer with rows summing to 1, and a
prevalence (K,), and return an array (...).
"""

from __future__ import annotations

import numpy as np

from oe_quality.kernel.arrays import Floats


def expected_accuracy(confusion: Floats, prevalence: Floats) -> Floats:
    """Probability of a right answer at the given prevalence: sum_k pi_k theta_kk.

    >>> float(expected_accuracy(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0.5, 0.5])).round(3))
    0.85
    """
    return np.asarray(np.einsum("...kk,k->...", confusion, prevalence))


def information_bits(confusion: Floats, prevalence: Floats) -> Floats:
    """Mutual information I(truth; answer) in bits per annotation (Shannon 1948).

    >>> float(information_bits(np.array([[0.9, 0.1], [0.2, 0.8]]), np.array([0.5, 0.5])).round(4))
    0.3973
    """
    joint = prevalence[:, None] * confusion
    answer = joint.sum(axis=-2, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(joint > 0, joint * (np.log2(confusion) - np.log2(answer)), 0.0)
    return np.asarray(np.maximum(terms.sum(axis=(-2, -1)), 0.0))


def spammer_score(confusion: Floats) -> Floats:
    """Raykar & Yu (2012, JMLR 13:491), S = sum_{k<k'} ||theta_k - theta_k'||^2 / (K (K - 1)), with a sign.

    0 where the answer does not depend on the truth, 1 for a perfect annotator. The score itself is
    high for reversed answers too; it is made negative where the trace is below 1, that is where
    right answers are rarer than answering without looking would give (for K = 2, Youden's J < 0).

    >>> spammer_score(np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.1, 0.9], [0.9, 0.1]]])).round(2).tolist()
    [0.49, -0.64]
    """
    K = confusion.shape[-1]
    if K < 2:
        return np.zeros(confusion.shape[:-2])
    # sum_{k<k'} |x_k - x_k'|^2 = K sum_k |x_k|^2 - |sum_k x_k|^2
    squared = K * (confusion**2).sum(axis=(-2, -1)) - (confusion.sum(axis=-2) ** 2).sum(axis=-1)
    score = np.maximum(squared, 0.0) / (K * (K - 1))
    trace = np.einsum("...kk->...", confusion)
    return np.asarray(np.where(trace < 1.0, -score, score))
