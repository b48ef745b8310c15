"""Agreement on a question: headline, companions, what it rests on, and what it says when there is nothing to say."""

import csv
import json

import numpy as np
import polars as pl
import pytest

from oe_quality.analysis.agreement.by_slice import by_time, slices_of
from oe_quality.analysis.agreement.catalogue import coefficients
from oe_quality.analysis.agreement.estimate import IntervalPlan
from oe_quality.analysis.agreement.measure import agreement, agreement_of
from oe_quality.analysis.agreement.verify import verify
from oe_quality.errors import NotComputableError, UsageError
from oe_quality.kernel.agreement.intervals import IntervalMethod
from oe_quality.kernel.data.chunk import Chunk, RatingChunk, SetChunk
from oe_quality.readers import ReadOptions, open_export
from oe_quality.scales import Question, Scale, parse_scale
from oe_quality.store import open_store
from oe_quality.store.panel import Panel

MOODS = ("calm", "glad", "sad")


def panel_of(rows, question=None, *, created_at=None):
    """A panel from rows of items by annotators: labels, lists of labels, or numbers; None where missing."""
    question = question or Question("mood", Scale.NOMINAL, MOODS)
    given = [(i, a, v) for i, row in enumerate(rows) for a, v in enumerate(row) if v is not None]
    offsets = np.searchsorted([i for i, *_ in given], np.arange(len(rows) + 1)).astype(np.int64)
    who = np.array([a for _, a, _ in given], dtype=np.int32)
    n_annotators, n = max((len(row) for row in rows), default=0), len(given)
    if question.scale is Scale.MULTILABEL:
        sets = [sorted(question.labels.index(label) for label in v) for *_, v in given]
        bounds = np.concatenate([[0], np.cumsum([len(s) for s in sets])]).astype(np.int64)
        data = SetChunk(offsets, who, bounds, np.array([k for s in sets for k in s], dtype=np.int32))
    elif question.scale.is_numeric:
        data = RatingChunk(offsets, who, np.array([v for *_, v in given], dtype=float))
    else:
        data = Chunk(offsets, who, np.array([question.labels.index(v) for *_, v in given], dtype=np.int32))
    names = [f"A{a + 1:02d}" for a in range(n_annotators)]
    return Panel(
        question,
        pl.Series([f"i{i:03d}" for i in range(len(rows))], dtype=pl.String),
        pl.Series(names, dtype=pl.String),
        pl.Series(names, dtype=pl.String),
        data,
        np.full(n, -1, dtype=np.int64) if created_at is None else created_at,
        np.full(n, np.nan),
        np.full(len(rows), -1, dtype=np.int32),
    )


def random_panel(seed=0, n_items=60, n_annotators=6, given=0.6):
    rng = np.random.default_rng(seed)
    truth = rng.integers(3, size=n_items)
    rows = [
        [
            MOODS[t if rng.random() < 0.7 else rng.integers(3)] if rng.random() < given else None
            for _ in range(n_annotators)
        ]
        for t in truth
    ]
    return panel_of(rows)


@pytest.fixture(scope="module")
def empathic(shared):
    """The Open Empathic fixture in a store."""
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(shared / "data" / "open-empathic" / "dumpdata.json.gz"))
        yield store


def test_the_headline_and_its_companions():
    found = agreement_of(random_panel())
    assert found.headline.coefficient == "alpha-nominal"
    assert [m.coefficient for m in found.companions] == ["percent", "fleiss", "ac1", "brennan-prediger", "conger"]
    assert found.headline.estimate.interval.method == "two-way jackknife"
    assert found.headline.design_effect >= 1
    assert sum(share for _, share in found.prevalence) == pytest.approx(1)
    assert [row.label for row in found.labels] == [label for label, _ in found.prevalence]


def test_what_it_rests_on_and_what_it_leaves_out():
    rows = [["sad", "glad", None], ["sad", None, None], ["calm", "calm", None], [None, None, "sad"]]
    found = agreement_of(panel_of(rows))
    basis = found.basis
    assert (basis.n_items, basis.n_single, basis.n_annotators, basis.n_comparable) == (4, 2, 3, 2)
    assert (basis.n_responses, basis.n_pairable, basis.complete) == (6, 4, False)
    assert found.headline.estimate.n_items == 2
    assert "2 of 4 items have one answer only" in found.reading[0]
    assert any(text.startswith("1 annotator shares no item") for text in found.reading)


