"""A whole simulated study: one seed, one set of bits, and one person behind words and sliders."""

import numpy as np

from oe_quality.kernel.simulate import Kind, crew, study
from oe_quality.kernel.simulate.study import AROUSAL, VALENCE

MIXED = {kind.value: 3 for kind in Kind}


def test_the_same_seed_gives_the_same_bits_and_another_seed_others():
    one, again, other = (study(seed, 60, crew(MIXED)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.emotion.chunk.label, again.emotion.chunk.label)
    np.testing.assert_array_equal(one.valence.value, again.valence.value)
    np.testing.assert_array_equal(one.emotion.plan.created_at, again.emotion.plan.created_at)
    assert not np.array_equal(one.valence.value, other.valence.value)


def test_words_and_sliders_cohere_for_the_sincere_alone():
    world = study(11, 800, crew({"good": 10, "dissenter": 5, "spammer": 5, "marginal": 5}), answers=5)
    chunk = world.emotion.chunk
    response = chunk.responses_of_entries()
    own = np.bincount(response, weights=world.position[chunk.label, 0]) / np.bincount(response)

    def coherence(*kinds):
        mine = np.isin(chunk.annotator, np.flatnonzero([kind in kinds for kind in world.kind]))
        return np.corrcoef(own[mine], world.valence.value[mine])[0, 1]

    assert coherence(Kind.GOOD) > 0.8
    assert coherence(Kind.DISSENTER) > 0.8
    assert abs(coherence(Kind.SPAMMER, Kind.MARGINAL)) < 0.1


def test_sliders_begin_in_their_middle():
    for scale in (AROUSAL, VALENCE):
        assert scale.untouched == (scale.low + scale.high) / 2
