"""Divided items: no bias at few answers, and ranks that hold as often as they say."""

import numpy as np
import pytest

from oe_quality.kernel.distributions.ambiguity import ambiguity, unbiased_disagreement


def drawn(rng, items, answers, concentration=2.0, labels=4):
    """Counts (I, K) from shares (I, K), which are a Dirichlet's."""
    share = rng.dirichlet(np.full(labels, concentration / labels), size=items)
    return np.array([rng.multinomial(answers, p) for p in share]), share


@pytest.mark.parametrize("answers", [2, 3, 5, 20])
def test_few_answers_bring_no_bias(answers):
    """The plain 1 - sum of squares falls short by 1 / n of itself: at three answers by a third."""
    rng = np.random.default_rng(answers)
    counts, share = drawn(rng, 20_000, answers)
    true = (1 - (share**2).sum(axis=1)).mean()
    assert unbiased_disagreement(counts.astype(float)).mean() == pytest.approx(true, abs=0.008)
    plain = (1 - ((counts / answers) ** 2).sum(axis=1)).mean()
    assert plain == pytest.approx(true * (1 - 1 / answers), abs=0.008)


def test_all_pairs_of_answers_are_what_it_counts():
    answers = [0, 0, 1, 2, 0]
    pairs = [a != b for i, a in enumerate(answers) for j, b in enumerate(answers) if i != j]
    assert unbiased_disagreement(np.array([[3.0, 1.0, 1.0]]))[0] == pytest.approx(np.mean(pairs))


@pytest.mark.parametrize(("answers", "reliable"), [(3, (0.15, 0.45)), (30, (0.75, 1.0))])
def test_ranks_hold_as_often_as_they_say_and_more_answers_rank_better(answers, reliable):
    rng = np.random.default_rng(1)
    counts, share = drawn(rng, 300, answers)
    found = ambiguity(counts.astype(float), 0.9, 1, draws=300)
    true = 1 - (share**2).sum(axis=1)
    rank = np.argsort(np.argsort(-true)) + 1
    assert 0.85 < ((found.rank_low <= rank) & (rank <= found.rank_high)).mean() < 0.97
    assert 0.85 < ((found.low <= true) & (true <= found.high)).mean() < 0.97
    assert found.concentration == pytest.approx(2.0, rel=0.35)
    assert reliable[0] < found.reliability < reliable[1]
    assert found.reliability == pytest.approx(np.corrcoef(found.expected, true)[0, 1] ** 2, abs=0.12)


def test_one_item_has_no_order_and_one_answer_no_disagreement():
    found = ambiguity(np.array([[1.0, 0.0]]), 0.9, 0, draws=50)
    assert np.isnan(found.reliability)
    assert np.isnan(found.disagreement[0])
    assert found.rank[0] == 1
