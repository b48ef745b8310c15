"""Control of false discoveries over annotators, pairs, slices or labels."""

from __future__ import annotations

from typing import Literal

import numpy as np

from oe_quality.kernel.arrays import Floats

Control = Literal["bh", "by"]
"""Benjamini & Hochberg (1995), for tests that are independent or lean the same way; Benjamini & Yekutieli (2001),
whatever their dependence."""


def adjusted(p: Floats, control: Control = "bh") -> Floats:
    """q-values of p-values of any shape (SciPy's), adjusted together; NaN stays NaN and does not count.

    >>> adjusted(np.array([0.01, 0.04, 0.03, float("nan")])).round(4).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    from scipy.stats import false_discovery_control

    q = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        q[known] = false_discovery_control(p[known], method=control)
    return q
