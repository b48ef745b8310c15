"""Better than most is said of few who are not, and never of those who give the label everywhere."""

from dataclasses import replace

import numpy as np
import pytest

from oe_quality.analysis.annotators.audit import investigate
from oe_quality.analysis.annotators.strengths import FEWEST, SURE, strengths
from oe_quality.config import Config


@pytest.fixture(scope="module")
def crowd(simulated):
    """Twenty good annotators with 120 answers each to a question of three labels, none better than another."""
    data, _ = simulated.choice_data(5, {"good": 20}, 3, 120)
    return investigate(data, None, None, Config(), 1)


def with_answers(found, a, labels):
    """The findings with other answers of annotator `a`; the others' consensus of each item stays."""
    mine = found.data.primary.data.annotator == a
    chosen = found.data.chosen.copy()
    chosen[mine] = labels(found.fit.support[mine])
    return replace(found, data=replace(found.data, chosen=chosen))


def always(k):
    return lambda support: np.tile(np.arange(support.shape[1]) == k, (len(support), 1))


def test_who_always_hears_it_right_is_said_to(crowd):
    perfect = with_answers(crowd, 0, lambda support: np.eye(support.shape[1], dtype=bool)[support.argmax(axis=1)])
    found = strengths(perfect)[0]
    if found is not None:
        assert found.right == found.of
    worse = perfect
    for a in range(1, 20):
        worse = with_answers(worse, a, _slipping)
    best = strengths(worse)[0]
    assert best.right == best.of >= FEWEST
    assert best.usual < best.low <= 1


def _slipping(support):
    """What the others hold likeliest, and every third time another label."""
    slip = (np.arange(len(support)) % 3 == 0).astype(int)
    return np.eye(3, dtype=bool)[(support.argmax(axis=1) + slip) % 3]


@pytest.mark.parametrize("k", range(3))
def test_who_gives_a_label_everywhere_hears_nothing_better(crowd, k):
    assert strengths(with_answers(crowd, 0, always(k)))[0] is None


def test_equals_are_seldom_said_to_be_better(simulated):
    """Of 200 people who are nearly equally good one or two: somebody in one study of twenty (benchmarks/letters.py)."""
    said = 0
    for seed in range(10):
        data, _ = simulated.choice_data(100 + seed, {"good": 20}, 3, 60)
        said += sum(it is not None for it in strengths(investigate(data, None, None, Config(), 1)))
    assert said <= 2


def test_what_is_said_can_be_counted_again(crowd):
    for a, it in enumerate(strengths(crowd)):
        if it is None:
            continue
        k = crowd.data.primary.labels.index(it.label)
        mine = (crowd.data.primary.data.annotator == a) & crowd.fit.usable & (crowd.fit.support[:, k] >= SURE)
        assert (int(mine.sum()), int(crowd.data.chosen[mine, k].sum())) == (it.of, it.right)
