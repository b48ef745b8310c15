"""How many answers rank items by disagreement, and what is still to give."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.planning.ranking import ranking
from oe_quality.kernel.data.chunk import chunk_of


def test_what_is_still_to_give_is_counted_item_by_item(rng):
    """Half of the items have five answers, half nine."""
    sizes = np.repeat([5, 9], 200)
    items = np.repeat(np.arange(400), sizes)
    said = (rng.random(len(items)) < rng.random(400)[items]).astype(int)
    annotators = np.concatenate([np.arange(n) for n in sizes])
    durations = np.full(len(items), 36.0)
    durations[::3] = np.nan
    panel = SimpleNamespace(data=chunk_of(items, annotators, said, 400), n_items=400, duration_s=durations)
    found = ranking(panel, 0.85)
    assert found.needed > 9
    assert found.needed_low <= found.needed <= found.needed_high
    assert found.more_answers == 200 * (found.needed - 5) + 200 * (found.needed - 9)
    assert found.hours == pytest.approx(found.more_answers / 100)
    fewer = ranking(panel, found.reliability - 0.05)
    assert 5 < fewer.needed <= 9
    assert fewer.more_answers == 200 * (fewer.needed - 5)
