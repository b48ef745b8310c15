"""Majority vote: shares, split ties, agreement."""

import numpy as np
import pandas as pd

from oe_quality.kernel.data.chunk import InMemory, chunk_of
from oe_quality.kernel.em import Method, fit


def test_shares_ties_and_agreement():
    #          item 0: 1 1 0    item 1: 0 2 (a tie)
    items, annotators, labels = np.array([[0, 0, 0, 1, 1], [0, 1, 2, 0, 1], [1, 1, 0, 0, 2]])
    source = InMemory((chunk_of(items, annotators, labels, 2),), 3, 3)
    result = fit(Method.MAJORITY, source)
    np.testing.assert_allclose(result.posterior, [[1 / 3, 2 / 3, 0], [0.5, 0, 0.5]])
    assert result.winner.tolist() == [1, -1]
    np.testing.assert_allclose(result.accuracy, [0.75, 0.75, 0.0])
    np.testing.assert_allclose(result.prevalence, [5 / 12, 1 / 3, 1 / 4])
    assert result.history == ()
    assert result.steps == 1


def test_shares_are_crowd_kits(crowd_set):
    from crowdkit.aggregation import MajorityVote

    data = crowd_set("dog")
    frame = pd.DataFrame({"task": data.chunk.items(), "worker": data.chunk.annotator, "label": data.chunk.label})
    theirs = MajorityVote().fit_predict_proba(frame).reindex(columns=range(4)).to_numpy()
    np.testing.assert_allclose(fit(Method.MAJORITY, data.source).posterior, theirs, atol=1e-9)
