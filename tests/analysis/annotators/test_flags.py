"""What a flag says is no more than its rule has shown."""

from dataclasses import replace

import numpy as np
import pytest

from oe_quality.analysis.annotators.audit import audit_data
from oe_quality.analysis.annotators.data import assemble
from oe_quality.analysis.annotators.flags import low_agreement_words
from oe_quality.analysis.annotators.results import FlagCode, Status
from oe_quality.analysis.annotators.wording import ABOUT
from oe_quality.kernel.data.chunk import chunk_of
from oe_quality.results import Estimate, Interval
from oe_quality.scales import Question, Scale


@pytest.fixture(scope="module")
def crowd(simulated):
    """12 good annotators, 4 labels, some 40 answers each."""
    return simulated.choice_data(3, {"good": 12}, 4, 40)[0]


def answering(data, label, *, clip_s=None, seconds=None):
    """The same study with other answers (R,), lengths of clips and durations."""
    panel, chosen = data.primary, np.zeros_like(data.chosen)
    chosen[np.arange(len(label)), label] = True
    panel = replace(panel, data=replace(panel.data, label=label.astype(np.int32)))
    panel = panel if seconds is None else replace(panel, duration_s=seconds)
    return replace(data, primary=panel, chosen=chosen, clip_s=data.clip_s if clip_s is None else clip_s)


def first(data):
    """The line of the first annotator, and the flags by code."""
    row = audit_data(data).row("A00000")
    return row, {flag.code: flag for flag in row.flags}


def usual(data):
    """(R,) what the others of each response's item mostly say."""
    item, label = data.primary.data.items(), data.primary.data.label
    other = data.primary.data.annotator != 0
    counts = [np.bincount(item[other], weights=label[other] == k, minlength=data.primary.n_items) for k in range(4)]
    return np.stack(counts).argmax(axis=0)[item]


def test_no_better_than_chance_is_said_only_where_the_interval_covers_it():
    covers, above = (Estimate(0.1, Interval(low, 0.18, 0.9)) for low in (-0.02, 0.03))
    assert low_agreement_words(covers)[0] == "agreement no better than chance"
    assert "without looking" in ABOUT[low_agreement_words(covers)[1]].text
    gist, sentence = low_agreement_words(above)
    assert gist == "low, but above chance: agreement"
    assert "more than answers given without looking would" in ABOUT[sentence].text


def test_always_opposite_is_reversed_and_not_chance(crowd):
    own = crowd.primary.data.annotator == 0
    label = np.where(own, (usual(crowd) + 1) % 4, crowd.primary.data.label)
    row, flags = first(answering(crowd, label))
    assert set(flags) & {FlagCode.REVERSED, FlagCode.LOW_AGREEMENT} == {FlagCode.REVERSED}
    assert row.status is Status.REVIEW
    assert "chance" not in row.reason
    assert "other way round" in flags[FlagCode.REVERSED].words


def test_blocks_of_answers_that_come_again_are_noticed(crowd):
    own = np.flatnonzero(crowd.primary.data.annotator == 0)
    own = own[np.argsort(crowd.primary.created_at[own], kind="stable")]
    label = crowd.primary.data.label.copy()
    label[own] = np.tile([0, 2, 1, 3, 3], 20)[: len(own)]
    row, flags = first(answering(crowd, label))
    assert "A block of 5 answers comes again and again: 100 % of the answers" in flags[FlagCode.BLOCK].words
    assert row.status in (Status.EXCLUDE_RECOMMENDED, Status.REVIEW)
    assert FlagCode.BLOCK not in first(crowd)[1]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (30.0, "faster than the items allow ("),
        (1.0, "much faster than others on items of that length"),
        (np.nan, "much faster than others."),
    ],
)
def test_faster_than_the_clips_allow_has_its_count(crowd, length, said, rng):
    who = crowd.primary.data.annotator
    seconds = np.where(who == 0, 4.0, 60.0) * np.exp(rng.normal(0, 0.1, len(who)))
    lengths = np.full(crowd.primary.n_items, length)
    row, flags = first(answering(crowd, crowd.primary.data.label, clip_s=lengths, seconds=seconds))
    n = int((who == 0).sum())
    assert said in flags[FlagCode.SPEED].words
    assert ("faster than the items allow" in row.reason) == (length == 30)
    if length == 30:
        assert f"({n} of {n} took less time than the item lasts)" in flags[FlagCode.SPEED].words


def two_raters(simulated, opposite):
    rng = np.random.default_rng(0)
    a = rng.integers(0, 2, 60)
    b = 1 - a if opposite else np.where(rng.random(60) < 0.2, 1 - a, a)
    chunk = chunk_of(np.repeat(np.arange(60), 2), np.tile([0, 1], 60), np.stack([a, b], 1).ravel(), 60)
    question = Question("q", Scale.NOMINAL, ("x", "y"))
    panel = simulated.panel_of(question, chunk, 2, np.full(120, -1), np.full(120, np.nan))
    found = audit_data(assemble(panel, "only"))
    assert any("2 annotators have one other answer per item" in warning for warning in found.warnings)
    return found.rows, a, b


def test_the_kappa_of_two_raters_is_cohens_and_nobodys_accuracy_is_told(simulated):
    rows, a, b = two_raters(simulated, opposite=False)
    agreed, chance = (a == b).mean(), a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())
    for row in rows:
        assert row.kappa.value == pytest.approx((agreed - chance) / (1 - chance))
        assert "cannot be told apart" in row.accuracy.undefined
        assert row.bits.value is None
        assert row.confusion == ()


def test_of_two_who_always_differ_both_are_reversed_and_which_is_not_said(simulated):
    rows, _, _ = two_raters(simulated, opposite=True)
    for row in rows:
        assert [flag.code for flag in row.flags] == [FlagCode.REVERSED]
        assert "Which of the two has it right cannot be told" in row.flags[0].words
        assert row.kappa.interval.low == row.kappa.value, "as low as possible"


def test_no_kappa_lies_where_none_can_be(crowd):
    for row in audit_data(crowd).rows:
        assert -1 <= row.kappa.interval.low <= row.kappa.value <= row.kappa.interval.high <= 1


def test_twin_of_the_benchmark_of_accuracies_with_three_answers_per_item(benchmark):
    """With the items' truth taken for known, 85 % of such intervals hold the accuracy."""
    coverage, width = benchmark("coverage_accuracy").run(8, 2, 3)
    assert coverage >= 0.9
    assert width < 0.35


def test_few_answers_that_are_alike_are_no_habit(crowd):
    """Of the first annotator none but so many answers are left, all of one label that the others never give there."""
    panel = crowd.primary
    for n, noticed in ((1, False), (4, False), (40, True)):
        own = np.flatnonzero(panel.data.annotator == 0)
        kept = np.sort(np.append(np.flatnonzero(panel.data.annotator != 0), own[:n]))
        label = panel.data.label.copy()
        label[own] = 3 - (usual(crowd)[own] == 3) if n < 40 else 3
        chunk = chunk_of(panel.data.items()[kept], panel.data.annotator[kept], label[kept], panel.n_items)
        part = replace(panel, data=chunk, created_at=panel.created_at[kept], duration_s=panel.duration_s[kept])
        _, flags = first(assemble(part, crowd.why))
        assert (FlagCode.ONE_LABEL in flags) == noticed, n
