"""Who gives one label in place of another is told so; who is merely as sure as all, or gives it everywhere, never."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from oe_quality.analysis.annotators.audit import investigate, summarise
from oe_quality.analysis.annotators.messages import Kind, Seen, compose, kind_of
from oe_quality.analysis.annotators.mixups import FEWEST_MIXED, mixups
from oe_quality.analysis.annotators.results import Status
from oe_quality.analysis.annotators.strengths import FEWEST, SURE
from oe_quality.analysis.annotators.telling import items_to_discuss
from oe_quality.analysis.annotators.wording import sentences
from oe_quality.config import Config


@pytest.fixture(scope="module")
def crowd(simulated):
    """Twenty good annotators with 120 answers each to a question of three labels, none with a habit of their own."""
    data, _ = simulated.choice_data(5, {"good": 20}, 3, 120)
    return investigate(data, None, None, Config(), 1)


def with_answers(found, a, labels):
    """The findings with other answers of annotator `a`; the others' consensus of each item stays."""
    mine = found.data.primary.data.annotator == a
    chosen = found.data.chosen.copy()
    chosen[mine] = labels(found.fit.support[mine])
    return replace(found, data=replace(found.data, chosen=chosen))


def mixing(b, c, every=1):
    """What the others hold likeliest, but `c` for `b` every so many times."""

    def answers(support):
        likeliest = support.argmax(axis=1)
        turn = np.arange(len(support)) % every == 0
        return np.eye(support.shape[1], dtype=bool)[np.where((likeliest == b) & turn, c, likeliest)]

    return answers


@pytest.mark.parametrize(("b", "c"), [(0, 1), (2, 0)])
def test_who_gives_one_label_in_place_of_another_is_found_with_both(crowd, b, c):
    labels = crowd.data.primary.labels
    for every in (1, 2):
        it = mixups(with_answers(crowd, 3, mixing(b, c, every)))[3]
        assert (it.label, it.other) == (labels[b], labels[c])
        assert FEWEST_MIXED <= it.n <= it.of
        assert it.of >= FEWEST
        assert it.usual < it.low < it.n / it.of + 1e-9


def test_who_gives_a_label_everywhere_mixes_up_nothing(crowd):
    for k in range(3):
        always = with_answers(crowd, 0, lambda support, k=k: np.tile(np.arange(3) == k, (len(support), 1)))
        assert mixups(always)[0] is None


def dealt(data, seed):
    """The same answers to every item, dealt anew among those who gave them: nobody has a habit of their own."""
    rng, chunk = np.random.default_rng(seed), data.primary.data
    label, offsets = chunk.label.copy(), chunk.offsets.tolist()
    for first, stop in pairwise(offsets):
        label[first:stop] = rng.permutation(label[first:stop])
    chosen = np.eye(data.chosen.shape[1], dtype=bool)[label]
    return replace(data, primary=replace(data.primary, data=replace(chunk, label=label)), chosen=chosen)


def test_where_nobody_has_a_habit_of_their_own_hardly_anybody_is_said_to_have_one(simulated):
    """Of 200 people in ten studies one at most: somebody in one study of twenty (benchmarks/letters.py)."""
    said = 0
    for seed in range(10):
        data, _ = simulated.choice_data(100 + seed, {"good": 12, "mediocre": 8}, 3, 60)
        said += sum(it is not None for it in mixups(investigate(dealt(data, seed), None, None, Config(), 1)))
    assert said <= 1


def test_of_a_single_label_nothing_can_be_mixed_up(crowd):
    panel = crowd.data.primary
    data = replace(crowd.data, primary=replace(panel, question=replace(panel.question, labels=("only",))))
    assert mixups(replace(crowd, data=data)) == (None,) * 20


def test_what_is_said_can_be_counted_again(crowd):
    found = with_answers(crowd, 3, mixing(0, 1))
    it = mixups(found)[3]
    b, c = (found.data.primary.labels.index(name) for name in (it.label, it.other))
    support = found.fit.support
    mine = (found.data.primary.data.annotator == 3) & found.fit.usable
    sure = mine & (support[:, b] >= SURE) & (support[:, c] <= 1 - SURE)
    assert int(sure.sum()) == it.of
    assert int((found.data.chosen[:, c] & ~found.data.chosen[:, b])[sure].sum()) == it.n


def test_a_letter_names_both_labels_and_then_clips_of_just_that(crowd):
    data = crowd.data
    mine = data.primary.data.annotator == 3
    chosen = data.chosen.copy()
    chosen[mine] = mixing(1, 2)(crowd.fit.support[mine])
    answers = replace(data.primary.data, label=chosen.argmax(axis=1).astype(data.primary.data.label.dtype))
    panel = replace(data.primary, data=answers)
    found = investigate(replace(data, primary=panel, chosen=chosen), None, None, Config(), 1)
    it, alias = mixups(found)[3], str(panel.aliases[3])
    items = items_to_discuss(found, alias, first=it)
    assert len(items) == 3
    for one in items:
        assert it.label in one.others
        assert it.other in one.own
        assert not set(one.own) & set(one.others)
    row = replace(summarise(found, Config(), 1).row(alias), status=Status.WATCH, flags=())
    assert kind_of(row, items) is Kind.COACH
    text = compose(row, None, Seen(items, None, it), {}, sentences("en", {}))
    assert f"sure of {it.label}, you gave {it.other} instead, {it.n} of {it.of} times." in text
    assert text.count("\n- ") == 1 + len(items)
