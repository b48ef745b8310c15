"""Data frames in memory: taken as tidy files are, whoever made them."""

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import oe_quality as oeq
from oe_quality.errors import InputError, UsageError

ANSWERS = {
    "task": ["a", "a", "a", "b", "b", "c"],
    "worker": ["x", "y", "z", "x", "y", "z"],
    "label": ["cat", "cat", "dog", "dog", "dog", "cat"],
}


def stored(store, question="label"):
    with store:
        panel = store.panel(question)
        chunk = panel.data
        items, people = panel.items.to_list(), panel.annotators.to_list()
        return sorted(
            (items[i], people[a], panel.labels[k])
            for i, a, k in zip(chunk.items(), chunk.annotator, chunk.label, strict=True)
        )


@pytest.mark.parametrize("make", [dict, pl.DataFrame, pd.DataFrame, pa.table])
def test_every_kind_of_frame_is_the_same_store(make):
    assert stored(oeq.from_frame(make(ANSWERS))) == sorted(zip(*ANSWERS.values(), strict=True))


def test_lazy_frames_and_relations_are_frames_too():
    import duckdb

    expected = sorted(zip(*ANSWERS.values(), strict=True))
    assert stored(oeq.from_frame(pl.DataFrame(ANSWERS).lazy())) == expected
    with duckdb.connect() as connection:
        connection.register("answers", pa.table(ANSWERS))
        assert stored(oeq.from_frame(connection.table("answers"))) == expected


def test_columns_and_options_are_named_as_keywords():
    frame = pl.DataFrame({"clip": [*"aabb"], "who": [*"xyxy"], "mood": ["low", "high", "mid", "mid"], "age": [*"oyoy"]})
    said = {"item": "clip", "annotator": "who", "label": "mood", "annotator_attributes": "age"}
    with oeq.from_frame(frame, **said, scales="mood=ordinal:low<mid<high") as store:
        assert store.question("mood").scale == "ordinal"
        assert set(store.annotator_attributes()["name"]) == {"age"}
    with oeq.from_frame(frame, oeq.ReadOptions(item="mood"), item="clip", annotator="who", label="mood") as store:
        assert store.info().n_items == 2
    with pytest.raises(UsageError, match="no option is called 'lable'"):
        oeq.from_frame(frame, lable="mood")


def test_a_frame_and_a_file_of_the_same_rows_are_analysed_alike(tmp_path):
    pl.DataFrame(ANSWERS).write_csv(tmp_path / "answers.csv")
    oeq.load(tmp_path / "store.duckdb", tmp_path / "answers.csv")
    with oeq.open_store(tmp_path / "store.duckdb") as filed, oeq.from_frame(ANSWERS) as framed:
        assert filed.fingerprint() == framed.fingerprint()
        assert oeq.agreement(filed, "label").to_dict() == oeq.agreement(framed, "label").to_dict()


def test_a_missing_answer_is_none_and_no_label():
    frame = pd.DataFrame({**ANSWERS, "label": ["cat", None, float("nan"), "dog", pd.NA, "cat"]})
    assert stored(oeq.from_frame(frame)) == [("a", "x", "cat"), ("b", "x", "dog"), ("c", "z", "cat")]


def test_lists_are_sets_of_labels_and_numbers_are_ratings():
    sets = pl.DataFrame({**ANSWERS, "label": [["p", "q"], ["p"], [], ["q"], ["q"], ["p"]]})
    with oeq.from_frame(sets) as store:
        assert store.question("label").scale == "multilabel"
    numbers = pd.DataFrame({**ANSWERS, "score": [0.5, 1.25, 2.0, 3.5, 3.25, 0.0]}).drop(columns="label")
    with oeq.from_frame(numbers, oeq.ReadOptions(value="score")) as store:
        assert store.panel("score").data.value.sum() == pytest.approx(10.5)


def test_columns_of_other_names_are_named_by_the_options():
    frame = pl.DataFrame(ANSWERS).rename({"task": "clip", "worker": "who", "label": "mood"})
    options = oeq.ReadOptions(item="clip", annotator="who", label="mood")
    assert stored(oeq.from_frame(frame, options), "mood") == sorted(zip(*ANSWERS.values(), strict=True))


def test_what_is_no_frame_of_responses_is_refused():
    with pytest.raises(InputError, match="data frame"):
        oeq.from_frame(pl.DataFrame({"task": ["a"], "label": ["x"]}))
    with pytest.raises(InputError, match="no rows"):
        oeq.from_frame(pl.DataFrame(ANSWERS).head(0))
    with pytest.raises(UsageError, match="is no data frame"):
        oeq.from_frame("answers.csv")
    with pytest.raises(UsageError, match="no data frame"):
        oeq.from_frame(pl.DataFrame({**ANSWERS, "extra": [object()] * 6}))


def test_rows_that_cannot_be_used_are_told_and_a_frame_of_none_else_is_refused():
    answers = {"item": [*"aabb"], "annotator": [*"xyxy"], "label": ["low", "mid", "low", "x"]}
    with pytest.warns(UserWarning, match="1 of 4 rows cannot be used; the first is row 4, 'label': the answer is not"):
        store = oeq.from_frame(answers, scales="label=ordinal:low<mid")
    assert store.rejects(1)["line"].to_list() == [4]
    store.close()
    with pytest.raises(InputError, match="none of the 4 rows can be used: the answer is not among"):
        oeq.from_frame(answers, scales="label=nominal:sad,glad")


def test_an_order_of_one_label_says_how_orders_are_written():
    with pytest.raises(UsageError, match="an order needs two") as refused:
        oeq.parse_scale("mood=ordinal:low,mid,high")
    assert "mood=ordinal:low<mid<high" in refused.value.remedy
