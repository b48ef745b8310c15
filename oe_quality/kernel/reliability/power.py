"""How many items a test of a coefficient against a value needs, by the textbooks' formulas.

Both speak of items as the sample and of tests of one side: that the coefficient lies beyond a value `null`, where it
truly is `value`, is found with probability `power` at a size of `size`.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from oe_quality.kernel.agreement.common_kappa import probabilities


def icc_items(value: float, null: float, answers: float, *, size: float = 0.025, power: float = 0.8) -> float:
    """Items for an intraclass correlation of one rating, with so many answers per item.

    k = 1 + 2 (z_size + z_power)^2 n / ((n - 1) (ln C)^2), C = (1 + n r0 / (1 - r0)) / (1 + n r1 / (1 - r1)) (Walter,
    Eliasziw & Donner 1998, Stat. Med. 17:101, eq. 8).

    >>> round(icc_items(0.75, 0.5, 3, size=0.05), 2), round(icc_items(0.75, 0.5, 2, size=0.05), 2)
    (23.09, 35.45)
    """
    ratio = (1 + answers * null / (1 - null)) / (1 + answers * value / (1 - value))
    return 1 + 2 * (_z(size) + _z(1 - power)) ** 2 * answers / ((answers - 1) * math.log(ratio) ** 2)


def kappa_items(value: float, null: float, share: float, *, size: float = 0.025, power: float = 0.8) -> float:
    """Items for the kappa of two annotators and two labels, one of which has this share of the answers.

    (z_size + z_power)^2 over the sum of (P(value) - P(null))^2 / P(null), with P that both, one and neither give the
    label (Donner & Eliasziw 1992, Stat. Med. 11:1511).

    >>> round(kappa_items(0.7, 0.4, 0.5), 2), round(kappa_items(0.7, 0.4, 0.2), 1)
    (73.26, 106.9)
    """
    one, other = (probabilities(np.array([share]), kappa)[0] for kappa in (value, null))
    return (_z(size) + _z(1 - power)) ** 2 / float(((one - other) ** 2 / other).sum())


def _z(tail: float) -> float:
    return -float(ndtri(tail))
