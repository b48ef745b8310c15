"""On Spark as in memory, bit for bit."""

import numpy as np
import pytest

from oe_quality import spark
from oe_quality.errors import UsageError
from oe_quality.kernel.agreement.alpha import alpha
from oe_quality.kernel.agreement.counts import count
from oe_quality.kernel.agreement.distances import nominal
from oe_quality.kernel.agreement.intervals import two_way_interval
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def chunk():
    return choices(1, 60, crew({"good": 6, "spammer": 2}), 3, 4).chunk


@pytest.fixture(scope="module")
def frame(session, chunk):
    """The same answers as names, in an order of their own, with a row that is no answer."""
    names = zip(chunk.items().tolist(), chunk.annotator.tolist(), chunk.label.tolist(), strict=True)
    rows = [(f"i{item:03d}", f"a{who}", f"l{label}") for item, who, label in names]
    rows = [*rows[::-1], ("i000", None, "l1")]
    return session.createDataFrame(rows, "clip string, worker string, emotion string")


COLUMNS = {"item": "clip", "annotator": "worker", "label": "emotion", "partitions": 2}


def test_a_fit_has_the_bits_of_the_fit_in_memory(frame, chunk):
    found = spark.fit(frame, **COLUMNS, method="dawid-skene", max_steps=3)
    alone = fit(Method.DAWID_SKENE, InMemory((chunk,), 8, 3), max_steps=3)
    rows = found.labels().collect()
    order = np.argsort([row.item for row in rows])
    np.testing.assert_array_equal(np.array([row.probabilities for row in rows])[order], alone.posterior)
    np.testing.assert_array_equal(found.findings.accuracy, alone.accuracy)
    assert found.history == alone.history
    assert found.left_out == 1
    winner = [rows[i].label for i in order]
    assert winner == [None if k < 0 else f"l{k}" for k in alone.winner]
    people = {row.annotator: row.n_responses for row in found.people().collect()}
    assert people["a0"] == int((chunk.annotator == 0).sum())


def test_agreement_is_that_of_the_same_patterns(frame, chunk):
    found = spark.agreement(frame, **COLUMNS)["alpha"]
    alone = alpha(count(chunk, 3, 8), nominal(3))
    assert found.value == alone.value
    assert found.interval == two_way_interval(alone, 0.95).interval


def test_what_cannot_be_spread_is_refused_by_name(frame):
    with pytest.raises(UsageError, match="glad keeps numbers for every item"):
        spark.fit(frame, **COLUMNS, method="glad")
    with pytest.raises(UsageError, match="la reads items in their order"):
        spark.fit(frame, **COLUMNS, method="la")
    with pytest.raises(UsageError, match="no column 'klip'"):
        spark.fit(frame, item="klip")


def test_answers_given_twice_are_refused(frame):
    with pytest.raises(UsageError, match="are a second one of the same annotator"):
        spark.agreement(frame.union(frame), **COLUMNS)
