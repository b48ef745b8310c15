"""Two coefficients that share items and annotators: questions, stores, coefficients."""

from dataclasses import replace

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.contrast.sides import apart, measured, places, prepared, spec_of
from oe_quality.errors import UsageError
from tests.analysis.contrast.conftest import rows, stored


def test_two_questions(store):
    """What is said of each is what agreement says; their difference is surer than if they shared nothing."""
    found = oeq.agreement_difference(store, "easy", "hard")
    alone = {q.question: q.headline for q in oeq.agreement(store).questions}
    assert found.first.estimate == alone["easy"].estimate
    assert found.difference.value == pytest.approx(alone["easy"].estimate.value - alone["hard"].estimate.value)
    assert found.difference.interval.low > 0
    assert found.p_value < 0.001
    assert (found.shared_items, found.shared_annotators) == (60, 12)


def test_turning_it_round_turns_the_sign(store):
    one, other = (oeq.agreement_difference(store, *names) for names in (("easy", "hard"), ("hard", "easy")))
    assert other.difference.value == pytest.approx(-one.difference.value)
    assert other.difference.interval.low == pytest.approx(-one.difference.interval.high)
    assert other.p_value == pytest.approx(one.p_value)


def test_a_store_against_itself_and_against_another(store):
    """The same answers differ by nothing, and nothing can make them differ; other answers of the same people can."""
    same = oeq.agreement_difference(store, "easy", other=store)
    assert same.difference.value == 0
    assert same.p_value is None
    assert "cannot be told" in same.difference.note
    kept = {name: column for name, column in rows(seed=9, noise=(0.5, 0.5)).items() if name != "yes"}
    with stored(kept) as later:
        found = oeq.agreement_difference(store, "easy", other=later)
    assert found.p_value < 0.01
    assert (found.first.name, found.second.name) == ("easy, first store", "easy, second store")


def test_items_are_matched_by_name(store, frame):
    """A store that holds half of the items, in which codes are others: they are the same items."""
    kept = [i for i, item in enumerate(frame["item"]) if item >= "i30"]
    half = {name: [column[i] for i in kept] for name, column in frame.items() if name != "yes"}
    with stored(half) as later:
        found = oeq.agreement_difference(store, "easy", "hard", other=later)
    assert (found.shared_items, found.shared_annotators) == (30, 12)


def test_two_coefficients_of_the_same_answers(store):
    found = oeq.agreement_difference(store, "hard", coefficient=("ac1", "fleiss"))
    assert (found.first.name, found.second.name) == ("hard, ac1", "hard, fleiss")
    width = found.difference.interval.high - found.difference.interval.low
    assert width < 0.2 * (found.first.estimate.interval.high - found.first.estimate.interval.low)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"question": "easy"}, "compared with itself"),
        ({"question": "easy", "versus": "hard", "coefficient": "icc"}, "defined on interval, ordinal, ratio questions"),
        ({"question": "easy", "versus": "heard"}, "heard"),
    ],
)
def test_what_cannot_be_compared_is_said(store, words, message):
    with pytest.raises(UsageError, match=message):
        oeq.agreement_difference(store, **words)


def test_one_that_is_undefined_says_which(frame):
    """Everybody said the same of one question."""
    kept = {name: column for name, column in frame.items() if name != "yes"} | {"hard": ["a"] * len(frame["item"])}
    with stored(kept) as flat:
        found = oeq.agreement_difference(flat, "easy", "hard")
    assert found.difference.value is None
    assert found.difference.undefined.startswith("hard: all 300 answers")
    assert found.frame()["undefined"][2] == found.difference.undefined


def rated(seed, items=25, people=8, noise=(0.4, 0.4), answers=8, offset=0.0):
    """Two ratings of the same items by the same people; errors of the two are half in common."""
    rng = np.random.default_rng(seed)
    truth, lean = rng.normal(size=items), rng.normal(scale=0.3, size=people)
    rows = []
    for i in range(items):
        for a in sorted(rng.permutation(people)[:answers]):
            shared = rng.normal()
            two = [truth[i] + lean[a] + s * (shared + rng.normal()) / np.sqrt(2) for s in noise]
            rows.append((f"i{i:02}", f"p{a}", two[0], two[1] + offset))
    frame = dict(zip(("item", "annotator", "calm", "glad"), map(list, zip(*rows, strict=True)), strict=True))
    return oeq.from_frame(frame, label=["calm", "glad"], scales=["calm=interval", "glad=interval"])


@pytest.fixture(scope="module")
def alike():
    with rated(1, items=20, people=6, answers=6) as made:
        yield made


@pytest.fixture(scope="module")
def unlike():
    with rated(1, items=20, people=6, answers=6, noise=(0.2, 3.0)) as made:
        yield made


@pytest.mark.parametrize("coefficient", ["icc", "icc-one-way-mean", "kendall-w", "within"])
def test_those_that_are_computed_anew_tell_a_difference_from_none(alike, unlike, coefficient):
    none, one = (oeq.agreement_difference(it, "calm", "glad", coefficient=coefficient) for it in (alike, unlike))
    for found in (none, one):
        assert found.difference.value == pytest.approx(found.first.estimate.value - found.second.estimate.value)
        interval = found.difference.interval
        assert interval.low <= found.difference.value <= interval.high
        assert interval.method.endswith("of the difference")
    assert none.p_value > 0.05 > one.p_value
    assert one.difference.interval.low > 0
    if coefficient == "kendall-w":
        assert "these annotators" in one.difference.note


def test_two_annotators_are_compared_by_lins_concordance_over_items():
    with rated(4, people=2, answers=2, noise=(0.3, 1.2)) as store:
        found = oeq.agreement_difference(store, "calm", "glad", coefficient="ccc")
        mixed = oeq.agreement_difference(store, "calm", "calm", coefficient=("ccc", "icc"))
    assert found.difference.interval.population == "new items, these annotators"
    assert found.p_value < 0.05
    assert abs(mixed.difference.value) < 0.05


def test_lights_kappa_stands_beside_any_other():
    kept = {name: column for name, column in rows(items=20, people=6).items() if name != "yes"}
    with stored(kept) as store:
        found = oeq.agreement_difference(store, "easy", "hard", coefficient="light")
        mixed = oeq.agreement_difference(store, "easy", "easy", coefficient=("light", "fleiss"))
    assert found.difference.value > 0
    assert mixed.difference.interval.low < mixed.difference.value < mixed.difference.interval.high


def test_what_is_computed_anew_is_what_closed_forms_give():
    """Items, annotators and answers are thirty at most, so that each is left out on its own both ways."""
    with rated(2, items=6, people=5, answers=5) as store:
        panels = store.panel("calm"), store.panel("glad")
        sides = [prepared(panel) for panel in panels]
        specs = [spec_of(one, "alpha-interval") for one in sides]
        first, second = (measured(n, a, s, 0.9) for n, a, s in zip("ab", sides, specs, strict=True))
        where = places(panels)
        closed, _ = apart(first, second, 0.9, where)
        anew, _ = apart(replace(first, statistic=None), second, 0.9, where)
    assert anew.value == pytest.approx(closed.value)
    assert anew.interval.low == pytest.approx(closed.interval.low, abs=1e-9)
    assert anew.interval.high == pytest.approx(closed.interval.high, abs=1e-9)
