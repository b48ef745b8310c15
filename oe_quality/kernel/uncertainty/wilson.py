"""The interval of a share."""

from __future__ import annotations

import math

from oe_quality.kernel.uncertainty.normal import Z95


def wilson(successes: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson (1927) score interval of a share, 95 % by default.

    >>> [round(bound, 4) for bound in wilson(0, 10)]
    [0.0, 0.2775]
    """
    share, weight = successes / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / n + weight / (4 * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    # At the ends the bound is exactly the end, which rounding misses by 1e-17.
    return (low if successes else 0.0), (high if successes < n else 1.0)