def test_a_second_answer_by_the_same_annotator_is_no_second_annotator():
    panel = panel_of([["sad", "sad"], ["glad", "sad"]])
    data = Chunk(
        np.array([0, 3, 5]), np.array([0, 0, 1, 0, 1], dtype=np.int32), np.array([1, 2, 2, 1, 2], dtype=np.int32)
    )
    found = agreement_of(
        Panel(panel.question, panel.items, panel.annotators, panel.aliases, data, *[np.zeros(5)] * 2, panel.gold)
    )
    assert found.basis.n_repeats == 1
    assert found.headline.estimate.value == agreement_of(panel).headline.estimate.value
    assert any("were dropped for the last one" in text for text in found.reading)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[None, None]], "nobody answered"),
        ([["sad"], ["glad"]], "one annotator only"),
        ([["sad", None], [None, "glad"]], "no item was answered by two annotators"),
        ([["sad", "sad"], ["sad", "sad"]], "with one category only"),
    ],
)
def test_undefined_says_why(rows, why):
    found = agreement_of(panel_of(rows))
    assert found.headline.estimate.value is None
    assert why in found.headline.estimate.undefined
    percent = next(m for m in found.companions if m.coefficient == "percent")
    assert percent.estimate.value == (1.0 if "category" in why else None)
    json.dumps(found.frame().to_dicts(), allow_nan=False)


def test_the_prevalence_paradox_is_put_into_words():
    cells = [("calm", "calm", 118), ("calm", "sad", 5), ("sad", "calm", 2)]
    rows = [[a, b] for a, b, n in cells for _ in range(n)]
    found = agreement_of(panel_of(rows, Question("mood", Scale.NOMINAL, ("calm", "sad"))))
    values = {m.coefficient: m.estimate.value for m in found.measured}
    assert values["percent"] == pytest.approx(0.944)
    assert values["cohen"] == pytest.approx(-0.023391812865)
    assert values["ac1"] == pytest.approx(0.94077633761)
    assert values["brennan-prediger"] == pytest.approx(0.888)
    assert any(text.startswith("Prevalence paradox: 94 % of pairs") for text in found.reading)


def test_no_paradox_where_labels_are_even():
    assert not any("paradox" in text for text in agreement_of(random_panel()).reading)


def test_each_scale_has_its_own_headline():
    ordinal = Question("quality", Scale.ORDINAL, ("bad", "fair", "good"))
    rows = [["bad", "fair"], ["good", "good"], ["fair", "good"], ["bad", "bad"]]
    assert agreement_of(panel_of(rows, ordinal)).headline.coefficient == "alpha-ordinal"
    numbers = panel_of([[1.5, 2.0, 1.0], [3.25, 3.0, 4.0], [2.0, 2.5, 2.0]], Question("arousal", Scale.INTERVAL))
    found = agreement_of(numbers)
    assert found.headline.coefficient == "alpha-interval"
    assert {"icc", "icc-mean", "kendall-w"} <= {m.coefficient for m in found.companions}
    tags = Question("tags", Scale.MULTILABEL, ("joy/glee", "joy/bliss", "fear/dread"), hierarchical=True)
    found = agreement_of(
        panel_of([[["joy/glee"], ["joy/bliss"]], [["fear/dread"], ["fear/dread"]], [[], ["joy/glee"]]], tags)
    )
    assert found.headline.coefficient == "alpha-hierarchical"
    values = {m.coefficient: m.estimate.value for m in found.measured}
    assert values["alpha-hierarchical"] > values["alpha-masi"]


def test_free_text_cannot_be_compared():
    with pytest.raises(NotComputableError, match="free text"):
        agreement_of(panel_of([["sad"]], Question("remark", Scale.TEXT, MOODS)))


@pytest.mark.parametrize("method", list(IntervalMethod))
def test_intervals_of_every_kind(method):
    plan = IntervalPlan(method, resamples=30, seed=5)
    first, again = (agreement_of(random_panel(), coefficient=("alpha", "conger"), plan=plan) for _ in range(2))
    assert first == again
    assert first.headline.estimate.interval.population


