"""Responses of each annotator in the order in which they were given."""

import numpy as np

from oe_quality.kernel.audit.order import timeline

WHO = np.array([1, 0, 1, 0, 1, 3], dtype=np.int32)


def test_rows_go_by_annotator_then_time_then_place():
    line = timeline(WHO, 4, np.array([50, 20, 10, 20, 30, 5]))
    assert line.rows.tolist() == [1, 3, 2, 4, 0, 5]
    assert line.offsets.tolist() == [0, 2, 5, 5, 6]
    assert line.counts.tolist() == [2, 3, 0, 1]
    assert line.timed.tolist() == [True, True, False, True]


def test_one_unknown_time_makes_the_annotators_order_unknown():
    assert timeline(WHO, 4, np.array([50, -1, 10, 20, 30, 5])).timed.tolist() == [False, True, False, True]


def test_without_times_nobodys_order_is_known():
    line = timeline(WHO, 4)
    assert line.rows.tolist() == [1, 3, 0, 2, 4, 5]
    assert not line.timed.any()


def test_answers_are_counted_once_however_often_they_are_asked_for():
    line = timeline(WHO, 4)
    assert line.counts is line.counts
