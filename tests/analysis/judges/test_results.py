"""The table of models: one row each."""

from tests.analysis.judges.made_up import judge, judges


def test_a_row_per_question_and_model():
    it = judges(judge(), judge("n"))
    rows = it.frame().to_dicts()
    assert [row["model"] for row in rows] == ["m", "n"]
    row = rows[0]
    assert (row["outcome"], row["winning_rate"], row["n_items"], row["n_annotators"]) == ("passed", 0.75, 40, 5)
    assert (row["advantage"], row["agreement"], row["among_people"], row["normalised"]) == (0.8, 0.6, 0.5, 1.2)
    assert row["agreement_low"] < row["agreement"] < row["agreement_high"]
    assert (row["n_unanimous"], row["n_differing"]) == (20, 1)


def test_without_models_the_columns_are_the_same():
    assert judges().frame().columns == judges(judge()).frame().columns
    assert judges(judge()).to_dict()["schema"] == "oeq.judges/1"
