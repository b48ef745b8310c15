"""Confidence that a release states, held against the truth of simulated crowds."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.coverage import coverage
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.release.data import judged
from oe_quality.kernel.data.chunk import Chunk
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

N_ITEMS, N_PEOPLE, PER_ITEM = 600, 30, 5


def crowd(rng, *, misled):
    """Answers to a question of three labels; of the items, `misled` lead most people to the same wrong label."""
    truth = rng.integers(0, 3, N_ITEMS)
    seems = np.where(rng.random(N_ITEMS) < misled, (truth + 1) % 3, truth)
    people = np.stack([np.sort(rng.choice(N_PEOPLE, PER_ITEM, replace=False)) for _ in range(N_ITEMS)])
    right = rng.random((N_ITEMS, PER_ITEM)) < rng.uniform(0.6, 0.9, N_PEOPLE)[people]
    answers = np.where(right, seems[:, None], (seems[:, None] + rng.integers(1, 3, right.shape)) % 3)
    data = Chunk(
        np.arange(N_ITEMS + 1, dtype=np.int64) * PER_ITEM,
        people.ravel().astype(np.int32),
        answers.ravel().astype(np.int32),
    )
    items = pl.Series([f"i{i:04d}" for i in range(N_ITEMS)])
    names = pl.Series([f"p{a:02d}" for a in range(N_PEOPLE)])
    n = data.n_responses
    panel = Panel(
        Question("q", Scale.NOMINAL, ("a", "b", "c")), items, names, names, data,
        np.full(n, -1), np.full(n, np.nan), np.full(N_ITEMS, -1, np.int32),
    )  # fmt: skip
    return panel, {item: [int(t)] for item, t in zip(items, truth, strict=True)}


def with_gold(panel, known):
    """The panel with gold for these items."""
    gold = np.array([known.get(item, [-1])[0] for item in panel.items], dtype=np.int32)
    return replace(panel, gold=gold)


def wrong_at_90(panel, known, asked):
    """Wrong among labels kept at 90 %, on gold that the belief has not seen."""
    belief = labels_of(with_gold(panel, known))
    found = coverage("q", "", *judged(belief, asked))
    (row,) = [row for row in found.rows if row.threshold == 0.9]
    return row, str(belief.calibration)


def test_labels_kept_at_90_percent_are_right_where_people_err_alone(rng):
    panel, truth = crowd(rng, misled=0.0)
    row, method = wrong_at_90(panel, {}, truth)
    assert row.n_kept > N_ITEMS / 4
    assert row.observed_wrong.value <= 0.12
    assert "answers set aside" in method


def test_gold_brings_confidence_to_the_truth_where_people_err_together(rng):
    """No answer tells a misled item from another: what the floor leaves, gold mends."""
    panel, truth = crowd(rng, misled=0.15)
    half = dict(list(truth.items())[::2])
    rest = dict(list(truth.items())[1::2])
    without, _ = wrong_at_90(panel, {}, rest)
    assert without.observed_wrong.value > 0.12
    with_gold, method = wrong_at_90(panel, half, rest)
    assert "300 gold answers" in method
    assert with_gold.n_kept < without.n_kept / 2


@pytest.mark.parametrize("misled", [0.0, 0.15])
def test_gold_moves_no_label(rng, misled):
    panel, truth = crowd(rng, misled=misled)
    assert (labels_of(panel).winner == labels_of(with_gold(panel, truth)).winner).all()
