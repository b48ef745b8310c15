"""The alternative annotator test on a store's answers."""

from __future__ import annotations

import numpy as np

from oe_quality.analysis.judges.data import Beside, Terms
from oe_quality.analysis.judges.results import AltTestResult, Contest, Outcome
from oe_quality.kernel.data.chunk import CodeArray
from oe_quality.kernel.judges.alt_test import AltTest, alt_test
from oe_quality.results import Estimate, Interval


def contest(it: Beside, model_rows: CodeArray, terms: Terms) -> AltTestResult:
    """Test one model, given the row of its answer to each item."""
    rows = np.flatnonzero(it.human)

    def likeness(first: CodeArray, second: CodeArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Rows below `len(rows)` are people's; the others are rows of the whole, put behind them."""
        places = np.concatenate([rows, np.arange(len(it.items))])
        return it.likeness(places[first], places[second])

    shifted = np.where(model_rows >= 0, model_rows + len(rows), -1)
    found = alt_test(it.items[rows], it.annotators[rows], shifted, likeness, epsilon=terms.epsilon, q=terms.q)
    outcomes = {True: Outcome.PASSED, False: Outcome.NOT_SHOWN, None: Outcome.CANNOT_BE_TOLD}
    contests = tuple(
        Contest(str(it.panel.aliases[int(a)]), int(n), float(share), float(p), bool(won))
        for a, n, share, p, won in zip(
            found.annotators, found.n_items, found.advantage, found.p_values, found.won, strict=True
        )
    )
    return AltTestResult(
        outcomes[found.passed],
        found.winning_rate,
        _advantage(found, terms.level),
        contests,
        len(found.too_few),
        terms.epsilon,
        terms.q,
        found.fewest_items,
    )


SAME = 1e-9
"""Bounds nearer than this come of comparisons that all ended alike: nothing says how they would vary."""


def _advantage(found: AltTest, level: float) -> Estimate:
    """The mean advantage with its two-way clustered interval."""
    mean, value = found.mean, found.advantage_probability
    counts = (mean.n_items, mean.n_annotators, mean.n_responses)
    if value is None:
        why = f"nobody shares {found.fewest_items} items with the model and with somebody else"
        return Estimate(None, None, *counts, undefined=why)
    low, high = (float(bound[0]) for bound in mean.share_bounds(level, own=True))
    if not (np.isfinite(low) and np.isfinite(high)) or high - low < SAME:
        return Estimate(value, None, *counts, note="no interval: the answers do not vary, or too few people")
    between = Interval(min(low, value), max(high, value), level, mean.method, mean.population)
    return Estimate(value, between, *counts, note=mean.note)
