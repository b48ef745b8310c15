"""How many answers rank items by disagreement, and what is still to give."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.planning.ranking import ranking, sentence
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


def test_what_cannot_be_told_says_why_and_what_the_rule_costs():
    items = np.repeat(np.arange(30), 3)
    data = chunk_of(items, np.tile(np.arange(3), 30), np.zeros(90, dtype=int), 30)
    panel = SimpleNamespace(data=data, n_items=30, duration_s=np.full(90, 60.0))
    few = ranking(panel, 0.8)
    assert few.undefined == "only 0 of them have 4 answers or more"
    assert [(u.each, u.answers, u.hours) for u in few.usual] == [(20, 510, 8.5), (50, 1410, 23.5)]
    assert sentence(few, 0.8).endswith(
        "here 510 answers, some 8 hours of work to 1,410 answers, some 24 hours of work."
    )
    items = np.repeat(np.arange(30), 4)
    data = chunk_of(items, np.tile(np.arange(4), 30), np.zeros(120, dtype=int), 30)
    alike = ranking(SimpleNamespace(data=data, n_items=30, duration_s=np.full(120, np.nan)), 0.8)
    assert "alike" in alike.undefined
    assert alike.n_items == 30
