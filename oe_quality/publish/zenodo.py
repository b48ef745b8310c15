"""Handing a release to Zenodo as a draft with a reserved DOI; publishing it is left to a person, on the site.

The calls are those of Zenodo's deposit interface (developers.zenodo.org): make a deposition, describe it, put files
into its bucket. A bucket knows no folders, so the bundle goes as one archive, with its card and check sums beside it.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

from oe_quality.errors import InputError, UsageError
from oe_quality.sums import SUMS, files_of, verify

SITE, SANDBOX = "https://zenodo.org", "https://sandbox.zenodo.org"
ADDRESS, TOKEN = "OEQ_ZENODO", "ZENODO_TOKEN"
CARD = "README.md"
_SECONDS = 300
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that every entry of the archive bears, so that the same bundle makes the same bytes."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """A draft on Zenodo.

    Attributes:
        address: where a person looks it over and publishes it.
        doi: reserved for it; it leads somewhere once the draft is published.
    """

    address: str
    doi: str


@dataclass(frozen=True, slots=True)
class About:
    """What Zenodo is told of a release.

    Attributes:
        title, version: as the release says; licence: its SPDX id.
        creators: names, family name first ("Berg, Anna"); at least one.
    """

    title: str
    version: str
    licence: str
    creators: tuple[str, ...]


def deposit(folder: Path, about: About, *, sandbox: bool = False) -> Deposit:
    """Make a draft of the release in a folder: one archive, its card and its check sums.

    Args:
        sandbox: on the site's sandbox, where nothing lasts.

    The token is that of the variable ZENODO_TOKEN, with the scope deposit:write; OEQ_ZENODO names another site.

    Raises:
        InputError: the folder is not as its check sums say, or Zenodo refuses it.
        UsageError: there is no token or no creator, or the address is not a safe one for a token.
    """
    verify(folder)
    if not about.creators:
        remedy = "Add --creator 'Berg, Anna', once per person or group."
        raise UsageError("Zenodo takes no record without a creator", remedy=remedy)
    site = _Site(os.environ.get(ADDRESS) or (SANDBOX if sandbox else SITE), _token())
    made = site.call("POST", f"{site.address}/api/deposit/depositions", _json({}))
    bucket, itself = site.link(made, "bucket"), site.link(made, "self")
    with tempfile.TemporaryFile() as archive:
        zip_into(archive, folder)
        site.put(f"{bucket}/{quote(folder.resolve().name)}.zip", archive)
    for name in (CARD, SUMS):
        with (folder / name).open("rb") as stream:
            site.put(f"{bucket}/{name}", stream)
    described = site.call("PUT", itself, _json({"metadata": _metadata(about)}))
    reserved = described.get("metadata", {}).get("prereserve_doi", {})
    return Deposit(site.link(made, "html"), str(reserved.get("doi", "")))


def zip_into(stream: IO[bytes], folder: Path) -> None:
    """Write the bundle as one archive: the same bytes for the same files."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files_of(folder):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with file.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)


def _metadata(about: About) -> dict[str, object]:
    """The same in Zenodo's own terms."""
    title, version = html.escape(about.title), html.escape(about.version)
    return {
        "title": about.title,
        "upload_type": "dataset",
        "description": f"<p>{title}, version {version}. What it holds, how it was made and what it is not fit for "
        f"stands in {CARD}.</p>",
        "creators": [{"name": name} for name in about.creators],
        "version": about.version,
        "license": about.licence.lower(),
        "access_right": "open",
        "prereserve_doi": True,
    }


def _json(body: object) -> bytes:
    return json.dumps(body).encode()


def _token() -> str:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        remedy = f"Make one with the scope deposit:write in Zenodo's settings, and put it into the variable {TOKEN}."
        raise UsageError("Zenodo asks for a token, and there is none", remedy=remedy)
    if not token.isascii() or not token.isprintable() or " " in token:
        raise UsageError(f"what {TOKEN} holds is no token: it has characters that none has")
    return token


class _Site:
    """Zenodo, or what stands in for it; the token goes to this one address and nowhere else."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self._token = address.rstrip("/"), token
        parts = urlsplit(self.address)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            remedy = f"Set {ADDRESS} to an address that begins with https://, or unset it."
            raise UsageError(f"a token is not sent to {address!r}", remedy=remedy)
        self._origin = (parts.scheme, parts.netloc)
        self._open = urllib.request.build_opener(_NoRedirect)

    def link(self, made: dict[str, Any], name: str) -> str:
        """An address in an answer of the site; never one of another site."""
        address = str(made.get("links", {}).get(name, ""))
        if urlsplit(address)[:2] != self._origin:
            raise InputError(f"{self.address} answered without a usable address for {name!r}")
        return address

    def call(self, verb: str, address: str, body: bytes) -> dict[str, Any]:
        """Send JSON; what is answered."""
        return self._send(verb, address, body, {"Content-Type": "application/json"})

    def put(self, address: str, stream: IO[bytes]) -> None:
        """Send a file's bytes, piece by piece."""
        size = stream.seek(0, os.SEEK_END)
        stream.seek(0)
        self._send("PUT", address, stream, {"Content-Type": "application/octet-stream", "Content-Length": str(size)})

    def _send(self, verb: str, address: str, body: bytes | IO[bytes], about: dict[str, str]) -> dict[str, Any]:
        head = {"Authorization": f"Bearer {self._token}", "Accept": "application/json", **about}
        request = urllib.request.Request(address, data=body, headers=head, method=verb)  # noqa: S310 (https, or here)
        try:
            with self._open.open(request, timeout=_SECONDS) as response:
                answered = json.loads(response.read())
        except urllib.error.HTTPError as error:
            raise InputError(f"Zenodo did not take it: {error.code} {_said(error)}", remedy=_remedy(error)) from None
        except (OSError, ValueError) as error:
            raise InputError(f"Zenodo could not be asked at {self.address}: {error}") from None
        if not isinstance(answered, dict):
            raise InputError(f"{self.address} does not answer as Zenodo does")
        return answered


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Elsewhere is refused, since the token would go with it."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow nothing: the answer stands as a refusal."""


def _said(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read()).get("message", error.reason))
    except (OSError, ValueError, AttributeError):
        return str(error.reason)


def _remedy(error: urllib.error.HTTPError) -> str:
    if error.code in (401, 403):
        return f"See that {TOKEN} holds a token of this site with the scope deposit:write."
    return "Nothing was published; a draft that was begun can be deleted on the site."
