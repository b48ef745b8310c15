"""A small study, served; and a caller that says exactly what it is told to."""

import http.client
import json
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from oe_quality.render.page.html import html
from oe_quality.serve.server import Server
from oe_quality.store import open_store
from tests.render.page.test_panels import page_of
from tests.store.conftest import answer, make_export

PEOPLE = ("elk-012", "otter-307", "yak-555")
ROWS = [
    row
    for item in range(1, 7)
    for n, who in enumerate(PEOPLE)
    for row in (
        answer(f"clip {item}", who, "mood", "glad" if (item + n) % 3 else "sad"),
        answer(f"clip {item}", who, "arousal", item + n),
        answer(f"clip {item}", who, "tags", ["loud"] if n else ["loud", "low"]),
    )
]


@dataclass(frozen=True)
class Told:
    """What was answered."""

    status: int
    headers: dict
    text: str

    @property
    def json(self):
        return json.loads(self.text)


class Caller:
    """A browser's part: it has the cookie and says where it comes from, unless it is told otherwise."""

    def __init__(self, server):
        self.server, self.guard = server, server.guard
        self.cookie = server.guard.cookie.partition(";")[0]

    def __call__(self, method, path, body=None, **headers):
        told = {"Host": self.guard.host, "Cookie": self.cookie}
        if method == "POST":
            told |= {"Origin": self.guard.origin, "Content-Type": "application/json"}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=20)
        line.putrequest(method, path, skip_host=True)
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if method == "POST":
            told.setdefault("Content-Length", str(len(data)))
        for name, value in told.items():
            if value is not None:
                line.putheader(name, value)
        line.endheaders()
        line.send(data)
        answered = line.getresponse()
        found = Told(answered.status, dict(answered.getheaders()), answered.read().decode())
        line.close()
        return found

    def post(self, action, **fields):
        return self("POST", self.guard.home + action, fields)

    def state(self):
        return self("GET", f"{self.guard.home}state").json


@pytest.fixture(scope="session")
def page_text():
    """A page with the same people and items as the store."""
    return html(page_of())


@pytest.fixture(scope="session")
def made(tmp_path_factory, page_text):
    """A study as `oeq run` leaves it, as far as it is served."""
    place = tmp_path_factory.mktemp("made")
    with open_store(place / "quality.duckdb", create=True, own_ids=True) as store:
        store.ingest(make_export(*ROWS))
    (place / "report.html").write_text(page_text, encoding="utf-8")
    return place


@pytest.fixture
def folder(tmp_path, made):
    """The same, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "study"))


@pytest.fixture
def store(folder):
    """`store()` opens what is served, for a look."""
    return lambda: open_store(folder / "quality.duckdb")


@pytest.fixture
def call(folder):
    """The study, served; whoever calls is let in."""
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Caller(server)
    server.shutdown()
    thread.join()
    server.end()


@pytest.fixture
def decided(store):
    """Everything that a decision could have changed."""

    def look():
        with store() as opened:
            gold = pl.concat([opened.gold(question.name) for question in opened.questions()])
            journal = opened.journal().drop("sent_at").rows()
            return opened.exclusions().drop("decided_at").rows(), journal, gold.rows(), opened.fingerprint()

    return look
