"""An order of rows and columns in which what is alike stands side by side."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def clustered(alike: NDArray[np.float64]) -> list[int]:
    """The order of (K, K) similarities, larger for what is more alike; equal input gives the same order.

    Average linkage on largest similarity less similarity, leaves ordered so that neighbours are alike
    (Bar-Joseph, Gifford and Jaakkola 2001).
    """
    n = len(alike)
    if n < 3:
        return list(range(n))
    from scipy.cluster.hierarchy import leaves_list, linkage

    mutual = (alike + alike.T) / 2
    above = np.triu_indices(n, 1)
    apart = mutual[above].max() - mutual[above]
    return [int(i) for i in leaves_list(linkage(apart, "average", optimal_ordering=True))]
