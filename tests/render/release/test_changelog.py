"""What a release changed, above what the releases before it said."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from oe_quality.analysis.compare.results import Flip, Why
from oe_quality.render.release import changelog
from oe_quality.results import Estimate
from tests.render.made_up import PLAIN, Made

IDENTITY = SimpleNamespace(version="2.0.0", as_of=None, title="Moods", name="moods")


@pytest.fixture
def change():
    return Made(*PLAIN).comparison()


def data():
    table = SimpleNamespace(height=20)
    return SimpleNamespace(labels=(SimpleNamespace(table=table),), annotations=table, annotators=table)


def test_what_was_said_before_stays_below_and_stands_once(change):
    first = changelog.changelog(IDENTITY, data(), None, "")
    assert first.startswith(changelog.HEAD)
    both = changelog.changelog(IDENTITY, data(), change, first)
    assert both.count(changelog.HEAD.strip() + "\n") == 1
    assert both.endswith(first.removeprefix(changelog.HEAD).strip() + "\n")


def test_flips_beyond_the_most_that_are_listed_are_counted(change):
    flip = Flip("i", "calm", None, 0.9, None, Why.ANSWERS)
    many = replace(change, flips=(flip,) * (changelog.MOST_FLIPS + 3))
    text = changelog.changelog(IDENTITY, data(), many, "")
    assert text.count("| i | calm | (tie) | 0.900 | \N{EN DASH} |") == changelog.MOST_FLIPS
    assert re.search(r"\b3 more", text)
    assert f"| {Why.ANSWERS.value} | {changelog.MOST_FLIPS + 3} |" in text


def test_a_shift_of_confidence_has_its_sign(change):
    up = changelog.changelog(IDENTITY, data(), replace(change, confidence_shift=Estimate(0.01234)), "")
    assert "+0.0123" in up
    none = replace(change, confidence_shift=Estimate(None, undefined="x"), flips=(), agreement=())
    assert "0.0123" not in changelog.changelog(IDENTITY, data(), none, "")
