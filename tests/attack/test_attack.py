"""A small twin of the attacks, the same each time; the long ones are run by hand (`run.py`)."""

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def python(*words):
    return subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, timeout=500)


@pytest.mark.parametrize(("count", "kinds"), [(5, ("files", "queries", "stores")), (1, ("kills",))])
def test_a_few_attacks_find_nothing(count, kinds):
    done = python(HERE / "run.py", "--count", count, "--seed", 3, "--kind", *kinds)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("nothing found") == len(kinds)


def test_an_outsider_finds_nobody():
    done = python(HERE / "run.py", "--count", "2", "--seed", "3", "--kind", "outsider")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_answers_give_the_same_bits_everywhere():
    done = python(HERE / "same_bits.py", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same bits" in done.stdout


def test_small_files_cost_little_and_end_in_words():
    done = python(HERE / "bounded.py", "deep objects", "a million keys")
    assert done.returncode == 0, done.stdout + done.stderr
