"""Plans of how many answers per item, against simulated truth."""

import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
import oe_quality.analysis.planning.plan as planning
from oe_quality.analysis.distributions.variables import FEWEST
from oe_quality.analysis.planning.plan import plan
from oe_quality.analysis.planning.results import TOGETHER, Plans
from oe_quality.errors import UsageError
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk, offsets_of
from oe_quality.kernel.reliability.icc import step_up
from oe_quality.scales import Question, Scale
from oe_quality.store.panel import Panel


def panel_of(question, data, n_annotators):
    names = pl.Series([f"A{a + 1:02}" for a in range(n_annotators)])
    unknown = np.full(data.n_responses, -1)
    return Panel(
        question=question,
        items=pl.Series([f"clip {i:04}" for i in range(data.n_items)]),
        annotators=names,
        aliases=names,
        data=data,
        created_at=unknown,
        duration_s=np.full(data.n_responses, np.nan),
        gold=np.full(data.n_items, -1, dtype=np.int32),
    )


def design(rng, items=300, annotators=20, per_item=5):
    chosen = np.sort(np.argsort(rng.random((items, annotators)), axis=1)[:, :per_item], axis=1)
    return np.repeat(np.arange(items), per_item), chosen.ravel().astype(np.int32)


def ratings(rng, item=1.0, annotator=0.5, residual=2.0):
    items, annotators = design(rng)
    noise = rng.normal(0, residual**0.5, len(items))
    value = rng.normal(0, item**0.5, 300)[items] + rng.normal(0, annotator**0.5, 20)[annotators] + noise
    return panel_of(Question("arousal", Scale.INTERVAL), RatingChunk(offsets_of(items, 300), annotators, value), 20)


def shares(rng, strengths=(0.0, 1.5)):
    """A multi-label panel; label k is given with log-odds -1 plus an item effect of standard deviation strengths[k]."""
    items, annotators = design(rng)
    logits = -1 + rng.normal(size=(300, len(strengths)))[items] * np.array(strengths)
    chosen = rng.random(logits.shape) < 1 / (1 + np.exp(-logits))
    labels = tuple(f"label {k}" for k in range(len(strengths)))
    data = SetChunk(
        offsets_of(items, 300),
        annotators,
        offsets_of(np.nonzero(chosen)[0], len(items)),
        np.nonzero(chosen)[1].astype(np.int32),
    )
    return panel_of(Question("emotion", Scale.MULTILABEL, labels), data, 20)


def test_the_reliability_of_a_mean_is_that_of_the_simulated_variances(rng):
    found = plan(ratings(rng), groups=8)
    part = found.parts[0]
    assert part.curve[0].k == 1
    for at in part.curve:
        assert at.reliability.value == pytest.approx(step_up(1 / 3.5, at.k), abs=0.08)
        assert at.reliability.interval.low < at.reliability.value < at.reliability.interval.high
        assert at.same_annotators.value > at.reliability.value
        assert at.standard_error == pytest.approx((2.5 / at.k) ** 0.5, rel=0.15)
    assert found.answers_now == pytest.approx(5)
    assert part.needed_low <= part.needed <= part.needed_high


def test_needed_is_the_first_number_that_reaches_the_target(rng):
    part = plan(ratings(rng), target=0.7, groups=5).parts[0]
    one = part.curve[0].reliability.value
    assert step_up(one, part.needed) >= 0.7 > step_up(one, part.needed - 1)
    assert part.more_answers == 300 * (part.needed - 5)


def test_the_share_predicts_how_two_crowds_shares_correlate(rng):
    """Of a label and of noise: the correlation of the shares among 2 and 2 others of the annotators, within .06."""
    panel = shares(rng)
    found = {part.part: part for part in plan(panel, ks=(2,), groups=5).parts}
    chosen = panel.data.matrix(2).reshape(300, 5, 2)
    for k in (0, 1):
        splits = [rng.permuted(chosen[:, :, k], axis=1) for _ in range(60)]
        observed = np.mean([np.corrcoef(s[:, :2].mean(axis=1), s[:, 2:4].mean(axis=1))[0, 1] for s in splits])
        assert found[f"label {k}"].curve[1].reliability.value == pytest.approx(observed, abs=0.06)
    assert found["label 1"].needed < (found["label 0"].needed or 10**6)


