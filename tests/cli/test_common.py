"""What all commands share: text that fits, numbers with their bounds, colours only where they are welcome."""

import io

import pytest

from oe_quality.cli.common import fitted, progress_bar, styled
from oe_quality.cli.progress_line import ProgressLine
from oe_quality.progress import silent
from oe_quality.results import Estimate, Interval


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def forty(monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    return Terminal()


def test_text_is_broken_between_words_with_its_indent(forty):
    text = "A07  review\n  - the answers differ from the others' about as much as chance\n"
    lines = fitted(text, forty).split("\n")
    assert lines[0] == "A07  review"
    assert all(len(line) <= 40 for line in lines)
    assert lines[1].startswith("  - the answers")
    assert lines[2].startswith("    ")
    assert " ".join(" ".join(lines).split()) == " ".join(text.split())


def test_text_for_a_file_is_not_broken():
    line = "a word " * 40
    assert fitted(line, io.StringIO()) == line


def test_text_cannot_steer_the_terminal(forty):
    assert fitted("a\x1b[2Jb\u202ec", forty) == "a\ufffd[2Jb\ufffdc"


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(0.414, Interval(0.2, 0.551)), "0.41 [0.20, 0.55]"),
        (Estimate(-0.001, Interval(-0.002, 0.0)), "0.00 [0.00, 0.00]"),
        (Estimate(0.5), "0.50"),
        (Estimate(None, undefined="nobody answered"), "nobody answered"),
    ],
)
def test_a_number_stands_with_its_bounds_or_its_reason(estimate, shown):
    assert estimate.written() == shown


def test_colours_and_progress_only_where_they_are_welcome(monkeypatch, forty):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert styled(forty)
    assert not styled(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not styled(forty)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert not isinstance(progress_bar(), ProgressLine)
    monkeypatch.setattr("sys.stderr", Terminal())
    assert isinstance(progress_bar(), ProgressLine)
    assert progress_bar(quiet=True) is silent
    monkeypatch.setenv("TERM", "dumb")
    assert not isinstance(progress_bar(), ProgressLine)
