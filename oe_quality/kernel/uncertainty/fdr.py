"""Control of false discoveries over annotators, pairs, groups, slices, labels or models.

One rule for all results: where each test is of one annotator's own answers, the first control is taken; where what is
compared shares answers or annotators (groups, slices, labels, models), the second, which holds whatever the dependence.
Of copying, pairs of annotators are tested by the first: simulated crowds kept its rate (docs/audit-error-rates.md).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from oe_quality.kernel.arrays import Floats

Control = Literal["bh", "by"]
"""Benjamini & Hochberg (1995), for tests that are independent or lean the same way; Benjamini & Yekutieli (2001),
whatever their dependence."""


def adjusted(p: Floats, control: Control = "bh") -> Floats:
    """q-values of p-values of any shape, adjusted together; NaN stays NaN and does not count.

    >>> adjusted(np.array([0.01, 0.04, 0.03, float("nan")])).round(4).tolist()
    [0.03, 0.04, 0.04, nan]
    """
    q = np.full(p.shape, np.nan)
    known = np.isfinite(p)
    if known.any():
        q[known] = _stepped_up(p[known], control)
    return q


def _stepped_up(p: Floats, control: Control) -> Floats:
    """(n,) n p / rank, none above that of a larger p nor above 1; times 1 + 1/2 + ... + 1/n for "by"."""
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, len(p) + 1)
    scale = len(p) * (float((1.0 / rank).sum()) if control == "by" else 1.0)
    raised = np.minimum.accumulate((p[order] * scale / rank)[::-1])[::-1]
    q = np.empty_like(raised)
    q[order] = np.minimum(raised, 1.0)
    return q
