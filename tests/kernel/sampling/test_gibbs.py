import numpy as np
import pytest

from benchmarks.coverage_confusion import hierarchical, mixed, one
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.sampling.gibbs import label_draws, sample, state_draws
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def study():
    world = choices(7, 400, crew({"good": 10, "mediocre": 6, "spammer": 2}), 3, 5)
    found = fit(Method.DAWID_SKENE, InMemory((world.chunk,), world.n_annotators, 3))
    return world, found


def test_intervals_cover_what_they_promise():
    rows = np.array([one(hierarchical(np.random.default_rng(seed), 300, 20, 3, 5), seed)[:2] for seed in range(16)])
    cells, accuracies = rows.mean(axis=0)
    assert 0.91 <= cells <= 0.985
    assert 0.88 <= accuracies <= 1.0


def test_accuracies_are_covered_in_a_mixed_crew():
    """Pooled label by label, without abilities, they are covered in some 80 %."""
    rows = np.array([one(mixed(np.random.default_rng(seed), 400, 4, 5), seed) for seed in range(12)])
    cells, accuracies = rows.mean(axis=0)[:2]
    assert 0.90 <= cells <= 0.985
    assert 0.89 <= accuracies <= 1.0


def test_gold_items_keep_their_label(study):
    world, found = study
    gold = np.where(np.arange(400) < 200, (world.truth + 1) % 3, -1).astype(np.int32)
    drawn = sample(world.chunk, found.posterior, 18, gold=gold, draws=40, burn_in=20)
    assert (drawn.snapshots.truth[:, :200] == gold[:200]).all()
    assert drawn.accuracy.mean() < sample(world.chunk, found.posterior, 18, draws=40, burn_in=20).accuracy.mean()


def test_one_label_is_always_right():
    chunk = chunk_of(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 0, 0]), 2)
    drawn = sample(chunk, np.ones((2, 1)), 2, draws=20, burn_in=5)
    assert (drawn.confusion == 1).all()


def test_confusion_matrices_are_recovered(study):
    world, found = study
    drawn = sample(world.chunk, found.posterior, world.n_annotators, seed=1)
    regular = [a for a, kind in enumerate(world.kind) if kind in ("good", "mediocre")]
    assert np.abs(drawn.confusion - world.confusion)[regular].mean() < 0.06
    np.testing.assert_allclose(drawn.confusion.sum(axis=2), 1, atol=1e-5)
    assert (drawn.low <= drawn.confusion + 1e-6).all()
    assert (drawn.confusion <= drawn.high + 1e-6).all()
    assert drawn.r_hat is not None
    assert drawn.r_hat < 1.2


def test_the_same_seed_gives_the_same_draws(study):
    world, found = study
    first, second, other = (sample(world.chunk, found.posterior, 18, draws=50, burn_in=50, seed=s) for s in (3, 3, 4))
    assert (first.confusion == second.confusion).all()
    assert (first.confusion != other.confusion).any()


def test_more_answers_give_narrower_intervals(study):
    world, found = study
    drawn = sample(world.chunk, found.posterior, world.n_annotators, seed=1)
    few = choices(7, 60, crew({"good": 10, "mediocre": 6, "spammer": 2}), 3, 5)
    start = fit(Method.DAWID_SKENE, InMemory((few.chunk,), few.n_annotators, 3))
    wide = sample(few.chunk, start.posterior, few.n_annotators, seed=1)
    assert np.mean(wide.accuracy_high - wide.accuracy_low) > 1.3 * np.mean(drawn.accuracy_high - drawn.accuracy_low)


@pytest.mark.parametrize(
    ("items", "annotators", "labels"), [([0], [0], [0]), ([0, 1], [0, 1], [0, 1]), ([0, 0], [0, 1], [0, 0])]
)
def test_the_smallest_data_give_wide_intervals(items, annotators, labels):
    chunk = chunk_of(np.array(items), np.array(annotators), np.array(labels), max(items) + 1)
    posterior = np.full((chunk.n_items, 2), 0.5)
    drawn = sample(chunk, posterior, max(annotators) + 1, draws=100, burn_in=50)
    assert np.isfinite(drawn.confusion).all()
    assert (drawn.high - drawn.low).max() > 0.5


def test_labels_alone_are_drawn_as_with_everything_else(study):
    world, found = study
    drawn = label_draws(world.chunk, found.posterior, 18, draws=60, burn_in=30, seed=4)
    again = sample(world.chunk, found.posterior, 18, draws=60, burn_in=30, seed=4, snapshots=120)
    truth = again.snapshots.truth
    expected = np.stack([(truth == k).mean(axis=0) for k in range(3)], axis=1)
    np.testing.assert_allclose(drawn.frequency, expected)
    assert drawn.n_draws == 120


def test_states_alone_are_those_of_the_whole_sample():
    world = choices(2, 60, crew({"good": 6}), 3, 3)
    posterior = np.full((60, 3), 1 / 3)
    how = {"draws": 12, "burn_in": 4, "snapshots": 6}
    whole = sample(world.chunk, posterior, 6, **how).snapshots
    alone = state_draws(world.chunk, posterior, 6, **how)
    assert np.array_equal(alone.confusion, whole.confusion)
    assert np.array_equal(alone.truth, whole.truth)
