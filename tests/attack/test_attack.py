"""A small twin of the attacks, the same each time; the long ones are run by hand (`run.py`)."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("kind", ["files", "kills", "queries", "stores"])
def test_a_few_attacks_find_nothing(kind):
    words = [sys.executable, str(Path(__file__).parent / "run.py"), "--kind", kind, "--count", "6", "--seed", "3"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing found" in done.stdout
