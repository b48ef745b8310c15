"""The pool: weights by prediction, ties that stay ties, draws that fade, and the public record of sure labels."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.aggregation import record
from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, winners
from oe_quality.kernel.evaluation import floor
from oe_quality.kernel.evaluation.calibration import quality
from oe_quality.kernel.evaluation.heldout import splits
from oe_quality.kernel.evaluation.pool import Members, draws_needed, fit_members, pooled
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def world():
    return choices(11, 500, crew({"good": 12, "mediocre": 6, "spammer": 6}), 3, 5)


@pytest.fixture(scope="module")
def members(world):
    return fit_members(world.source, seed=3)


def test_the_member_that_predicts_best_weighs_most(members):
    found = pooled(members)
    losses = [row.log_loss for row in members.held_out]
    assert found.weight.argmax() == int(np.argmin(losses))
    ratio = np.exp(-(losses[0] - losses[3]) * np.log(2) / 0.1)
    assert found.weight[0] / found.weight[3] == pytest.approx(ratio)
    np.testing.assert_allclose(found.posterior.sum(axis=1), 1)


def test_the_pool_is_nearly_as_right_as_its_best_member_and_less_sure(world, members):
    mine = quality(floor.USUAL.applied(pooled(members).posterior), world.truth)
    others = [quality(found.posterior, world.truth) for found in members.fits]
    assert mine.accuracy >= max(other.accuracy for other in others) - 0.01
    assert mine.brier <= min(other.brier for other in others) + 0.02


def test_the_same_bits_however_the_data_are_cut(world, members):
    again = fit_members(world.source.split(70), seed=3)
    assert pooled(again).posterior.tobytes() == pooled(members).posterior.tobytes()
    assert again.dependence == members.dependence


def test_draws_do_not_settle_what_the_fits_leave_open():
    chunk = chunk_of(np.repeat(np.arange(4), 2), np.tile([0, 1], 4), np.array([0, 1, 1, 0, 0, 1, 1, 0]), 4)
    members = fit_members(InMemory((chunk,), 2, 2))
    drawn = np.tile([[0.53, 0.47]], (4, 1))
    assert winners(pooled(members, drawn, 1.0).posterior).tolist() == [-1] * 4


def test_one_answer_more_moves_the_sampler_s_part_little():
    sizes = np.arange(200, 600)
    parts = np.array([draws_needed(int(n), 50) for n in sizes])
    assert np.abs(np.diff(parts)).max() < 0.01
    assert (parts[0], parts[-1]) == (1.0, 0.0)


def test_small_data_are_predicted_five_times_over_and_large_data_once():
    small, large = choices(1, 60, crew({"good": 6}), 2, 3), choices(1, 3000, crew({"good": 6}), 2, 4)
    parts = splits(small.source, 0)
    assert len(parts) == 5
    asked = [(i, a) for part in parts for i, a in zip(part.item.tolist(), part.annotator.tolist(), strict=True)]
    assert len(set(asked)) == len(asked) > 0.9 * small.chunk.n_responses
    assert len(splits(large.source, 0)) == 1


def test_where_nothing_can_be_set_aside_members_weigh_alike():
    lonely = InMemory((chunk_of(np.arange(6), np.arange(6) % 2, np.array([0, 1, 1, 0, 1, 1]), 6),), 2, 2)
    members = fit_members(lonely)
    assert members.held_out == ()
    assert pooled(members).weight.tolist() == [0.25] * 4


@pytest.mark.parametrize("name", ["dog", "MS", "rte", "ZC_in"])
def test_the_record_of_sure_labels_is_true(crowd_set, name):
    """A twin of `benchmarks/probabilities.py public`."""
    data = crowd_set(name)
    found = pooled(fit_members(data.source))
    p = floor.USUAL.applied(found.posterior, found.before)
    known = data.gold >= 0
    sure = known & (p.max(axis=1) >= record.SURE)
    right = (p.argmax(axis=1) == data.gold)[sure].mean()
    assert record.RIGHT[0] - 0.005 <= right <= record.RIGHT[2]
    assert right >= (0.85 if name == "ZC_in" else 0.885)


def test_members_are_found_by_name(members):
    assert members.lead.method == Method.HIERARCHICAL
    assert members.fit_of(Method.GLAD) is None


@pytest.mark.parametrize(("n_rare", "most"), [(6, 1.7), (30, 1.4), (120, 1.15)])
def test_a_rare_label_is_held_to_its_prevalence(n_rare, most):
    """A twin of `benchmarks/probabilities.py rare`: of 600 items so many have the rare label."""
    rng = np.random.default_rng(4)
    truth = (np.arange(600) < n_rare).astype(int)
    who = np.concatenate([rng.choice(12, 3, replace=False) for _ in range(600)])
    item = np.repeat(np.arange(600), 3)
    label = np.where(rng.random(1800) < 0.9, truth[item], 1 - truth[item])
    found = pooled(fit_members(InMemory((chunk_of(item, who, label, 600),), 12, 2)))
    p = floor.USUAL.applied(found.posterior, found.before)[:, 1]
    assert 0.6 * n_rare < p.sum() < most * n_rare
    if n_rare == 6:
        assert p[np.bincount(item, weights=label, minlength=600) == 2].mean() < 0.2


def test_plain_votes_anchor_small_data():
    """Two against one of three people who have answered little: nobody is believed against the others."""
    study = choices(5, 12, crew({"good": 3}), 2, 3)
    members = fit_members(study.source)
    alone = np.tile([[0.1, 0.9]], (12, 1))
    small, large = pooled(members, alone, 1.0), pooled(members)
    assert (small.vote, large.vote) == (pytest.approx(1 / 3), 0.0)
    assert small.weight.sum() + small.vote == pytest.approx(1)


def test_the_hierarchical_fit_leads_and_the_first_where_there_is_none():
    one, two, best = (SimpleNamespace(method=name) for name in ("one-coin", "glad", "hierarchical"))
    assert Members((one, two, best), (), np.zeros((0, 2))).lead is best
    assert Members((one, two), (), np.zeros((0, 2))).lead is one
