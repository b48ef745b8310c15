"""A small twin of the attacks, the same each time; the long ones are run by hand (`run.py`)."""

import subprocess
import sys
from pathlib import Path


def test_a_few_attacks_find_nothing():
    words = [sys.executable, str(Path(__file__).parent / "run.py"), "--count", "5", "--seed", "3"]
    kinds = ["files", "kills", "queries", "stores"]
    done = subprocess.run([*words, "--kind", *kinds], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("nothing found") == len(kinds)
