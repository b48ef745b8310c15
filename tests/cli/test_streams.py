"""Streams that are full, closed or no longer read: the exit status says what happened to the work."""

import errno
import io
import subprocess
import sys

import pytest

from oe_quality.cli.main import main
from oe_quality.cli.streams import Guarded, guarded

OEQ = f"{sys.executable} -m oe_quality.cli.main"


class Refusing(io.StringIO):
    """A stream that takes nothing."""

    def __init__(self, number):
        super().__init__()
        self.number = number

    def write(self, _=""):
        raise OSError(self.number, "refused")

    flush = write


@pytest.fixture
def ended(monkeypatch):
    """The status of a call whose streams of these names are full, or whose reader is gone."""

    def call(*words, full=(), gone=()):
        with monkeypatch.context() as patch:
            for name in (*full, *gone):
                patch.setattr(sys, name, Refusing(errno.ENOSPC if name in full else errno.EPIPE))
            with pytest.raises(SystemExit) as left:
                main([str(word) for word in words])
        return left.value.code

    return call


@pytest.mark.parametrize("full", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_what_a_full_device_does_not_take_is_a_refusal_of_the_system_and_no_failed_check(db, ended, full):
    assert ended("info", db, full=full) == 3


def test_so_it_is_for_a_process(db):
    words = f"{OEQ} info {db} >/dev/full 2>/dev/full"
    assert subprocess.run(["bash", "-c", words]).returncode == 3


def test_talk_that_nobody_hears_does_not_stop_the_work(tmp_path, crowd, oeq, ended):
    place = tmp_path / "new.duckdb"
    assert ended("load", place, crowd, full=("stdout", "stderr")) == 3
    assert oeq("info", place).status == 0


def test_a_refusal_that_cannot_be_said_keeps_its_status(db, ended):
    assert ended("info", "--no-such-option", full=("stderr",)) == 2
    assert ended("info", f"{db}.gone", full=("stderr",)) == 3


def test_a_check_that_failed_has_failed_whoever_listens(db, ended):
    check = ("check", db, "--min-items", "label=1000")
    assert ended(*check) == ended(*check, full=("stderr",)) == ended(*check, gone=("stdout", "stderr")) == 1
    assert ended(*check, full=("stdout",)) == 3


def test_a_reader_that_has_had_enough_costs_nothing_of_the_work(db, ended):
    assert ended("info", db, gone=("stdout", "stderr")) == 0


def test_talk_is_forgiven_and_remembered_and_data_are_not():
    talk, data = Guarded(Refusing(errno.ENOSPC), talk=True), Guarded(Refusing(errno.ENOSPC), talk=False)
    assert talk.write("hello") == 5
    assert talk.lost
    with pytest.raises(OSError, match="refused"):
        data.write("hello")


def test_a_reader_that_has_had_enough_is_no_loss():
    stream = Guarded(Refusing(errno.EPIPE), talk=True)
    stream.writelines(["a", "b"])
    stream.flush()
    assert not stream.lost


def test_the_streams_are_given_back():
    before = sys.stdout, sys.stderr
    with guarded():
        assert sys.stdout is not before[0]
    assert (sys.stdout, sys.stderr) == before
