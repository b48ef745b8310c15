"""How long answers take."""

from __future__ import annotations

import numpy as np

from oe_quality.plaintext import count
from oe_quality.store.panel import ChoicePanel, SetPanel


def hours_of(panel: ChoicePanel | SetPanel, answers: int | None) -> float | None:
    """Hours that so many answers take at the panel's median pace; None where durations are unknown."""
    known = panel.duration_s[np.isfinite(panel.duration_s)]
    return None if answers is None or not len(known) else answers * float(np.median(known)) / 3600.0


def in_words(hours: float | None) -> str:
    """As in `, some 12 hours of work`, empty where unknown.

    >>> in_words(11.8), in_words(0.25), in_words(None)
    (', some 12 hours of work', ', some 15 minutes of work', '')
    """
    return "" if hours is None else f", some {duration(hours)} of work"


def duration(hours: float) -> str:
    """In hours or in minutes, whichever says more; a part of a minute is one.

    >>> duration(1500), duration(1.2), duration(0.001)
    ('1,500 hours', '72 minutes', '1 minute')
    """
    return f"{hours:,.0f} hours" if hours >= 1.5 else count(max(round(60 * hours), 1), "minute")
