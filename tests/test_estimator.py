"""Aggregation for people who come from scikit-learn and crowd-kit."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError

ANSWERS = {
    "task": [10, 10, 10, 2, 2, 2, 3, 3],
    "worker": [*"xyzxyzxy"],
    "label": [1, 1, 0, 0, 0, 0, 1, 0],
}


def test_pandas_comes_back_as_pandas_with_the_values_that_stood_there():
    found = oeq.Aggregator("majority").fit_predict(pd.DataFrame(ANSWERS))
    assert isinstance(found, pd.Series)
    assert found.index.name == "task"
    assert found[10] == 1
    assert found[2] == 0
    assert pd.isna(found[3])
    shares = oeq.Aggregator("majority").fit_predict_proba(pd.DataFrame(ANSWERS))
    assert shares.loc[10, 1] > 0.5 > shares.loc[2, 1]
    assert shares.loc[3, 1] == pytest.approx(0.5)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(np.ones(3))


def test_polars_comes_back_as_polars():
    found = oeq.Aggregator("majority").fit_predict(pl.DataFrame(ANSWERS))
    assert sorted(found.rows()) == [(2, 0), (3, None), (10, 1)]


def test_it_is_what_aggregate_gives():
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 40)
    rows = [(f"t{i:02d}", f"w{w}", "ab"[truth[i] ^ (rng.random() < 0.2)]) for i in range(40) for w in range(5)]
    frame = pl.DataFrame(rows, schema=["clip", "who", "mood"], orient="row")
    columns = {"task": "clip", "worker": "who", "label": "mood"}
    ours = oeq.Aggregator("dawid-skene", **columns).fit(frame)
    with oeq.from_frame(frame, item="clip", annotator="who", label="mood") as store:
        (theirs,) = oeq.aggregate(store, "mood", method="dawid-skene")
    assert ours.consensus_.posterior.tobytes() == theirs.posterior.tobytes()
    assert ours.predict()["mood"].to_list() == theirs.frame()["winner"].to_list()


def test_scikit_learn_can_clone_it():
    from sklearn.base import clone

    copy = clone(oeq.Aggregator("wawa", worker="who", seed=3))
    assert copy.get_params() == {"method": "wawa", "task": "task", "worker": "who", "label": "label", "seed": 3}
    assert copy.set_params(seed=4).seed == 4
    with pytest.raises(UsageError, match="no parameter is called 'sed'"):
        copy.set_params(sed=4)


def test_nothing_is_told_before_it_was_fitted():
    with pytest.raises(UsageError, match="nothing was fitted"):
        oeq.Aggregator().predict()
    with pytest.raises(UsageError, match="no method 'dawid'"):
        oeq.Aggregator("dawid").fit(ANSWERS)


def test_it_prints_as_the_call_that_makes_it():
    assert repr(oeq.Aggregator("majority", worker="who")) == "Aggregator(method='majority', worker='who')"
    assert repr(oeq.Aggregator()) == "Aggregator()"


def test_a_column_that_is_not_there_is_named_with_what_to_say():
    frame = pl.DataFrame({"item": ["a"], "annotator": ["x"], "label": ["p"]})
    with pytest.raises(UsageError, match="no column 'task'; its columns are 'item'") as refused:
        oeq.Aggregator().fit(frame)
    assert 'Aggregator(task="item")' in refused.value.remedy
