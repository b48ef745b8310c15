"""When a width is none: what rounding leaves of equal numbers is no certainty."""

from __future__ import annotations

from typing import Final

ROUNDING: Final = 1e-12
"""Numbers no further apart than this share of their size (of 1, where they are smaller) are equal but for rounding."""


def is_flat(half: float, size: float = 1.0) -> bool:
    """Whether a half width is no more than rounding leaves of equal numbers, the largest of which is `size`.

    >>> is_flat(1e-16), is_flat(1e-9), is_flat(1e-9, 1e6)
    (True, False, True)
    """
    return half <= ROUNDING * max(size, 1.0)
