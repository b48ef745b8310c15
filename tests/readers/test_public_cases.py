"""Inputs from public reports: each is read rightly, or asks one clear question."""

import pytest

from oe_quality.errors import OeQualityError
from oe_quality.loading import load
from oe_quality.readers import ReadOptions
from oe_quality.store import open_store


@pytest.fixture
def case(shared, tmp_path):
    """Load files of a case into a new store; returns (the store's questions by name, the answers, all remarks)."""

    def case(name, *files, **options):
        (folder,) = (shared / "data" / "public-cases").glob(f"{name}-*")
        batches = load(tmp_path / "s.duckdb", *(folder / file for file in files), options=ReadOptions(**options))
        with open_store(tmp_path / "s.duckdb") as store:
            scales = {question.name: question for question in store.questions()}
            rows = store.responses()
        return scales, rows, " ".join(remark for batch in batches for remark in batch.remarks)

    return case


@pytest.mark.parametrize(
    ("name", "files", "scales"),
    [
        ("agreement-05", ("a.csv",), {"label": "nominal"}),
        ("agreement-06", ("a.csv",), {"label": "nominal"}),
        ("agreement-13", ("bob.csv", "ann.csv"), {"label": "nominal"}),
        ("agreement-15", ("ann.csv", "bob.csv"), {"score": "interval"}),
        ("agreement-27", ("a.csv",), {"score": "interval"}),
        ("agreement-28", ("a.csv",), None),
        ("agreement-44", ("a.csv",), {"answer": "nominal"}),
        ("agreement-45", ("a.csv",), {"answer": "nominal"}),
        ("agreement-48", ("a.csv",), {"emotion": "nominal", "arousal": "nominal"}),
        ("agreement-49", ("a.csv",), {"emotion": "nominal", "tone": "nominal"}),
        ("agreement-50", ("a.csv",), {"label": "nominal"}),
        ("aggregation-21", ("wide.csv",), {"answer": "nominal"}),
        ("aggregation-23", ("b1.csv", "b2.csv"), {"label": "nominal"}),
    ],
)
def test_the_scale_is_right_without_an_option(case, name, files, scales):
    found = {question: one.scale for question, one in case(name, *files)[0].items()}
    assert found == scales if scales else set(found.values()) == {"interval"}


@pytest.mark.parametrize(
    ("name", "labels"), [("agreement-05", 3), ("agreement-06", 3), ("agreement-13", 2), ("aggregation-23", 2)]
)
def test_what_looks_the_same_is_one_label(case, shared, name, labels):
    (folder,) = (shared / "data" / "public-cases").glob(f"{name}-*")
    scales, _, _ = case(name, *sorted(path.name for path in folder.glob("*.csv")))
    (question,) = scales.values()
    assert len(question.labels) <= labels


@pytest.mark.parametrize(
    ("name", "file", "hint"),
    [
        ("agreement-04", "a.csv", "--fold case"),
        ("agreement-10", "a.csv", "--fold case"),
        ("agreement-11", "a.csv", "--fold case"),
        ("agreement-16", "a.csv", "if they are on one scale"),
        ("agreement-21", "a.csv", "--missing"),
        ("agreement-22", "a.csv", "--missing=-99"),
        ("agreement-29", "a.csv", "ordinal:1<2<3<4<5"),
        ("agreement-36", "a.csv", "--duration"),
        ("agreement-59", "a.csv", "--split ';'"),
        ("aggregation-32", "in.csv", "--time none"),
    ],
)
def test_what_may_be_meant_otherwise_is_asked(case, name, file, hint):
    assert hint in case(name, file)[2]


@pytest.mark.parametrize("file", ["in.jsonl", "in.parquet", "in_dicts.jsonl", "in_dicts.parquet", "in_lewidi.json"])
def test_lists_are_never_one_person(case, file):
    _, rows, _ = case("aggregation-01", file)
    assert (rows.height, rows["annotator"].n_unique(), rows["item"].n_unique()) == (8, 4, 3)


def test_days_and_months_are_not_mixed(case):
    _, rows, _ = case("agreement-34", "a.csv")
    assert (rows["created_at"].min().month, rows["created_at"].max().month) == (3, 4)
    assert rows["created_at"].null_count() == 0


def test_unix_times_are_times(case):
    assert case("agreement-35", "a.csv")[1]["created_at"].null_count() == 0


@pytest.mark.parametrize("file", ["json", "python", "pipe", "comma", "semi", "numpy", "newline"])
def test_a_set_is_the_same_in_every_spelling(case, file):
    from oe_quality.scales import parse_scale

    scales, rows, _ = case("aggregation-18", f"{file}.csv", scales=(parse_scale("label=multilabel"),))
    assert set(scales["label"].labels) == {"anger", "joy", "sad"}
    assert rows.height >= 8


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("agreement-46", {"columns": ("item", "annotator", "label")}, "names annotators"),
        ("agreement-51", {}, "votes"),
        ("agreement-74", {}, "SPSS"),
        ("aggregation-30", {"item": "id"}, "anonymous"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(case, name, options, words):
    file = {"agreement-74": "a.sav", "aggregation-30": "in.csv"}.get(name, "a.csv")
    with pytest.raises(OeQualityError) as refused:
        case(name, file, **options)
    assert words in str(refused.value)


def test_counts_that_are_named_are_votes(case):
    _, rows, _ = case("agreement-51", "a.csv", counts=("weight",), label=("label",), annotator=("anonymous",))
    votes = rows.filter(item="1")["labels"].list.first().to_list()
    assert sorted(votes) == ["A"] * 3 + ["B"] * 2


def test_answers_of_nobody_are_each_somebodys(case):
    _, rows, said = case("aggregation-30", "in.csv", item="id", annotator="anonymous")
    assert sorted(rows.filter(item="i1", question="V")["labels"].list.first()) == ["2", "3"]
    assert "Nobody is named" in said
