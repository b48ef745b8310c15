"""How often something happened: shares by hand, kept for whoever asks annotator by annotator."""

from types import SimpleNamespace

import numpy as np
import pytest

from oe_quality.analysis.annotators.behaviour import Share, _share, _untouched


def test_shares_are_divided_once_and_undefined_where_nothing_could_be_seen():
    seen = Share(np.array([1, 0, 0]), np.array([4, 2, 0]), np.ones(3), np.ones(3))
    np.testing.assert_array_equal(seen.share, [0.25, 0.0, np.nan])
    assert seen.share is seen.share


def test_one_answer_alone_is_as_likely_as_is_allowed():
    who = np.array([0, 1, 1], dtype=np.int32)
    found = _share(who, np.array([True, True, False]), np.array([True, True, False]), 3, 0.25)
    assert found.p[:2] == pytest.approx([0.25, 0.25])
    assert np.isnan(found.p[2])


def test_sliders_that_all_stand_where_they_stood_are_untouched():
    question = SimpleNamespace(question=SimpleNamespace(untouched=5.0))
    data = SimpleNamespace(
        primary=SimpleNamespace(data=SimpleNamespace(annotator=np.array([0, 0, 1, 1], dtype=np.int32))),
        ratings=(question, question), values=np.array([[5.0, 5.0], [5.0, 4.0], [3.0, 4.0], [np.nan, 5.0]]),
        n_annotators=2,
    )  # fmt: skip
    found = _untouched(data, SimpleNamespace(untouched_share=0.5))
    assert (found.hits.tolist(), found.n.tolist()) == ([1, 0], [2, 1])
