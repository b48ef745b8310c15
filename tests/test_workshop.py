"""Folders in which things are made: private, taken over whole, and cleared of what killed runs leave."""

import errno
import logging
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oe_quality import workshop as module
from oe_quality.errors import InputError, UsageError
from oe_quality.files import together
from oe_quality.workshop import private, require_room, sweep, workshop

KILLED = """
import os, pathlib, signal, sys
from oe_quality import workshop
from oe_quality.files import together
folder, deadly = pathlib.Path(sys.argv[1]), int(sys.argv[2])
count = 0
move = workshop._move
def counted(*given):
    global count
    count += 1
    if count == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    move(*given)
workshop._move = counted
with together(folder, ("a", "b", "c", "d")) as new:
    if deadly == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    for name in "abd":
        (new / name).write_text("new")
"""


def fill(new):
    for name in "abd":
        (new / name).write_text("new")


def content(folder):
    return {path.name: path.read_text() for path in folder.iterdir()}


@pytest.fixture
def old(tmp_path):
    for name in ("a", "b", "c"):
        (tmp_path / name).write_text("old")
    return tmp_path


@pytest.mark.parametrize("swaps", [True, False])
@pytest.mark.parametrize("deadly", [0, 1, 3, 4])
def test_what_a_kill_interrupts_is_undone_or_finished_by_the_next_run(old, monkeypatch, caplog, deadly, swaps):
    code = KILLED if swaps else KILLED.replace("count = 0", "count = 0\nworkshop._swapped = lambda *_: False", 1)
    done = subprocess.run([sys.executable, "-c", code, str(old), str(deadly)], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with caplog.at_level(logging.WARNING):
        require_room(old)
    whole = {"a": "new", "b": "new", "d": "new"} if deadly else dict.fromkeys("abc", "old")
    assert content(old) == whole
    assert ("finished in" if deadly else "removed") in caplog.text


@pytest.mark.parametrize("swaps", [True, False])
@pytest.mark.parametrize("failing", [1, 2, 3, 4])
def test_a_move_that_fails_is_undone(old, monkeypatch, failing, swaps):
    calls = []
    move = module._move

    def failing_move(*given):
        calls.append(given)
        move(*given)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_move", failing_move)
    if not swaps:
        monkeypatch.setattr(module, "_swapped", lambda *_: False)
    with pytest.raises(OSError, match="No space"), together(old, ("a", "b", "c", "d")) as new:
        fill(new)
    assert content(old) == dict.fromkeys("abc", "old")


def test_what_the_user_put_there_after_a_kill_is_not_swept_away(old, caplog):
    subprocess.run([sys.executable, "-c", KILLED, str(old), "1"], capture_output=True, check=False)
    (old / "a").write_text("mine")
    (old / "c").write_text("mine too")
    require_room(old)
    assert content(old) == {"a": "mine", "b": "new", "c": "mine too", "d": "new"}
    assert caplog.text.count("left as it is") == 2


@pytest.mark.parametrize("gone", [[], ["plan.json"], ["new", "old"]])
def test_what_a_kill_leaves_of_a_workshop_that_is_cleared_is_swept(tmp_path, gone):
    room = tmp_path / ".oeq-abcd1234.part"
    for name in ("new", "old"):
        (room / name).mkdir(parents=True)
    (room / "old" / "a").write_text("somebody's names")
    (room / "lock").write_text("")
    for name in gone:
        shutil.rmtree(room / name, ignore_errors=True)
    sweep(tmp_path)
    assert not room.exists()


@pytest.mark.parametrize("step", ["unlink", "rmdir", "mkdir"])
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_signal_while_it_is_made_or_cleared_leaves_nothing(tmp_path, monkeypatch, step, number):
    calls = []
    do = getattr(os, step)

    def interrupted(*given, **more):
        do(*given, **more)
        calls.append(given)
        if len(calls) == number:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, step, interrupted)

    def work():
        with workshop(tmp_path) as room:
            (room / "new" / "a").write_text("")
            (room / "old" / "b").write_text("")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_workshop_goes_last(tmp_path, monkeypatch):
    order = []
    remove = os.unlink
    monkeypatch.setattr(os, "unlink", lambda path, **more: (order.append(Path(path).name), remove(path, **more)))
    with workshop(tmp_path) as room:
        (room / "new" / "z").write_text("")
        (room / "store.duckdb").write_text("")
    assert order[-1] == "lock"
    assert {"z", "store.duckdb"} < set(order)


def test_a_live_workshop_is_left_alone(tmp_path):
    with workshop(tmp_path) as room:
        sweep(tmp_path)
        assert room.is_dir()
        assert oct(room.stat().st_mode)[-3:] == "700"
    assert list(tmp_path.iterdir()) == []


def test_only_folders_of_that_name_are_swept(tmp_path):
    for name in (".oeq-abc.part", "oeq-abcd1234.part", ".oeq-abcd1234.part.txt"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "lock").write_text("")
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_plan_reaches_no_other_folder(tmp_path):
    (tmp_path / "victim").write_text("precious")
    room = tmp_path / "here" / ".oeq-abcd1234.part"
    (room / "new").mkdir(parents=True)
    (room / "old").mkdir()
    (room / "lock").write_text("")
    (room / "plan.json").write_text('{"../victim": ["", ""]}')
    sweep(tmp_path / "here")
    assert (tmp_path / "victim").read_text() == "precious"
    assert not room.exists()


def test_where_nothing_can_be_written_is_said_before_any_work(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot make the folder"):
        require_room(tmp_path / "file" / "below")


def test_what_is_made_in_private_is_nobody_elses(tmp_path):
    before = os.umask(0o022)
    try:
        with private():
            (tmp_path / "a").write_text("")
        (tmp_path / "b").write_text("")
    finally:
        os.umask(before)
    assert [oct((tmp_path / name).stat().st_mode)[-3:] for name in "ab"] == ["600", "644"]


@pytest.mark.parametrize(
    ("number", "what", "remedy"),
    [
        (errno.ENOSPC, "there is no room", "Make room on the disk"),
        (errno.EDQUOT, "there is no room", "Make room among your files"),
        (errno.EFBIG, "no file may grow far enough", "ulimit -f"),
    ],
)
def test_a_disk_that_takes_no_more_is_refused_before_any_work(tmp_path, monkeypatch, number, what, remedy):
    def full(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(InputError, match=what) as refused:
        require_room(tmp_path / "new")
    assert remedy in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nothing is tried")
def test_room_is_tried_for_where_a_file_is_to_grow_and_given_back(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(os, "posix_fallocate", lambda _, beyond, least: asked.append((beyond, least)))
    require_room(tmp_path, beyond=7, least=5)
    assert asked == [(7, 5)]
    monkeypatch.undo()
    with workshop(tmp_path) as room:
        assert (room / "lock").stat().st_size == 0


def test_a_file_system_that_cannot_set_room_aside_may_take_what_is_written(tmp_path, monkeypatch):
    def cannot(*_):
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "posix_fallocate", cannot, raising=False)
    require_room(tmp_path)


def test_a_workshop_is_cleared_with_few_files_open(tmp_path, monkeypatch):
    monkeypatch.setattr(module.shutil, "rmtree", lambda *_, **__: None)
    with workshop(tmp_path) as room:
        (room / "new" / "deep" / "deeper").mkdir(parents=True)
        (room / "new" / "deep" / "deeper" / "a").write_text("a")
    assert list(tmp_path.iterdir()) == []
