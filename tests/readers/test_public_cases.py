"""Inputs from public reports, a folder each: every one is read rightly, or asked about in words that say what it holds.

What is right stands in the README beside each input; where that is a coefficient, it is computed here too.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.errors import OeQualityError
from oe_quality.loading import inspect_each, load_each
from oe_quality.readers import ReadOptions
from oe_quality.scales import parse_scale
from oe_quality.store import open_store
from oe_quality.store.database import MEMORY


@dataclass(frozen=True, slots=True)
class Reads:
    """Files of a case, read by one call.

    Attributes:
        files: their names, parted by blanks; options: what the user says.
        holds: items, annotators and answers.
        scales: of all questions.
        says: words that the remarks hold; silent: words that they do not hold.
        alpha: Krippendorff's alpha of each question; other: (coefficient, value) of the only one.
        labels: of the only question; answers: of an item, sorted.
        skipped: rows that are no answers; check: gets the store and finds fault.
    """

    files: str = "a.csv"
    options: dict = field(default_factory=dict)
    holds: tuple[int, int, int] | None = None
    scales: dict[str, str] | None = None
    says: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    alpha: tuple[float | None, ...] = ()
    other: tuple[tuple[str, float], ...] = ()
    labels: tuple[str, ...] | None = None
    answers: dict[str, list[str]] = field(default_factory=dict)
    skipped: int = 0
    check: Callable | None = None


@dataclass(frozen=True, slots=True)
class Refuses:
    """A file that is refused in words, or asked about: `words` all stand in what is said."""

    files: str
    words: tuple[str, ...]
    options: dict = field(default_factory=dict)


LIKERT = "'label=ordinal:1<2<3<4<5'"
QS = tuple(f"q{number}" for number in range(8))
SEP28K = {"item": "ClipId", "annotator": "Show", "label": "Block"}
SETS = {"json": "", "python": "", "numpy": "", "pipe": "|", "comma": ",", "semi": ";", "newline": "\n"}
NOTHINGS = (
    *("#N/A", "(blank)", "-", "--", ".", "<NA>", "?", "N/A", "NA", "NULL", "NaN", "None", "missing", "n.a.", "nan"),
    *("null", "none"),
)


def _rescaled(store):
    store.set_scale(parse_scale("label=ordinal:1<2<3<4<5"))
    assert oeq.agreement(store, "label").questions[0].headline.coefficient == "alpha-ordinal"


def _limits(store):
    (row,) = oeq.limits(store).rows
    assert [row.lower.value, row.upper.value] == pytest.approx([-0.544, 1.124], abs=5e-4)


def _retest(store):
    everybody = oeq.retest(store).rows[0]
    assert (everybody.n_repeated, everybody.same.value) == (20, 0.8)
    assert everybody.again.value == pytest.approx(0.6)


def _ties(store):
    (consensus,) = oeq.aggregate(store, method="majority", kind="consensus").results
    labels = consensus.frame()
    assert (labels.height, labels["winner"].null_count(), labels["confidence"].max()) == (40, 40, 0.5)


def _majorities(store):
    (consensus,) = oeq.aggregate(store, method="majority", kind="consensus").results
    assert consensus.frame()["winner"].head(3).to_list() == ["3", None, None]


def _copied(store):
    assert [found.n_responses for found in store.info().questions] == [48] * 8


def _pairs(store):
    (question,) = oeq.agreement(store, coefficient="alpha", pairs=True).questions
    kappas = sorted(row.kappa for row in question.pairs.rows)
    assert kappas == pytest.approx([-0.08854, 0.16300, 0.48416], abs=5e-6)


def _march_and_april(store):
    times = store.responses()["created_at"]
    assert (times.min().date(), times.max().date()) == (dt.date(2026, 3, 1), dt.date(2026, 4, 28))


def _epoch(store):
    assert store.responses()["created_at"].min() == dt.datetime(2023, 11, 14, 22, 13, 20)


def _three_seconds(store):
    rows = store.responses()
    assert (rows["duration_s"].min(), rows["created_at"].null_count()) == (3.0, rows.height)


def _thousands(store):
    assert 1037.0 in store.responses()["value"].to_list()


def _percents(store):
    assert 7.0 in store.responses()["value"].to_list()


def _asked(store):
    assert store.query("select annotator, count(*) as n from annotation group by all")["n"].to_list() == [1, 1]


CASES: dict[str, tuple[Reads | Refuses, ...]] = {
    "agreement-04": (Reads(says=("--fold case",)), Reads(options={"fold": "case"}, alpha=(1.0,))),
    "agreement-05": (Reads(scales={"label": "nominal"}, alpha=(1.0,)),),
    "agreement-06": (Reads(scales={"label": "nominal"}, alpha=(1.0,)),),
    "agreement-10": (Reads(says=("--fold case", "items")), Reads(options={"fold": "case"}, holds=(12, 2, 24))),
    "agreement-11": (Reads(says=("--fold case", "annotators")), Reads(options={"fold": "case"}, holds=(12, 2, 24))),
    "agreement-13": (
        Reads("ann.csv bob.csv", scales={"label": "nominal"}, alpha=(1.0,)),
        Reads("bob.csv ann.csv", scales={"label": "nominal"}, alpha=(1.0,)),
    ),
    "agreement-15": (
        Reads("ann.csv bob.csv", scales={"score": "interval"}, alpha=(0.998,)),
        Reads("bob.csv ann.csv", scales={"score": "interval"}, alpha=(0.998,)),
    ),
    "agreement-16": (Reads(holds=(1, 3, 21), says=("if they are on one scale", "--scale q1=interval")),),
    "agreement-18": (
        Reads(scales={"label": "nominal"}, says=(LIKERT,), check=_rescaled),
        Reads(options={"scales": "label=ordinal:1<2<3<4<5"}, scales={"label": "ordinal"}),
    ),
    "agreement-21": (
        Reads(
            says=tuple(f"--missing {word}" for word in ("N/A", "'?'", "'(blank)'", "'#N/A'", "'<NA>'", ".")), skipped=1
        ),
        Reads(options={"missing": NOTHINGS}, skipped=17, alpha=(1.0,), labels=("happy", "sad")),
    ),
    "agreement-22": (
        Reads(says=("--missing=-99", LIKERT), silent=("ordinal:-99",)),
        Reads(options={"missing": "-99"}, skipped=10, labels=("1", "2", "3", "4", "5")),
    ),
    "agreement-27": (Reads(scales={"score": "interval"}, says=("thousands",), check=_thousands),),
    "agreement-28": (Reads(scales={"score": "interval"}, says=("percent",), check=_percents),),
    "agreement-29": (Reads(scales={"label": "nominal"}, says=(LIKERT,)),),
    "agreement-34": (Reads(says=("day/month/year",), check=_march_and_april),),
    "agreement-35": (Reads(says=("Unix",), check=_epoch),),
    "agreement-36": (Reads(says=("--duration",)), Reads(options={"duration": "time"}, check=_three_seconds)),
    "agreement-39": (Reads(holds=(19, 3, 57), alpha=(0.17287,), check=_pairs),),
    "agreement-41": (
        Refuses("a.csv", ("--item", "'wine'")),
        Reads(options={"item": "wine", "value": "score"}, holds=(8, 4, 32), other=(("icc", 0.727689),)),
    ),
    "agreement-43": (Reads(holds=(100, 2, 200), other=(("cohen", 0.69916),)),),
    "agreement-44": (Reads(holds=(12, 3, 36), scales={"answer": "nominal"}),),
    "agreement-45": (Reads(holds=(12, 3, 36), scales={"answer": "nominal"}),),
    "agreement-46": (
        Refuses("a.csv", ("names annotators", "--wide"), {"columns": ("item", "annotator", "label")}),
        Reads(holds=(12, 3, 36)),
    ),
    "agreement-48": (Reads(holds=(12, 2, 48), scales={"emotion": "nominal", "arousal": "nominal"}),),
    "agreement-49": (
        Reads(holds=(8, 2, 32), scales={"emotion": "nominal", "tone": "nominal"}, silent=("example.org",)),
    ),
    "agreement-50": (Reads(says=("Nobody is named",), other=(("fleiss", 0.19355),)),),
    "agreement-51": (
        Refuses("a.csv", ("votes", "--counts weight")),
        Reads(
            options={"counts": "weight", "label": "label"}, holds=(2, 10, 10), answers={"1": ["A", "A", "A", "B", "B"]}
        ),
    ),
    "agreement-52": (
        Refuses("a.csv", ("count", "--counts Block,SoundRep"), SEP28K),
        Reads(says=("Nobody is named",), holds=(12, 36, 36)),
        Reads(options={**SEP28K, "counts": "none"}, holds=(12, 1, 12)),
    ),
    "agreement-58": (
        Reads(says=("--split ','",), skipped=2),
        Reads(options={"scales": "label=multilabel"}, says=("parted at ','",), alpha=(0.07407,), skipped=2),
        Reads(options={"split": ","}, says=("write []",), alpha=(0.07407,), skipped=2),
    ),
    "agreement-59": (
        Reads(says=("--split ';'",), skipped=2),
        Reads(options={"split": ";"}, alpha=(0.07407,), skipped=2),
    ),
    "agreement-60": (Reads(scales={"label": "multilabel"}, alpha=(0.44444,)),),
    "agreement-64": (),
    "agreement-66": (Reads(other=(("ccc", 0.98587), ("icc", 0.98727)), check=_limits),),
    "agreement-67": (Reads(holds=(20, 1, 40), check=_retest),),
    "agreement-68": (),
    "agreement-73": (Reads(holds=(6, 2, 12)),),
    "agreement-74": (Refuses("a.sav", ("SPSS", "read_spss")),),
    "aggregation-01": tuple(
        Reads(f"in{form}", holds=(3, 4, 8))
        for form in (".jsonl", ".parquet", "_dicts.jsonl", "_dicts.parquet", "_lewidi.json", "_lewidi25.json")
    ),
    "aggregation-04": (Reads("in.csv", holds=(30, 3, 90), alpha=(None,), labels=("joy",)),),
    "aggregation-05": (Reads("in.csv", holds=(40, 2, 80), check=_ties), Refuses("m.csv", ("labels that oeq made",))),
    "aggregation-12": (
        Reads("b1.csv b2.csv", answers={"i1": ["joy", "sad"]}),
        Reads("b2.csv b1.csv", answers={"i1": ["joy", "sad"]}),
        Reads("both.csv", holds=(1, 1, 1), says=("2 rows contradict", "--repeats last, first or occasions")),
        Reads("both.csv", {"repeats": "last"}, answers={"i1": ["joy", "sad"]}),
        Reads("n1.csv n2.csv", says=("--repeats last",), answers={"i1": ["joy"]}),
        Reads("n2.csv n1.csv", says=("--repeats last",), answers={"i1": ["joy"]}),
    ),
    "aggregation-14": (
        Reads("in.csv", labels=("no", "unsure", "yes"), alpha=(0.22779,)),
        Reads("in.csv", {"missing": "unsure"}, skipped=19, says=("19 rows hold no answer",), alpha=(0.39375,)),
    ),
    "aggregation-16": (
        Reads("in.csv", holds=(2, 3, 6), says=("Not read: 'trust'",)),
        Refuses("in.csv", ("weights are of labels in a set", "no effect"), {"weight": "trust"}),
    ),
    "aggregation-18": (
        *(Reads(f"{form}.csv", says=("--split",), skipped=1) for form, split in SETS.items() if split),
        *(Reads(f"{form}.csv", holds=(3, 3, 9), alpha=(1 / 3,)) for form, split in SETS.items() if not split),
        # What is empty in a text may be no answer or an empty set: the first, and it is asked about.
        *(
            Reads(f"{form}.csv", {"split": split}, holds=(3, 3, 8), says=("write []",), alpha=(0.53333,), skipped=1)
            for form, split in SETS.items()
            if split
        ),
    ),
    "aggregation-21": (Reads("wide.csv", holds=(2, 3, 5), scales={"answer": "nominal"}),),
    "aggregation-22": (
        Refuses("pairs.csv", ("comparisons of two things", "--item")),
        Refuses("arena.jsonl", ("comparisons of two things", "--item")),
        Refuses("ranks.csv", ("rankings", "--value")),
        Reads("pairs.csv", {"item": ("left", "right"), "label": "winner"}, holds=(4, 3, 6), says=("both orders",)),
        Reads("arena.jsonl", {"item": ("question_id", "model_a", "model_b"), "label": "winner"}, says=("both orders",)),
        Reads("ranks.csv", {"label": "ranking"}, says=("look like rankings",)),
    ),
    "aggregation-23": (Reads("b1.csv b2.csv", scales={"label": "nominal"}, labels=("1", "2")),),
    "aggregation-25": (
        Refuses("in.csv", ("no column is known to hold the answer", "'q0', 'q1'")),
        Reads("in.csv", {"label": QS}, holds=(16, 3, 384), check=_copied, says=("were rows pasted twice?",)),
    ),
    "aggregation-28": (
        Reads("in.csv", holds=(42, 4, 166)),
        Reads("in2.csv", holds=(42, 4, 166), answers={"clip_000": ["anger"] * 4}),
    ),
    "aggregation-29": (
        Reads("a.json", holds=(3, 4, 8), answers={"t1": ["fear", "joy", "joy"]}),
        Reads("b.json", holds=(1, 2, 2)),
        Reads("single.json", holds=(1, 1, 1)),
        Reads("wrapped.json", holds=(1, 2, 2)),
        Reads("columns.json", holds=(1, 2, 2)),
    ),
    "aggregation-30": (
        Refuses("in.csv", ("--annotator anonymous",)),
        Reads("in.csv", {"item": "id", "annotator": "anonymous", "label": "V"}, answers={"i1": ["2", "3"]}),
    ),
    "aggregation-31": (
        Reads("in.csv", says=(LIKERT,)),
        Reads("in.csv", {"scales": "label=ordinal:1<2<3<4<5"}, holds=(5, 4, 14), check=_majorities),
    ),
    "aggregation-32": (
        Reads("in.csv", holds=(2, 2, 3), says=("--time none",)),
        Reads("in.csv", {"time": "none"}, holds=(2, 2, 3), silent=("timestamp' is not",)),
        Reads("in2.csv", answers={"i1": ["x"]}),
    ),
    "aggregation-33": (Reads("in.csv", holds=(1, 2, 2), check=_asked),),
    "aggregation-34": (Reads("in.csv", holds=(60, 4, 240)),),
    "aggregation-36": (
        Reads("cl.parquet", holds=(2, 2, 4), labels=("joy", "sad", "anger")),
        Reads("nested.parquet", holds=(2, 2, 3), labels=("joy", "sad")),
    ),
    "aggregation-37": (
        Reads("ls.json", holds=(1, 2, 2), answers={"1": ["joy", "sad"]}),
        Reads("doccano.jsonl", holds=(1, 2, 2), answers={"1": ["joy", "sad"]}),
        # What was discarded, rejected or not accepted is no answer, and is counted.
        Reads("argilla.jsonl", holds=(1, 1, 1), answers={"r1": ["joy"]}, skipped=1, says=("1 'discarded'",)),
        Reads("prodigy.jsonl", holds=(1, 1, 1), skipped=1, says=("1 'reject'",)),
        Reads("toloka.tsv", holds=(1, 1, 1), answers={"x.jpg": ["joy"]}, skipped=1, says=("1 'REJECTED'",)),
        Refuses("clmin.csv", ("--item", "'InstanceIds'")),
    ),
}


@pytest.fixture(scope="module")
def folders(shared):
    """Name without its last words -> folder."""
    found = [path for path in (shared / "data" / "public-cases").iterdir() if path.is_dir()]
    return {"-".join(path.name.split("-")[:2]): path for path in found}


def test_every_folder_is_a_case(folders):
    assert folders.keys() == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_public_case_is_read_rightly_or_asked_about(folders, name, tmp_path):
    for number, reading in enumerate(CASES[name]):
        files = [folders[name] / file for file in reading.files.split()]
        scales = reading.options.get("scales")
        told = {"scales": (parse_scale(scales),)} if scales else {}
        options = ReadOptions(**reading.options | told)
        if isinstance(reading, Refuses):
            with pytest.raises(OeQualityError) as refused:
                inspect_each(files, options)
            assert all(word in str(refused.value) for word in reading.words), str(refused.value)
        elif len(files) > 1:
            loaded = list(load_each(tmp_path / f"{number}.duckdb", files, options=options))
            with open_store(tmp_path / f"{number}.duckdb") as store:
                _compare(reading, store.responses(), " ".join(said for one in loaded for said in one.export.remarks))
                _compare_questions(reading, store)
        else:
            (found,) = inspect_each(files, options)
            export = found.export
            assert (export.counts.skipped, export.counts.rejected) == (reading.skipped, 0)
            _compare(reading, export.responses, " ".join(export.remarks))
            if reading.scales or reading.alpha or reading.other or reading.labels or reading.check:
                with open_store(MEMORY, own_ids=True) as store:
                    store.ingest(export)
                    _compare_questions(reading, store)


def _compare(reading, rows, said):
    """Answers and remarks against what a reading should give."""
    found = (rows["item"].n_unique(), rows["annotator"].n_unique(), rows.height)
    assert reading.holds in (None, found)
    assert all(word in said for word in reading.says), said
    assert not any(word in said for word in reading.silent), said
    for item, answers in reading.answers.items():
        given = rows.filter(pl.col("item") == item)["labels"].explode()
        assert sorted(given) == answers


def _compare_questions(reading, store):
    """Scales, labels and coefficients against what a reading should give."""
    held = {question.name: question for question in store.questions()}
    assert reading.scales in (None, {name: question.scale for name, question in held.items()})
    if reading.labels is not None:
        (question,) = held.values()
        assert set(question.labels) == set(reading.labels)
    if reading.alpha:
        found = oeq.agreement(store, coefficient="alpha").questions
        assert [one.headline.estimate.value for one in found] == [
            value if value is None else pytest.approx(value, abs=5e-4) for value in reading.alpha
        ]
    for coefficient, value in reading.other:
        (question,) = oeq.agreement(store, coefficient=coefficient).questions
        assert question.headline.estimate.value == pytest.approx(value, abs=5e-6)
    if reading.check is not None:
        reading.check(store)


def test_gold_that_nobody_answered_is_a_fault_of_the_gold(folders, tmp_path):
    folder = folders["aggregation-34"]
    oeq.load(tmp_path / "s.duckdb", folder / "in.csv", gold=[folder / "gold.csv"])
    with open_store(tmp_path / "s.duckdb") as store:
        (fault,) = store.gold_faults().rows(named=True)
    assert (fault["unknown"], fault["n_unknown"], fault["gold"]) == (["Anger", "Joy", "Sad"], 30, 30)


def test_the_order_of_a_frame_s_type_is_the_order_of_the_labels(folders):
    assert folders["agreement-64"]
    answers = pl.Series(["low", "medium", "high", "low"], dtype=pl.Enum(["low", "medium", "high"]))
    with oeq.from_frame({"item": [*"aabb"], "annotator": [*"xyxy"], "label": answers}) as store:
        (question,) = store.questions()
    assert (question.scale, question.labels) == ("ordinal", ("low", "medium", "high"))


def test_how_many_items_make_an_interval_narrow_is_answered(folders):
    (found,) = inspect_each([folders["agreement-43"] / "a.csv"])
    assert folders["agreement-68"]
    with open_store(MEMORY) as store:
        store.ingest(found.export)
        plan = oeq.plan_width(store, "label", 0.2)
    assert (plan.width_now > 0.2, plan.items) == (True, 140)
