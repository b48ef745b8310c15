"""What people are called instead of their ids: sayable in the store, long in a release, and never in free text.

A pseudonym comes from a keyed digest of the annotator's id (`keys.Key`). So it is the same in every store,
subset, week and release of one key, and nobody without the key can test a guess.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from oe_quality.config import PeopleConfig
from oe_quality.errors import InputError, UsageError
from oe_quality.keys import SMALLEST_KEY, Key, find_key, read_private
from oe_quality.names import Replacements
from oe_quality.privacy import scrub, without_phones
from oe_quality.wordlist import WORDS

__all__ = ["Key", "called", "pseudonyms", "read_key", "scrubbed"]

VARIABLE = "OEQ_PSEUDONYM_KEY"
DIGITS = 16
"""Hexadecimal digits of a pseudonym: 64 bits."""
NUMBERS = 1000
"""How many numbers may stand beside a word."""
_WORDS = frozenset(WORDS)
_REMEDY = (
    f"Keep a secret of at least {SMALLEST_KEY} characters outside the project and give it in {VARIABLE} "
    "or as --key-file. Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
)


def read_key(file: Path | None, *, people: PeopleConfig | None = None, outside: Iterable[Path] = ()) -> Key:
    """The secret of a release: from a file, else from the environment, else one made of the user's own key.

    Args:
        file: holds the secret alone; white space around it does not count.
        people: the settings, which may name the file of the user's own key; a key that they show hides nobody.
        outside: folders in which the file must not lie, such as the release.

    Raises:
        UsageError: there is no key, it is weak, others may read its file, or that lies where it would be published.
        InputError: the file cannot be read.
    """
    if file is None:
        value = os.environ.get(VARIABLE)
        return _of_users_own(people or PeopleConfig()) if value is None else Key(value.strip().encode())
    for folder in outside:
        if file.resolve().is_relative_to(folder.resolve()):
            raise UsageError(f"the key file lies in {folder}, which is published or shared", remedy=_REMEDY)
    return read_private(file)


def _of_users_own(people: PeopleConfig) -> Key:
    """A key for releases, from which nobody learns the user's own."""
    own = find_key(replace(people, public_key=""))
    if own.kept:
        raise UsageError("no pseudonym key was given, and none of your own can be kept here", remedy=_REMEDY)
    return own.derived("releases")


def called(key: Key, people: Iterable[str], *, taken: Iterable[str] = (), ids: Iterable[str] = ()) -> dict[str, str]:
    """Sayable pseudonyms: a word and a number, and further words for those alone who would be called the same.

    Each is made of the person and the key, whoever else is there and in whatever order they come.

    >>> key = Key(b"for this example alone")
    >>> called(key, ["anna", "bo"])
    {'anna': 'jelly-719', 'bo': 'castle-689'}
    >>> called(key, ["bo"])["bo"] == called(key, ["anna", "bo"])["bo"]
    True

    Args:
        key: the secret.
        people: ids of those who need one.
        taken: pseudonyms that others have or had.
        ids: every id and name in the data. A form that one of them has is nobody's pseudonym.

    Returns:
        id -> pseudonym, such as "otter-307" or "otter-307-birch".
    """
    forms = {form_of(text) for text in ids}
    used = {text.casefold() for text in taken}
    open_ones, found, further = sorted(set(people)), dict[str, str](), 0
    while open_ones:
        if further in forms:
            further += 1
            continue
        made = {who: _spelt(key, who, further) for who in open_ones}
        held = Counter(made.values())
        fits = {who: text for who, text in made.items() if held[text] == 1 and text not in used}
        found |= fits
        open_ones = [who for who in open_ones if who not in fits]
        further += 1
    return found


def form_of(text: str) -> int | None:
    """How many further words a text of a pseudonym's form has; None for any other text.

    >>> form_of("Otter-307"), form_of("otter-307-birch"), form_of("A24"), form_of("worker-123")
    (0, 1, None, None)
    """
    word, *rest = text.strip().casefold().split("-")
    number = rest[0] if rest else ""
    if word not in _WORDS or not (number.isascii() and number.isdigit() and len(number) == 3):
        return None
    return len(rest) - 1 if all(part in _WORDS for part in rest[1:]) else None


def _spelt(key: Key, who: str, further: int) -> str:
    """The pseudonym with so many further words: the digest as a number, digit by digit."""
    words = list[str]()
    rest = int.from_bytes(key.digest("pseudonym", who))
    rest, number = divmod(rest, NUMBERS)
    for _ in range(further + 1):
        rest, at = divmod(rest, len(WORDS))
        words.append(WORDS[at])
    return "-".join([words[0], f"{number:03d}", *words[1:]])


def pseudonyms(key: Key, names: Iterable[str]) -> dict[str, str]:
    """Name -> pseudonym of `DIGITS` hexadecimal digits.

    Raises:
        InputError: two names get the same pseudonym (with 64 bits, unheard of below millions of names).
    """
    made = {name: hmac.new(key.secret, name.encode(), hashlib.sha256).hexdigest()[:DIGITS] for name in names}
    if len(set(made.values())) != len(made):
        raise InputError("two annotators would get the same pseudonym", remedy="Use another key.")
    return made


def scrubbed(text: str, replacements: Replacements) -> str:
    """Free text with every name replaced by its pseudonym, and every address and phone number taken out.

    Names of fewer than three characters, which are also ordinary words or numbers, are left to `leaks`.
    """
    return replacements.apply(without_phones(scrub(text)))
