"""The normal distribution's quantile behind intervals of 95 %."""

from __future__ import annotations

from typing import Final

Z95: Final = 1.959963984540054
"""Half-width, in standard deviations, of what holds 95 of 100 normal values."""
