"""Kept results come back as they were made."""

import json

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.aggregation.results import Calibration, Consensus, ConsensusSet, Perception, Ratings
from oe_quality.store.panel import LeftOut


@pytest.fixture
def consensus():
    return Consensus(
        question="mood",
        method="majority",
        items=pl.Series("item", ["a", "b"]),
        labels=("glad", "p_sad"),
        posterior=np.array([[0.75, 0.25], [0.5, 0.5]]),
        winner=np.array([0, -1], dtype=np.int32),
        n_annotators=np.array([4, 2], dtype=np.int32),
        prevalence=np.array([0.6, 0.4]),
        annotators=None,
        history=(),
        converged=True,
        mode_gap=None,
        counts=np.array([[3, 1], [1, 1]], dtype=np.int32),
        calibration=Calibration(),
        seed=0,
        left_out=LeftOut(("A03",), 1, 2, 3),
        warnings=("few items",),
    )


def test_a_consensus(store, small, consensus):
    store.ingest(small)
    number = store.save_soft_labels(consensus, {"seed": 0, "method": "majority"})
    items = store.soft_items(number)
    assert items.select("item", "n_annotators", "winner", "confidence").rows() == [
        ("a", 4, "glad", 0.75),
        ("b", 2, None, 0.5),
    ]
    assert items["entropy"].to_list() == pytest.approx([0.8112781, 1.0])
    labels = store.soft_labels(number).select("item", "label", "p", "low")
    assert labels.rows() == [
        ("a", "glad", 0.75, None),
        ("a", "p_sad", 0.25, None),
        ("b", "glad", 0.5, None),
        ("b", "p_sad", 0.5, None),
    ]


def test_a_run_says_how_it_was_made(store, small, consensus):
    store.ingest(small)
    store.save_soft_labels(consensus, {"seed": 7})
    assert store.save_soft_labels(consensus, {"seed": 8}) == 2
    run = store.runs().row(1, named=True)
    assert (run["question"], run["kind"], run["method"], run["n_items"]) == ("mood", "consensus", "majority", 2)
    assert json.loads(run["parameters"]) == {"seed": 8}
    assert json.loads(run["left_out"])["annotators"] == ["A03"]
    assert run["warnings"] == ["few items"]


def test_a_perception(store, small):
    store.ingest(small)
    share = np.array([[0.1, 0.9], [0.2, 0.3]])
    result = Perception(
        question="tags",
        method="shrunk share",
        population="all",
        items=pl.Series("item", ["a", "b"]),
        labels=("x", "low_y"),
        share=share,
        low=share / 2,
        high=share + 0.05,
        n_annotators=np.array([4, 2], dtype=np.int32),
        counts=np.array([[1, 2], [2, 1]], dtype=np.int32),
        aliases=("A01",),
        weights=np.ones(1),
        shrinkage=np.ones(2),
        seed=0,
        left_out=LeftOut(),
    )
    number = store.save_soft_labels(result, {})
    assert store.runs()["kind"].to_list() == ["perception"]
    rows = {(item, label): rest for item, label, *rest in store.soft_labels(number).iter_rows()}
    assert rows["b", "low_y"] == pytest.approx([0.3, 0.15, 0.35])
    assert rows["a", "x"] == pytest.approx([0.1, 0.05, 0.15])
    assert len(rows) == 4


def test_ratings(store, small):
    store.ingest(small)
    result = Ratings(
        question="arousal",
        method="mean",
        items=pl.Series("item", ["a", "b"]),
        value=np.array([3.5, 9.0]),
        standard_error=np.array([0.5, 0.25]),
        n_annotators=np.array([1, 2], dtype=np.int32),
        aliases=(),
        offset=None,
        offset_low=None,
        offset_high=None,
        scale=None,
        precision=None,
        cross_validation=(),
        converged=True,
        seed=0,
        left_out=LeftOut(),
    )
    number = store.save_soft_labels(result, {})
    assert store.runs()["kind"].to_list() == ["ratings"]
    assert store.soft_items(number).select("item", "value", "standard_error").rows() == [
        ("a", 3.5, 0.5),
        ("b", 9.0, 0.25),
    ]
    assert store.soft_labels(number).is_empty()


def test_a_consensus_of_sets_is_kept_like_one_of_single_labels(store, small):
    store.ingest(small)
    result = ConsensusSet(
        question="tags",
        method="majority",
        items=pl.Series("item", ["a"]),
        labels=("loud", "fast"),
        posterior=np.array([[0.9, 0.75]]),
        winner=np.array([0], dtype=np.int32),
        applies=np.ones((1, 2), dtype=bool),
        counts=np.array([[3, 2]], dtype=np.int32),
        n_annotators=np.array([3], dtype=np.int32),
        prevalence=np.array([0.5, 0.5]),
        annotators=(None, None),
        converged=True,
        exponents=np.ones(2),
        calibration=Calibration(),
        seed=0,
        left_out=LeftOut(),
    )
    number = store.save_soft_labels(result, {})
    assert store.runs()["kind"].to_list() == ["consensus"]
    assert store.soft_items(number).select("winner", "confidence").rows() == [("loud", 0.9)]
    assert store.soft_labels(number).select("label", "p").rows() == [("fast", 0.75), ("loud", 0.9)]


def test_results_do_not_change_what_analyses_see(store, small, consensus):
    store.ingest(small)
    before = store.fingerprint()
    store.save_soft_labels(consensus, {})
    assert store.fingerprint() == before
