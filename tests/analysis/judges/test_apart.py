"""Shares of labels by an attribute of items, from many answers of a model and few of people."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.judges.apart import _possible
from oe_quality.analysis.judges.measure import judges


@pytest.fixture(scope="module")
def found():
    """Label a stands for 60 % of items of one kind and 30 % of the other; a model answers 400 items, people 120."""
    rng = np.random.default_rng(11)
    rows = {name: [] for name in ("item", "annotator", "label", "source", "kind", "half")}
    for i in range(400):
        kind = "film" if i % 2 else "radio"
        truth = rng.random() < (0.6 if kind == "film" else 0.3)
        people = [(f"p{a}", 0.9, "human") for a in rng.permutation(6)[:2]] if i < 120 else []
        for who, right, source in [*people, ("m", 0.85, "model")]:
            said = truth if rng.random() < right else not truth
            added = (f"i{i:03}", who, "ab"[int(not said)], source, kind, f"half {i // 2 % 2}")
            for name, value in zip(rows, added, strict=True):
                rows[name].append(value)
    with oeq.from_frame(rows, label="label", item_attributes=("kind", "half")) as store:
        yield {by: judges(store, by=by).questions[0].judges[0].apart for by in ("kind", "half")}


def test_a_difference_is_found_with_its_interval_and_mirrored_on_the_other_side(found):
    film, radio = (next(one for one in found["kind"] if (one.value, one.label) == (v, "a")) for v in ("film", "radio"))
    assert film.difference.interval.low > 0
    assert film.difference.value == pytest.approx(-radio.difference.value)
    assert film.difference.value == pytest.approx(film.share - radio.share)
    assert film.difference.value == pytest.approx(0.3 * 0.8, abs=0.15)  # people are right on .9
    assert film.q_value < 0.05
    assert (film.difference.n_items, film.difference.n_annotators) == (120, 6)


def test_halves_drawn_at_random_do_not_differ(found):
    assert len(found["half"]) == 4
    for one in found["half"]:
        assert one.difference.interval.low <= 0 <= one.difference.interval.high
        assert one.q_value > 0.05


def test_a_share_is_one_however_far_people_correct_it_and_a_mean_is_as_it_is():
    assert [_possible(share, 1.0) for share in (-0.02, 0.4, 1.01)] == [0, 0.4, 1]
    assert _possible(-3.0, float("inf")) == -3