def test_cohen_wants_two_annotators():
    found = agreement_of(random_panel(), coefficient=("cohen", "alpha"))
    assert "defined for two annotators, here are 6" in found.headline.estimate.undefined
    assert found.companions[0].coefficient == "alpha-nominal"


def test_analytic_error_of_two_is_fleiss_cohen_and_everitts():
    rows = [["calm", "calm"]] * 20 + [["calm", "sad"]] * 5 + [["sad", "calm"]] * 10 + [["sad", "sad"]] * 15
    question = Question("mood", Scale.NOMINAL, ("calm", "sad"))
    found = agreement_of(panel_of(rows, question), coefficient=("cohen",), plan=IntervalPlan(IntervalMethod.ANALYTIC))
    assert found.headline.estimate.value == pytest.approx(0.4)
    assert found.headline.standard_error == pytest.approx(0.12699606293)
    assert "Everitt" in found.headline.estimate.interval.method


def test_unknown_words_are_refused():
    with pytest.raises(UsageError, match="no coefficient is called 'alfa'"):
        agreement_of(random_panel(), coefficient=("alfa",))
    with pytest.raises(UsageError, match="makes no interval"):
        IntervalPlan(level=1.5)


def test_a_coefficient_of_another_scale_says_so_and_never_leads():
    found = agreement_of(random_panel(), coefficient=("alpha-masi", "icc", "alpha"))
    assert [m.coefficient for m in found.measured] == ["alpha-nominal", "alpha-masi", "icc"]
    reasons = [m.estimate.undefined for m in found.companions]
    assert reasons[0] == "defined on multilabel questions, and this one is nominal"
    assert reasons[1] == "defined on ordinal, interval and ratio questions, and this one is nominal"


def test_sparse_data_near_chance_gives_numbers_everywhere():
    """Two or one answers per item, agreement near .05, ties: nothing is NaN, and nothing is dropped in silence."""
    rng = np.random.default_rng(6)
    n_items, n_annotators, labels = 900, 150, tuple(f"e{k:02d}" for k in range(12))
    question = Question("emotion", Scale.MULTILABEL, labels)
    rows = []
    for _ in range(n_items):
        row = [None] * n_annotators
        lean = rng.integers(12)
        for a in rng.choice(n_annotators, rng.integers(1, 3), replace=False):
            base = [lean] if rng.random() < 0.25 else []
            row[a] = [labels[k] for k in {*base, *rng.choice(12, rng.integers(0, 3), replace=False)}]
        rows.append(row)
    found = agreement_of(panel_of(rows, question), pairs=True)
    assert 0.01 < found.headline.estimate.value < 0.12
    assert found.headline.estimate.interval.method == "two-way jackknife"
    assert found.basis.n_single > 300
    assert found.headline.estimate.n_items == found.basis.n_items - found.basis.n_single
    assert "have one answer only" in found.reading[0]
    assert "Not everybody answered everything" in found.reading[1]
    assert all(row.alpha.estimate.value is not None for row in found.labels)
    json.dumps(found.frame().to_dicts(), allow_nan=False)


def test_confusions_of_single_choice_are_coincidences():
    found = agreement_of(panel_of([["sad", "glad"], ["sad", "glad"], ["calm", "sad"], ["sad", "sad"]]))
    first = found.confusions[0]
    assert (first.label, first.other, first.n_pairs) == ("glad", "sad", 2)
    assert first.share == pytest.approx(2 * 2 / (2 + 5))


def test_slices_are_compared_and_small_ones_folded():
    panel = random_panel(n_items=150)
    month = np.datetime64("2023-10", "M") + np.repeat([0, 1, 2], [70, 70, 10])
    stamps = month.astype("datetime64[us]").astype(np.int64)[panel.data.items()]
    timed = Panel(
        panel.question, panel.items, panel.annotators, panel.aliases, panel.data, stamps, panel.duration_s, panel.gold
    )
    slices = slices_of(timed, by_time(timed, "month"), agreement_of(timed), IntervalPlan(), smallest=30).slices
    assert {row.name for row in slices.rows} == {"2023-10", "2023-11"}
    assert slices.folded == 1
    assert slices.folded_responses > 0
    for row in slices.rows:
        assert row.difference.interval.low < row.difference.value < row.difference.interval.high
        assert row.p_value <= row.q_value <= 1
    own = panel.data.items() < 70
    assert slices.rows[0].basis.n_responses + slices.rows[1].basis.n_responses <= len(own)


