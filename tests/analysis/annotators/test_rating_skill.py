"""Audits of studies that ask for numbers alone: simulated kinds, and the valence of Snow et al. (2008)."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators.audit import FlagCode, Status, audit, audit_data, investigate
from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.habits import entropy, top_label
from oe_quality.analysis.annotators.rating_consensus import fit_ratings
from oe_quality.analysis.annotators.rating_skill import MOVED, _counterfactuals
from oe_quality.analysis.annotators.telling import telling_items
from oe_quality.analysis.planning.relabel import relabel
from oe_quality.config import Config
from oe_quality.errors import NotComputableError
from oe_quality.kernel.simulate.kinds import Kind
from oe_quality.readers import open_export
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store
from tests.analysis.small import numbers


@pytest.fixture(scope="module")
def world(simulated):
    """Everybody rates some 80 clips."""
    counts = {"good": 14, "spammer": 2, "constant": 2, "dissenter": 1, "biased": 1, "copier": 1, "speeder": 2}
    data, kinds = simulated.ratings_data(4, counts, 80)
    return data, kinds, audit_data(data)


def of_kind(world, kind):
    _, kinds, result = world
    return [row for row in result.rows if kinds[int(row.alias[1:])] is kind]


def codes(row):
    return {flag.code for flag in row.flags}


def test_good_annotators_are_left_in_peace_and_counted_once(world):
    for row in of_kind(world, Kind.GOOD):
        assert row.status in (Status.OK, Status.WATCH)
        assert row.kappa.value > 0.25
        assert row.n_responses == row.n_annotations


def test_random_and_constant_ratings_are_found(world):
    for row in of_kind(world, Kind.SPAMMER):
        assert FlagCode.LOW_AGREEMENT in codes(row)
        assert row.status in (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
    for row in of_kind(world, Kind.CONSTANT):
        assert {FlagCode.LOW_AGREEMENT, FlagCode.ONE_LABEL} <= codes(row)
        assert row.status is Status.EXCLUDE_RECOMMENDED
        assert (row.behaviour.top_label, row.behaviour.top_label_share) == ("0", 1.0)
        assert row.behaviour.entropy == pytest.approx(0.0, abs=1e-12)


def test_a_scale_held_the_other_way_round_is_named(world):
    (row,) = of_kind(world, Kind.DISSENTER)
    assert FlagCode.REVERSED in codes(row)
    assert row.kappa.value < -0.3


def test_an_offset_is_named_and_is_no_low_agreement(world):
    (row,) = of_kind(world, Kind.BIASED)
    assert FlagCode.OFFSET in codes(row)
    assert FlagCode.LOW_AGREEMENT not in codes(row)


def test_the_copier_is_found_and_what_counts_as_equal_is_said(world):
    (row,) = of_kind(world, Kind.COPIER)
    flag = next(flag for flag in row.flags if flag.code is FlagCode.COPYING)
    assert world[2].copying.note == "equal rating means: in the same of 21 steps"
    assert world[2].copying.note in flag.words


def test_what_is_not_measured_says_so(world):
    for row in world[2].rows:
        for name in ("accuracy", "bits", "spammer_score", "gold_accuracy", "retest"):
            assert getattr(row, name).undefined == "the question is numeric"
        assert row.coherence.undefined
    assert any("No question with labels" in warning for warning in world[2].warnings)
    json.dumps(world[2].to_dict(), allow_nan=False)


def test_the_top_number_and_the_entropy_are_those_of_counting(world):
    data = world[0]
    fit = fit_ratings(data)
    top, bits = top_label(data, fit), entropy(data)
    own = data.primary.data.value[data.primary.data.annotator == 0]
    values, counts = np.unique(own, return_counts=True)
    assert top.name[0] == f"{values[counts.argmax()]:g}"
    assert top.share[0] == pytest.approx(counts.max() / len(own))
    assert bits[0] == pytest.approx(-(counts / len(own) * np.log2(counts / len(own))).sum())


def test_telling_items_are_those_rated_furthest_from_the_others(world):
    data, kinds, _ = world
    found = investigate(data, None, None, Config(), 0)
    clips = telling_items(found, f"A{kinds.index(Kind.DISSENTER):05}")
    assert len(clips) == 10
    own, others = float(clips[0].own[0]), float(clips[0].others[0].split()[0])
    assert abs(own - others) > 3


@pytest.fixture(scope="module")
def valence(shared):
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(shared / "data" / "snow2008" / "valence.standardized.tsv"))
        yield store


def test_in_snows_valence_a_reversed_scale_and_a_default_are_found(valence):
    result = audit(valence)
    reviewed = {
        row.alias: codes(row) for row in result.rows if row.status in (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
    }
    assert sum(FlagCode.REVERSED in found for found in reviewed.values()) == 1
    assert sum(FlagCode.ONE_LABEL in found for found in reviewed.values()) == 2
    assert len(reviewed) == 3


def test_numbers_are_not_ranked_for_relabelling(valence):
    with pytest.raises(NotComputableError):
        relabel(valence)


ODD = {
    "one annotator": lambda rng: rng.normal(size=(30, 1)),
    "nothing varies": lambda rng: np.ones((30, 3)),
    "nobody shares an item": lambda rng: np.where(np.arange(30)[:, None] % 3 == np.arange(3), 2.5, np.nan),
    "two annotators": lambda rng: rng.normal(size=(30, 2)),
    "a huge unit": lambda rng: 1e9 * rng.normal(size=(50, 5)),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("timed", [True, False])
@pytest.mark.parametrize("case", ODD)
def test_odd_studies_have_no_odd_numbers(case, timed, rng, ratings_of, simulated):
    chunk = ratings_of(ODD[case](rng))
    n = chunk.n_responses
    times = np.arange(n) * 1_000_000 if timed else np.full(n, -1)
    people = int(chunk.annotator.max()) + 1
    panel = simulated.panel_of(Question("rating", Scale.RATIO), chunk, people, times, np.full(n, np.nan))
    result = audit_data(assemble(panel, ""))
    json.dumps(result.to_dict(), allow_nan=False)
    assert all(row.kappa.value is not None or row.kappa.undefined for row in result.rows)
    if case in ("one annotator", "nothing varies", "nobody shares an item"):
        assert {row.status for row in result.rows} == {Status.INSUFFICIENT}


@pytest.mark.parametrize(("gap", "changed"), [(1.0, 1), (0.999, 0)])
def test_a_mean_that_moves_by_a_twentieth_of_the_scale_counts_as_changed(gap, changed):
    # Of two answers each lies half their gap from their mean.
    rows = [("a", "p", 5.0), ("a", "q", 5.0 + gap), ("b", "p", 2.0), ("b", "q", 2.0), ("c", "q", 1.0)]
    data = assemble(numbers(rows, low=0.0, high=10.0), "asked")
    found = _counterfactuals(data, SimpleNamespace(usable=np.array([True] * 4 + [False])))
    assert MOVED == 0.05
    assert [one.n_changed for one in found] == [changed, changed]
    assert [one.unanswered for one in found] == [0, 1]
