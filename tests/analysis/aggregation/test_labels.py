"""One place for the labels of a question: whoever speaks of them says the same."""

import numpy as np
import pytest

import oe_quality as oeq
from oe_quality.analysis.aggregation.labels import labels_of
from oe_quality.analysis.annotators.data import gather
from oe_quality.analysis.planning.relabel import relabel
from oe_quality.analysis.release.data import ReleaseOptions, label_set
from oe_quality.kernel.entropy import entropy_bits


@pytest.fixture(scope="module")
def store():
    made = oeq.simulate(form="choice", items=60, labels=3, kinds={"good": 5, "spammer": 1}, answers=3, seed=4)
    with oeq.from_frame(made) as opened:
        yield opened


def test_table_release_and_queue_hold_the_same_belief(store):
    mine = labels_of(store.panel("label"))
    (table,) = oeq.aggregate(store, "label")
    assert table.posterior.tobytes() == mine.posterior.tobytes()
    released = label_set(store, "label", ReleaseOptions(("label",))).table
    assert released["confidence"].to_list() == mine.confidence.tolist()
    queue = relabel(store, n=60).frame().sort("item")
    np.testing.assert_allclose(queue["entropy"], entropy_bits(mine.posterior), atol=1e-12)


def test_what_is_asked_next_is_less_sure_than_what_is_not(store):
    mine = labels_of(gather(store).primary)
    queue = relabel(store, n=15)
    asked = np.isin(mine.items.to_numpy(), [it.item for it in queue.items])
    assert mine.confidence[asked].mean() < mine.confidence[~asked].mean() - 0.1
