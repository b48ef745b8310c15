"""Blocks of answers that come again are found at their length; answers in any other order are not."""

import numpy as np
import pytest

from oe_quality.kernel.audit.blocks import blocks
from oe_quality.kernel.audit.order import timeline


def look(*sequences, timed=True):
    who = np.concatenate([np.full(len(s), a) for a, s in enumerate(sequences)]).astype(np.int32)
    times = np.arange(len(who), dtype=np.int64) if timed else None
    return blocks(timeline(who, len(sequences), times), np.concatenate(sequences).astype(np.int64), 0.8, 199, 0)


def test_a_block_is_found_at_its_length(rng):
    again = np.tile([0, 2, 1, 1, 3], 8)
    slipped = again.copy()
    slipped[17] = 4
    found = look(again, slipped, rng.integers(0, 4, 40))
    assert found.lag[:2].tolist() == [5, 5]
    assert found.share[0] == 1.0
    assert found.share[1] == pytest.approx(33 / 35)
    assert found.p[:2] == pytest.approx(1 / 200)
    assert found.p[2] == 1.0
    assert found.expected[0] < 0.6


def test_one_answer_over_and_over_is_no_block():
    found = look(np.zeros(40), np.where(np.arange(40) == 7, 1, 0))
    assert found.p[0] == 1.0
    assert found.p[1] > 0.2


def test_too_few_answers_and_unknown_orders_tell_nothing():
    assert np.isnan(look(np.tile([0, 1], 5)).p[0])
    assert np.isnan(look(np.tile([0, 1], 20), timed=False).p[0])
    assert look(np.tile([0, 1, 2, 3, 4], 2)).lag[0] == 0


def test_the_end_of_one_annotator_is_not_the_beginning_of_the_next():
    found = look(np.arange(20) % 7, np.arange(20) % 7)
    alone = look(np.arange(20) % 7)
    assert found.share[1] == alone.share[0]
