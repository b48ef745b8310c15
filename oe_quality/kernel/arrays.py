"""The arrays of the kernel by their element, and their sums; what their axes are stands beside each argument."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def sums_by(who: NDArray[np.integer[Any]], values: Floats, n: int) -> Floats:
    """(n, C) sums of the rows of `values` (R, C) by their code `who` (R,), 0..n-1.

    >>> sums_by(np.array([1, 1, 0]), np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2).tolist()
    [[5.0, 6.0], [4.0, 6.0]]
    """
    return np.stack([np.bincount(who, weights=column, minlength=n) for column in values.T], axis=1)
