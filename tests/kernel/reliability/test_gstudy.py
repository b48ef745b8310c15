"""G- and D-studies against gtheory and lme4, against simulated truth, and on real splits."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from oe_quality.errors import NotComputableError
from oe_quality.kernel.reliability.gstudy import GStudy, g_study, needed, nested_study
from oe_quality.kernel.reliability.icc import step_up
from oe_quality.results import Estimate, Interval

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "gstudy.json").read_text())


def long(table):
    x = np.array(table, dtype=float)
    items, annotators = np.nonzero(~np.isnan(x))
    return items, annotators, x[items, annotators][:, None]


def test_components_and_d_study_of_a_crossed_panel():
    golden = GOLDEN["shrout_fleiss"]
    study, together = g_study(*long(golden["ratings"]))
    expected = (golden["item"], golden["annotator"], golden["residual"])
    assert (study.item, study.annotator, study.residual) == pytest.approx(expected, rel=1e-4)
    assert [study.relative_of(k).value for k in golden["k"]] == pytest.approx(golden["relative"], abs=1e-4)
    assert [study.absolute_of(k).value for k in golden["k"]] == pytest.approx(golden["absolute"], abs=1e-4)
    assert together.absolute == study.absolute


def test_raters_nested_in_tasks_as_brennan_has_them():
    golden = GOLDEN["brennan_2001_table_3_2"]
    person, rater, score = long(golden["scores_rows_are_persons"])
    study = nested_study(score[:, 0], person, rater // 4, rater % 4)
    for name in ("person", "task", "rater", "person_task", "residual"):
        assert getattr(study, name) == pytest.approx(golden[name], rel=1e-3), name
    assert (study.tasks, study.raters_per_task) == (3, 4)
    assert study.relative(3, 4) == pytest.approx(golden["relative"], abs=1e-4)
    assert study.absolute(3, 4) == pytest.approx(golden["absolute"], abs=1e-4)


def test_spearman_brown_and_its_inverse():
    golden = GOLDEN["spearman_brown"]
    assert [step_up(golden["r"], k) for k in golden["k"]] == pytest.approx(golden["stepped"])
    assert needed(golden["r"], 0.8) == pytest.approx(golden["needed_for_0.8"])
    assert needed(golden["r"], 0.9) == pytest.approx(golden["needed_for_0.9"])
    assert needed(0.0, 0.8) is None


def test_bounds_next_to_each_other_and_near_1_stay_in_order():
    """The step's rounding turns some of them round."""
    turned = 0
    for low in 1 - np.logspace(-9.5, -8.5, 60):
        high = float(np.nextafter(low, 1))
        for k in range(2, 31):
            turned += step_up(float(low), k) > step_up(high, k)
            one = Estimate(high, Interval(float(low), high), 9, 9, 81)
            interval = GStudy(1.0, 0.0, 0.0, one, one, "REML").absolute_of(k).interval
            assert interval.low <= interval.high
    assert turned


def test_the_mean_of_as_many_as_needed_reaches_the_target(rng):
    for r, target in rng.uniform(0.05, 0.95, (50, 2)):
        assert step_up(r, needed(r, target)) == pytest.approx(target)


def test_several_variables_share_a_design_without_touching_each_other(rng):
    table = rng.normal(size=(30, 1)) + rng.normal(size=(30, 6))
    table[rng.random(table.shape) < 0.4] = np.nan
    items, annotators, first = long(table)
    second = first**2 + rng.normal(size=first.shape)
    alone = g_study(items, annotators, first, groups=5)[0]
    both = g_study(items, annotators, np.hstack([first, second]), groups=5)
    assert both[0] == alone
    assert both[-1].item == pytest.approx(both[0].item + both[1].item)


def test_a_variable_without_variance_says_so_and_leaves_the_others():
    table = np.arange(12.0).reshape(6, 2) % 5
    items, annotators, value = long(table)
    good, constant, together = g_study(items, annotators, np.hstack([value, np.ones_like(value)]))
    assert constant.absolute.value is None
    assert "same answer" in constant.absolute.undefined
    assert good.absolute.value is not None
    assert together.item == pytest.approx(good.item)


def test_single_answers_cannot_be_studied():
    study, _ = g_study(np.arange(5), np.arange(5) % 2, np.arange(5.0)[:, None])
    assert study.absolute.value is None
    assert study.absolute_of(3).undefined


def test_nested_study_refuses_equal_answers():
    with pytest.raises(NotComputableError):
        nested_study(np.ones(8), np.repeat([0, 1], 4), np.tile([0, 0, 1, 1], 2), np.tile([0, 1, 0, 1], 2))


def test_predicted_reliability_is_that_of_random_splits_of_real_ratings(shared, rng):
    """Snow et al. (2008), all seven emotion scores: within .02 of the correlation of disjoint halves' means."""
    keys, names, scores = [], [], []
    for path in sorted((shared / "data" / "snow2008").glob("*.tsv")):
        if path.name.split(".")[0] in {"anger", "disgust", "fear", "joy", "sadness", "surprise", "valence"}:
            for row in csv.DictReader(path.open(), delimiter="\t"):
                keys.append(path.name + row["orig_id"])
                names.append(row["!amt_worker_ids"])
                scores.append(float(row["response"]))
    items, annotators = (np.unique(column, return_inverse=True)[1] for column in (keys, names))
    study, _ = g_study(items, annotators, np.array(scores)[:, None], groups=5)
    panel = np.array(scores)[np.argsort(items, kind="stable")].reshape(700, 10)
    for k in (1, 2, 3, 5):
        splits = (rng.permuted(panel, axis=1) for _ in range(30))
        observed = np.mean([np.corrcoef(s[:, :k].mean(axis=1), s[:, k : 2 * k].mean(axis=1))[0, 1] for s in splits])
        assert study.absolute_of(k).value == pytest.approx(observed, abs=0.02)


def nested_ratings(rng, items=60, raters=3, share=0.6):
    """Ratings whose items hold `share` of the variance, each by somebody who rated nothing else."""
    item = np.repeat(np.arange(items, dtype=np.int32), raters)
    value = rng.normal(size=items)[item] * np.sqrt(share) + rng.normal(size=len(item)) * np.sqrt(1 - share)
    return item, np.arange(len(item), dtype=np.int32), value


def test_annotators_of_one_item_each_have_one_way_components(rng):
    """Balanced: those of the analysis of variance, and Phi(k) by Spearman-Brown."""
    item, who, value = nested_ratings(rng)
    (study, together) = g_study(item, who, value[:, None])
    table = value.reshape(60, 3)
    between, within = 3 * table.mean(axis=1).var(ddof=1), table.var(axis=1, ddof=1).mean()
    assert study.residual == pytest.approx(within, rel=1e-5)
    assert study.item == pytest.approx((between - within) / 3, rel=1e-4)
    assert study.annotator is None
    phi = (between - within) / (between + 2 * within)
    assert study.absolute.value == pytest.approx(phi, abs=1e-5)
    assert study.absolute_of(3).value == pytest.approx(1 - within / between, abs=1e-5)
    assert "answered one item" in study.relative.undefined
    assert "answered one item" in study.absolute.note
    assert together.absolute.value == pytest.approx(phi, abs=1e-5)


def test_intervals_of_nested_designs_hold_the_truth(rng):
    held = 0
    for _ in range(30):
        item, who, value = nested_ratings(rng)
        interval = g_study(item, who, value[:, None], groups=15)[0].absolute.interval
        held += interval.low <= 0.6 <= interval.high
    assert held >= 25
