"""Who may ask: one browser, told apart by a secret; and only from the page itself.

The address that is printed holds a key that opens once. It is exchanged for a cookie that no script can read, that is
sent with no request from elsewhere (SameSite=Strict), and only for a path that nobody can guess: cookies know no
ports, and another server on this machine must not be given it. The Host must be ours, or a name that an attacker
makes point here (DNS rebinding) would be our own origin; what changes something must come from our own page.
"""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from threading import Lock

COOKIE = "oeq"
BYTES = 32
"""Of every secret: 256 bits."""


class Guard:
    """The secrets of one server that listens at `host` (address and port)."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.origin = f"http://{host}"
        self.home = f"/{secrets.token_urlsafe(BYTES)}/"
        self._key = secrets.token_urlsafe(BYTES)
        self._session = secrets.token_urlsafe(BYTES)
        self._unused = True
        self._turn = Lock()

    @property
    def door(self) -> str:
        """The address that opens the page, once."""
        return f"{self.origin}/open/{self._key}"

    @property
    def cookie(self) -> str:
        """The cookie for whom the door was opened."""
        return f"{COOKIE}={self._session}; Path={self.home}; HttpOnly; SameSite=Strict"

    def opens(self, path: str) -> bool:
        """Whether a path is the door's; it is so once."""
        with self._turn:
            right = self._unused and same(path, f"/open/{self._key}")
            self._unused = self._unused and not right
        return right

    def known(self, cookies: str) -> bool:
        """Whether a Cookie header holds the session's secret."""
        try:
            given = SimpleCookie(cookies).get(COOKIE)
        except CookieError:
            return False
        return given is not None and same(given.value, self._session)

    def ours(self, host: str, origin: str | None, *, required: bool) -> bool:
        """Whether a request was sent to our own name, and by our own page where its sender is told or `required`."""
        if not same(host, self.host):
            return False
        return same(origin, self.origin) if origin is not None else not required


def same(one: str, other: str) -> bool:
    """Equality that takes the same time wherever two texts differ."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
