"""Shares of people: near the truth, covered by their intervals, and the same however the data come."""

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import InMemory, SetChunk, chunk_of
from oe_quality.kernel.data.select import keep_responses
from oe_quality.kernel.distributions.divergence import jensen_shannon
from oe_quality.kernel.perception import Population, choice_shares, set_shares
from oe_quality.kernel.simulate import choices, crew, sets
from tests.kernel.perception.people import MIXED, distribution, in_memory, raw_share, set_chunk_of


@pytest.fixture(scope="module")
def world():
    return sets(11, 250, crew(MIXED), 16, 3)


@pytest.fixture(scope="module")
def shares(world):
    return set_shares(in_memory(world))


def test_three_answers_come_within_the_target_of_the_true_distribution(world, shares):
    truth = distribution(world.share)
    mine = jensen_shannon(distribution(shares.share), truth).mean()
    raw = jensen_shannon(distribution(raw_share(world)), truth).mean()
    assert mine <= 0.18
    assert mine <= 0.60 * raw


@pytest.mark.parametrize("answers", [3, 8])
def test_intervals_cover_the_true_share(answers):
    world = sets(12, 250, crew(MIXED), 8, answers)
    shares = set_shares(in_memory(world))
    covered = ((shares.low <= world.share) & (world.share <= shares.high)).mean()
    assert 0.90 <= covered <= 0.99
    # Not by being vacuous: an interval is narrower than knowing nothing about an item would make it.
    ignorant = np.quantile(world.share, [0.025, 0.975], axis=0)
    assert (shares.high - shares.low).mean() < 0.8 * (ignorant[1] - ignorant[0]).mean()


def test_intervals_enclose_their_share_within_zero_and_one(shares):
    assert (shares.low >= 0).all()
    assert (shares.low <= shares.share).all()
    assert (shares.share <= shares.high).all()
    assert (shares.high <= 1).all()


def test_who_answers_at_random_counts_for_little(world, shares):
    kinds = np.array([kind.value for kind in world.kind])
    assert shares.weights[np.isin(kinds, ["spammer", "marginal"])].max() < 0.4
    assert shares.weights[kinds == "good"].mean() > 1.1
    assert shares.weights[kinds == "good"].min() > 0.4
    counts = np.bincount(world.chunk.annotator, minlength=world.n_annotators)
    assert (shares.weights * counts).sum() / counts.sum() == pytest.approx(1.0)


def test_the_population_of_all_weighs_everybody_alike(world):
    assert (set_shares(in_memory(world), Population.ALL).weights == 1).all()


def test_chunks_do_not_matter(world, shares):
    split = set_shares(in_memory(world).split(37))
    np.testing.assert_allclose(split.share, shares.share, atol=1e-9)
    np.testing.assert_allclose(split.high, shares.high, atol=1e-8)


def test_names_and_order_of_items_annotators_and_labels_do_not_matter(world, shares, rng):
    chunk, K, A = world.chunk, world.n_labels, world.n_annotators
    item, annotator, label = rng.permutation(chunk.n_items), rng.permutation(A), rng.permutation(K)
    chosen = np.zeros((chunk.n_responses, K), dtype=bool)
    chosen[:, label] = chunk.matrix(K)
    renamed = InMemory((set_chunk_of(item[chunk.items()], annotator[chunk.annotator], chosen),), A, K)
    again = set_shares(renamed)
    np.testing.assert_allclose(again.share[item][:, label], shares.share, atol=1e-7)
    np.testing.assert_allclose(again.low[item][:, label], shares.low, atol=1e-6)
    np.testing.assert_allclose(again.weights[annotator], shares.weights, atol=1e-9)


def test_a_single_choice_is_predicted_for_the_next_annotator(rng):
    world = choices(13, 400, crew(MIXED), 4, 9, difficulty=0.2)
    chunk = world.chunk
    place = np.arange(chunk.n_responses) - chunk.offsets[:-1][chunk.items()]
    shown = rng.permuted(np.tile(np.arange(9), (400, 1)), axis=1).ravel()[place + 9 * chunk.items()] < 3
    items = chunk.items()
    seen = chunk_of(items[shown], chunk.annotator[shown], chunk.label[shown], 400)
    shares = choice_shares(InMemory((seen,), world.n_annotators, 4))
    np.testing.assert_allclose(shares.share.sum(axis=1), 1.0)
    votes = np.ones((400, 4))
    np.add.at(votes, (items[shown], chunk.label[shown]), 1.0)

    def loss(p):
        return -np.log(p[items[~shown], chunk.label[~shown]]).mean()

    assert loss(shares.share) < 0.98 * loss(votes / votes.sum(axis=1, keepdims=True))
    assert shares.log_loss == pytest.approx(loss(shares.share), abs=0.1), "left-out annotators tell how good it is"


