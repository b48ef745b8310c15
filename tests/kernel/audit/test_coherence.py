"""Labels that fit the own ratings, and labels that do not."""

import numpy as np
import pytest

from oe_quality.kernel.audit.coherence import _coherence, coherence
from oe_quality.kernel.audit.order import timeline

POSITION = np.array([[3.0, 2.0], [-3.0, 2.0], [-2.0, -3.0], [2.0, -2.0]])


def answers(rng, n_annotators, per_annotator):
    who = np.repeat(np.arange(n_annotators), per_annotator).astype(np.int32)
    label = rng.integers(4, size=len(who))
    return timeline(who, n_annotators), np.eye(4, dtype=bool)[label], POSITION[label] + rng.normal(size=(len(who), 2))


def test_sincere_annotators_are_coherent_and_shuffled_ratings_are_not(rng):
    line, chosen, ratings = answers(rng, 20, 40)
    ratings[:40] = ratings[rng.permutation(40)]
    result = coherence(line, chosen, ratings, 999, 0)
    assert result.p[0] > 0.02
    assert (result.p[1:] <= 0.002).all()
    assert (result.value[1:] > 0.7).all()


def test_p_values_are_valid_where_ratings_have_nothing_to_do_with_labels(rng):
    line, chosen, _ = answers(rng, 800, 30)
    result = coherence(line, chosen, rng.normal(size=(24_000, 2)), 199, 1)
    assert 0.03 <= (result.p < 0.05).mean() <= 0.07


def test_what_a_label_means_is_learned_from_the_others(rng):
    """An annotator whose words mean the opposite fits their own map, but not that of the others."""
    line, chosen, ratings = answers(rng, 10, 60)
    ratings[:60] *= -1
    assert coherence(line, chosen, ratings, 99, 0).value[0] < -0.5


def test_what_cannot_be_told_is_undefined(rng):
    line, chosen, ratings = answers(rng, 3, 20)
    ratings[:20] = 5.0
    chosen[20:40] = [True, False, False, False]
    ratings[44:60] = np.nan
    result = coherence(line, chosen, ratings, 99, 0)
    assert np.isnan(result.value).all()
    assert result.still.tolist() == [True, False, False]
    assert result.n.tolist() == [20, 20, 4]


def test_units_of_a_scale_do_not_matter(rng):
    line, chosen, ratings = answers(rng, 5, 30)
    one = coherence(line, chosen, ratings, 99, 0)
    two = coherence(line, chosen, ratings * [100.0, 0.01] + [7.0, -3.0], 99, 0)
    np.testing.assert_allclose(one.value, two.value)


def test_the_p_value_counts_arrangements_that_fit_as_well():
    """One answer of eight stands out in both: an arrangement fits as well when it meets its partner, 1 in 8."""
    out = np.array([[7.0], [-1], [-1], [-1], [-1], [-1], [-1], [-1]])
    value, p, n, still = np.zeros(1), np.zeros(1), np.zeros(1, np.int64), np.zeros(1, bool)
    _coherence(np.array([0, 8]), np.arange(8), np.ones(8, bool), out, out, 4000, 0, value, p, n, still)
    assert value[0] == pytest.approx(1.0)
    assert p[0] == pytest.approx(1 / 8, abs=0.08)
