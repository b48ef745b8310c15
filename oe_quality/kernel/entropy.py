"""How uncertain a distribution is."""

from __future__ import annotations

import numpy as np
from scipy import special

from oe_quality.kernel.arrays import Floats


def entropy_bits(p: Floats) -> Floats:
    """(...,) Shannon entropy in bits of distributions p (..., K); 0 log 0 is 0.

    >>> entropy_bits(np.array([[0.5, 0.5, 0.0]])).tolist()
    [1.0]
    """
    return np.asarray(special.entr(p).sum(axis=-1) / np.log(2))
