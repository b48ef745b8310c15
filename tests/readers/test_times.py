from datetime import datetime

import polars as pl
import pytest

from oe_quality.readers.times import DayOrder, read_durations, read_times


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-01T10:00:05.000Z", datetime(2025, 3, 1, 10, 0, 5)),
        ("2025-03-01 10:00:40 UTC", datetime(2025, 3, 1, 10, 0, 40)),
        ("2025-03-01T12:00:00+02:00", datetime(2025, 3, 1, 10)),
        ("1741000000", datetime(2025, 3, 3, 11, 6, 40)),
        ("1741000000.5", datetime(2025, 3, 3, 11, 6, 40, 500000)),
        ("1741000000000", datetime(2025, 3, 3, 11, 6, 40)),
        ("1741000000000000", datetime(2025, 3, 3, 11, 6, 40)),
        ("1741000000000000000", datetime(2025, 3, 3, 11, 6, 40)),
        ("Wed Jan 24 09:48:10 PST 2018", datetime(2018, 1, 24, 17, 48, 10)),
        ("3/13/2025 1:00:05 PM", datetime(2025, 3, 13, 13, 0, 5)),
        ("13.3.2025 7:05", datetime(2025, 3, 13, 7, 5)),
        ("Tue, 07 Jan 2025 16:12:23 UTC", datetime(2025, 1, 7, 16, 12, 23)),
        ("Tue, 07 Jan 2025 16:12:23 -0330", datetime(2025, 1, 7, 19, 42, 23)),
        ("7-Jan-2025", datetime(2025, 1, 7)),
        ("January 7, 2025 4:12 PM MEZ", datetime(2025, 1, 7, 15, 12)),
    ],
)
def test_moments_as_tools_write_them(text, moment):
    read = read_times(pl.Series([text, ""]))
    assert (read.values.to_list(), read.problem) == ([moment, None], "")


def test_day_and_month_are_decided_for_the_whole_column():
    read = read_times(pl.Series(["01/03/2026 10:00", "28/04/2026 10:00"]))
    assert read.values.to_list() == [datetime(2026, 3, 1, 10), datetime(2026, 4, 28, 10)]
    assert "day/month" in read.how


def test_a_column_that_can_be_both_is_no_guess():
    texts = pl.Series(["03/04/2026", "05/06/2026"])
    assert "day/month or month/day" in read_times(texts).problem
    assert read_times(texts, DayOrder.DAY).values.to_list() == [datetime(2026, 4, 3), datetime(2026, 6, 5)]


@pytest.mark.parametrize(
    ("cells", "what"),
    [(["00:00:13", "00:01:10"], "places in a clip"), (["3.1", "4"], "small numbers"), (["soon", "late"], "no times")],
)
def test_what_is_no_time_is_said(cells, what):
    assert what in read_times(pl.Series(cells)).problem


def test_durations_have_units_and_clocks():
    seconds, bad = read_durations(pl.Series(["1500", "0:01:03", "-1", "x", "", "nan", "inf", "1e13"]), 1e-3)
    assert seconds.to_list() == [1.5, 63, None, None, None, None, None, None]
    assert bad.to_list() == [False, False, True, True, False, True, True, True]
