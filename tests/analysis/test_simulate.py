"""Simulated studies as files: what `oeq load` reads is what was drawn."""

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis.simulate import Form, Plan, simulate
from oe_quality.errors import UsageError
from oe_quality.readers import ReadOptions, open_export
from oe_quality.scales import Scale, parse_scale

SMALL = {"items": 30, "kinds": {"good": 6, "copier": 1}, "answers": 4, "labels": 5, "seed": 3}


@pytest.mark.parametrize("form", list(Form))
def test_the_export_is_read_whole(tmp_path, form):
    made = simulate(Plan(form, **SMALL))
    path = tmp_path / "annotations.csv"
    made.annotations.write_csv(path)
    export = open_export(path, ReadOptions(scales=tuple(parse_scale(text) for text in made.scales)))
    assert export.counts.rejected == 0
    assert len(export.responses) == len(made.annotations)
    assert set(export.responses["item"]) <= set(made.items["item"])
    assert set(export.responses["annotator"]) == set(made.annotators["annotator"])
    assert export.responses["created_at"].null_count() == 0
    expected = {
        Form.STUDY: {"emotion": Scale.MULTILABEL, "valence": Scale.INTERVAL, "arousal": Scale.INTERVAL},
        Form.CHOICE: {"label": Scale.NOMINAL},
        Form.RATING: {"rating": Scale.INTERVAL},
    }
    assert {q.name: q.scale for q in export.questions} == expected[form]


def test_the_same_plan_gives_the_same_tables_and_another_seed_others():
    one, again = simulate(Plan(Form.CHOICE, **SMALL)), simulate(Plan(Form.CHOICE, **SMALL))
    other = simulate(Plan(Form.CHOICE, **{**SMALL, "seed": 4}))
    for name, table in one.tables().items():
        assert table.equals(again.tables()[name])
    assert not one.annotations.equals(other.annotations)


def test_the_truth_says_who_copies_whom_and_how_all_answer():
    made = simulate(Plan(Form.CHOICE, **SMALL))
    copier = made.annotators.filter(pl.col("kind") == "copier")
    assert copier["copies"].to_list() == ["annotator1"]
    rows = made.confusion.group_by("annotator", "truth").agg(pl.col("probability").sum())
    assert rows["probability"].to_list() == pytest.approx([1.0] * 35)


def test_a_plan_is_said_in_words_too():
    assert simulate(form="choice", **SMALL).annotations.equals(simulate(Plan(Form.CHOICE, **SMALL)).annotations)
    with pytest.raises(UsageError, match="nothing to say of a simulation is called 'itmes'"):
        simulate(itmes=3)


def test_a_simulation_opens_as_a_store():
    with oeq.from_frame(oeq.simulate(form="rating", **SMALL)) as store:
        assert store.question("rating").scale == "interval"
        assert store.info().n_items == SMALL["items"]


def test_a_form_that_is_none_is_said_with_those_that_are():
    with pytest.raises(UsageError, match="no study has the form 'sets'") as refused:
        simulate(form="sets", items=10)
    assert "choice" in refused.value.remedy
