"""Words share what their category has."""

import numpy as np
import pytest

from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.distributions.divergence import jensen_shannon
from oe_quality.kernel.perception import Population, word_shares
from oe_quality.kernel.simulate import crew, sets
from tests.kernel.perception.people import MIXED, distribution, in_memory, raw_share, set_chunk_of


@pytest.fixture(scope="module")
def world():
    return sets(11, 250, crew(MIXED), 16, 3)


def test_words_share_what_their_category_has(world):
    parent = (np.arange(16) // 4).astype(np.int32)
    found = word_shares(in_memory(world), parent)
    assert found.categories.share.shape == (250, 4)
    assert (found.words.share <= found.categories.share[:, parent] + 1e-12).all()
    assert (found.words.low <= found.words.share).all()
    assert (found.words.share <= found.words.high).all()
    truth = distribution(world.share)
    mine = jensen_shannon(distribution(found.words.share), truth).mean()
    assert mine < 0.75 * jensen_shannon(distribution(raw_share(world)), truth).mean()


def test_a_word_that_nobody_chose_in_an_item_backs_off_to_its_category():
    chosen = np.zeros((60, 3), dtype=bool)
    chosen[:20, 0] = True  # items 0..4: word 0 of category 0
    chosen[20:30, 1] = True  # items 5..7: word 1 of category 0
    chosen[30:, 2] = True  # the rest: the only word of category 1
    items, annotators = np.repeat(np.arange(15), 4), np.tile(np.arange(4), 15)
    found = word_shares(
        InMemory((set_chunk_of(items, annotators, chosen),), 4, 3), np.array([0, 0, 1], np.int32), Population.ALL
    )
    assert found.words.share[0, 1] > found.words.share[-1, 1], "the category is there, so the word may be"


def test_the_only_word_of_a_category_is_about_as_unsure_as_the_category():
    rng = np.random.default_rng(2)
    chosen = rng.random((60, 2)) < [0.6, 0.2]
    items, annotators = np.repeat(np.arange(15), 4), np.tile(np.arange(4), 15)
    data = InMemory((set_chunk_of(items, annotators, chosen),), 4, 2)
    found = word_shares(data, np.array([0, 1], np.int32), Population.ALL)
    np.testing.assert_allclose(found.words.share, found.categories.share, rtol=0.05)
    # What is unsure about the word within its category is little, and comes on top.
    assert (found.words.variance > 0.9 * found.categories.variance).all()
    assert (found.words.variance < 3.0 * found.categories.variance).all()
