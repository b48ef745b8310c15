"""The search for people's names in text, however they are written there: `José`, `rec_bob_1.wav`, `Anna Berg`.

Accents, case, what cannot be seen and the marks between parts of a name do not count; `ü` is `u` and `ue`. A name of
letters counts wherever no letter touches it; one with digits, such as `w12`, where neither letters nor further digits
do; one in a script that parts no words, such as Han, wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property

SHORTEST = 3
"""Letters and digits from which a name is searched inside a text; shorter ones count only as the whole of a cell."""
SHORTEST_UNPARTED = 2
"""The same in scripts that part no words, where names are short."""
LONG_NUMBER = 6
"""Digits from which a plain number is searched inside a text."""
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[^\W\d_]+|\d+")
_UNPARTED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Thai, Lao, Burmese, Hangul (whose particles cling to names), Khmer, kana and Han."""
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
"""Letters with strokes and pairs of letters, which no normal form takes apart."""
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe"))


class Names:
    """Names to be searched for; made once, used on many texts.

    >>> found = Names(["bob", "anna.berg", "w12"])
    >>> [found.within(text) for text in ("rec_bob_1.wav", "by Anna Berg", "bobby", "w123", "clip-w12")]
    [True, True, False, False, True]
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._whole = {form.strip() for name in names for form in _forms(name)} - {""}
        self._words: set[str] = set()
        self._runs: set[str] = set()
        self._unparted: set[str] = set()
        for name in self._whole:
            words = _WORD.findall(name)
            text = "".join(words)
            if len(unicodedata.normalize("NFC", text)) < _least(text):
                continue
            spoken = " ".join(words)
            if _UNPARTED.search(text):
                self._unparted.add(spoken)
                continue
            self._words |= {spoken, text}
            if text.isalpha() or text.isdecimal():
                self._runs |= {spoken, text}
        self._longest = max((spoken.count(" ") + 1 for spoken in self._words), default=0)

    def is_one(self, cell: str) -> bool:
        """Whether a text as a whole is one of the names, however short."""
        return folded(cell).strip() in self._whole

    def within(self, text: str) -> bool:
        """Whether one of the names stands anywhere in a text."""
        plain = folded(text)
        if self._unparted and _UNPARTED.search(plain) and self._anywhere.search(plain):
            return True
        if not self._words:
            return False
        return self._among(_WORD.findall(plain), self._words) or self._among(_RUN.findall(plain), self._runs)

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile("|".join(map(_form, self._unparted)))

    def _among(self, parts: list[str], wanted: set[str]) -> bool:
        if not wanted.isdisjoint(parts):
            return True
        return any(
            " ".join(parts[at : at + size]) in wanted
            for size in range(2, self._longest + 1)
            for at in range(len(parts) - size + 1)
        )


class Replacements:
    """Names, and what stands in their place in free text."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        self._names = Names(replacements)
        # Where two people's names meet in a form, the one who is called so keeps it.
        called = {form: other for name, other in replacements.items() for form in _forms(name)[1:]}
        called |= {folded(name): other for name, other in replacements.items()}
        self._by = {_joined(form): other for form, other in called.items()}
        self._spoken = {_spoken(form) for form in called}

    def apply(self, text: str) -> str:
        """The text with every name replaced, longer names first."""
        if not self._names.within(text):
            return text
        plain, places = _mapped(text)
        parts, at = [], 0
        for found in self._pattern.finditer(plain):
            first, last = places[found.start()], places[found.end() - 1] + 1
            # Marks that belong to the last letter go with it.
            while last < len(text) and unicodedata.combining(text[last]):
                last += 1
            parts += [text[at:first], self._by[_joined(found[0])]]
            at = last
        return "".join([*parts, text[at:]])

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        searched = sorted(filter(self._names.within, self._spoken), key=len, reverse=True)
        return re.compile("|".join(map(_form, searched)))


def folded(text: str) -> str:
    """Text without accents and case, so that the same name is the same text.

    >>> folded("Jose\\u0301") == folded("JOSÉ") == "jose"
    True
    """
    if text.isascii():
        return text.lower()
    letters = (letter for letter in unicodedata.normalize("NFKD", text) if not _is_silent(letter))
    return "".join(letters).casefold().translate(_STROKES)


def _is_silent(letter: str) -> bool:
    """Whether it is an accent, or one that cannot be seen."""
    return unicodedata.combining(letter) > 0 or unicodedata.category(letter) == "Cf"


def _forms(name: str) -> list[str]:
    """The folded name, and how it is also written: `müller` as `mueller`, and the other way round."""
    plain = folded(name)
    apart = unicodedata.normalize("NFC", name).casefold()
    together = plain
    for letter, pair in _UMLAUTS:
        apart = apart.replace(letter, pair)
        together = together.replace(pair, folded(letter))
    return list(dict.fromkeys((plain, folded(apart), together)))


def _least(text: str) -> int:
    """Letters and digits from which a name is searched inside a text."""
    if text.isdecimal():
        return LONG_NUMBER
    return SHORTEST_UNPARTED if _UNPARTED.search(text) else SHORTEST


def _mapped(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in `text` that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        plain = folded(letter)
        letters.append(plain)
        places += [place] * len(plain)
    return "".join(letters), places


def _spoken(name: str) -> str:
    """A name's parts with one blank between them."""
    return " ".join(_WORD.findall(folded(name)))


def _joined(name: str) -> str:
    """A name's parts with nothing between them."""
    return "".join(_WORD.findall(folded(name)))


def _form(spoken: str) -> str:
    """The pattern of a name in a folded text."""
    text = r"[\W_]*".join(map(re.escape, spoken.split(" ")))
    if _UNPARTED.search(spoken):
        return text
    letters = r"[^\W\d_]"
    before = letters if spoken[0].isalpha() else r"\d"
    after = letters if spoken[-1].isalpha() else r"\d"
    if not spoken.replace(" ", "").isalpha() and not spoken.replace(" ", "").isdecimal():
        before = after = r"[^\W_]"
    return f"(?<!{before}){text}(?!{after})"