def test_all_labels_together_lie_between_the_labels(rng):
    found = plan(shares(rng), groups=5)
    together, *labels = [part.curve[0].reliability.value for part in found.parts]
    assert found.parts[0].part == TOGETHER
    assert min(labels) < together < max(labels)


def test_rare_labels_are_left_to_the_whole_and_said_so(rng):
    items, annotators = design(rng)
    label = np.where(np.arange(len(items)) < FEWEST - 1, 2, rng.integers(0, 2, len(items))).astype(np.int32)
    question = Question("accent", Scale.NOMINAL, ("a", "b", "rare"))
    found = plan(panel_of(question, Chunk(offsets_of(items, 300), annotators, label), 20), groups=5)
    assert {part.part for part in found.parts} == {TOGETHER, "a", "b"}
    assert "1 labels are not looked at one by one" in found.warnings[0]


def test_one_answer_per_item_gives_reasons_not_numbers(rng):
    data = RatingChunk(np.arange(6), np.array([0, 1, 0, 1, 0], dtype=np.int32), np.arange(5.0))
    part = plan(panel_of(Question("arousal", Scale.INTERVAL), data, 2)).parts[0]
    assert part.needed is None
    assert all(at.reliability.undefined for at in part.curve)


def test_who_never_agree_need_no_number_of_answers():
    """Two people who always say another thing: what items differ by is rounding."""
    label = np.tile([0, 1], 20).astype(np.int32)
    data = Chunk(np.arange(21) * 2, np.tile([0, 1], 20).astype(np.int32), label)
    part = plan(panel_of(Question("mood", Scale.NOMINAL, ("a", "b")), data, 2)).parts[0]
    assert (part.needed, part.needed_low, part.needed_high, part.more_answers) == (None, None, None, None)


def test_the_target_must_be_a_reliability(rng):
    with pytest.raises(UsageError, match="no reliability"):
        plan(ratings(rng), target=1.0)


def test_frames_and_json_hold_the_same_numbers(rng):
    found = Plans((plan(ratings(rng), groups=5), plan(shares(rng), groups=5)))
    frame, summary = found.frame(), found.summary()
    assert frame.height == sum(len(part.curve) for one in found.plans for part in one.parts)
    assert summary.height == 1 + 3
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert document["schema"] == "oeq.plans/1"
    first = document["plans"][0]["parts"][0]["curve"][0]
    assert first["reliability"]["value"] == frame["reliability"][0]
    assert first["reliability"]["interval"]["method"] == "two-way jackknife"


def test_a_crowd_whose_members_answered_one_item_each_is_planned(rng):
    """Three answers an item, all by others: Phi of one is the share of variance that is the items'."""
    item = np.repeat(np.arange(50), 3)
    score = rng.normal(size=50)[item] + rng.normal(size=150)
    columns = {"item": [f"i{i}" for i in item], "annotator": [f"p{a}" for a in range(150)], "score": score.tolist()}
    with oeq.from_frame(columns, value="score") as store:
        (part,) = oeq.plan(store, "score").parts
    assert 0.2 < part.curve[0].reliability.value < 0.8
    assert part.annotator is None
    assert part.curve[0].standard_error == pytest.approx(part.residual**0.5)
    assert part.needed > 3


def test_every_question_that_somebody_answered_has_a_plan(monkeypatch):
    asked = [Question(name, Scale.NOMINAL) for name in ("mood", "unanswered", "tone")] + [Question("why", Scale.TEXT)]
    store = SimpleNamespace(
        questions=lambda: asked, panel=lambda name: SimpleNamespace(name=name, n_responses=int(name != "unanswered"))
    )
    monkeypatch.setattr(planning, "plan", lambda panel, **_: panel.name)
    assert planning.plan_all(store).plans == ("mood", "tone")