def test_intensities_lie_between_absence_and_presence(world):
    chunk = world.chunk
    plain = set_shares(InMemory((chunk,), world.n_annotators, 16), Population.ALL).share
    half = SetChunk(
        chunk.offsets, chunk.annotator, chunk.label_offsets, chunk.label, np.where(chunk.label == 0, 0.5, 1.0)
    )
    soft = set_shares(InMemory((half,), world.n_annotators, 16), Population.ALL).share
    assert soft[:, 0].mean() == pytest.approx(plain[:, 0].mean() / 2, rel=0.15)
    np.testing.assert_allclose(soft[:, 1:], plain[:, 1:], atol=1e-12)


def test_many_labels_in_an_annotation_are_still_one_annotation():
    # Naming a second label must not make anybody's evidence on the first stronger.
    rng = np.random.default_rng(3)
    items, annotators = np.repeat(np.arange(80), 4), np.tile(np.arange(4), 80)
    first = rng.random((320, 1)) < 0.4
    alone = set_shares(InMemory((set_chunk_of(items, annotators, np.hstack([first, first])),), 4, 2), Population.ALL)
    beside = np.hstack([first, np.ones((320, 1), bool)])
    along = set_shares(InMemory((set_chunk_of(items, annotators, beside),), 4, 2), Population.ALL)
    np.testing.assert_allclose(alone.share[:, 0], along.share[:, 0], atol=1e-12)


DEGENERATE = {
    "one item": ([0, 0, 0], [0, 1, 2], [0, 1, 1], 3, 2),
    "one annotator": ([0, 1, 2], [0, 0, 0], [0, 1, 0], 1, 2),
    "one label": ([0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 0], 2, 1),
    "all agree": ([0, 0, 1, 1], [0, 1, 0, 1], [1, 1, 1, 1], 2, 3),
    "no overlap": ([0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 0, 1], 4, 2),
}


@pytest.mark.parametrize("name", DEGENERATE)
@pytest.mark.parametrize("population", list(Population))
def test_degenerate_inputs_give_finite_shares(name, population):
    items, annotators, labels, A, K = DEGENERATE[name]
    chunk = chunk_of(np.array(items), np.array(annotators), np.array(labels), max(items) + 1)
    shares = choice_shares(InMemory((chunk,), A, K), population)
    chosen = np.eye(K, dtype=bool)[np.array(labels)]
    multi = set_shares(InMemory((set_chunk_of(np.array(items), np.array(annotators), chosen),), A, K), population)
    for found in (shares, multi):
        assert np.isfinite(found.share).all()
        assert np.isfinite(found.low).all()
        assert np.isfinite(found.high).all()
        assert ((found.share >= 0) & (found.share <= 1)).all()
    np.testing.assert_allclose(shares.share.sum(axis=1), 1.0)


def test_no_answers_at_all_are_refused():
    empty = chunk_of(np.array([], int), np.array([], int), np.array([], int), 2)
    with pytest.raises(NotComputableError):
        choice_shares(InMemory((empty,), 1, 2))


@pytest.mark.parametrize("name", ["rte", "bird", "MS", "dog"])
def test_on_public_sets_it_predicts_annotators_as_well_as_the_best_simple_way(crowd_set, name):
    known = crowd_set(name)
    chunk, K = known.chunk, known.n_labels
    order = np.lexsort((np.random.default_rng(0).random(chunk.n_responses), chunk.items()))
    place = np.empty(chunk.n_responses, dtype=np.int64)
    place[order] = np.arange(chunk.n_responses)
    shown = place - chunk.offsets[:-1][chunk.items()] < 3
    seen = keep_responses(chunk, shown)
    votes = np.zeros((chunk.n_items, K))
    np.add.at(votes, (seen.items(), seen.label), 1.0)
    rate = (votes.sum(axis=0) + 1.0) / (votes.sum() + K)
    simple = [(votes + strength * prior) / (votes.sum(axis=1, keepdims=True) + strength)
              for strength in (1.0, 2.0, 4.0, 8.0) for prior in (rate, np.full(K, 1.0 / K))]  # fmt: skip
    shares = choice_shares(InMemory((seen,), known.n_annotators, K)).share

    def loss(p):
        return -np.log(p[chunk.items()[~shown], chunk.label[~shown]]).mean()

    assert loss(shares) <= 1.07 * min(loss(p) for p in simple)
