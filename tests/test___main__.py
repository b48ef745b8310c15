"""`python -m oe_quality`."""

import subprocess
import sys


def test_the_package_runs_as_the_command():
    done = subprocess.run([sys.executable, "-m", "oe_quality", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("oeq, version ")
