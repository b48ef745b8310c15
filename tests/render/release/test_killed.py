"""Killed at any moment, `oeq release` leaves no half-made bundle in the release's place."""

import os
import subprocess
import sys
import time

import pytest

from oe_quality.sums import verify

AT = (
    "oe_quality.render.release.tables.ReleaseTable.write",
    "oe_quality.render.release.write.write_sums",
    "oe_quality.files.move_in",
)
# Kills itself the moment the named function has been entered, as a power cut would.
CODE = """
import os, signal, sys
from importlib import import_module
place, name = sys.argv[1].rpartition(".")[::2]
try:
    owner = import_module(place)
except ModuleNotFoundError:
    module, kind = place.rpartition(".")[::2]
    owner = getattr(import_module(module), kind)
setattr(owner, name, lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL))
from oe_quality.cli.main import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("moment", AT)
def test_nothing_half_made_is_left(made, tmp_path, moment):
    store = made("moods").store
    words = ["release", store, "-o", tmp_path / "v1", "--version", "1.0.0", "--license", "CC0-1.0", "-q", "--no-report"]
    environment = {**os.environ, "OEQ_PSEUDONYM_KEY": "a secret for these tests alone"}
    done = subprocess.run([sys.executable, "-c", CODE, moment, *map(str, words)], env=environment, capture_output=True)
    assert done.returncode == -9, done.stderr.decode()
    assert not (tmp_path / "v1").exists()


def test_killed_by_the_clock_it_is_whole_or_not_there(made, tmp_path):
    store = made("moods").store
    place = tmp_path / "v1"
    words = [
        "release",
        store,
        "-o",
        place,
        "--version",
        "1.0.0",
        "--license",
        "CC0-1.0",
        "-q",
        "--no-report",
        "--force",
    ]
    environment = {**os.environ, "OEQ_PSEUDONYM_KEY": "a secret for these tests alone"}
    for wait in (0.5, 2.0, 3.5):
        process = subprocess.Popen([sys.executable, "-m", "oe_quality.cli.main", *map(str, words)], env=environment)
        time.sleep(wait)
        process.kill()
        process.wait()
        assert not place.exists() or verify(place) > 8
