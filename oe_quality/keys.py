"""The user's secret: from it come pseudonyms, and whatever else must be the same for one person and told by nobody.

Everything made of it is HMAC-SHA256 (RFC 2104) under a sub-key of its own purpose, so that what is made for one
purpose says nothing about another. Who has a list of ids but not the key can test no guess.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from oe_quality.config import PeopleConfig
from oe_quality.errors import InputError, UsageError

VARIABLE = "OEQ_KEY"
SMALLEST_KEY = 16
"""Bytes below which a secret could be guessed."""
FEWEST_CHARACTERS = 6
"""Different characters below which a secret could be guessed, however long it is."""
UNTIL = "-until-"
"""Stands between the name of a key that was replaced and the time when it was."""
_KEPT = "the store itself"
_REMEDY = (
    f"A key is a secret of at least {SMALLEST_KEY} characters. Make one with: "
    "python3 -c 'import secrets; print(secrets.token_hex(32))'"
)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """The secret; it never shows itself.

    >>> key = Key(b"for this example alone")
    >>> key
    Key(secret)
    >>> key.digest("pseudonym", "anna") == key.digest("pseudonym", "anna")
    True
    >>> key.digest("pseudonym", "anna") == key.digest("mail address", "anna")
    False

    Attributes:
        secret: the bytes.
        origin: where it came from, for messages.
        public: whether it stands where others read it, and so hides nobody.
        kept: whether it was made for one store, which keeps it, because there was no place for a user's own.
    """

    secret: bytes
    origin: str = ""
    public: bool = False
    kept: bool = False

    def __post_init__(self) -> None:
        if len(self.secret) < SMALLEST_KEY:
            state = "empty" if not self.secret else f"only {len(self.secret)} bytes long"
            where = f" ({self.origin})" if self.origin else ""
            raise UsageError(f"the pseudonym key is {state}{where}", remedy=_REMEDY)
        if len(set(self.secret)) < FEWEST_CHARACTERS:
            raise UsageError("the pseudonym key repeats a few characters, and could be guessed", remedy=_REMEDY)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and hmac.compare_digest(self.secret, other.secret)

    def __hash__(self) -> int:
        return hash(self.sign)

    def __repr__(self) -> str:
        return "Key(secret)"

    def digest(self, purpose: str, text: str) -> bytes:
        """(32,) bytes that depend on key, purpose and text, and from which none of the three can be told."""
        sub = hmac.digest(self.secret, f"oe-quality {purpose}".encode(), "sha256")
        return hmac.digest(sub, text.encode("utf-8", "surrogatepass"), "sha256")

    def derived(self, purpose: str) -> Key:
        """A key of its own for one purpose; who gets to know it learns nothing of this one."""
        secret = hmac.digest(self.secret, f"oe-quality key for {purpose}".encode(), "sha256")
        return Key(secret, self.origin, self.public, self.kept)

    @property
    def sign(self) -> str:
        """Eight hexadecimal digits that tell two keys apart and reveal neither."""
        return self.digest("sign", "").hex()[:8]


def find_key(people: PeopleConfig | None = None) -> Key:
    """The key to use: of the environment, else of the settings, else the user's own, which is made if missing.

    Args:
        people: the settings; `key_file` names a file, `public_key` is a key that anyone may know.

    Returns:
        The key. Where the user's own cannot be kept on this machine it is a fresh one with `kept` set, for the
        store to keep.

    Raises:
        UsageError: it is too short, or its file is open to others.
        InputError: its file cannot be read.
    """
    said = people or PeopleConfig()
    value = os.environ.get(VARIABLE)
    if value is not None:
        return Key(value.strip().encode(), f"the variable {VARIABLE}")
    if said.key_file:
        return read_private(Path(said.key_file).expanduser())
    if said.public_key:
        return Key(said.public_key.encode(), "the settings, where anyone can read it", public=True)
    return _own()


def other_keys() -> Iterator[Key]:
    """The user's own key and those that were his before, the latest first, as far as they can be read."""
    try:
        place = own_place()
        kept = sorted(place.parent.glob(f"{place.name}{UNTIL}*"), reverse=True)
    except (OSError, UsageError):
        return
    for path in (place, *kept):
        with suppress(InputError, UsageError):
            yield read_private(path)


def own_place() -> Path:
    """Where the user's key is kept: `oe-quality/key` in the folder for settings of this system."""
    named = os.environ.get("XDG_CONFIG_HOME") or (os.environ.get("APPDATA") if os.name == "nt" else None)
    try:
        base = Path(named) if named and Path(named).is_absolute() else Path.home() / ".config"
    except RuntimeError:
        raise UsageError(
            "there is no home folder for a key", remedy=f"Set XDG_CONFIG_HOME, or give the key in {VARIABLE}."
        ) from None
    return base / "oe-quality" / "key"


def read_private(path: Path) -> Key:
    """The key in a file that nobody else may read.

    Raises:
        UsageError: others may read the file, or the key is too short.
        InputError: the file cannot be read.
    """
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes().strip()
    except OSError as error:
        raise InputError(f"cannot read the key file {path}: {error.strerror}", remedy=_REMEDY) from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise UsageError(f"the key file {path} is open to other users", remedy=f"Close it with: chmod 600 {path}")
    return Key(secret, str(path))


def write_private(path: Path, key: Key) -> None:
    """Keep a key in a new file that nobody else may read; an existing file stays as it is.

    Raises:
        FileExistsError: there is such a file.
        OSError: it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key.secret + b"\n")
            file.flush()
            os.fsync(file.fileno())
        _place(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _place(fresh: Path, path: Path) -> None:
    """Give a file its name; a link never replaces what took the name meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:
        # A file system without links: two processes that come first at the same moment would race here.
        if path.exists():
            raise FileExistsError(path) from None
        fresh.rename(path)


def fresh_key(origin: str, *, kept: bool = False) -> Key:
    """A new random key of 32 bytes, written as 64 hexadecimal digits."""
    return Key(secrets.token_hex(32).encode(), origin, kept=kept)


def kept_key(secret: str) -> Key:
    """The key that a store keeps for itself."""
    return Key(secret.encode(), _KEPT, kept=True)


def _own() -> Key:
    """The user's own key, made on first use."""
    try:
        path = own_place()
        if not path.exists():
            with suppress(FileExistsError):
                write_private(path, fresh_key(str(path)))
    except (OSError, UsageError):
        return fresh_key(_KEPT, kept=True)
    return read_private(path)
