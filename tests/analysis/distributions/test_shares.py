"""Distributions of whole panels, and the emotion map, against how they were made."""

import json

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.distributions.shares import _together, distributions
from oe_quality.analysis.distributions.variables import variables_of
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk, offsets_of
from oe_quality.kernel.reliability.retest import NOT_IDENTIFIABLE
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel

A, ITEMS, N = 20, 150, 5
LABELS = ("glad", "sad", "calm")


def panel_of(question, data):
    names = pl.Series([f"k{a:02}" for a in range(A)])
    unknown = np.full(data.n_responses, -1)
    items = pl.Series([f"clip {i:03}" for i in range(ITEMS)])
    gold = np.full(ITEMS, -1, dtype=np.int32)
    return Panel(question, items, names, names, data, unknown, np.full(data.n_responses, np.nan), gold)


def design(rng):
    chosen = np.sort(np.argsort(rng.random((ITEMS, A)), axis=1)[:, :N], axis=1)
    return np.repeat(np.arange(ITEMS), N), chosen.ravel().astype(np.int32)


def sets_of(items, annotators, given, labels=LABELS):
    rows, codes = np.nonzero(given)
    data = SetChunk(offsets_of(items, ITEMS), annotators, offsets_of(rows, len(items)), codes.astype(np.int32))
    return panel_of(Question("emotion", Scale.MULTILABEL, labels), data)


def choices(rng, noise=0.3):
    items, annotators = design(rng)
    truth = rng.integers(0, 3, ITEMS)
    label = np.where(rng.random(len(items)) < noise, rng.integers(0, 3, len(items)), truth[items]).astype(np.int32)
    return panel_of(Question("mood", Scale.NOMINAL, LABELS), Chunk(offsets_of(items, ITEMS), annotators, label))


def test_shares_are_those_of_the_answers(rng):
    panel = choices(rng)
    found = distributions(panel)
    counts = np.bincount(panel.data.label)
    for share in found.shares:
        assert share.n_chosen == counts[LABELS.index(share.part)]
        assert share.estimate.value == pytest.approx(share.n_chosen / panel.n_responses)
        assert share.estimate.interval.low < share.estimate.value < share.estimate.interval.high
    assert found.together == ()


def test_groups_are_told_apart_and_small_ones_folded(rng):
    panel = choices(rng)
    team = pl.DataFrame({"key": panel.annotators, "name": "team", "value": ["x"] * 10 + ["y"] * 8 + ["z"] * 2})
    found = distributions(panel, attributes=team, by="team")
    assert {share.group for share in found.shares} == {"", "x", "y"}
    assert found.folded == ("z (2)",)
    parts = [s.estimate.n_responses for s in found.shares if s.part == "glad"]
    assert parts[0] > parts[1] + parts[2]
    with pytest.raises(UsageError, match="'size'"):
        distributions(panel, attributes=team, by="size")


def test_the_long_tail(rng):
    items, annotators = design(rng)
    given = np.zeros((len(items), 4), dtype=bool)
    given[:90, 0], given[90:99, 1], given[99, 2] = True, True, True
    tail = distributions(sets_of(items, annotators, given, (*LABELS, "never"))).long_tail
    assert (tail.n_labels, tail.n_given, tail.n_once, tail.unseen) == (3, 100, 1, 0.01)
    assert (tail.for_half, tail.for_80, tail.for_95) == (1, 1, 2)
    assert tail.unseen < tail.unseen_at_most
    assert 1 < tail.effective < 2


def test_labels_given_together_stand_out(rng):
    items, annotators = design(rng)
    glad = rng.random(len(items)) < 0.4
    calm = np.where(rng.random(len(items)) < 0.7, glad, rng.random(len(items)) < 0.4)
    found = distributions(sets_of(items, annotators, np.column_stack([glad, rng.random(len(items)) < 0.3, calm])))
    strongest = found.together[0]
    assert {strongest.first, strongest.second} == {"glad", "calm"}
    assert strongest.q_value < 0.001
    assert strongest.lift > 1.3
    assert found.together_frame().height == 3


def test_without_repeats_ambiguity_is_not_identifiable(rng):
    found = distributions(choices(rng)).disagreement
    assert found.within_annotator.undefined == found.ambiguity.undefined == NOT_IDENTIFIABLE
    assert 0 < found.within_item.value < found.anywhere.value < 1
    assert 0 < found.entropy_within < found.entropy < np.log2(3) + 0.01


def test_answers_of_too_many_pairs_say_so(rng, monkeypatch):
    monkeypatch.setattr("oe_quality.kernel.reliability.replication.MOST_PAIRED", 1000)
    found = distributions(choices(rng)).disagreement
    assert found.within_item.value is None
    assert "1,500 pairs of answers" in found.within_item.undefined
    assert found.entropy > 0


def test_repeats_tell_noise_from_ambiguity(rng):
    """Two sorts of people hear half of the clips otherwise; everyone slips now and then."""
    items, annotators = design(rng)
    truth = rng.integers(0, 3, ITEMS)
    own = (truth[items] + (annotators % 2) * (items % 2)) % 3
    rows = np.repeat(np.arange(len(items)), 2)
    label = np.where(rng.random(len(rows)) < 0.2, rng.integers(0, 3, len(rows)), own[rows]).astype(np.int32)
    data = Chunk(offsets_of(items[rows], ITEMS), annotators[rows], label)
    found = distributions(panel_of(Question("mood", Scale.NOMINAL, LABELS), data))
    noise = 1 - (1 - 0.2 * 2 / 3) ** 2 - 2 * (0.2 / 3) ** 2
    assert found.disagreement.within_annotator.value == pytest.approx(noise, abs=0.04)
    assert found.disagreement.ambiguity.value > 0.1
    # Shares count one answer, the last, of each annotator.
    assert found.shares[0].estimate.n_responses == len(items)


def test_ratings_have_means_in_place_of_shares(rng):
    items, annotators = design(rng)
    value = 2 + rng.normal(size=len(items))
    found = distributions(
        panel_of(Question("valence", Scale.INTERVAL), RatingChunk(offsets_of(items, ITEMS), annotators, value))
    )
    assert found.shares[0].estimate.value == pytest.approx(value.mean())
    assert found.long_tail is None
    assert found.disagreement.entropy is None


def test_the_json_form_holds_no_nan(rng):
    items, annotators = design(rng)
    found = distributions(sets_of(items, annotators, rng.random((len(items), 3)) < [0.5, 0.2, 0.0]))
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert document["schema"] == "oeq.distributions/1"
    assert found.frame().height == 2


def test_earlier_answers_of_the_same_person_keep_no_pair_from_being_seen(rng):
    items, annotators = design(rng)
    panel = sets_of(items, annotators, rng.random((len(items), 3)) < 0.4)
    last = np.ones(len(items), dtype=bool)
    last[::5] = False
    pairs, _ = _together(panel, variables_of(panel), last, 0.95)
    assert len(pairs) == 3
    assert _together(panel, variables_of(panel), last & False, 0.95) == ((), None)