def test_a_time_that_is_not_known():
    with pytest.raises(UsageError, match="has a time"):
        by_time(random_panel(), "month")
    with pytest.raises(UsageError, match="no time unit"):
        by_time(random_panel(), "fortnight")


def test_every_question_of_a_store(empathic):
    found = agreement(empathic, coefficient=("alpha", "percent"), pairs=True)
    assert [q.question for q in found.questions] == [q.name for q in empathic.questions()]
    assert found["gender"].headline.estimate.value > 0.8
    assert found["emotion"].pairs.frame().height == len(found["emotion"].pairs.rows) > 100
    document = found.to_dict()
    assert document["schema"] == "oeq.agreement/1"
    json.dumps(document, allow_nan=False)
    assert found.frame().columns[:5] == ["question", "scale", "coefficient", "headline", "value"]
    assert "Left out:" in found.explain()


def test_slices_of_a_store_by_item_and_by_annotator(empathic):
    for by in ("language", "time:month"):
        slices = agreement(empathic, "gender", coefficient="alpha", by=by).questions[0].slices
        assert sum(row.basis.n_responses for row in slices.rows) + slices.folded_responses + slices.without > 4_000
        assert all(row.q_value is not None for row in slices.rows)
    with pytest.raises(UsageError, match="nothing to slice by"):
        agreement(empathic, "gender", by="zodiac")


def test_other_packages_agree_on_a_store(empathic):
    checks = [check for name in ("emotion", "arousal", "audio_quality") for check in verify(empathic, name).checks]
    assert {check.package for check in checks} == {"krippendorff", "statsmodels", "scikit-learn"}
    assert sum(check.agrees is True for check in checks) == 7
    assert not [check for check in checks if check.agrees is False]


def test_emotion_strength_as_published(shared, tmp_path):
    """Krippendorff's alpha of ABAW 2023 (Earkick), table 4, to two decimals, clips with notes left out."""
    folder = shared / "data" / "earkick-speech-emotion"
    with (folder / "assessment.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    noted = {row["id"] for row in rows if row["notes"]}
    kept = [row for row in rows if row["id"] not in noted]
    for row in kept:
        row["setting"] = "acted 87" if row["audio"].endswith(("_cremad.m4a", "_ravdess.m4a")) else "in-the-wild 230"
    emotions = ("happy", "sad", "anger", "surprise", "disgust", "fear")
    columns = ["id", "annotator", "setting", "age", "gender", *emotions]
    path = tmp_path / "clips.csv"
    with path.open("w", newline="") as out:
        writer = csv.DictWriter(out, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(kept)
    ages = sorted({row["age"] for row in kept}, key=lambda age: (age != "teens", age))
    scales = [parse_scale(f"{e}=ordinal:None<A little<Moderate<Extremely") for e in emotions]
    scales += [parse_scale(f"age=ordinal:{'<'.join(ages)}"), parse_scale("gender=nominal")]
    options = ReadOptions(
        item=("id",),
        annotator=("annotator",),
        label=(*emotions, "age", "gender"),
        scales=tuple(scales),
        item_attributes=("setting",),
    )
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(path, options))
        found = {}
        for question in (*emotions, "age", "gender"):
            metric = "alpha-nominal" if question == "gender" else "alpha-interval"
            one = agreement(store, question, coefficient=metric, by="setting").questions[0]
            found["all 317", question] = one.headline.estimate.value
            found |= {(row.name, question): row.measured.estimate.value for row in one.slices.rows}
    with (folder / "published_alpha.csv").open(newline="") as lines:
        published = list(csv.DictReader(lines))
    assert len(published) == len(found) == 24
    for row in published:
        value = found[row["slice"], row["emotion"].removesuffix(" (nominal)")]
        assert value == pytest.approx(float(row["published_alpha_interval"]), abs=0.00501), row


def test_the_catalogue_explains_itself():
    for name, spec in coefficients().items():
        assert spec.name == name
        assert spec.meaning.endswith(".")
        assert spec.source[-1].isdigit()
        assert (spec.statistic is None) != (spec.family is None)
