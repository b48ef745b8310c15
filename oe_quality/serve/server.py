"""HTTP for one study: what is asked is checked, then looked up or done; everything else is refused in words.

Nothing changes by GET. What is refused says why in a sentence, and no answer may be kept, framed or read from
elsewhere.
"""

from __future__ import annotations

import errno
import json
import os
import socketserver
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from oe_quality.config import Config
from oe_quality.errors import NotComputableError, OeQualityError, StoreError, UsageError
from oe_quality.results import Json
from oe_quality.serve.actions import ACTIONS, state
from oe_quality.serve.body import LARGEST, read
from oe_quality.serve.desk import Desk
from oe_quality.serve.guard import Guard
from oe_quality.serve.page import WAITING

ADDRESS = "127.0.0.1"
"""The loopback interface: no other machine can ask."""
SILENCE = 30
"""Seconds after which a request that says no more is given up."""
DRAINED = 1024 * 1024
"""Bytes of a refused request that are read and forgotten, so that its sender hears why."""
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The content policy of whatever is not the page."""
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
TOO_LARGE = HTTPStatus(413)
"""By its number: its name is another one in newer Pythons."""
STRANGER = "This page is for who started oeq serve. Open the address that it printed; it opens once."
"""What is said to whoever lacks the secret."""


class Server(ThreadingHTTPServer):
    """A server for the study in `folder`, which listens once it is made; `serve_forever` answers.

    Args:
        folder: as `oeq run` made it; port: 0 takes a free one.
        config, seed, command: of the page when it is made anew.

    Raises:
        UsageError: the port is not to be had.
    """

    daemon_threads = True
    # Nobody else may listen at our port beside us.
    allow_reuse_port = False
    allow_reuse_address = os.name == "posix"

    def __init__(
        self, folder: Path, port: int = 0, *, config: Config | None = None, seed: int = 0, command: str = "oeq serve"
    ) -> None:
        self.desk = Desk(folder, config or Config(), seed, command)
        try:
            super().__init__((ADDRESS, port), Handler)
        except (OSError, OverflowError) as error:
            taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
            why = "is taken" if taken else "cannot be listened at"
            raise UsageError(f"port {port} {why}", remedy="Name another with --port, or 0 for a free one.") from None
        self.guard = Guard(f"{ADDRESS}:{self.server_port}")

    def server_bind(self) -> None:
        """Bind without looking up what this machine is called elsewhere."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = ADDRESS, int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no news."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Answer nobody any more, once what has been begun is done."""
        self.server_close()
        self.desk.end()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = SILENCE
    server_version, sys_version = "oeq", ""

    def do_GET(self) -> None:
        """The door, the page, and the state of its buttons."""
        guard = self.server.guard
        if not guard.ours(self.headers.get("Host", ""), self.headers.get("Origin"), required=False):
            self._refuse(HTTPStatus.FORBIDDEN, STRANGER)
        elif guard.opens(self.path):
            self._answer(HTTPStatus.SEE_OTHER, b"", "text/plain", {"Location": guard.home, "Set-Cookie": guard.cookie})
        elif not guard.known(self.headers.get("Cookie", "")):
            self._refuse(HTTPStatus.FORBIDDEN, STRANGER)
        elif self.path == guard.home:
            self._page()
        elif self.path == f"{guard.home}state":
            self._do(lambda: state(self.server.desk))
        else:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")

    def do_POST(self) -> None:
        """What a button asks for."""
        guard, data = self.server.guard, self._body()
        own = guard.ours(self.headers.get("Host", ""), self.headers.get("Origin"), required=True)
        if not own or not guard.known(self.headers.get("Cookie", "")):
            self._refuse(HTTPStatus.FORBIDDEN, STRANGER)
            return
        if self.headers.get("Content-Type") != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "What is asked for has to be JSON.")
            return
        if data is None:
            self._refuse(TOO_LARGE, f"A request has at most {LARGEST:,} bytes, and says how many.")
            return
        action = ACTIONS.get(self.path.removeprefix(guard.home)) if self.path.startswith(guard.home) else None
        if action is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is nothing here.")
            return

        def done() -> Json:
            said = action(self.server.desk, read(data))
            return {"said": said.words, "doubt": said.doubt}

        self._do(done)

    def _body(self) -> bytes | None:
        """What was sent, None where it is too much or its length is not told; no more is read than that."""
        told = self.headers.get("Content-Length", "")
        length = int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1
        if self.headers.get("Transfer-Encoding") or length < 0:
            return None
        if length > LARGEST:
            self.rfile.read(min(length, DRAINED))
            return None
        return self.rfile.read(length)

    def _do(self, work: Callable[[], Json]) -> None:
        """Do it, and say what came of it."""
        try:
            found = work()
        except OeQualityError as error:
            self._refuse(_status(error), str(error))
        except OSError as error:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, error.strerror or "The system refused it.")
        else:
            self._json(HTTPStatus.OK, found)

    def _page(self) -> None:
        parts = self.server.desk.html()
        if parts is not None:
            self._answer(HTTPStatus.OK, parts.text.encode(), "text/html", {"Content-Security-Policy": parts.policy})
            return
        making = self.server.desk.making
        said = "It fails: see the terminal." if making.failed else "It opens by itself when it is done."
        self._answer(HTTPStatus.SERVICE_UNAVAILABLE, WAITING.format(said).encode(), "text/html", {"Refresh": "2"})

    def _json(self, status: HTTPStatus, found: Json) -> None:
        self._answer(status, json.dumps(found, allow_nan=False).encode(), "application/json", {})

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        self._json(status, {"refused": words})

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        told = {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": NOTHING,
        }
        for name, value in (HEADERS | told | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What is no request we know, refused as everything else is."""
        self._refuse(HTTPStatus(code), HTTPStatus(code).phrase)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold secrets."""


def _status(error: OeQualityError) -> HTTPStatus:
    if isinstance(error, StoreError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.UNPROCESSABLE_ENTITY if isinstance(error, NotComputableError) else HTTPStatus.BAD_REQUEST
