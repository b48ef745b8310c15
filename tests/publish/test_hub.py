"""Uploading, to a stand-in of the Hub's HTTP interface on this machine."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.publish import hub as pushing

OID = "0" * 40


class Hub(BaseHTTPRequestHandler):
    """Takes what huggingface_hub sends for a data set: create, preupload, LFS batch and object, commit, tag."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.calls.append(("POST", self.path))
        if self.server.refuse:
            return self.answer({"error": "Invalid username or password."}, 401)
        if self.path == "/api/repos/create":
            return self.answer({"url": f"{self.server.url}/datasets/owner/moods"})
        if self.path.endswith("/preupload/main"):
            files = json.loads(body)["files"]
            modes = [("lfs" if f["path"].endswith(".parquet") else "regular", f["path"]) for f in files]
            return self.answer(
                {"files": [{"path": p, "uploadMode": m, "shouldIgnore": False, "oid": None} for m, p in modes]}
            )
        if self.path.endswith("/info/lfs/objects/batch"):
            return self.answer({"transfer": "basic", "objects": [self.upload(o) for o in json.loads(body)["objects"]]})
        if "/commit/main" in self.path:
            self.server.commits.append([json.loads(line) for line in body.decode().splitlines()])
            address = f"{self.server.url}/datasets/owner/moods/commit/{OID}"
            return self.answer({"commitUrl": address, "commitOid": OID, "success": True})
        return self.answer({})

    def do_PUT(self):
        self.server.objects[self.path.rpartition("/")[2]] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer({})

    def do_GET(self):
        self.server.calls.append(("GET", self.path))
        self.answer({"id": "owner/moods", "sha": OID, "siblings": [], "tags": [], "xetEnabled": False})

    def upload(self, wanted):
        """Where one large file goes."""
        return {**wanted, "actions": {"upload": {"href": f"{self.server.url}/lfs/{wanted['oid']}", "header": {}}}}

    def answer(self, body, status=200):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def hub(monkeypatch):
    """A running stand-in; huggingface_hub is pointed at it."""
    import huggingface_hub
    from huggingface_hub import HfApi

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    server.calls, server.commits, server.objects, server.refuse = [], [], {}, False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", server.url)
    monkeypatch.setattr(pushing, "_api", lambda: HfApi(endpoint=server.url, token="hf_no_real_token"))
    yield server
    server.shutdown()
    server.server_close()


def test_the_bundle_arrives_whole_in_one_commit(bundle, hub):
    folder = bundle
    address = pushing.push(folder, "owner/moods", version="1.0.0")
    assert address.endswith(OID)
    (commit,) = hub.commits
    sent = {line["value"]["path"]: line for line in commit if line["key"] in ("file", "lfsFile")}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert sent.keys() == there.keys()
    for name, path in there.items():
        value = sent[name]["value"]
        if sent[name]["key"] == "file":
            assert base64.b64decode(value["content"]) == path.read_bytes()
        else:
            assert hub.objects[value["oid"]] == path.read_bytes()
    assert commit[0]["value"]["summary"] == "Release 1.0.0"
    assert any("/tag/" in path for _, path in hub.calls)


def test_a_bundle_that_was_changed_is_refused_before_anything_is_sent(bundle, hub):
    folder = bundle
    (folder / "README.md").write_text("better")
    (folder / "more.txt").write_text("more")
    (folder / "LICENSE").unlink()
    with pytest.raises(InputError, match=r"LICENSE is missing; more.txt is not on the list; README.md was changed"):
        pushing.push(folder, "owner/moods", version="1.0.0")
    assert hub.calls == []


def test_a_refusal_of_the_hub_says_what_to_do(bundle, hub):
    hub.refuse = True
    with pytest.raises(InputError, match="HF_TOKEN"):
        pushing.push(bundle, "owner/moods", version="1.0.0")


def test_without_the_package_it_says_what_to_install(bundle, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(UsageError, match=r"oe-quality\[push\]"):
        pushing.push(bundle, "owner/moods", version="1.0.0")


def test_a_folder_that_is_no_release_is_refused(tmp_path):
    with pytest.raises(InputError, match="no release"):
        pushing.verify(tmp_path)


def test_the_help_says_that_it_was_not_tried_against_the_real_hub(capsys):
    from oe_quality.cli.main import main

    with pytest.raises(SystemExit):
        main(["push", "--help"])
    assert "not tried against the real one" in " ".join(capsys.readouterr().out.split())
