"""Tables and sums as the compiled loops want them: cache-line aligned, sums in fixed point.

A floating-point sum depends on the order of its terms. So expected counts and log-likelihoods are
rounded to multiples of 1 / scale (`Extent.count_scale`, `Extent.log_scale`) and added as 64-bit
integers: the same bits for any number of threads and any split into chunks.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from oe_quality.kernel.arrays import Floats
from oe_quality.kernel.data.chunk import OffsetArray

CACHE_LINE = 64
"""Bytes. A table row that straddles two lines costs two fetches."""

N = TypeVar("N", bound=np.generic)


def aligned(size: int, dtype: type[N]) -> NDArray[N]:
    """(size,) zeros that start at a cache line."""
    width = np.dtype(dtype).itemsize
    raw = np.zeros(size * width + CACHE_LINE, dtype=np.uint8)
    start = -raw.ctypes.data % CACHE_LINE
    return raw[start : start + size * width].view(dtype)


def read_only(array: NDArray[N]) -> NDArray[N]:
    """A view that cannot be written to.

    numba compiles anew for arrays that differ in this, and columns from files often are read-only.
    """
    view = array.view()
    view.flags.writeable = False
    return view


def to_float(sums: OffsetArray, scale: float) -> Floats:
    """Fixed-point sums as numbers."""
    return np.asarray(sums / scale, dtype=np.float64)
