"""The emotion map, against where emotions were put."""

import numpy as np
import pytest

from oe_quality.analysis.distributions.emotion_map import emotion_map
from oe_quality.errors import NotComputableError
from oe_quality.kernel.data.chunk import RatingChunk, offsets_of
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel
from tests.analysis.distributions.test_shares import ITEMS, A, N, design, panel_of, sets_of


def study(rng, offset=0.0):
    """Glad clips lie at (3, 7), sad ones at (-3, 3); the first half of the annotators add `offset` to valence."""
    items, annotators = design(rng)
    glad = (np.arange(ITEMS) % 2 == 0)[items]
    heard = glad ^ (rng.random(len(items)) < 0.05)
    given = np.column_stack([heard, ~heard, np.zeros(len(items), dtype=bool)])
    valence = np.where(glad, 3.0, -3.0) + offset * (annotators < A // 2) + rng.normal(size=len(items))
    arousal = np.where(glad, 7.0, 3.0) + rng.normal(size=len(items))
    panels = [
        panel_of(Question(name, Scale.INTERVAL), RatingChunk(offsets_of(items, ITEMS), annotators, value))
        for name, value in (("valence", valence), ("arousal", arousal))
    ]
    return sets_of(items, annotators, given), *panels


def test_emotions_lie_where_they_were_put(rng):
    found = emotion_map(*study(rng))
    places = {place.label: place for place in found.places}
    assert set(places) == {"glad", "sad"}
    assert places["glad"].valence.value == pytest.approx(2.7, abs=0.3)
    assert places["glad"].arousal.value == pytest.approx(6.8, abs=0.3)
    assert places["sad"].valence.value == pytest.approx(-2.7, abs=0.3)
    vv, va, aa = places["glad"].ellipse
    assert vv > 0
    assert vv * aa > va**2
    assert found.frame().height == 2


def test_annotators_offsets_are_taken_out(rng):
    seed = int(rng.integers(10**6))
    plain = emotion_map(*study(np.random.default_rng(seed)))
    shifted = emotion_map(*study(np.random.default_rng(seed), offset=2.0))
    for one, two in zip(plain.places, shifted.places, strict=True):
        assert two.valence.value == pytest.approx(one.valence.value + 1.0, abs=0.1)
        assert two.ellipse[0] < 1.5 * one.ellipse[0]


def test_annotations_without_all_three_answers_are_left_out_and_counted(rng):
    emotion, valence, arousal = study(rng)
    fewer = valence.data.slice(0, ITEMS - 1)
    part = Panel(
        valence.question,
        valence.items,
        valence.annotators,
        valence.aliases,
        RatingChunk(np.append(fewer.offsets, fewer.offsets[-1]), fewer.annotator, fewer.value),
        valence.created_at[:-N],
        valence.duration_s[:-N],
        valence.gold,
    )
    found = emotion_map(emotion, part, arousal)
    assert found.n_annotations == emotion.n_responses - N
    assert str(N) in found.warnings[0]


def test_no_common_annotation_is_no_map(rng):
    emotion, valence, arousal = study(rng)
    nobody = RatingChunk(np.zeros(ITEMS + 1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0))
    with pytest.raises(NotComputableError):
        emotion_map(emotion, panel_of(valence.question, nobody), arousal)
