"""Names that leave the store: keyed pseudonyms, and the search that no raw name went with them.

A pseudonym is HMAC-SHA256 (RFC 2104) of the annotator's key in the store under a secret that lives
outside store, release and repository. So it is the same in every subset and every later release, and
nobody without the secret can test a guess.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from oe_quality.errors import InputError, UsageError

VARIABLE = "OEQ_PSEUDONYM_KEY"
SMALLEST_KEY = 16
"""Bytes below which a secret could be guessed."""
DIGITS = 16
"""Hexadecimal digits of a pseudonym: 64 bits."""
EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})+")
_REMEDY = (
    f"Keep a secret of at least {SMALLEST_KEY} characters outside the project and give it in {VARIABLE} "
    "or as --key-file. Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
)


@dataclass(frozen=True, slots=True, repr=False)
class Key:
    """The secret; it never shows itself."""

    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) < SMALLEST_KEY:
            state = "empty" if not self.secret else f"only {len(self.secret)} bytes long"
            raise UsageError(f"the pseudonym key is {state}", remedy=_REMEDY)

    def __repr__(self) -> str:
        return "Key(secret)"


def read_key(file: Path | None, *, outside: Iterable[Path] = ()) -> Key:
    """The secret from a file, or from the environment where no file is named.

    Args:
        file: holds the secret alone; white space around it does not count.
        outside: folders in which the file must not lie, such as the release.

    Raises:
        UsageError: there is no key, it is too short, or it lies where it would be published.
        InputError: the file cannot be read.
    """
    if file is None:
        value = os.environ.get(VARIABLE)
        if value is None:
            raise UsageError("no pseudonym key was given", remedy=_REMEDY)
        return Key(value.strip().encode())
    for folder in outside:
        if file.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"the key file lies in {folder}, which is published or shared", remedy=_REMEDY)
    try:
        return Key(file.read_bytes().strip())
    except OSError as error:
        raise InputError(f"cannot read the key file {file}: {error.strerror}", remedy=_REMEDY) from None


def pseudonyms(key: Key, names: Iterable[str]) -> dict[str, str]:
    """Name -> pseudonym of `DIGITS` hexadecimal digits.

    Raises:
        InputError: two names get the same pseudonym (with 64 bits, unheard of below millions of names).
    """
    made = {name: hmac.new(key.secret, name.encode(), hashlib.sha256).hexdigest()[:DIGITS] for name in names}
    if len(set(made.values())) != len(made):
        raise InputError("two annotators would get the same pseudonym", remedy="Use another key.")
    return made


def scrubbed(text: str, replacements: Mapping[str, str]) -> str:
    """Free text with every name replaced by its pseudonym and every e-mail address taken out.

    Names count as whole words, in any case. Names of fewer than three characters, which are also
    ordinary words or numbers, are left to `leaks`.
    """
    text = EMAIL.sub("[e-mail]", text)
    long = sorted((name for name in replacements if len(name) >= 3), key=len, reverse=True)
    if not long:
        return text
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, long)) + r")(?!\w)", re.IGNORECASE)
    folded = {name.casefold(): pseudonym for name, pseudonym in replacements.items()}
    return pattern.sub(lambda found: folded[found[0].casefold()], text)
