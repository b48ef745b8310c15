"""What the system, a library or a person with Ctrl-C does to a command, and what is said of it."""

import errno
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from oe_quality.cli import main as module
from oe_quality.cli.boundary import Stop, allow_files, explained, stopping
from oe_quality.errors import InputError, StoreError

OEQ = [sys.executable, "-m", "oe_quality.cli.main"]


class PanicException(BaseException):
    """Stands for what Rust raises: no `Exception`, and of a module of its own."""


PanicException.__module__ = "pyo3_runtime"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "Make room"),
        (OSError(errno.EROFS, "Read-only file system", "/mnt/x"), "/mnt/x: Read-only"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "may write to"),
        (UnicodeEncodeError("cp1252", "aż", 1, 2, "no"), "cannot hold the character '\\u017c'"),
        (MemoryError(), "memory ran out"),
        (RuntimeError("can't start new thread"), "no more threads"),
        (RecursionError(), "nested too deeply"),
        (PanicException("index out of bounds"), "a library cannot go on: index out of bounds"),
    ],
)
def test_refusals_are_words_with_a_status_of_their_own(oeq, db, monkeypatch, error, said):
    from oe_quality.store import Store

    def refuse(self):
        raise error

    monkeypatch.setattr(Store, "info", refuse)
    outcome = oeq("info", db)
    assert outcome.status == 3
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert "bug" not in outcome.err


def test_our_own_errors_and_mistakes_are_left_as_they_are():
    ours = StoreError("a")
    assert explained(ours) is ours
    assert explained(TypeError("a wire is loose")) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_command_and_its_status_says_which(oeq, db, monkeypatch, number):
    from oe_quality.store import Store

    def interrupted(self):
        try:
            os.kill(os.getpid(), number)
            time.sleep(1)
        except KeyboardInterrupt:
            raise RuntimeError("the library's own word for it") from None

    monkeypatch.setattr(Store, "info", interrupted)
    before = signal.getsignal(number)
    outcome = oeq("info", db)
    assert outcome.status == 128 + number
    assert outcome.err == "oeq: stopped\n"
    assert signal.getsignal(number) is before


def test_a_signal_ends_a_statement_that_does_not_come_back_to_python(oeq, db, monkeypatch):
    from oe_quality.store import database
    from oe_quality.store import query as asking

    # The statement begins, and the signal comes while it runs.
    ask = asking.ask
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    rescue = threading.Timer(30, database.interrupt_all)
    monkeypatch.setattr(asking, "ask", lambda *given: [timer.start(), rescue.start(), ask(*given)][2])
    outcome = oeq("query", db, "SELECT sum(a.range * b.range) FROM range(3000000) a, range(3000000) b")
    assert (outcome.status, outcome.err) == (128 + signal.SIGTERM, "oeq: stopped\n")
    assert rescue.is_alive()
    rescue.cancel()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_comes_while_an_object_is_deleted_is_not_lost(oeq, db, monkeypatch, number):
    from oe_quality.store import Store

    class Closing:
        def __del__(self):
            os.kill(os.getpid(), number)
            time.sleep(1)

    def info(self, told=Store.info):
        closing = Closing()
        del closing  # What is raised there goes no further.
        time.sleep(5)
        return told(self)

    monkeypatch.setattr(Store, "info", info)
    before = sys.unraisablehook
    outcome = oeq("info", db)
    assert (outcome.status, outcome.err.strip()) == (128 + number, "oeq: stopped")
    assert sys.unraisablehook is before


def test_what_cannot_be_raised_is_told_while_no_signal_has_come(monkeypatch):
    told = []
    monkeypatch.setattr(sys, "unraisablehook", told.append)

    class Broken:
        def __del__(self):
            raise ValueError("a wire is loose")

    stop = Stop()
    with stopping(stop):
        Broken()
        assert [met.exc_type for met in told] == [ValueError]
        stop.number = signal.SIGTERM
        Broken()
    assert len(told) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_a_mistake_is_explained_is_no_bug(oeq, db, monkeypatch, number):
    monkeypatch.setattr("click.UsageError.show", lambda self: os.kill(os.getpid(), number))
    outcome = oeq("info", db, "--no-such-option")
    assert outcome.status == 128 + number
    assert "Traceback" not in outcome.err


def test_what_the_library_warns_of_is_said(oeq, db, monkeypatch):
    import logging

    monkeypatch.setattr(module, "_status", lambda *_: logging.getLogger("oe_quality").warning("swept %s", "x") or 0)
    assert oeq("info", db).err == "swept x\n"


def test_few_open_files_are_made_more_or_refused(monkeypatch):
    resource = pytest.importorskip("resource")
    raised = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: raised.append(limits))
    for soft, hard in (
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY),
        (64, 64),
        (12, 4096),
        (63, resource.RLIM_INFINITY),
    ):
        monkeypatch.setattr(resource, "getrlimit", lambda _, limits=(soft, hard): limits)
        allow_files()
    assert raised == [(64, 4096), (64, resource.RLIM_INFINITY)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: (12, 12))
    with pytest.raises(InputError, match="12 files open, and the libraries need 64"):
        allow_files()


def test_a_full_device_is_said_once_and_the_status_is_ours(db):
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run([*OEQ, "info", str(db)], stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 3
    assert done.stderr.count("oeq: No space left on device\n") == 1
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_with_closed_streams_no_store_becomes_a_stream(tmp_path, crowd):
    place = tmp_path / "new.duckdb"
    words = " ".join([*OEQ, "load", str(place), str(crowd)])
    done = subprocess.run(["bash", "-c", f"{words} 0<&- 1>&- 2>&-"])
    assert done.returncode == 0
    assert subprocess.run([*OEQ, "info", str(place)], capture_output=True).returncode == 0
    assert oct(place.stat().st_mode)[-3:] == "600"


def test_a_terminal_of_few_characters_gets_tables_and_no_changed_data(db):
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    question = [*OEQ, "query", str(db), "SELECT 'z\u0142o' AS x", "--format"]
    table = subprocess.run([*question, "table"], env=environment, capture_output=True)
    assert (table.returncode, b"z?o" in table.stdout) == (0, True)
    data = subprocess.run([*question, "csv"], env=environment, capture_output=True, text=True)
    assert data.returncode == 3
    assert "PYTHONUTF8=1" in data.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_when_all_is_done_is_no_bug(oeq, db, monkeypatch, number):
    restored = signal.signal

    def late(which, handler):
        if signal.getsignal(number) is not handler and callable(signal.getsignal(number)) and which == number:
            os.kill(os.getpid(), number)
        return restored(which, handler)

    def status(*_):
        monkeypatch.setattr(signal, "signal", late)
        return 0

    monkeypatch.setattr(module, "_status", status)
    before = signal.getsignal(number)
    try:
        outcome = oeq("info", db)
    finally:
        restored(number, before)
    assert outcome.status == 128 + number
    assert outcome.err == ""
