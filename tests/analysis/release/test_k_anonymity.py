import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oe_quality.analysis.release.k_anonymity import k_anonymous

people = st.lists(
    st.tuples(
        st.sampled_from(["f", "m", "x", None]), st.sampled_from(["law", "art", "tech", None]), st.integers(18, 70)
    ),
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(people, st.integers(2, 6))
def test_every_combination_is_shared_by_k(rows, k):
    frame = pl.DataFrame(
        {"gender": [r[0] for r in rows], "job": [r[1] for r in rows], "age": [str(r[2]) for r in rows]},
        schema={"gender": pl.String, "job": pl.String, "age": pl.String},
    )
    found = k_anonymous(frame, k)
    assert found.shape == frame.shape
    told = found.filter(~pl.all_horizontal(pl.all().is_null()))
    assert not told.height or told.group_by(found.columns).len()["len"].min() >= k
    empty = found.height - told.height
    assert empty == 0 or empty >= k or told.height == 0


@settings(max_examples=40, deadline=None)
@given(people)
def test_nothing_is_made_up(rows):
    frame = pl.DataFrame(
        {"gender": [r[0] for r in rows], "job": [r[1] for r in rows]}, schema={"gender": pl.String, "job": pl.String}
    )
    found = k_anonymous(frame, 3)
    for name in frame.columns:
        assert all(new is None or new == old for new, old in zip(found[name], frame[name], strict=True))


def test_large_groups_stay_and_small_ones_go():
    frame = pl.DataFrame({"gender": ["f"] * 6 + ["m"] * 6 + ["x"] * 2})
    assert k_anonymous(frame, 5)["gender"].to_list()[:12] != ["f"] * 6 + ["m"] * 6  # two alone would tell
    assert k_anonymous(pl.DataFrame({"gender": ["f"] * 6 + ["m"] * 6}), 5)["gender"].null_count() == 0


def test_many_numbers_become_bands():
    ages = [str(age) for age in np.repeat(np.arange(20, 40), 2)]
    assert set(k_anonymous(pl.DataFrame({"age": ages}), 5)["age"]) == {"20-29", "30-39"}


@pytest.mark.parametrize("frame", [pl.DataFrame(), pl.DataFrame(schema={"a": pl.String})])
def test_nothing_stays_nothing(frame):
    assert k_anonymous(frame, 5).is_empty()


def test_a_group_of_exactly_k_stays():
    five = pl.DataFrame({"job": ["law"] * 5 + ["art"] * 5})
    assert k_anonymous(five, 5).equals(five)
    assert k_anonymous(five, 6)["job"].null_count() == 10
    together = pl.DataFrame({"job": ["law"] * 6 + ["art"] * 6, "pay": (["low"] * 3 + ["high"] * 3) * 2})
    assert k_anonymous(together, 3).equals(together)


def test_exactly_k_without_an_answer_are_enough():
    frame = pl.DataFrame({"job": ["law"] * 3 + [None] * 2})
    assert k_anonymous(frame, 2).equals(frame)
    assert k_anonymous(frame, 3)["job"].null_count() == 5
