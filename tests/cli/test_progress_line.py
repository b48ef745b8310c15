"""The progress line: it is drawn while work goes on, and gone before anything else is written."""

import io
import time

from oe_quality.cli.progress_line import ERASE, ProgressLine


def wait_for(stream, text, seconds=10.0):
    end = time.monotonic() + seconds
    while text not in stream.getvalue():
        assert time.monotonic() < end, stream.getvalue()
        time.sleep(0.01)


def test_a_step_shows_what_and_how_far_and_keeps_moving():
    stream = io.StringIO()
    line = ProgressLine(stream)
    line("auditing", 1, 4)
    wait_for(stream, "auditing 25 %")
    drawn = stream.getvalue().count("auditing")
    end = time.monotonic() + 10
    while stream.getvalue().count("auditing") == drawn:
        assert time.monotonic() < end, "the line stands still"
        time.sleep(0.01)
    line.hide()


def test_hidden_it_leaves_nothing_and_stays_away():
    stream = io.StringIO()
    line = ProgressLine(stream)
    line("reading", 0, 0)
    wait_for(stream, "reading")
    line.hide()
    said = stream.getvalue()
    assert said.endswith(ERASE)
    time.sleep(0.6)
    assert stream.getvalue() == said
    line("sorting", 1, 2)
    wait_for(stream, "sorting 50 %")
    line.hide()


def test_names_from_data_cannot_steer_the_terminal():
    stream = io.StringIO()
    line = ProgressLine(stream)
    line("Reading a\x1b[2Jb\n", 0, 0)
    wait_for(stream, "Reading a")
    line.hide()
    assert "\x1b[2J" not in stream.getvalue()
    assert "\n" not in stream.getvalue()


def test_a_terminal_that_is_gone_stops_nothing():
    stream = io.StringIO()
    line = ProgressLine(stream)
    stream.close()
    line("reading", 0, 0)
    time.sleep(0.3)
    line.hide()
