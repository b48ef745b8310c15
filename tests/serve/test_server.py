"""Who is answered, and what is refused before anything is looked up."""

import signal
import socket
import subprocess
import sys
import threading

import pytest

from oe_quality.errors import UsageError
from oe_quality.serve.body import LARGEST
from oe_quality.serve.server import Server

OUT = {"annotator": "elk-012", "reason": "asked twice", "sure": True}


def test_it_listens_on_this_machine_alone_and_a_taken_port_is_said(call, folder):
    assert call.server.server_address[0] == "127.0.0.1"
    with pytest.raises(UsageError, match="is taken"):
        Server(folder, call.server.server_port)


def test_the_door_opens_once_and_gives_a_cookie_that_no_script_reads(call):
    door = call.guard.door.removeprefix(call.guard.origin)
    assert call("GET", door + "x", Cookie=None).status == 403
    opened = call("GET", door, Cookie=None)
    assert (opened.status, opened.headers["Location"]) == (303, call.guard.home)
    cookie = opened.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", f"Path={call.guard.home}"} <= set(cookie.split("; "))
    again = call("GET", door, Cookie=None)
    assert again.status == 403
    assert "opens once" in again.json["refused"]


@pytest.mark.parametrize("cookie", [None, "", "oeq=", "oeq=guessed", "other=1", "oeq=\xff", "a b;;=oeq"])
def test_without_the_secret_nothing_is_shown_or_done(call, decided, cookie):
    before = decided()
    for path in (call.guard.home, f"{call.guard.home}state", "/"):
        assert call("GET", path, Cookie=cookie).status == 403
    assert call("POST", f"{call.guard.home}exclude", OUT, Cookie=cookie).status == 403
    assert decided() == before


@pytest.mark.parametrize(
    "sent",
    [
        {"Host": "evil.example"},
        {"Host": "localhost"},
        {"Host": None},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": None},
    ],
    ids=str,
)
def test_only_our_own_page_may_ask(call, decided, sent):
    before = decided()
    assert call("POST", f"{call.guard.home}exclude", OUT, **sent).status == 403
    if sent.get("Origin", "") is not None:
        assert call("GET", call.guard.home, **sent).status == 403
    assert decided() == before


def test_nothing_changes_by_get_or_by_a_form(call, decided):
    before = decided()
    for action in ("exclude", "include", "sent", "gold", "queue", "anew"):
        assert call("GET", f"{call.guard.home}{action}?annotator=elk-012&reason=x&sure=true").status == 404
    form = call("POST", f"{call.guard.home}exclude", b"annotator=elk-012", Content_Type="text/plain")
    assert form.status == 415
    assert call("PUT", f"{call.guard.home}exclude").status == 501
    assert decided() == before


@pytest.mark.parametrize("length", ["-1", "x", "", None, "\xb3", str(10**30)])
def test_a_length_that_is_none_is_refused(call, length):
    assert call("POST", f"{call.guard.home}exclude", b"", Content_Length=length).status == 413


def test_what_is_too_much_or_no_object_is_refused(call, decided):
    before = decided()
    path = f"{call.guard.home}exclude"
    assert call("POST", path, b" " * (LARGEST + 1)).status == 413
    assert call("POST", path, b"{}", Transfer_Encoding="chunked").status == 413
    for body in (b"", b"[]", b"\xff", b"nul", b"[" * 60_000, b'"x"'):
        refused = call("POST", path, body)
        assert refused.status == 400
        assert "JSON" in refused.json["refused"]
    assert decided() == before


def test_no_answer_may_be_kept_framed_or_widened(call):
    for path in (call.guard.home, f"{call.guard.home}state", "/nothing"):
        told = call("GET", path).headers
        assert told["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in told["Content-Security-Policy"]
        assert told["Referrer-Policy"] == "no-referrer"
        assert "Python" not in told["Server"]
    assert call("GET", f"{call.guard.home}../../etc/passwd").status == 404


def test_two_at_once_are_both_done_and_none_twice(call, decided):
    statuses = []

    def ask(who):
        statuses.append(call.post("exclude", annotator=who, reason="at once", sure=True).status)

    asking = [threading.Thread(target=ask, args=(who,)) for who in ("elk-012", "yak-555", "yak-555")]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert sorted(statuses) == [200, 200, 400]
    assert len(decided()[0]) == 2


def test_other_commands_may_use_the_store_between(call, store):
    with store() as opened:
        assert opened.info().n_annotators == 3
        # A reader of this process keeps out a writer; it is told so, and nothing is done.
        assert call.post("exclude", **OUT).status in (400, 503)
    assert call.post("exclude", **OUT).status == 200


def test_it_ends_and_the_port_is_free_again(folder):
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.shutdown()
    thread.join()
    server.end()
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", server.server_port), timeout=1):
        pass


def test_ctrl_c_ends_the_command_and_leaves_the_study_as_it_was(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    command = [sys.executable, "-m", "oe_quality", "serve", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline().startswith("http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        _, talk = running.communicate(timeout=20)
    assert running.returncode == 0
    assert talk.rstrip().endswith("ended")
    assert "Traceback" not in talk
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
