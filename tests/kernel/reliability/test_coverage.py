"""Intervals of concordance, generalizability, repeats and tolerance hold the true value about as often as they say.

A small twin of benchmarks/coverage_reliability.py; the bounds allow for the chance of so few studies.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "coverage_reliability.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("coverage_reliability", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["coverage_reliability"] = module  # where its dataclasses look for it
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("study", "repetitions", "least", "widest"),
    [
        ("lin", 300, 0.92, 0.35),
        ("kendall", 60, 0.85, 0.25),
        ("generalizability", 30, 0.83, 0.26),
        ("within", 80, 0.86, 0.17),
        ("xrr", 50, 0.85, 0.27),
        ("retest", 40, 0.85, 0.23),
    ],
)
def test_intervals_hold_the_truth_and_are_not_wider_than_they_must(script, study, repetitions, least, widest):
    for name, n, hits, width in script.coverage(study, repetitions, seed=7):
        assert n == repetitions, name
        assert hits >= least * n, name
        assert width < widest, name
