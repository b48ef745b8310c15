"""Drafts, to a stand-in of Zenodo's deposit interface on this machine."""

import hashlib
import io
import json
import threading
import zipfile
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oe_quality.cli.main import main
from oe_quality.errors import InputError, UsageError
from oe_quality.publish.zenodo import About, deposit, zip_into
from oe_quality.sums import files_of

ABOUT = About("Moods & more", "1.0.0", "CC-BY-4.0", ("Berg, Anna",))


class Zenodo(BaseHTTPRequestHandler):
    """Takes what makes a draft: a deposition, files into its bucket, metadata."""

    def log_message(self, *_):
        """Say nothing."""

    def do_POST(self):
        self.taken("POST")

    def do_PUT(self):
        self.taken("PUT")

    def taken(self, verb):
        site = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        site.calls.append((verb, self.path, self.headers["Authorization"], body))
        if site.elsewhere:
            self.send_response(307)
            self.send_header("Location", f"{site.url}/stolen")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if site.refuse:
            self.answer({"status": site.refuse, "message": "no\x1b[31m"}, site.refuse)
            return
        links = {"bucket": f"{site.links}/api/files/b", "self": f"{site.url}/api/deposit/depositions/7"}
        links["html"] = f"{site.url}/deposit/7"
        self.answer({"id": 7, "links": links, "metadata": {"prereserve_doi": {"doi": "10.5072/zenodo.7"}}}, 201)

    def answer(self, body, status):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def zenodo(monkeypatch):
    """A running stand-in that the variables point at."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Zenodo)
    server.url = server.links = f"http://127.0.0.1:{server.server_address[1]}"
    server.calls, server.refuse, server.elsewhere = [], 0, False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OEQ_ZENODO", server.url)
    monkeypatch.setenv("ZENODO_TOKEN", "no-real-token")
    yield server
    server.shutdown()
    server.server_close()


def test_the_bundle_arrives_whole_and_nothing_is_published(bundle, zenodo):
    made = deposit(bundle, ABOUT)
    assert (made.address, made.doi) == (f"{zenodo.url}/deposit/7", "10.5072/zenodo.7")
    assert [path for _, path, _, _ in zenodo.calls] == [
        "/api/deposit/depositions",
        "/api/files/b/v1.zip",
        "/api/files/b/README.md",
        "/api/files/b/SHA256SUMS",
        "/api/deposit/depositions/7",
    ]
    assert {token for _, _, token, _ in zenodo.calls} == {"Bearer no-real-token"}
    with zipfile.ZipFile(io.BytesIO(zenodo.calls[1][3])) as archive:
        for file in files_of(bundle):
            assert archive.read(file.relative_to(bundle).as_posix()) == file.read_bytes()
    told = json.loads(zenodo.calls[-1][3])["metadata"]
    assert told["creators"] == [{"name": "Berg, Anna"}]
    assert (told["title"], told["version"], told["license"]) == ("Moods & more", "1.0.0", "cc-by-4.0")
    assert "Moods &amp; more" in told["description"]


def test_the_same_bundle_makes_the_same_archive(bundle):
    first, second = io.BytesIO(), io.BytesIO()
    zip_into(first, bundle)
    for file in files_of(bundle):
        file.touch()
    zip_into(second, bundle)
    assert hashlib.sha256(first.getvalue()).digest() == hashlib.sha256(second.getvalue()).digest()


def test_a_changed_bundle_is_refused_before_anything_is_sent(bundle, zenodo):
    (bundle / "README.md").write_text("better")
    with pytest.raises(InputError, match=r"README\.md was changed"):
        deposit(bundle, ABOUT)
    assert zenodo.calls == []


def test_what_zenodo_needs_is_asked_for_first(bundle, zenodo, monkeypatch):
    with pytest.raises(UsageError, match="--creator"):
        deposit(bundle, replace(ABOUT, creators=()))
    monkeypatch.delenv("ZENODO_TOKEN")
    with pytest.raises(UsageError, match="deposit:write"):
        deposit(bundle, ABOUT)
    monkeypatch.setenv("ZENODO_TOKEN", "a\nX-Evil: 1")
    with pytest.raises(UsageError, match="no token"):
        deposit(bundle, ABOUT)
    assert zenodo.calls == []


@pytest.mark.parametrize("address", ["http://zenodo.example", "file:///etc", "zenodo.org", "ftp://127.0.0.1"])
def test_a_token_goes_only_where_nobody_listens(bundle, zenodo, monkeypatch, address):
    monkeypatch.setenv("OEQ_ZENODO", address)
    with pytest.raises(UsageError, match="https://"):
        deposit(bundle, ABOUT)


def test_a_token_never_follows_to_another_address(bundle, zenodo):
    zenodo.elsewhere = True
    with pytest.raises(InputError, match="307"):
        deposit(bundle, ABOUT)
    zenodo.elsewhere, zenodo.links = False, "http://127.0.0.1:9"
    with pytest.raises(InputError, match="'bucket'"):
        deposit(bundle, ABOUT)
    assert "/stolen" not in {path for _, path, _, _ in zenodo.calls}


@pytest.mark.parametrize(("status", "remedy"), [(401, "ZENODO_TOKEN"), (500, "Nothing was published")])
def test_a_refusal_says_what_to_do(bundle, zenodo, status, remedy):
    zenodo.refuse = status
    with pytest.raises(InputError, match=remedy):
        deposit(bundle, ABOUT)


def test_on_the_command_line(bundle, zenodo, capfd):
    with pytest.raises(SystemExit) as done:
        main(["push", str(bundle), "--zenodo", "--creator", "Berg, Anna"])
    assert done.value.code == 0
    out, err = capfd.readouterr()
    assert out == f"{zenodo.url}/deposit/7\n"
    assert "10.5072/zenodo.7" in err
    assert "only ever tried against a stand-in of Zenodo" in err


@pytest.mark.parametrize("words", [["a/b", "--zenodo"], [], ["--zenodo", "--public"], ["a/b", "--sandbox"]])
def test_what_does_not_go_together_is_refused(bundle, zenodo, capfd, words):
    with pytest.raises(SystemExit) as done:
        main(["push", str(bundle), *words])
    assert done.value.code == 2
    assert zenodo.calls == []
