"""How far kinds of items are believed: where nothing tells people apart much, where people differ little, few not."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.perception import choice_shares
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def strangers():
    """Clear and disputed items, and each of three answers by somebody who answers once: share (I, K), source."""
    rng = np.random.default_rng(5)
    alpha = np.array([[30.0, 0.2, 0.2], [1.2, 1.0, 0.6], [0.2, 30.0, 0.2]])
    share = np.array([rng.dirichlet(alpha[c]) for c in rng.choice(3, 300, p=[0.4, 0.3, 0.3])])
    label = np.concatenate([rng.choice(3, 3, p=p) for p in share])
    return share, InMemory((chunk_of(np.repeat(np.arange(300), 3), np.arange(900), label, 300),), 900, 3)


@pytest.fixture(scope="module")
def found(strangers):
    return choice_shares(strangers[1])


def test_where_people_cannot_be_told_apart_kinds_have_half_of_it_and_come_nearer(strangers, found, monkeypatch):
    share, source = strangers
    monkeypatch.setattr("oe_quality.kernel.perception.shares.trust_in_kinds", lambda *_: None)
    without = choice_shares(source)
    assert found.part > 0.4
    assert without.part is None
    np.testing.assert_allclose(found.share.sum(axis=1), 1.0)
    assert ((found.share - share) ** 2).sum() < 0.95 * ((without.share - share) ** 2).sum()
    assert found.log_loss < without.log_loss
    covered = ((found.low <= share) & (share <= found.high)).mean()
    assert 0.92 <= covered <= 0.99


def test_where_who_answers_tells_all_kinds_have_no_part():
    world = choices(13, 300, crew({"good": 8, "spammer": 8}), 3, 6, difficulty=0.0)
    assert choice_shares(InMemory((world.chunk,), world.n_annotators, 3)).part <= 0.1


@pytest.mark.parametrize(
    ("items", "part"),
    [([0, 0, 1, 1, 2, 2], None), ([0, 1, 2, 3, 4, 5], None), ([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5], 0)],
)
def test_of_few_answers_nothing_is_learned(items, part):
    chunk = chunk_of(np.array(items), np.arange(len(items)), np.arange(len(items)) % 3 % 2, max(items) + 1)
    assert choice_shares(InMemory((chunk,), len(items), 2)).part == part


def test_order_of_items_pieces_and_names_of_labels_do_not_matter(strangers, found):
    chunk = strangers[1].chunks[0]
    split = choice_shares(strangers[1].split(41))
    assert split.part == found.part
    np.testing.assert_allclose(split.share, found.share, atol=1e-9)
    rng = np.random.default_rng(1)
    item, label = rng.permutation(300), rng.permutation(3)
    other = chunk_of(item[chunk.items()], chunk.annotator, label[chunk.label], 300)
    again = choice_shares(InMemory((other,), 900, 3))
    assert again.part == found.part
    np.testing.assert_allclose(again.share[item][:, label], found.share, atol=1e-6)
